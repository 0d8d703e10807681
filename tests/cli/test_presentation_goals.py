"""What a signer is told of goals that are published again: what changed, and then all of them."""

from __future__ import annotations

import pytest

from generator.cli.presentation import presentation
from generator.core.messages import LANGS, Lang
from generator.office.published_state import published_statements
from generator.office.workspace import Workspace
from generator.published.record import PublicRecord
from tests.conftest import Stages

BEFORE, AFTER = {"from": "90", "to": "80"}, {"from": "80", "to": "161/2"}
REASON = {"zh": "理由", "en": "why"}


def goals(revision: int, *changes: dict[str, object], more: tuple[str, ...] = ()) -> PublicRecord:
    """The goals of one unit with changes, and those of more units without any."""
    listed = [
        {"unit": unit, "indicator": "policy", "target": "90", "changes": list(changes) if unit == "one" else []}
        for unit in ("one", *more)
    ]
    body = {"date": "2025-03-07", "goals": listed}
    return PublicRecord("o", "2025", "goals", "2025", revision, "0" * 32, body, ())


@pytest.mark.parametrize("lang", LANGS)
def test_the_example_s_change_is_told_above_the_goals(stages: Stages, lang: Lang) -> None:
    statements = published_statements(Workspace(stages("materials")))
    (first,), (again,) = (statements[at].of_type("goals") for at in (2, 4))
    told = presentation([again], statements[:4], lang).split("\n")
    once = presentation([first], statements[:2], lang).split("\n")
    assert told[0] == once[0]
    assert (
        told[1]
        == {
            "zh": "  第 2 版，代替第 2 号声明中的目标；比那时增加的变更：",
            "en": "  revision 2, in place of the goals in statement 2; changed since then:",
        }[lang]
    )
    assert "90 → 80" in told[2] and "2025-08-04" in told[2] and "effect.policy" in told[2]
    assert told[3] == once[1] and len(told) > len(once)


def test_only_what_was_added_is_told_and_what_is_gone(stages: Stages) -> None:
    statement = published_statements(Workspace(stages("goals")))[2]
    earlier = goals(1, {"date": "2025-05-01", **BEFORE, "reason": REASON}, more=("two",))
    object.__setattr__(statement, "records", {"records/goals/2025.json": (earlier.encode(), earlier)})
    now = goals(2, *earlier.body["goals"][0]["changes"], {"date": "2025-06-01", **AFTER, "reason": REASON})
    assert presentation([now], [statement], "en").split("\n")[1:4] == [
        "  revision 2, in place of the goals in statement 2; changed since then:",
        "    one policy: 80 → 80.5 (2025-06-01)",
        "    two policy: no longer a goal",
    ]

"""What can be seen of a withdrawal without the ledger, and where it stands in the order of a cycle."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from generator.core.messages import LANGS
from generator.core.problem import Problem
from generator.core.render import problems_text
from generator.office.check import check
from generator.office.workspace import Workspace
from generator.procedure.gates import Act, blockers
from tests.broken.test_broken import BASE
from tests.example import regenerate

DAY = datetime.date(2026, 6, 1)
FIELDS = {
    "schema": "kaohe/withdrawal/v1",
    "cycle": '"2025"',
    "date": "2026-06-01",
    "statement": "3",
    "type": "unit-result",
    "name": "service-hall",
    "reason": "personal_data",
    "clause": "P2-5.1",
}
FOLDER = "records/cycles/2025/procedure/withdrawals"


@pytest.fixture
def office(tmp_path: Path) -> Workspace:
    """The example's inputs."""
    regenerate.copy_inputs(regenerate.ROOT, tmp_path / "office")
    return Workspace(tmp_path / "office")


def write(office: Workspace, file: str = "first", **changes: str) -> None:
    path = office.root / FOLDER / f"{file}.yml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"{key}: {value}\n" for key, value in (FIELDS | changes).items()), "utf-8")


def found(office: Workspace) -> list[Problem]:
    return [problem for problem in check(office.root, [regenerate.IDENTITY]) if FOLDER in problem.place.path]


@pytest.mark.parametrize("clause", ["P2-5.1", "P1-A23"])
def test_a_withdrawal_as_it_should_be(office: Workspace, clause: str) -> None:
    write(office, clause=clause)
    write(office, "second", type="unit-decision")
    write(office, "third", type="deliberation", name='"2025"', statement="4")
    assert found(office) == []


@pytest.mark.parametrize(
    ("changes", "code", "line", "clause"),
    [
        ({"clause": "P2-9.9"}, "P140", 8, "P1-A1"),
        ({"clause": "no-such-basis"}, "P140", 8, "P1-A1"),
        ({"name": "service-hal"}, "P142", 6, ""),
        ({"cycle": '"2026"'}, "X101", 2, ""),
    ],
)
def test_what_is_wrong_is_named_where_it_stands(
    office: Workspace, changes: dict[str, str], code: str, line: int, clause: str
) -> None:
    write(office, **changes)
    (problem,) = found(office)
    assert (problem.code, problem.place.line, problem.clause) == (code, line, clause)
    for lang in LANGS:
        assert "{" not in problems_text([problem], lang)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"type": "trust"}, "M107"),
        ({"type": "people"}, "M107"),
        ({"reason": "embarrassing"}, "M107"),
        ({"statement": "-1"}, "M124"),
        ({"date": "2026-02-30"}, "M131"),
        ({"clause": "P2 5"}, "M163"),
    ],
)
def test_fields_have_their_shapes(office: Workspace, changes: dict[str, str], code: str) -> None:
    write(office, **changes)
    assert code in {problem.code for problem in found(office)}


def test_one_file_for_each_record(office: Workspace) -> None:
    write(office)
    write(office, "second", reason="court_order")
    (problem,) = found(office)
    assert (problem.code, problem.place.path, problem.params["other"]) == ("P141", f"{FOLDER}/second.yml", "first.yml")


def test_the_explanation_is_never_shown(office: Workspace) -> None:
    write(office, explanation="the very thing that is wrong", clause="unknown")
    text = problems_text(found(office), "en")
    assert "P140" in text
    assert "very thing" not in text


def test_the_base_of_the_broken_cases_has_none() -> None:
    assert not (BASE / FOLDER).exists()


def act(kind: str, day: int, step: str = "") -> Act:
    return Act(kind, "2025", DAY + datetime.timedelta(days=day), step)


STEP_OF = {"inputs": "goals", "change": "correction"}


@pytest.mark.parametrize("count", range(1, 6))
def test_it_may_come_at_any_time_and_changes_nothing_for_what_follows(count: int) -> None:
    order = ("scheme", "inputs", "report", "decision", "change", "closed")
    trust = Act("trust", "", DAY)
    done = [trust, *(act(kind, at, STEP_OF.get(kind, "")) for at, kind in enumerate(order[:count]))]
    withdrawal = act("change", count, "withdrawal")
    assert blockers(done, withdrawal, "x") == []
    assert blockers([*done, withdrawal], act("change", count, "withdrawal"), "x") == []
    assert blockers([*done, withdrawal], act(order[count], count, STEP_OF.get(order[count], "")), "x") == []


def test_after_the_end_there_is_room_for_withdrawals_only() -> None:
    done = [Act("trust", "", DAY), *(act(kind, 1) for kind in ("scheme", "report", "decision", "closed"))]
    assert blockers(done, act("change", 2, "withdrawal"), "x") == []
    assert [problem.code for problem in blockers(done, act("change", 2, "correction"), "x")] == ["P104"]


def test_a_withdrawal_is_no_correction() -> None:
    """Neither does it stand in the way of one, nor does it stand for one."""
    done = [Act("trust", "", DAY), *(act(kind, 1) for kind in ("scheme", "report", "decision"))]
    assert blockers([*done, act("change", 2, "withdrawal")], act("change", 3, "correction"), "x") == []


def test_its_date_does_not_run_backwards() -> None:
    (problem,) = blockers([act("scheme", 3)], act("change", 2, "withdrawal"), "x")
    assert problem.code == "P103"

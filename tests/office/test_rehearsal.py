"""What verification would find is said before a statement is signed, and only what is new with it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from generator.core.errors import FindingsError
from generator.core.render import problem_text
from generator.ledger.statements import PublishedStatement
from generator.office.drafts import Draft, require_verifiable
from generator.office.rehearsal import rehearse
from generator.office.workspace import Workspace
from tests.audit.planned_ledger import ORDER, Body, Ledger

NAME = "records/drafts/2025-act/statement"


def published(folder: Path, ledger: Ledger) -> PublishedStatement:
    """The last statement of ``ledger``; the ones before it are written below ``folder``."""
    evidence = ledger.evidence()
    below = f"ledger/statements/{len(ledger.acts) - 1}/"
    for path, data in evidence.site.kept.items():
        if not path.startswith(below):
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
    return evidence.statements[-1]


def rehearsed(folder: Path, ledger: Ledger) -> list[tuple[str, str]]:
    """Codes and paths of what is found when the last statement of ``ledger`` is rehearsed on the ones before it."""
    last = published(folder, ledger)
    files = {"statement.json": last.data, "SHA256SUMS": last.sums}
    files |= {path: data for path, (data, _) in last.records.items()}
    return [(found.code, found.place.path) for found in rehearse(folder / "ledger", files, last.index, NAME)]


def changing(record_type: str, turn: int, change: Callable[[Body], Any], acts: list[str]) -> Ledger:
    """A ledger of ``acts`` of which one record is changed."""

    def edit(found: str, record_name: str, revision: int, body: Body) -> Body:
        if (found, revision) == (record_type, turn):
            change(body)
        return body

    return Ledger(acts=acts, edit=edit)


@pytest.mark.parametrize("length", [2, 5, 11, len(ORDER)])
def test_what_is_right_passes(tmp_path: Path, length: int) -> None:
    assert rehearsed(tmp_path, Ledger(acts=ORDER[:length])) == []


@pytest.mark.parametrize("field", ["due", "ordered"])
def test_a_rectification_is_not_rewritten(tmp_path: Path, field: str) -> None:
    ledger = changing("rectification", 2, lambda body: body.update({field: "2026-01-14"}), list(ORDER))
    assert ("A445", f"{NAME}/records/rectification/archive-1.json") in rehearsed(tmp_path, ledger)


def test_days_after_that_of_the_statement(tmp_path: Path) -> None:
    acts = list(ORDER[: ORDER.index("notice") + 1])
    ledger = changing("release-review", 1, lambda body: body.update(impact_date="2025-12-13"), acts)
    assert ("A450", f"{NAME}/records/release-review/2025.json") in rehearsed(tmp_path, ledger)


def test_a_statement_that_comes_too_soon(tmp_path: Path) -> None:
    acts = ORDER[: ORDER.index("effective") + 1]
    ledger = Ledger(acts=acts, dates={"effective": "2025-12-18"})
    assert {code for code, _ in rehearsed(tmp_path, ledger)} >= {"A448"}


def test_a_record_of_another_shape(tmp_path: Path) -> None:
    acts = list(ORDER[: ORDER.index("review") + 1])
    ledger = changing("gates", 1, lambda body: body.pop("given_by"), acts)
    assert [code for code, _ in rehearsed(tmp_path, ledger)] == ["C110"]


def test_what_the_ledger_says_already_stops_nobody(tmp_path: Path) -> None:
    """The plan is wrong and stays so; the next statement has nothing to do with it."""
    acts = list(ORDER[: ORDER.index("materials") + 1])
    ledger = changing("plan", 1, lambda body: body["channels"].update(minimum=1), acts)
    assert rehearsed(tmp_path, ledger) == []
    alone = changing("plan", 1, lambda body: body["channels"].update(minimum=1), acts[:2])
    assert [code for code, _ in rehearsed(tmp_path / "alone", alone)] == ["A405"]


def test_a_signer_looks_again(tmp_path: Path) -> None:
    """Whoever drafted it may have had a program that did not look."""
    workspace = Workspace(tmp_path)
    good, bad = (changing("rectification", 2, change, list(ORDER)) for change in (_as_it_is, _another_day))
    folder = workspace.ledger.parent
    require_verifiable(workspace, Draft(tmp_path, NAME, published(folder, good)))
    with pytest.raises(FindingsError) as refused:
        require_verifiable(workspace, Draft(tmp_path, NAME, published(folder, bad)))
    assert {"A445", "P119"} <= {problem.code for problem in refused.value.problems}
    assert "{" not in problem_text(refused.value.problems[-1], "zh")


def _as_it_is(body: Body) -> None:
    assert body["due"] == "2026-03-31"


def _another_day(body: Body) -> None:
    body["due"] = "2026-06-30"

"""What units have to mend: who, by when, how far, verified, and what is overdue."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from generator.intake.models.afterwards import RECTIFICATIONS
from generator.procedure.afterwards_rectification import overdue, overdue_notices
from tests.procedure.afterwards_office import codes, found, office_with

ORDER = "procedure/rectification/finance-budget.yml"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("id: finance-budget", "id: finance", ["X102"]),
        ("unit: finance", "unit: liaison", ["X393", "X394"]),
        ("ordered: 2026-03-25", "ordered: 2026-02-09", ["X419"]),
        ("ordered: 2026-03-25", "ordered: 2026-02-10", []),
        ("due: 2026-06-25", "due: 2026-03-25", ["X395"]),
        ("date: 2026-04-20", "date: 2026-03-24", ["X396"]),
        ("date: 2026-04-20", "date: 2026-05-21", ["X396"]),
        ("verified: {date: 2026-06-20", "verified: {date: 2026-05-19", ["X396"]),
        ("verified: {date: 2026-06-20", "verified: {date: 2026-05-20", []),
        ("by: holder-a", "by: holder-f", ["X397"]),
        ("by: holder-a", "by: holder-x", ["X397"]),
    ],
)
def test_what_is_wrong_with_an_order(tmp_path: Path, old: str, new: str, expected: list[str]) -> None:
    assert codes(tmp_path, {ORDER: [(old, new)]}) == expected


def test_every_unit_with_the_lowest_grade_has_one_at_the_end(tmp_path: Path) -> None:
    (missing,) = found(tmp_path / "a", {}, (ORDER,))
    assert (missing.code, missing.params["unit"], missing.clause) == ("X394", "finance", "P2-4.2")
    assert missing.place.path.endswith("procedure/decision.yml")
    assert codes(tmp_path / "b", {}, (ORDER, "procedure/closed.yml")) == []


@pytest.mark.parametrize(
    ("day", "verified", "expected"),
    [
        ("2026-06-25", False, False),
        ("2026-06-26", False, True),
        ("2026-06-26", True, False),
        # Verified in time to come is not yet verified.
        ("2026-06-19", True, False),
    ],
)
def test_what_is_overdue(tmp_path: Path, day: str, verified: bool, expected: bool) -> None:
    edits = {} if verified else {ORDER: [("verified: {date: 2026-06-20, by: holder-a, proof: 核实材料}", "")]}
    cycle = office_with(tmp_path, edits).cycles["2025"]
    today = datetime.date.fromisoformat(day)
    notices = list(overdue_notices(cycle, today))
    assert [notice.code for notice in notices] == (["X414"] if expected else [])
    (bound,) = cycle.each(RECTIFICATIONS).values()
    assert overdue(bound.record, today) is expected


def test_late_verification_was_overdue_until_then(tmp_path: Path) -> None:
    cycle = office_with(tmp_path, {ORDER: [("verified: {date: 2026-06-20", "verified: {date: 2026-07-01")]}).cycles[
        "2025"
    ]
    days = [datetime.date(2026, 6, 25), datetime.date(2026, 6, 30), datetime.date(2026, 7, 1)]
    assert [len(list(overdue_notices(cycle, day))) for day in days] == [0, 1, 0]

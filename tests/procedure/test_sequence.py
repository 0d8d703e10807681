"""Dates of a cycle against one another, the calendar records, and whether a decision is one."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.core.problem import Problem, in_order
from generator.procedure import calendars, decisions, sequence
from tests.broken.edited import Edits, edited

DATA = "inputs/data/budget-execution.yml"
WHEN = "date: 2026-01-12\nperiod: {first: 2025-01-01, last: 2025-12-31}"


def problems_of(folder: Path, edits: Edits, *without: str) -> list[Problem]:
    office = edited(folder, edits, without=without)
    cycle = office.cycles["2025"]
    years = calendars.working_years(office.calendars)
    return in_order(
        [*calendars.check(office.calendars), *sequence.check(cycle, years), *decisions.check(cycle)],
    )


def codes(folder: Path, edits: Edits, *without: str) -> list[str]:
    return [problem.code for problem in problems_of(folder, edits, *without)]


def test_the_valid_cycle_is_in_order(tmp_path: Path) -> None:
    assert codes(tmp_path / "a", {}) == []
    assert codes(tmp_path / "b", {}, "procedure") == []
    assert codes(tmp_path / "c", {}, "procedure", "inputs", "roster.yml") == []


def test_the_acts_so_far_stand_in_their_order(tmp_path: Path) -> None:
    office = edited(tmp_path, {}, without=("procedure/closed.yml",))
    names = [act.name for act in sequence.acts(office.cycles["2025"])]
    assert names[0] == "report.preliminary" and names[-1] == "decision.date" and len(names) == 6


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("date: 2025-01-09\nperiod: {first: 2025-01-01, last: 2025-01-08}", ["X163"]),
        ("date: 2025-01-10\nperiod: {first: 2025-01-01, last: 2025-01-08}", ["X163"]),
        ("date: 2025-01-11\nperiod: {first: 2025-01-01, last: 2025-01-08}", ["X164"]),
        # Published on a Friday: five working days are Monday to Friday; the notice ends with that Friday.
        ("date: 2025-01-17\nperiod: {first: 2025-01-01, last: 2025-01-08}", ["X164"]),
        ("date: 2025-01-18\nperiod: {first: 2025-01-01, last: 2025-01-08}", []),
        ("date: 2026-01-12\nperiod: {first: 2025-12-31, last: 2025-01-01}", ["X160"]),
        ("date: 2026-01-12\nperiod: {first: 2025-01-01, last: 2026-01-01}", ["X161"]),
        ("date: 2025-12-31\nperiod: {first: 2025-01-01, last: 2025-12-31}", []),
        ("date: 2026-01-20\nperiod: {first: 2025-01-01, last: 2025-12-31}", []),
        ("date: 2026-01-21\nperiod: {first: 2025-01-01, last: 2025-12-31}", ["X167"]),
    ],
)
def test_material_comes_after_the_notice_and_before_the_opinion(tmp_path: Path, when: str, expected: list[str]) -> None:
    assert codes(tmp_path, {DATA: [(WHEN, when)]}) == expected


def test_the_notice_counts_make_up_days_and_holidays(tmp_path: Path) -> None:
    edits: Edits = {
        "scheme.yml": [("published: 2025-01-10", "published: 2025-01-24")],
        "inputs/votes/served.yml": [("date: 2026-01-14", "date: 2025-01-31")],
    }
    (problem,) = problems_of(tmp_path, edits)
    # 26 (make-up), 27, 30, 31 January and 3 February; 28 and 29 January are off.
    assert (problem.code, problem.params["ends"], problem.clause) == ("X164", "2025-02-03", "P1-A12")


@pytest.mark.parametrize(
    ("published", "expected"),
    [("2024-12-31", []), ("2024-12-20", ["X165"]), ("2023-12-31", ["X165", "X166"]), ("2026-01-05", ["X166"])],
)
def test_a_scheme_belongs_to_its_year(tmp_path: Path, published: str, expected: list[str]) -> None:
    found = codes(tmp_path, {"scheme.yml": [("published: 2025-01-10", f"published: {published}")]})
    assert [code for code in found if code not in ("X163", "X164")] == expected


def test_every_step_back_in_time_is_named(tmp_path: Path) -> None:
    edits: Edits = {
        "procedure/report.yml": [
            ("opened: 2026-01-21", "opened: 2026-01-19"),
            ("date: 2026-02-03", "date: 2026-01-29"),
        ],
        "procedure/decision.yml": [("date: 2026-02-10", "date: 2026-02-08")],
    }
    found = problems_of(tmp_path, edits)
    assert [(p.params["later"], p.clause) for p in found] == [
        ("decision.date", "P1-A18"),
        ("report.comments.opened", "P1-A17"),
        ("report.date", "P1-A17"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("members: 7\n  present: 5", "members: 9\n  present: 5", []),
        ("members: 7\n  present: 5", "members: 10\n  present: 5", ["X172"]),
        ("members: 7\n  present: 5", "members: 5\n  present: 5", ["X171"]),
        ("recused: 1", "recused: 3", ["X171"]),
        ("unit: archive", "unit: finance", ["X121", "X173"]),
        ("unit: archive", "unit: liaison", ["X173", "X174"]),
        ("unit: archive", "unit: nobody", ["X122", "X173"]),
        ("    departs: {zh: 有立功表现, en: Merit}\n", "", ["X176"]),
        ("departs_clause: P1-A19", "departs_clause: P2-9.9", ["R101"]),
    ],
)
def test_decisions(tmp_path: Path, old: str, new: str, expected: list[str]) -> None:
    assert sorted(codes(tmp_path, {"procedure/decision.yml": [(old, new)]})) == expected


def test_deviations_are_among_what_was_checked(tmp_path: Path) -> None:
    assert codes(tmp_path, {"procedure/closed.yml": [("deviations: 1", "deviations: 13")]}) == ["X177"]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("  - 2025-01-26\n", "  - 2025-01-26\n  - 2025-01-26\n", ["X183"]),
        ("  - 2025-01-26\n", "  - 2026-01-25\n", ["X182"]),
        ("  - 2025-01-26\n", "  - 2025-01-29\n", ["X180"]),
        ("  - 2025-01-26\n", "  - 2025-01-24\n", ["X181"]),
        ("  - 2025-10-01\n", "  - 2024-10-01\n", ["X182"]),
        ("  - 2025-10-01\n", "  - 2025-10-04\n", []),
    ],
)
def test_calendars(tmp_path: Path, old: str, new: str, expected: list[str]) -> None:
    assert codes(tmp_path, {"/calendar/2025.yml": [(old, new)]}) == expected

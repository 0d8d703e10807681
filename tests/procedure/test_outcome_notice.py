"""The notice of the result: dates, working days, the public outside, and who hears objections."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.procedure.outcome_office import Edits, codes, problems

NOTICE, PLAN, EFFECTIVE = "procedure/notice.yml", "procedure/plan.yml", "procedure/effective.yml"
ALONE = (EFFECTIVE, "procedure/release-review.yml", "procedure/correction.yml")
"""What depends on the days of the notice and has tests of its own."""


def posted(first: str, last: str) -> list[tuple[str, str]]:
    return [("from: 2026-02-13\nto: 2026-02-20", f"from: {first}\nto: {last}")]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("date: 2026-02-12", "date: 2026-02-10", []),
        ("date: 2026-02-12", "date: 2026-02-09", ["X368"]),
        ("from: 2026-02-13", "from: 2026-02-11", ["X368"]),
        ("from: 2026-02-13", "from: 2026-02-12", []),
    ],
)
def test_decision_notice_posting(tmp_path: Path, old: str, new: str, expected: list[str]) -> None:
    assert codes(tmp_path, {NOTICE: [(old, new)]}, ALONE) == expected


@pytest.mark.parametrize(
    ("last", "counted"),
    # From Friday 13 February: 16, 17, 18, 19, 20 are five working days; 21 and 22 are a weekend.
    [("2026-02-13", "0"), ("2026-02-16", "1"), ("2026-02-19", "4"), ("2026-02-20", ""), ("2026-02-22", "")],
)
def test_five_working_days_after_the_day_of_posting(tmp_path: Path, last: str, counted: str) -> None:
    found = problems(tmp_path, {NOTICE: posted("2026-02-13", last)}, ALONE)
    assert [problem.code for problem in found] == (["X369"] if counted else [])
    assert [(p.params["counted"], p.params["ends"], p.clause) for p in found] == (
        [(counted, "2026-02-20", "P2-3.2(4)")] if counted else []
    )


@pytest.mark.parametrize(("workdays", "expected"), [(1, "5"), (5, "5"), (8, "8")])
def test_no_plan_makes_it_shorter_than_five(tmp_path: Path, workdays: int, expected: str) -> None:
    edits: Edits = {
        NOTICE: posted("2026-02-13", "2026-02-19"),
        PLAN: [("posting: {workdays: 5", f"posting: {{workdays: {workdays}")],
    }
    (problem,) = problems(tmp_path, edits, ALONE)
    assert (problem.code, problem.params["needed"]) == ("X369", expected)


def test_make_up_days_count(tmp_path: Path) -> None:
    edits: Edits = {
        NOTICE: posted("2026-02-13", "2026-02-19"),
        "/calendar/2026.yml": [("  - 2026-01-04", "  - 2026-01-04\n  - 2026-02-15")],
    }
    assert codes(tmp_path, edits, ALONE) == []


@pytest.mark.parametrize(
    ("first", "audience", "expected"),
    # Ten working days after Tuesday 10 February end with Tuesday 24 February.
    [
        ("2026-02-24", "both", []),
        ("2026-02-24", "public", []),
        ("2026-02-25", "both", ["X370"]),
        ("2026-02-13", "internal", ["X370"]),
    ],
)
def test_the_public_outside_is_told_in_time(tmp_path: Path, first: str, audience: str, expected: list[str]) -> None:
    edits: Edits = {NOTICE: [*posted(first, "2026-03-20"), ("audience: both", f"audience: {audience}")]}
    found = problems(tmp_path, edits, ALONE)
    assert [problem.code for problem in found] == expected
    assert [problem.params["last"] for problem in found] == ["2026-02-24"] * len(expected)


@pytest.mark.parametrize(
    ("first", "audience", "expected"),
    [
        ("2026-02-25", "both", []),
        ("2026-02-25", "public", []),
        ("2026-02-24", "both", ["X366"]),
        # Whoever was never told was not told late.
        ("2026-02-25", "internal", ["X370"]),
        ("2026-02-24", "internal", ["X370", "X366"]),
    ],
)
def test_a_late_notice_says_why_and_no_other_does(
    tmp_path: Path, first: str, audience: str, expected: list[str]
) -> None:
    why = "\nlate: {zh: 专栏停用三日, en: The board was closed for three days}\n"
    edits: Edits = {
        NOTICE: [
            *posted(first, "2026-03-20"),
            ("audience: both\n", f"audience: {audience}{why}"),
        ]
    }
    found = problems(tmp_path, edits, ALONE)
    assert [problem.code for problem in found] == expected
    assert all(problem.clause == "P2-3.2(4)" for problem in found)


def test_a_year_without_a_calendar_cannot_be_counted(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, {NOTICE: posted("2026-12-30", "2027-01-15")}, ALONE)
    assert (problem.code, problem.place.path) == ("X165", "records/calendar/2027.yml")


@pytest.mark.parametrize(
    ("contact", "expected"),
    [
        ("department: planning", ["X371"]),
        ("person: p001", ["X371"]),
        ("department: finance, person: p101", ["X371", "X371"]),
        # Exempt from this assessment.
        ("department: liaison", []),
        ("person: p999", []),
        ("department: nowhere", ["X122"]),
    ],
)
def test_nobody_assessed_hears_objections(tmp_path: Path, contact: str, expected: list[str]) -> None:
    found = problems(
        tmp_path, {NOTICE: [("hours: {zh: 上午, en: Mornings}", "hours: {zh: 上午, en: Mornings}, " + contact)]}
    )
    assert [problem.code for problem in found] == expected
    assert {problem.clause for problem in found} <= {"P1-A22", "P2-4.3"}


def test_a_person_whose_status_takes_them_out_may(tmp_path: Path) -> None:
    edits: Edits = {
        NOTICE: [("hours: {zh: 上午, en: Mornings}", "hours: {zh: 上午, en: Mornings}, person: p006")],
        "people/scheme.yml": [("effect: no_grade", "effect: not_assessed")],
    }
    assert codes(tmp_path, edits) == []


def test_what_the_notice_cites_exists(tmp_path: Path) -> None:
    assert codes(tmp_path, {NOTICE: [("cites: [P1-A18, local-rules]", "cites: [P1-A18, other-rules]")]}) == ["X420"]

"""Preliminary opinion, time to comment, register of comments: every rule kept and broken once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.procedure.outcome_office import Edits, codes, problems

OPINION, COMMENTS, REPORT = "procedure/preliminary.yml", "procedure/comments.yml", "procedure/report.yml"
FIGURE = "item: data/decision-review/finance, before: 98, after: 100"


def closing(day: str) -> Edits:
    """Comments closed on another day, in opinion and report, and the last comment with it."""
    return {
        OPINION: [("closes: 2026-01-30", f"closes: {day}")],
        REPORT: [("closed: 2026-01-30", f"closed: {day}")],
        COMMENTS: [("c-11, received: 2026-01-30", f"c-11, received: {day}")],
    }


def test_a_whole_cycle_is_in_order(tmp_path: Path) -> None:
    assert codes(tmp_path, {}) == []


def test_a_cycle_without_a_plan_is_not_looked_at(tmp_path: Path) -> None:
    assert codes(tmp_path, closing("2026-01-22"), without=("procedure/plan.yml",)) == []


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("date: 2026-01-20", "date: 2026-01-19", ["X340"]),
        ("opens: 2026-01-21", "opens: 2026-01-20", ["X340"]),
        ("closes: 2026-01-30", "closes: 2026-02-02", ["X340"]),
        ("opens: 2026-01-21", "opens: 2026-01-19", ["X340", "X341"]),
    ],
)
def test_the_report_speaks_of_the_same_days(tmp_path: Path, old: str, new: str, expected: list[str]) -> None:
    found = problems(tmp_path, {OPINION: [(old, new)]})
    assert sorted({problem.code for problem in found}) == expected
    assert {problem.clause for problem in found} == {"P1-A17"}


@pytest.mark.parametrize(
    ("day", "expected"),
    # From Wednesday 21 January five working days are 22, 23, 26, 27 and 28.
    [("2026-01-27", ["X342"]), ("2026-01-28", []), ("2026-01-30", [])],
)
def test_the_time_to_comment_counts_working_days_after_the_first(tmp_path: Path, day: str, expected: list[str]) -> None:
    assert codes(tmp_path, closing(day)) == expected


def test_the_calendar_decides_what_a_working_day_is(tmp_path: Path) -> None:
    holiday: Edits = {"/calendar/2026.yml": [("  - 2026-01-01\n", "  - 2026-01-01\n  - 2026-01-26\n")]}
    (problem,) = problems(tmp_path, closing("2026-01-28") | holiday)
    assert (problem.code, problem.params["ends"], problem.params["needed"]) == ("X342", "2026-01-29", "5")


def test_without_a_calendar_nothing_is_guessed(tmp_path: Path) -> None:
    edits = closing("2026-12-31")
    edits[OPINION] = [("opens: 2026-01-21\ncloses: 2026-01-30", "opens: 2026-12-30\ncloses: 2026-12-31")]
    found = problems(tmp_path, edits)
    assert ("X165", "records/calendar/2027.yml") in {(problem.code, problem.place.path) for problem in found}


@pytest.mark.parametrize(("day", "expected"), [("2026-01-30", ["X343"]), ("2026-01-31", [])])
def test_the_report_comes_after_the_comments(tmp_path: Path, day: str, expected: list[str]) -> None:
    assert codes(tmp_path, {REPORT: [("date: 2026-02-03", f"date: {day}")]}) == expected


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("id: c-10,", "id: c-9,", ["X344"]),
        ("id: c-10,", "id: c-12,", ["X344"]),
        ("id: c-9\n", "id: c-11\n", ["X344"]),
        ("received: 2026-01-21", "received: 2026-01-20", ["X345"]),
        ("received: 2026-01-30", "received: 2026-01-31", ["X345"]),
        ("about: p003", "about: p999", ["X346"]),
        ("about: finance", "about: nobody", ["X346"]),
        ("disposition: accepted", "disposition: partly", ["X347", "X347"]),
        ("disposition: accepted", "disposition: rejected", ["X348", "X347", "X347"]),
        ("item: data/decision-review/finance", "item: data/decision-review/liaison", ["X349"]),
        ("item: data/decision-review/finance", "item: data/inspection-rank/finance", ["X349"]),
        ("item: data/decision-review/finance", "item: 财务处的用时", ["X349"]),
        ("after: 100", "after: 99", ["X350"]),
        ("before: 98", "before: 100", ["X350"]),
        *(
            (FIGURE, f"item: votes/served/finance/service-attitude/{name}, before: {before}, after: {after}", ["X350"])
            for name, after in (("good", 31), ("invalid", 0), ("issued", 35))
            for before in ("-5", "1/2", "100001")
        ),
    ],
)
def test_the_register_of_comments(tmp_path: Path, old: str, new: str, expected: list[str]) -> None:
    found = problems(tmp_path, {COMMENTS: [(old, new)]})
    assert [problem.code for problem in found] == expected
    assert {problem.clause for problem in found} == {"P1-A17"}


@pytest.mark.parametrize(
    ("item", "value"),
    [
        ("data/budget-execution/finance", "97.5"),
        ("votes/served/finance/service-attitude/good", "31"),
        ("votes/served/finance/service-attitude/invalid", "0"),
        ("people/data/attainment/p003", "95"),
    ],
)
def test_every_kind_of_figure_has_a_name(tmp_path: Path, item: str, value: str) -> None:
    pair = (FIGURE, f"item: {item}, before: 1, after: {value}")
    assert codes(tmp_path, {COMMENTS: [pair]}) == []


def test_the_numbers_of_the_report_are_those_of_the_register(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, {REPORT: [("rejected: 1", "rejected: 2")]})
    assert (problem.code, problem.params) == ("X347", {"field": "rejected", "said": "2", "counted": "1"})


def test_a_comment_that_changed_a_unit_s_figure_is_one_on_units(tmp_path: Path) -> None:
    """Whoever it is about: the change of the unit's result is explained in public by a comment that counts."""
    assert codes(tmp_path, {COMMENTS: [("about: finance", "about: p003")]}) == []
    assert codes(tmp_path / "other", {COMMENTS: [("about: liaison", "about: p003")]}) == ["X347"]

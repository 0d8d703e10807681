"""The check of a cycle's people track as a whole: the decision against the recommendation, quota, ties, dates."""

from __future__ import annotations

from dataclasses import replace

import pytest

from generator.core import messages
from generator.core.problem import Problem, in_order
from generator.core.render import problems_text
from generator.intake.record_file import record_path
from generator.office import people_check
from generator.procedure import calendars
from tests.intake.people_edits import FOLDER, Pairs, edited, example, source


def problems_of(edits: dict[str, Pairs]) -> list[Problem]:
    office = example()
    years = calendars.working_years(office.calendars)
    cycle = edited(edits)
    problems = people_check.check(office, cycle, years)
    return problems or in_order(people_check.against_score(office, cycle))


def found(edits: dict[str, Pairs]) -> list[str]:
    problems = problems_of(edits)
    for language in messages.LANGS:
        assert "p0" not in problems_text(problems, language)
    return [problem.code for problem in problems]


def graded(person: str, old: str, new: str) -> Pairs:
    return [(f"{{person: {person}, grade: {old}}}", f"{{person: {person}, grade: {new}}}")]


def without_ties() -> Pairs:
    text = source("decision.yml")
    begin, end = text.index("ties:"), text.index("document:")
    return [(text[begin:end], "")]


def test_the_example_passes() -> None:
    assert found({}) == []


def test_a_decision_that_differs_says_why() -> None:
    assert found({"decision.yml": graded("p001", "competent", "basic")}) == ["X276"]


def test_a_reason_for_no_grade_is_the_one_of_the_result() -> None:
    text = source("decision.yml")
    at = text.index("person: p037")
    old = text[at : text.index("deferred", at) + len("deferred")]
    assert found({"decision.yml": [(old, old.replace("deferred", "no_grade"))]}) == ["X276"]


def test_a_reason_to_depart_without_departing() -> None:
    text = source("decision.yml")
    at = text.index("person: p033")
    old = text[at : at + 40]
    assert found({"decision.yml": [(old, old.replace("grade: basic", "grade: competent"))]}) == ["X277"]


def test_more_excellent_than_the_quota_allows() -> None:
    departs = "{person: p012, grade: excellent, departs: {zh: 表现突出, en: Did well}, departs_clause: P1-A18}"
    edits: Pairs = [("{person: p012, grade: competent}", departs)]
    assert found({"decision.yml": edits}) == ["X278"]


def test_a_correction_does_not_lift_the_quota_either() -> None:
    assert found({"correction.yml": [("grade: competent", "grade: excellent")]}) == ["X278"]


def test_a_tie_at_the_edge_is_for_people() -> None:
    problems = problems_of({"decision.yml": without_ties()})
    assert [problem.code for problem in problems] == ["X276", "X276", "S301"]
    assert problems[-1].place.path == next(
        bound.path for path, bound in example().cycles["2025"].people.items() if path.endswith("roster.yml")
    )


def test_a_figure_that_cannot_be_scored_is_shown_at_the_persons_line() -> None:
    (problem,) = problems_of(
        {"data/improvement.report.yml": [("{person: p035, value: 80}", "{person: p035, value: 85}")]}
    )
    roster = source("roster.yml").splitlines()
    assert problem.code == "S213"
    assert "p035" not in problem.params.values()
    assert roster[problem.place.line - 1].strip().startswith("- {id: p035,")


def test_a_wrong_scheme_is_reported_at_the_file_it_comes_from() -> None:
    problems = problems_of({"leaders.yml": [("weight: 17\n    cites", "weight: 16\n    cites")]})
    places = {problem.code: problem.place.path.removeprefix(FOLDER) for problem in problems}
    # The indicators no longer sum to the family's weight in this file, nor the families to the total of the base.
    assert places == {"S102": "leaders.yml", "S103": "scheme.yml"}


def test_a_refinement_that_loosens_is_refused() -> None:
    edits = {"staff.yml": [("applies_to: [staff]", "applies_to: [staff]\nnotice: {lead_workdays: 5, cites: [P1-A12]}")]}
    assert "S166" in found(edits)


@pytest.mark.parametrize(
    ("name", "pair", "expected"),
    [
        ("data/goals.attainment.yml", ("first: 2025-01-01", "first: 2024-12-31"), ["X161"]),
        (
            "data/goals.attainment.yml",
            ("first: 2025-01-01, last: 2025-12-31", "first: 2025-12-31, last: 2025-01-01"),
            ["X160"],
        ),
        ("data/goals.attainment.yml", ("date: 2026-01-08", "date: 2025-12-30"), ["X162"]),
        ("data/goals.attainment.yml", ("date: 2026-01-08", "date: 2026-01-16"), ["X167"]),
        ("votes/meeting.yml", ("date: 2025-12-16", "date: 2025-01-10"), ["X163"]),
        ("votes/meeting.yml", ("date: 2025-12-16", "date: 2025-01-14"), ["X164"]),
        ("leaders.yml", ("published: 2025-01-10", "published: 2023-01-10"), ["X166"]),
        ("decision.yml", ("date: 2026-02-06", "date: 2026-02-04"), ["X168"]),
        ("correction.yml", ("date: 2026-02-27", "date: 2026-02-05"), ["X168"]),
        ("correction.yml", ("date: 2026-02-27", "date: 2026-03-13"), ["X168"]),
        ("decision.yml", ("date: 2026-01-28", "date: 2026-01-31"), ["X286"]),
        ("decision.yml", ("passed: true", "passed: false"), ["X170"]),
        ("decision.yml", ("present: 6", "present: 3"), ["X172"]),
    ],
)
def test_dates_and_meeting(name: str, pair: tuple[str, str], expected: list[str]) -> None:
    assert found({name: [pair]}) == expected


def test_a_later_refinement_moves_the_notice() -> None:
    edits = {"leaders.yml": [("published: 2025-01-10", "published: 2025-12-10")]}
    assert set(found(edits)) == {"X164"}


def test_nothing_is_scored_while_something_is_unread() -> None:
    office, cycle = example(), edited({"decision.yml": graded("p001", "competent", "basic")})
    path = next(path for path in cycle.present if path.endswith("votes/meeting.yml"))
    unread = replace(office, unread={record_path(path): Problem("F220", cycle.people[path].place(()))})
    assert list(people_check.against_score(unread, cycle)) == []
    assert [problem.code for problem in people_check.against_score(office, cycle)] == ["X276"]

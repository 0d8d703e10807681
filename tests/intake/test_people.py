"""Between the people's records of one cycle: everyone once, names that agree, two pairs of eyes."""

from __future__ import annotations

import re

import pytest

from generator.core import messages
from generator.core.render import problems_text
from generator.intake import people
from generator.intake.repository import Cycle, Office
from tests.intake.people_edits import Pairs, bound, edited, example, problems_of, source

P001 = "{id: p001, kind: staff, unit: planning, from: 2012-06-01}"
GOALS = "data/goals.attainment.yml"
P004_GOALS = "  - person: p004\n    value: 101\n"
ON_TIME = "data/productivity.on-time.yml"
ATTENDANCE = "data/attitude.attendance.yml"
MEETING = "votes/meeting.yml"


def line(name: str, start: str) -> str:
    """The one line of a record that begins with ``start`` (without its indentation)."""
    (found,) = [text.strip() for text in source(name).splitlines() if text.strip().startswith(start)]
    return found


def entry(name: str, start: str, lines: int) -> str:
    """So many lines of a record from the one that begins with ``start``."""
    text = source(name)
    at = text.index(start)
    return "".join(text[at:].splitlines(keepends=True)[:lines])


SCRUTINEER, TELLER = line(MEETING, "scrutineer:"), line(MEETING, "teller:")
ON_LEAVE = entry("status.yml", "  - person: p025", 6)
SECOND_GOAL = entry("goals.yml", "  - person: p001\n    id: g2", 3)
CORRECTED = source("correction.yml").partition("    figures:")[2].partition("    entered_by")[0]
FIRST_GRADE = "{person: p001, grade: competent}"
APPROVED = "[demo-leader-1, demo-leader-2]"

CASES: list[tuple[str, str, Pairs, set[str]]] = [
    ("twice in the roster", "roster.yml", [("{id: p064,", "{id: p063,")], {"X201", "X210"}),
    ("unknown department", "roster.yml", [(P001, P001.replace("planning", "plannning"))], {"X202"}),
    ("leaves before coming", "roster.yml", [(P001, P001.replace("}", ", to: 2012-05-01}"))], {"X203"}),
    ("left before the year", "roster.yml", [(P001, P001.replace("}", ", to: 2024-12-31}"))], {"X204"}),
    ("comes after the year", "roster.yml", [(P001, P001.replace("2012", "2026"))], {"X204"}),
    ("unknown person in figures", GOALS, [(P004_GOALS, P004_GOALS.replace("p004", "p999"))], {"X210", "X212"}),
    ("person twice in figures", GOALS, [(P004_GOALS, P004_GOALS.replace("p004", "p003"))], {"X211", "X212"}),
    ("figures of no indicator", GOALS, [("indicator: goals.attainment", "indicator: goals.reached")], {"X102"}),
    ("another provider", GOALS, [("provider: planning", "provider: finance")], {"X215"}),
    ("provider is no department", GOALS, [("provider: planning", "provider: nobody")], {"X215", "X225"}),
    ("neither figure nor reason", GOALS, [(P004_GOALS, "  - person: p004\n")], {"X217"}),
    (
        "figure and reason",
        GOALS,
        [(P004_GOALS, P004_GOALS + "    missing: {zh: 无, en: None}\n")],
        {"X218"},
    ),
    ("periods instead of a value", GOALS, [(P004_GOALS, "  - person: p004\n    periods: {1: 98}\n")], {"X219"}),
    ("places instead of a value", GOALS, [(P004_GOALS, "  - person: p004\n    places: [1]\n")], {"X219"}),
    (
        "a fifth quarter",
        ON_TIME,
        [("{person: p004, periods: {1: 99.3,", "{person: p004, periods: {5: 99.3,")],
        {"X220"},
    ),
    ("fewer than no cases", ATTENDANCE, [("{person: p004, value: 0}", "{person: p004, value: -1}")], {"X222"}),
    (
        "unknown ground of exemption",
        ATTENDANCE,
        [("{person: p008, value: 2, exempted: {errand: 1}}", "{person: p008, value: 2, exempted: {holiday: 1}}")],
        {"X223"},
    ),
    (
        "exemption where there is none",
        "data/execution.tasks.yml",
        [("  - person: p061\n    value: 92\n", "  - person: p061\n    value: 92\n    exempted: {errand: 1}\n")],
        {"X223"},
    ),
    (
        "an indicator of other people",
        "data/execution.oversight.yml",
        [("{person: p006,", "{person: p001,")],
        {"X216", "X212"},
    ),
    ("another channel", MEETING, [("channel: work_report", "channel: peers")], {"X231"}),
    ("teller and scrutineer", MEETING, [(SCRUTINEER, TELLER.replace("teller", "scrutineer"))], {"X238"}),
    ("another group inside", MEETING, [("group: meeting", "group: meetings")], {"X102"}),
    ("status that the table lacks", "status.yml", [("status: long-leave", "status: leave")], {"X250"}),
    ("status ends before it begins", "status.yml", [("to: 2025-11-28", "to: 2025-03-02")], {"X251"}),
    ("veto that the table lacks", "status.yml", [("veto: service-incident", "veto: incident")], {"X252"}),
    ("status of next year", "status.yml", [("from: 2025-11-10", "from: 2026-01-10")], {"X253"}),
    ("veto of next year", "status.yml", [("date: 2025-12-05", "date: 2026-01-05")], {"X253"}),
    ("unknown basis", "status.yml", [("cites: [P2-4.2, people-10]", "cites: [P2-4.2, people-99]")], {"X254"}),
    ("unknown person with a veto", "status.yml", [("person: p034", "person: p999")], {"X210"}),
    (
        "not assessed, but has figures",
        "status.yml",
        [("status: transferred", "status: probation")],
        {"X212", "X234", "X261"},
    ),
    ("two statuses alike", "status.yml", [(ON_LEAVE, ON_LEAVE * 2)], {"X211"}),
    ("goal id twice", "goals.yml", [(SECOND_GOAL, SECOND_GOAL.replace("g2", "g1"))], {"X260"}),
    (
        "goal of no indicator",
        "goals.yml",
        [(SECOND_GOAL, SECOND_GOAL.replace("goals.attainment", "goals.other"))],
        {"X216"},
    ),
    ("tie of one person twice", "decision.yml", [("order: [p061, p035]", "order: [p061, p061]")], {"X275"}),
    ("tie of somebody unknown", "decision.yml", [("order: [p061, p035]", "order: [p061, p999]")], {"X210"}),
    (
        "clause that does not exist",
        "decision.yml",
        [("clause: P1-A18\ndocument", "clause: P1-A88\ndocument")],
        {"R101"},
    ),
    ("decision without a date", "decision.yml", [("date: 2026-02-06\n", "")], {"X270"} | {"X279"}),
    ("grade that does not exist", "decision.yml", [(FIRST_GRADE, "{person: p001, grade: good}")], {"X273"}),
    ("neither grade nor reason", "decision.yml", [(FIRST_GRADE, "{person: p001}")], {"X272"}),
    (
        "grade and reason",
        "decision.yml",
        [(FIRST_GRADE, "{person: p001, grade: competent, no_grade: deferred}")],
        {"X272"},
    ),
    ("somebody is not decided", "decision.yml", [("  - {person: p001, grade: competent}\n", "")], {"X271"}),
    ("decided twice", "decision.yml", [(FIRST_GRADE, "{person: p002, grade: competent}")], {"X211", "X271"}),
    ("departs without clause", "decision.yml", [("    departs_clause: P1-A18\n", "")], {"X274"}),
    ("corrects somebody unknown", "correction.yml", [("person: p023", "person: p999")], {"X210"}),
    ("corrects nothing", "correction.yml", [("    figures:" + CORRECTED, "")], {"X282"}),
    ("unknown holder", "correction.yml", [("entered_by: demo-office-2", "entered_by: demo-office-9")], {"X283"}),
    ("approves twice", "correction.yml", [(APPROVED, "[demo-leader-1, demo-leader-1]")], {"X284"}),
    (
        "approves what they entered",
        "correction.yml",
        [("entered_by: demo-office-2", "entered_by: demo-leader-2")],
        {"X284"},
    ),
    (
        "corrects ballots as figures",
        "correction.yml",
        [("indicator: goals.attainment", "indicator: attitude.conduct")],
        {"X214"},
    ),
    ("corrects another kind of figure", "correction.yml", [("value: 89.6", "places: [1]")], {"X219"}),
    (
        "corrects what is not in the scheme",
        "correction.yml",
        [("indicator: goals.attainment", "indicator: execution.oversight")],
        {"X216"},
    ),
    ("corrected to an unknown grade", "correction.yml", [("grade: competent", "grade: good")], {"X273"}),
]


def test_the_example_has_no_problem() -> None:
    for cycle in example().cycles.values():
        assert problems_of(cycle) == []


@pytest.mark.parametrize(("name", "edits", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_each_defect_is_named(name: str, edits: Pairs, expected: set[str]) -> None:
    problems = problems_of(edited({name: edits}))
    assert {problem.code for problem in problems} == expected
    for language in messages.LANGS:
        shown = problems_text(problems, language)
        assert not re.search(r"\bp[0-9]{3}\b", shown), shown
        assert "…" not in shown.replace("‹…›", ""), shown


@pytest.mark.parametrize("given", ["zhang-san", "p01", "P001", "p0000001", "p001a", "[p001]"])
def test_people_are_numbers(given: str) -> None:
    record, problems = bound("roster.yml", [("{id: p001,", "{id: " + given + ",")])
    assert record is None
    assert [problem.code for problem in problems] == ["X200"]
    assert given not in problems_text(problems, "en")


def test_more_people_than_slots() -> None:
    cycle = edited({"scheme.yml": [("block: 96", "block: 63")]})
    (problem,) = problems_of(cycle)
    assert (problem.code, problem.params) == ("X205", {"slots": "63"})


def test_a_kind_without_a_scheme_is_named_once() -> None:
    cycle = edited({"scheme.yml": [("applies_to: [leader, staff]", "applies_to: [staff]")]}, without=("leaders.yml",))
    assert [p.code for p in problems_of(cycle)][:1] == ["X206"]


def test_the_base_scheme_serves_a_kind_without_a_refinement() -> None:
    # The base assesses leaders by other indicators, so some of their figures are now of no use and others missing.
    codes = {p.code for p in problems_of(edited({}, without=("leaders.yml",)))}
    assert codes == {"X213", "X212"}


@pytest.mark.parametrize(
    ("without", "expected"),
    [
        (GOALS, {"X224"}),
        (MEETING, {"X243"}),
        ("decision.yml", {"X279"}),
        ("roster.yml", {"X290"}),
        ("goals.yml", set()),
        ("correction.yml", set()),
    ],
)
def test_what_is_absent(without: str, expected: set[str]) -> None:
    assert {p.code for p in problems_of(edited({}, without=(without,)))} == expected


def test_without_a_base_scheme() -> None:
    codes = {p.code for p in problems_of(edited({}, without=("scheme.yml",)))}
    assert codes == {"X290"}


def test_a_correction_needs_a_decision() -> None:
    codes = {p.code for p in problems_of(edited({}, without=("decision.yml",)))}
    assert codes == {"X279"}


def test_a_cycle_without_people_has_no_problem() -> None:
    assert list(people.check(Office(), Cycle("2025"), {})) == []

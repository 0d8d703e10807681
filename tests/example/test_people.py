"""The people of the example show what they are meant to show, and their files are made the same every time."""

from __future__ import annotations

from fractions import Fraction

import pytest

from generator.intake import repository, sealed
from generator.intake.models import people as records
from generator.intake.models.rules import AllOrNothing
from generator.intake.record_file import sealed_path
from generator.intake.repository import Cycle
from generator.office.people_cohort import decided, people_assessment, people_inputs, people_schemes, resolved_schemes
from generator.scoring.people import Assessment, PersonResult, assess
from generator.signing import demo
from tests.example import people_decision
from tests.example.people_cast import (
    DEPARTED,
    EQUAL,
    INVESTIGATED,
    ON_LEAVE,
    ON_PROBATION,
    TRANSFERRED,
    VETOED,
    WRONG,
)
from tests.example.regenerate import IDENTITY, ROOT


@pytest.fixture(scope="module")
def cycles() -> dict[str, Cycle]:
    office, problems = repository.load(ROOT, [IDENTITY])
    assert problems == []
    return dict(office.cycles)


@pytest.fixture(scope="module")
def cycle(cycles: dict[str, Cycle]) -> Cycle:
    return cycles["2025"]


@pytest.fixture(scope="module")
def assessment(cycle: Cycle) -> Assessment:
    return people_assessment(cycle)


def by_id(assessment: Assessment) -> dict[str, PersonResult]:
    return {result.id: result for result in assessment.people}


def test_the_sealed_files_hold_what_the_script_makes() -> None:
    keys = sealed.parse_identities([demo.age_identity("demo-auditor")])
    for path, text in people_decision.records(ROOT).items():
        assert sealed.unseal((ROOT / sealed_path(path)).read_bytes(), keys, path).decode() == text


def test_four_leaders_and_five_staff_in_each_department(cycle: Cycle) -> None:
    people = people_inputs(cycle).people
    assert sum(person.kind == "leader" for person in people) == 4
    staff = [person.unit for person in people if person.kind == "staff"]
    assert {staff.count(unit) for unit in staff} == {5}
    assert len(staff) == 60


def test_every_family_and_channel_of_part_one_is_used(cycle: Cycle) -> None:
    for scheme in people_schemes(cycle).values():
        assert len(scheme.families) == 10
        assert [channel.id for channel in scheme.channels] == ["work_report", "self_report", "peers", "public"]


def test_schemes_are_sound_and_say_where_numbers_come_from(cycles: dict[str, Cycle]) -> None:
    for cycle in cycles.values():
        resolved, problems = resolved_schemes(cycle)
        assert problems == []
        assert [made.problems() for made in resolved.values()] == [[], []]


def test_a_parameter_changes_with_the_year(cycles: dict[str, Cycle]) -> None:
    targets = {}
    for name, cycle in cycles.items():
        indicators = (item for family in people_schemes(cycle)["staff"].families for item in family.indicators)
        rule = next(item.rule for item in indicators if item.id == "improvement.training")
        assert isinstance(rule, AllOrNothing)
        targets[name] = rule.target
    assert targets == {"2025": 40, "2026": 48}


def test_a_tie_at_the_edge_of_the_quota_stops_without_people(cycle: Cycle, assessment: Assessment) -> None:
    undecided = assess(people_schemes(cycle), *people_inputs(cycle)._replace(tie_order=()))
    assert [problem.code for problem in undecided.problems] == ["S301"]
    assert {person for statement in undecided.quota for person in statement.tie} == set(EQUAL)
    assert {by_id(undecided)[person].recommended for person in EQUAL} == {None}
    assert assessment.problems == ()
    first, second = (by_id(assessment)[person] for person in EQUAL)
    assert (first.total, first.recommended) == (Fraction("92.45"), "excellent")
    assert (second.total, second.recommended, second.reason) == (Fraction("92.45"), "competent", "quota")


def test_the_quota_is_full_and_not_more_than_full(assessment: Assessment) -> None:
    (statement,) = assessment.quota
    assert (statement.base, statement.allowance, statement.ceiling) == (61, Fraction("12.2"), 12)
    assert (statement.reaching, statement.recommended) == (18, 12)
    assert dict(statement.excluded) == {"long-leave": 1, "probation": 1, "transferred": 1}


def test_the_veto_overrules_points(assessment: Assessment) -> None:
    result = by_id(assessment)[VETOED]
    assert result.total is not None
    assert result.total > 88
    assert (result.recommended, result.reason) == ("competent", "veto")


@pytest.mark.parametrize(
    ("person", "reason"),
    [
        (ON_LEAVE, "no_grade"),
        (INVESTIGATED, "deferred"),
        (ON_PROBATION, "comment_only"),
        (TRANSFERRED, "not_assessed"),
    ],
)
def test_special_statuses_withhold_the_grade(cycle: Cycle, assessment: Assessment, person: str, reason: str) -> None:
    result = by_id(assessment)[person]
    assert (result.recommended, result.reason) == (None, reason)
    assert (result.sheet is None) == (person == TRANSFERRED)
    assert decided(cycle)[person].no_grade == reason


def test_people_decide_and_depart_only_with_a_reason(cycle: Cycle, assessment: Assessment) -> None:
    results = by_id(assessment)
    departed = [person for person, what in decided(cycle).items() if what.grade != results[person].recommended]
    assert departed == [DEPARTED]
    assert decided(cycle)[DEPARTED].departs_clause == "P1-A18"


def test_the_correction_lifts_one_person_and_nobody_else(cycle: Cycle, assessment: Assessment) -> None:
    before, after = by_id(assessment), by_id(people_assessment(cycle, corrected=True))
    changed = [person for person in before if before[person].recommended != after[person].recommended]
    assert changed == [WRONG]
    assert (before[WRONG].recommended, after[WRONG].recommended) == ("basic", "competent")
    was, now = decided(cycle), decided(cycle, corrected=True)
    assert [person for person in was if was[person] != now[person]] == [WRONG]
    assert now[WRONG].grade == "competent"


def test_the_inspectors_are_four(cycle: Cycle) -> None:
    tallies = cycle.each(records.VOTES)["inspectors"].record.tallies
    assert {sum((tally.counts or {}).values()) for tally in tallies} == {4}


@pytest.mark.parametrize(("group", "indicator"), [("meeting", "competence.review"), ("colleagues", "attitude.conduct")])
def test_no_more_excellent_votes_than_ballots_may_hold(cycle: Cycle, group: str, indicator: str) -> None:
    counts = [
        t.counts for t in cycle.each(records.VOTES)[group].record.tallies if t.indicator == indicator and t.counts
    ]
    assert Fraction(sum(c["excellent"] for c in counts), sum(sum(c.values()) for c in counts)) <= Fraction(2, 5)


def test_the_cycle_of_2026_is_open(cycles: dict[str, Cycle]) -> None:
    open_cycle = cycles["2026"]
    assert open_cycle.scheme is not None
    assert open_cycle.report is None
    goals, roster = open_cycle.one(records.GOALS), open_cycle.one(records.ROSTER)
    assert goals is not None
    assert roster is not None
    assert {goal.person for goal in goals.record.goals} == {person.id for person in roster.record.people}

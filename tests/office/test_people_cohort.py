"""From the people's records to the values that scoring reads."""

from __future__ import annotations

import datetime
from fractions import Fraction

import pytest

from generator.intake.repository import Cycle
from generator.office.people_cohort import (
    Decided,
    corrections,
    decided,
    people_assessment,
    people_inputs,
    people_schemes,
    unit_grades,
)
from generator.scoring.inputs import GroupTally, Ratings
from generator.scoring.people import Person
from tests.intake.people_edits import edited, example, source
from tests.intake.test_people_votes import REVIEW


@pytest.fixture(scope="module")
def cycle() -> Cycle:
    return example().cycles["2025"]


def test_people_come_in_the_order_of_the_roster(cycle: Cycle) -> None:
    people = people_inputs(cycle).people
    assert [person.id for person in people] == [f"p{number:03}" for number in range(1, 65)]
    assert people[6] == Person("p007", "staff", "projects", datetime.date(2012, 8, 1), datetime.date(2025, 5, 30))


def test_each_kind_has_its_scheme(cycle: Cycle) -> None:
    schemes = people_schemes(cycle)
    weights = {kind: {f.id: f.weight for f in scheme.families} for kind, scheme in schemes.items()}
    assert [weights[kind]["goals"] for kind in ("leader", "staff")] == [17, 14]
    assert [weights[kind]["attitude"] for kind in ("leader", "staff")] == [10, 11]


def test_figures_of_every_form(cycle: Cycle) -> None:
    inputs = people_inputs(cycle).inputs
    figure = inputs.figures["productivity.on-time", "p061"]
    assert figure.periods == (Fraction(98), Fraction("97.2"), Fraction("96.6"), Fraction("97.5"))
    assert figure.source == "general-office"
    assert inputs.figures["productivity.on-time", "p054"].periods == (None, None, None, figure_of(cycle, "p054"))
    assert dict(inputs.figures["attitude.attendance", "p035"].exempted) == {"errand": 1}
    missing = inputs.figures["improvement.training", "p025"].missing
    assert missing is not None
    assert set(missing) == {"zh", "en"}


def figure_of(cycle: Cycle, person: str) -> Fraction:
    bound = cycle.people["records/cycles/2025/people/data/productivity.on-time.yml"]
    (periods,) = [point.periods for point in bound.record.values if point.person == person]
    value: Fraction = periods["4"]
    return value


def test_adjustments_are_kept_apart(cycle: Cycle) -> None:
    inputs = people_inputs(cycle).inputs
    assert inputs.adjustments["bonus.honours", "p004"].value == 2
    assert not any(name == "bonus.honours" for name, _ in inputs.figures)


def test_votes_of_every_form(cycle: Cycle) -> None:
    inputs = people_inputs(cycle).inputs
    counts = {"excellent": 12, "competent": 4, "basic": 0, "not-competent": 0}
    assert inputs.tallies["competence.review", "p061"] == {"meeting": GroupTally(16, 16, 0, counts)}
    ratings = tuple(map(Fraction, (89, 91, 92, 92, 92, 92, 93, 93, 93, 96)))
    assert inputs.ratings["teamwork.cooperation", "p061"] == {"colleagues": Ratings(10, 10, 0, ratings)}
    assert set(inputs.reasons["service.quality", "p001"]) == {"served"}
    assert set(inputs.tallies["service.quality", "p061"]) == {"served", "inspectors"}


def test_invalid_ballots_keep_their_reasons(cycle: Cycle) -> None:
    new = REVIEW.replace("excellent: 12", "excellent: 10").replace(
        "    counts", "    invalid: {all_equal: 1, spoilt: 1}\n    counts"
    )
    inputs = people_inputs(edited({"votes/meeting.yml": [(REVIEW, new)]})).inputs
    tally = inputs.tallies["competence.review", "p061"]["meeting"]
    assert (tally.invalid, tally.valid, dict(tally.reasons)) == (2, 14, {"all_equal": 1, "spoilt": 1})


def test_units_count_as_their_report_recommends(cycle: Cycle) -> None:
    grades = unit_grades(cycle)
    assert (grades["service-hall"], grades["finance"], grades["environment"]) == ("excellent", "fair", "poor")
    assert people_inputs(cycle).team_grades == grades
    assert unit_grades(Cycle("2026")) == {}


def test_facts_and_the_order_among_equals(cycle: Cycle) -> None:
    values = people_inputs(cycle)
    assert {fact.status for fact in values.statuses} == {
        "transferred",
        "long-leave",
        "under-investigation",
        "probation",
    }
    assert [(fact.person, fact.veto) for fact in values.vetoes] == [("p034", "service-incident")]
    assert values.tie_order == ("p061", "p035")


def test_a_decision_on_ties_alone_decides_nothing_else() -> None:
    text = source("decision.yml")
    cycle = edited({"decision.yml": [(text[text.index("document:") :], "")]})
    assert decided(cycle) == {}
    assert people_inputs(cycle).tie_order == ("p061", "p035")


def test_a_correction_replaces_what_was_wrong(cycle: Cycle) -> None:
    key = ("goals.attainment", "p023")
    assert people_inputs(cycle).inputs.figures[key].value == 52
    corrected = people_inputs(cycle, corrected=True).inputs.figures[key]
    assert (corrected.value, corrected.source) == (Fraction("89.6"), "planning")
    assert [entry.person for entry in corrections(cycle)] == ["p023"]
    assert decided(cycle)["p023"] == Decided("basic", None)
    assert decided(cycle, corrected=True)["p023"] == Decided("competent", None)


def test_a_corrected_count_replaces_the_one_of_its_group_only() -> None:
    text = source("correction.yml")
    figures = text[text.index("    figures:") : text.index("    grade:")]
    tallies = (
        "    tallies:\n      - indicator: service.quality\n        group: inspectors\n"
        "        issued: 4\n        returned: 4\n"
        "        counts: {very-satisfied: 4, satisfied: 0, neutral: 0, dissatisfied: 0}\n"
    )
    cycle = edited({"correction.yml": [(figures, tallies)]})
    before, after = (
        people_inputs(cycle, corrected=flag).inputs.tallies["service.quality", "p023"] for flag in (False, True)
    )
    assert after["inspectors"].counts["very-satisfied"] == 4
    assert after["served"] == before["served"]
    assert people_inputs(cycle, corrected=True).inputs.figures == people_inputs(cycle).inputs.figures


def test_an_open_cycle_has_people_and_nothing_to_score() -> None:
    values = people_inputs(example().cycles["2026"])
    assert len(values.people) == 63
    assert (values.inputs.figures, values.team_grades, values.tie_order) == ({}, {}, ())


def test_everyone_has_one_result_in_order(cycle: Cycle) -> None:
    results = people_assessment(cycle).people
    assert [result.id for result in results] == [person.id for person in people_inputs(cycle).people]

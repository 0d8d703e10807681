"""Score sheets: every rule kind by hand, missing values, grades at their bounds, and sheets that can be redone."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

import pytest

from generator.core.errors import FindingsError
from generator.published.derivation import from_json, recompute
from generator.published.shapes import Document
from generator.scoring.inputs import CohortInputs, Figure, GroupTally
from generator.scoring.sheet import IndicatorScore, Sheet, score
from tests.scoring.material import UNITS, Loader

REASON = {"zh": "本年度没有该项工作", "en": "no such work this year"}


def with_figure(inputs: CohortInputs, indicator: str, unit: str, figure: Figure | None) -> CohortInputs:
    figures = {key: value for key, value in inputs.figures.items() if key != (indicator, unit)}
    return replace(inputs, figures=figures if figure is None else figures | {(indicator, unit): figure})


def with_tallies(inputs: CohortInputs, indicator: str, unit: str, tallies: Mapping[str, GroupTally]) -> CohortInputs:
    return replace(inputs, tallies={**inputs.tallies, (indicator, unit): tallies})


def indicator(sheet: Sheet, name: str) -> IndicatorScore:
    return next(entry for entry in sheet.indicators if entry.id == name)


def points(sheets: Mapping[str, Sheet], name: str) -> list[Fraction | None]:
    return [indicator(sheet, name).points for sheet in sheets.values()]


EXPECTED: dict[str, list[str]] = {
    "decision": ["12", "6", "12", "216/19"],
    "execution": ["20/3", "8", "8", "8"],
    "supervision": ["8", "29/4", "0", "8"],
    "policy": ["2", "6", "10", "6"],
    "project": ["10", "2281/237", "0", "5/474"],
    "social": ["6", "9", "10", "15/2"],
    "leaders": ["8", "5", "0", "2"],
    "anticorruption": ["17/5", "17/5", "8/5", "1/5"],
}


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_points_by_hand(scheme: Loader, inputs: CohortInputs, name: str) -> None:
    assert points(score(scheme().record, UNITS, inputs), name) == [Fraction(number) for number in EXPECTED[name]]


def test_votes_by_hand(scheme: Loader, inputs: CohortInputs) -> None:
    sheets = score(scheme().record, UNITS, inputs)
    # planning: 6 good, 4 fair, 1 poor of 11 -> (600 + 240 + 20) / 11 in both groups.
    assert points(sheets, "attitude")[0] == Fraction(860, 11) / 10
    # 6/11 good and 1/11 poor: below 80 % and fewer than a third.
    assert points(sheets, "quality")[0] == 6


def test_total_families_and_order(scheme: Loader, inputs: CohortInputs) -> None:
    sheets = score(scheme().record, UNITS, inputs)
    assert tuple(sheets) == UNITS
    for unit, sheet in sheets.items():
        assert sheet.unit == unit
        assert sheet.status == "complete"
        assert sheet.total == sum((entry.points or Fraction(0) for entry in sheet.indicators), Fraction(0))
        assert sheet.total == sum((family.points or Fraction(0) for family in sheet.families), Fraction(0))
        assert [family.id for family in sheet.families] == ["duty", "satisfaction", "effect", "integrity"]


def test_every_step_can_be_redone(scheme: Loader, inputs: CohortInputs) -> None:
    seen = set()
    for sheet in score(scheme().record, UNITS, inputs).values():
        for entry in sheet.indicators:
            assert entry.steps[-1].value == entry.points
            for step in entry.steps:
                assert recompute(step) == step.value
                assert from_json(Document(step.to_json(), "x")) == step
                seen.add(step.op)
    assert len(seen) >= 18


def test_a_step_starts_from_what_was_given_or_found_before(scheme: Loader, inputs: CohortInputs) -> None:
    """No number enters a derivation unseen: it is an input, a number of the rule, or an earlier result."""
    record = scheme().record
    planning = score(record, UNITS, inputs)["planning"]
    supervision = indicator(score(record, UNITS, inputs)["personnel"], "supervision")
    distance, count, deduction = supervision.steps
    assert distance.args["value"] == "177/200"
    assert count.args["distance"] == distance.result
    assert deduction.args["count"] == count.result
    decision = indicator(planning, "decision")
    assert [(given.name, given.value, given.source) for given in decision.inputs] == [
        ("value", Fraction(95), "planning")
    ]
    assert decision.inputs[0].unit == {"zh": "分", "en": "points"}
    project = indicator(planning, "project")
    assert [(given.name, given.value) for given in project.inputs] == [
        ("value", Fraction(948)),
        ("best", Fraction(948)),
    ]


def test_no_counts_or_places_among_public_inputs(scheme: Loader, inputs: CohortInputs) -> None:
    for sheet in score(scheme().record, UNITS, inputs).values():
        for name in ("attitude", "speed", "quality", "anticorruption"):
            assert indicator(sheet, name).inputs == ()


def test_rankings_are_counted_whatever_places_they_give(scheme: Loader, inputs: CohortInputs) -> None:
    sheets = score(scheme().record, UNITS, with_figure(inputs, "anticorruption", "planning", Figure(places=(1, 1, 1))))
    for unit, number in (("planning", 3), ("personnel", 2)):
        groups = indicator(sheets[unit], "anticorruption").groups
        assert [(group.id, group.mean, group.valid) for group in groups] == [("raters", None, number)]


def test_order_of_raters_does_not_show(scheme: Loader, inputs: CohortInputs) -> None:
    swapped = with_figure(inputs, "anticorruption", "planning", Figure(places=(2, 1)))
    record = scheme().record
    assert score(record, UNITS, swapped)["planning"] == score(record, UNITS, inputs)["planning"]


def test_the_same_sheets_whatever_the_order_of_inputs(scheme: Loader, inputs: CohortInputs) -> None:
    turned = CohortInputs(
        {key: inputs.figures[key] for key in sorted(inputs.figures, reverse=True)},
        {key: inputs.tallies[key] for key in sorted(inputs.tallies, reverse=True)},
    )
    record = scheme().record
    assert score(record, UNITS, turned) == score(record, UNITS, inputs)


@pytest.mark.parametrize("figure", [None, Figure(missing=REASON)])
def test_missing_peer_mean(scheme: Loader, inputs: CohortInputs, figure: Figure | None) -> None:
    sheet = score(scheme().record, UNITS, with_figure(inputs, "decision", "service", figure))["service"]
    entry = indicator(sheet, "decision")
    assert entry.points == (12 + 6 + Fraction(216, 19)) / 3
    assert entry.missing is not None and entry.missing.policy == "peer_mean"
    assert entry.missing.reason["zh"] == (REASON["zh"] if figure else "没有提交数据")
    assert [step.op for step in entry.steps] == ["peer_mean"]
    assert recompute(entry.steps[0]) == entry.points
    assert entry.steps[0].cites == ("P1-A13",)
    assert sheet.status == "complete"


def test_missing_everywhere_has_no_peers(scheme: Loader, inputs: CohortInputs) -> None:
    for unit in UNITS:
        inputs = with_figure(inputs, "decision", unit, None)
    for sheet in score(scheme().record, UNITS, inputs).values():
        assert sheet.status == "incomplete"
        assert (sheet.total, sheet.grade) == (None, None)
        entry = indicator(sheet, "decision")
        assert entry.points is None and entry.missing is not None and entry.missing.policy == "incomplete"
        assert [family.points is None for family in sheet.families] == [True, False, False, False]


def test_missing_full(scheme: Loader, inputs: CohortInputs) -> None:
    sheet = score(scheme().record, UNITS, with_figure(inputs, "execution", "planning", None))["planning"]
    assert indicator(sheet, "execution").points == 8
    assert [step.op for step in indicator(sheet, "execution").steps] == ["missing_full"]


def test_missing_incomplete(scheme: Loader, inputs: CohortInputs) -> None:
    sheets = score(scheme().record, UNITS, with_figure(inputs, "supervision", "planning", Figure(missing=REASON)))
    assert sheets["planning"].status == "incomplete"
    assert sheets["planning"].total is None
    assert sheets["personnel"].status == "complete"


def test_missing_zero_needs_a_stated_reason(scheme: Loader, inputs: CohortInputs) -> None:
    record = scheme().record
    stated = score(record, UNITS, with_figure(inputs, "social", "planning", Figure(missing=REASON)))["planning"]
    assert indicator(stated, "social").points == 0
    assert [step.op for step in indicator(stated, "social").steps] == ["missing_zero"]
    silent = score(record, UNITS, with_figure(inputs, "social", "planning", None))["planning"]
    assert indicator(silent, "social").points is None
    assert silent.status == "incomplete"


NO_BALLOTS = GroupTally(9, 1, 1, {"good": 0, "fair": 0, "poor": 0})
SOME = GroupTally(9, 4, 1, {"good": 2, "fair": 0, "poor": 1})


@pytest.mark.parametrize("tallies", [{"public": SOME}, {"public": SOME, "peers": NO_BALLOTS}])
def test_group_without_ballots_is_left_out(
    scheme: Loader, inputs: CohortInputs, tallies: dict[str, GroupTally]
) -> None:
    sheet = score(scheme().record, UNITS, with_tallies(inputs, "attitude", "planning", tallies))["planning"]
    entry = indicator(sheet, "attitude")
    assert entry.points == Fraction(220, 3) / 10
    assert [step.op for step in entry.steps] == ["vote_mean", "renormalised_mean", "of_hundred"]
    assert [(group.id, group.mean, group.valid) for group in entry.groups] == [
        ("public", Fraction(220, 3), 3),
        ("peers", None, 0),
    ]
    assert all(recompute(step) == step.value for step in entry.steps)


def test_group_without_ballots_leaves_incomplete(scheme: Loader, inputs: CohortInputs) -> None:
    # The policy for missing values (full marks) must not reward that a group did not vote.
    sheet = score(scheme().record, UNITS, with_tallies(inputs, "speed", "planning", {"public": SOME}))["planning"]
    entry = indicator(sheet, "speed")
    assert entry.points is None
    assert entry.missing is not None and entry.missing.policy == "incomplete"
    assert sheet.status == "incomplete"


@pytest.mark.parametrize("name", ["attitude", "quality"])
def test_no_ballots_at_all(scheme: Loader, inputs: CohortInputs, name: str) -> None:
    sheet = score(scheme().record, UNITS, with_tallies(inputs, name, "planning", {"public": NO_BALLOTS}))["planning"]
    entry = indicator(sheet, name)
    assert entry.points is None
    assert entry.missing is not None and entry.missing.reason["en"] == "there is no valid ballot"


def test_shares_pool_all_groups(scheme: Loader, inputs: CohortInputs) -> None:
    tallies = {"public": SOME, "peers": GroupTally(10, 9, 0, {"good": 9, "fair": 0, "poor": 0})}
    sheet = score(scheme().record, UNITS, with_tallies(inputs, "quality", "planning", tallies))["planning"]
    assert indicator(sheet, "quality").steps[0].value == Fraction(11, 12)
    assert indicator(sheet, "quality").points == 10


@pytest.mark.parametrize(("bound", "grade"), [("{total}", "fair"), ("{total_and_a_bit}", "poor")])
def test_a_grade_is_reached_exactly(scheme: Loader, inputs: CohortInputs, bound: str, grade: str) -> None:
    archive = score(scheme().record, UNITS, inputs)["archive"].total
    assert archive is not None and archive.denominator > 1
    at = {"{total}": archive, "{total_and_a_bit}": archive + Fraction(1, 10**9)}[bound]
    record = scheme().record
    grades = [entry.model_copy(update={"at_least": at}) if entry.id == "fair" else entry for entry in record.grades]
    changed = record.model_copy(update={"grades": grades})
    assert score(changed, UNITS, inputs)["archive"].grade == grade


def test_tables_that_do_not_fit_stop_the_scoring(scheme: Loader, inputs: CohortInputs) -> None:
    two_rows = scheme(("{at_least: 80%, points: 10}", "{at_least: 50%, points: 10}")).record
    no_band = scheme(("{below: 60, points: 2}", "{below: 50, points: 2}")).record
    no_row = scheme(("{below: 80%, other_below: 1/3, points: 6}", "{below: 50%, other_below: 1/3, points: 6}")).record
    for record, code in ((two_rows, "S210"), (no_band, "S211"), (no_row, "S211")):
        with pytest.raises(FindingsError) as caught:
            score(record, UNITS, inputs)
        assert [problem.code for problem in caught.value.problems] == [code]


def test_a_single_unit_is_its_own_best(scheme: Loader, inputs: CohortInputs) -> None:
    sheet = score(scheme().record, ["personnel"], inputs)["personnel"]
    assert indicator(sheet, "project").points == 10


def test_cost_is_linear(scheme: Loader, inputs: CohortInputs) -> None:
    record = scheme().record

    def seconds(copies: int) -> float:
        units = [f"{unit}.{n}" for n in range(copies) for unit in UNITS]
        many = CohortInputs(
            {(name, f"{unit}.{n}"): f for (name, unit), f in inputs.figures.items() for n in range(copies)},
            {(name, f"{unit}.{n}"): t for (name, unit), t in inputs.tallies.items() for n in range(copies)},
        )
        started = time.process_time()
        score(record, units, many)
        return time.process_time() - started

    # Quadratic cost would be 64 times as much for 8 times the units.
    assert seconds(200) < 30 * max(seconds(25), 0.005)

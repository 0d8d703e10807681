"""A corrected result as it goes out: what changed and what it leads to, and nothing that was withheld."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from generator.disclosure.airlock import Airlock, Released
from generator.disclosure.result_audit import audit, known_total, showing_of
from generator.disclosure.salts import DerivedSalts
from generator.disclosure.slots import slot_table
from generator.disclosure.unit_correction import (
    Corrected,
    correction_audit,
    known_total_of_all,
    release_corrections,
)
from generator.intake import repository
from generator.intake.models.afterwards import UnitCorrection
from generator.intake.models.scheme import Scheme
from generator.intake.repository import Cycle
from generator.office.cohort import cohort_inputs, participating
from generator.procedure.afterwards_corrections import correctable
from generator.published.afterwards_bodies import read_unit_correction
from generator.published.shapes import Document
from generator.scoring.inputs import Figure
from generator.scoring.sheet import Sheet, score
from generator.signing import demo
from tests.example.regenerate import ROOT

UNIT = "community"
INDICATOR = "satisfaction.efficiency"
ENTRY = {
    "unit": UNIT,
    "reason": "objection_upheld",
    "explanation": {"zh": "统计有误", "en": "Miscounted"},
    "clause": "P1-A17",
    "figures": [{"indicator": INDICATOR, "value": "6"}],
    "grade": "good",
    "objection": "o-17",
    "evidence": "KAOHE-CANARY-evidence",
    "entered_by": "demo-office-1",
    "approved_by": ["demo-leader-1", "demo-leader-2"],
}


@pytest.fixture(scope="module")
def cycle() -> Cycle:
    return repository.load(ROOT)[0].cycles["2025"]


@pytest.fixture(scope="module")
def scheme(cycle: Cycle) -> Scheme:
    assert cycle.scheme is not None
    return cycle.scheme.record


def entry(**changes: Any) -> UnitCorrection:
    return UnitCorrection.model_validate({**ENTRY, **changes})


def sheets(scheme: Scheme, cycle: Cycle, figures: Mapping[tuple[str, str], Fraction] | None = None) -> dict[str, Sheet]:
    """The units' scores with other figures, by indicator and unit."""
    inputs = cohort_inputs(cycle)
    changed = {
        key: replace(inputs.figures.get(key, Figure()), value=value, missing=None)
        for key, value in (figures or {}).items()
    }
    return score(scheme, participating(cycle), replace(inputs, figures={**inputs.figures, **changed}))


def corrected(scheme: Scheme, cycle: Cycle, made: UnitCorrection) -> Corrected:
    new = {(figure.indicator, made.unit): figure.value for figure in made.figures}
    before = cohort_inputs(cycle).figures
    figures = {figure.indicator: before[figure.indicator, made.unit].value for figure in made.figures}
    was, now = sheets(scheme, cycle)[made.unit], sheets(scheme, cycle, new)[made.unit]
    return Corrected(made, [was, now], figures, {"result": "a" * 64, "decision": "b" * 64})


def release(scheme: Scheme, cycle: Cycle, made: UnitCorrection) -> Released:
    airlock = Airlock("o", "2025", DerivedSalts("2025", demo.salt), slot_table(scheme, planned=True))
    (released,) = release_corrections(airlock, scheme, [corrected(scheme, cycle, made)])
    return released


def with_width(scheme: Scheme, width: int) -> Scheme:
    limits = scheme.disclosure.model_copy(update={"protection_width": Fraction(width)})
    return scheme.model_copy(update={"disclosure": limits})


def test_what_goes_out(scheme: Scheme, cycle: Cycle) -> None:
    released = release(scheme, cycle, entry())
    assert released.record.path == "records/unit-correction/community.json"
    assert released.record.body == {
        "unit": UNIT,
        "reason": "objection_upheld",
        "explanation": {"zh": "统计有误", "en": "Miscounted"},
        "clause": "P1-A17",
        "figures": [{"indicator": INDICATOR, "before": "8", "after": "6"}],
        "result": {"total": {"shown": "80.14", "max": "100"}, "grade": "good"},
        "recommended": "good",
        "grade": "good",
        "departs": None,
        "corrects": {"result": "a" * 64, "decision": "b" * 64},
        "entered_by": "demo-office-1",
        "approved_by": ["demo-leader-1", "demo-leader-2"],
    }


def test_what_stays_behind_is_committed_to_whole(scheme: Scheme, cycle: Cycle) -> None:
    released = release(scheme, cycle, entry())
    (held,) = released.disclosures
    assert held.value["objection"] == "o-17"
    assert held.value["evidence"] == "KAOHE-CANARY-evidence"
    assert Fraction(held.value["total"]) == sheets(scheme, cycle, {(INDICATOR, UNIT): Fraction(6)})[UNIT].total
    assert len(released.record.commitments) == 1
    for secret in ("o-17", "KAOHE-CANARY", held.value["total"]):
        assert secret not in json.dumps(released.record.body)


def test_a_departure_says_why(scheme: Scheme, cycle: Cycle) -> None:
    made = entry(grade="fair", departs={"zh": "理由", "en": "Reason"}, departs_clause="P1-A18")
    body = release(scheme, cycle, made).record.body
    assert (body["recommended"], body["grade"]) == ("good", "fair")
    assert body["departs"] == {"reason": {"zh": "理由", "en": "Reason"}, "clause": "P1-A18"}


def test_a_figure_that_was_missing_has_no_before(scheme: Scheme, cycle: Cycle) -> None:
    made = entry(unit="planning", grade="good", reason="data_error", objection=None)
    assert release(scheme, cycle, made).record.body["figures"][0]["before"] is None


def test_the_total_of_both_holds_the_true_one_and_is_never_wider(scheme: Scheme, cycle: Cycle) -> None:
    before = sheets(scheme, cycle)
    for unit, was in before.items():
        for value in (Fraction(61), Fraction(181, 3), Fraction(667, 7), Fraction(94)):
            now = sheets(scheme, cycle, {("effect.policy", unit): value})[unit]
            assert was.total is not None
            alone, both = known_total(scheme, was.total), known_total_of_all(scheme, [was, now])
            assert was.total in both
            assert alone.meet(both) == both


def test_a_move_by_whole_units_of_the_last_digit_tells_nothing(scheme: Scheme, cycle: Cycle) -> None:
    """All that rounding gives away moves along with the total, so long as no grade lies between."""
    cases = (
        corrected(scheme, cycle, entry(figures=[{"indicator": "effect.social", "value": str(n)}])) for n in range(3, 9)
    )
    whole = [case for case in cases if case.versions[0].grade == case.after.grade]
    assert len(whole) >= 3
    for case in whole:
        assert case.versions[0].total is not None
        assert known_total_of_all(scheme, case.versions) == known_total(scheme, case.versions[0].total)


def test_the_example_s_correction_gives_nobody_away(scheme: Scheme, cycle: Cycle) -> None:
    assert correction_audit(scheme, corrected(scheme, cycle, entry()), cycle) == []


@pytest.fixture(scope="module")
def narrow(scheme: Scheme) -> Scheme:
    """One hidden indicator only, shown with one digit, so that the total is what binds it."""
    families = [
        family.model_copy(update={"indicators": [i for i in family.indicators if i.id != "satisfaction.quality"]})
        for family in scheme.families
    ]
    rounding = scheme.rounding.model_copy(update={"digits": 1})
    return scheme.model_copy(update={"families": families, "rounding": rounding})


def test_both_versions_together_may_give_away_what_each_alone_does_not(narrow: Scheme, cycle: Cycle) -> None:
    """A move by a fraction of a unit cuts the interval: what a single total leaves open is no longer so."""
    strict = with_width(narrow, 66)
    figures = [{"indicator": "effect.policy", "value": "428/7"}]
    case = corrected(strict, cycle, entry(unit="organisation", figures=figures))
    assert audit(strict, case.versions[0], cycle) == []
    assert audit(strict, case.after, cycle) == []
    problems = correction_audit(strict, case, cycle)
    assert {(p.code, p.params["unit"], p.params["indicator"]) for p in problems} == {
        ("D202", "organisation", "satisfaction.attitude")
    }
    assert correction_audit(with_width(narrow, 40), case, cycle) == []


def test_a_third_version_cuts_what_two_leave_open(narrow: Scheme, cycle: Cycle) -> None:
    """The second correction is as guarded as the first: every version that was published counts."""
    strict = with_width(narrow, 66)
    inputs = cohort_inputs(cycle).figures["effect.policy", "organisation"].value
    figures = [{"indicator": "effect.policy", "value": "428/7"}]
    first = corrected(strict, cycle, entry(unit="organisation", figures=figures))
    back = replace(first, versions=[*first.versions, first.versions[0]], revision=2)
    assert back.after == first.versions[0] and inputs is not None
    # Put back to what it was, the result by itself would tell nothing new.
    assert correction_audit(strict, replace(back, versions=[first.versions[0]] * 2), cycle) == []
    assert {problem.code for problem in correction_audit(strict, back, cycle)} == {"D202"}
    whole = known_total_of_all(strict, back.versions)
    assert whole == known_total_of_all(strict, first.versions)


def test_a_later_correction_is_a_revision_with_slots_of_its_own(scheme: Scheme, cycle: Cycle) -> None:
    airlock = Airlock("o", "2025", DerivedSalts("2025", demo.salt), slot_table(scheme, planned=True))
    made = corrected(scheme, cycle, entry())
    first, second = (
        release_corrections(airlock, scheme, [item])[0]
        for item in (made, replace(made, corrects={"correction": "c" * 64}, revision=2))
    )
    assert (first.record.revision, second.record.revision) == (1, 2)
    assert second.record.body["corrects"] == {"correction": "c" * 64}
    assert first.disclosures[0].name != second.disclosures[0].name
    read = read_unit_correction(Document(second.record.body, "record"))
    assert (read.result, read.decision, read.correction) == (None, None, "c" * 64)


def test_only_points_that_were_shown_can_be_corrected(scheme: Scheme, cycle: Cycle) -> None:
    """What may be corrected is scored from public figures, whose derivation is never withheld."""
    for sheet in sheets(scheme, cycle).values():
        for item in sheet.indicators:
            indicator = cycle.indicators[item.id]
            assert showing_of(scheme, indicator, item).derivation or not correctable(indicator)
    assert {name for name, indicator in cycle.indicators.items() if correctable(indicator)} == set(cycle.data)

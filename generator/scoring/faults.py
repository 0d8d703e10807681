"""Inputs that cannot be scored, found before anything is computed.

A fault names indicator, unit and group, so that whoever has the files can point at the line; counts and places are
not public and never stand in one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from generator.core.problem import Place, Problem
from generator.intake.models.rules import (
    CappedBonus,
    ImportedScore,
    OptionList,
    PerCaseDeduction,
    PeriodMean,
    Rated,
    RatioToBest,
    Rule,
    Validity,
    VoteShareBands,
    VotesToPoints,
    rater_groups,
    reads,
)
from generator.intake.models.scheme import Indicator, Scheme
from generator.scoring.cohort import cohort_of
from generator.scoring.inputs import CohortInputs, Figure, GroupTally, Ratings

_BALLOT_CODES = frozenset({"S205", "S206", "S207", "S208", "S215", "S216", "S221"})
INVALID_REASONS = frozenset({"over_limit", "all_equal", "blank", "spoilt"})
"""Why a ballot may not count; the first two only where the scheme says so."""


class Fault(NamedTuple):
    """One unusable input; ``group`` is empty where the fault is not about a rater group."""

    code: str
    indicator: str
    unit: str = ""
    group: str = ""

    def problem(self, place: Place) -> Problem:
        """The fault as a finding at ``place``."""
        params = {"indicator": self.indicator, "unit": self.unit, "group": self.group}
        clause = "P1-A15" if self.code in _BALLOT_CODES else "P1-A14"
        return Problem(self.code, place, params, clause=clause)


def check_inputs(scheme: Scheme, units: Sequence[str], inputs: CohortInputs) -> list[Fault]:
    """Every fault, by indicator in scheme order, then by unit; adjustments last.

    S201 a ranking rule without places, S202 places for a rule that does not read them, S203 not a whole count, S204 a
    place below 1 or none, S205 ballots that cannot be (more returned than issued, more invalid than returned), S206
    votes for an unknown option, S207 votes that do not sum to the valid ballots, S208 an unknown rater group, S209 no
    positive best value, S212 a value together with a reason why there is none, S213 a value that is not on the list,
    S214 an imported score out of its bounds, S215 a rating out of its bounds, S216 ratings that are not one per valid
    sheet, S217 another number of periods, S218 periods or a value where the rule reads the other, S219 cases left out
    that the rule does not allow, S221 reasons for invalid ballots that do not fit.
    """
    faults: list[Fault] = []
    for indicator in (indicator for family in scheme.families for indicator in family.indicators):
        entries = [inputs.entry(indicator.id, unit) for unit in units]
        for unit, entry in zip(units, entries, strict=True):
            if entry.figure is not None:
                faults += (Fault(code, indicator.id, unit) for code in _figure_codes(indicator, entry.figure))
            for group, tally in entry.tallies.items():
                faults += (Fault(code, indicator.id, unit, group) for code in _tally_codes(indicator, group, tally))
            for group, ratings in entry.ratings.items():
                codes = _rating_codes(indicator.rule, group, ratings)
                faults += (Fault(code, indicator.id, unit, group) for code in codes)
        if isinstance(indicator.rule, RatioToBest):
            best = cohort_of(entry.figure.value if entry.figure else None for entry in entries).best
            if best is not None and best <= 0:
                faults.append(Fault("S209", indicator.id))
    for item in scheme.adjustments.items if scheme.adjustments is not None else ():
        for unit in units:
            figure = inputs.adjustments.get((item.id, unit))
            if figure is not None:
                faults += (Fault(code, item.id, unit) for code in _count_codes(figure))
    return faults


def _count_codes(figure: Figure) -> Iterator[str]:
    """What is wrong with a plain number of cases."""
    if figure.missing is not None and figure.value is not None:
        yield "S212"
    if figure.places is not None:
        yield "S202"
    if figure.periods is not None:
        yield "S218"
    if figure.value is not None and not _is_count(figure.value):
        yield "S203"


def _figure_codes(indicator: Indicator, figure: Figure) -> Iterator[str]:
    rule = indicator.rule
    given = figure.value is not None or figure.places is not None or figure.periods is not None
    if figure.missing is not None and given:
        yield "S212"
    wanted = reads(rule)
    if figure.value is not None and wanted == "places":
        yield "S201"
    if figure.places is not None and wanted != "places":
        yield "S202"
    if (figure.periods is not None and wanted != "periods") or (figure.value is not None and wanted == "periods"):
        yield "S218"
    if figure.places is not None and wanted == "places" and (not figure.places or min(figure.places) < 1):
        yield "S204"
    if isinstance(rule, PeriodMean):
        if figure.periods is not None and len(figure.periods) != rule.periods:
            yield "S217"
        codes = {code for value in figure.periods or () if value is not None for code in _value_codes(rule.rule, value)}
        yield from sorted(codes)
    elif figure.value is not None and wanted == "value":
        yield from _value_codes(rule, figure.value)
    if figure.exempted:
        yield from _exemption_codes(rule, figure)


def _value_codes(rule: Rule, value: Fraction) -> Iterator[str]:
    if isinstance(rule, (PerCaseDeduction, CappedBonus)) and not _is_count(value):
        yield "S203"
    if isinstance(rule, OptionList) and value not in {option.value for option in rule.options}:
        yield "S213"
    if isinstance(rule, ImportedScore) and not rule.lowest <= value <= rule.highest:
        yield "S214"


def _exemption_codes(rule: Rule, figure: Figure) -> Iterator[str]:
    exempt = rule.exempt if isinstance(rule, PerCaseDeduction) else None
    counted = sum(figure.exempted.values())
    grounds = {ground.id for ground in exempt.grounds} if exempt is not None else set()
    most = exempt.at_most if exempt is not None else None
    too_many = most is not None and counted > most
    unknown = not set(figure.exempted) <= grounds or min(figure.exempted.values()) < 0
    if too_many or unknown or figure.value is None or counted > figure.value:
        yield "S219"


def _tally_codes(indicator: Indicator, group: str, tally: GroupTally) -> Iterator[str]:
    rule = indicator.rule
    if isinstance(rule, VotesToPoints):
        options = {option.id for option in rule.options}
        if group not in {known.id for known in rule.groups}:
            yield "S208"
    elif isinstance(rule, VoteShareBands):
        options = set(rule.options)
    else:
        yield "S208"
        return
    if tally.returned > tally.issued or tally.invalid > tally.returned or min(tally.counts.values(), default=0) < 0:
        yield "S205"
    elif not set(tally.counts) <= options:
        yield "S206"
    elif sum(tally.counts.values()) != tally.valid:
        yield "S207"
    if tally.reasons and not _reasons_fit(rule.validity if isinstance(rule, VotesToPoints) else None, tally):
        yield "S221"


def _reasons_fit(validity: Validity | None, tally: GroupTally) -> bool:
    allowed = set(INVALID_REASONS)
    if validity is None or not validity.limits:
        allowed.discard("over_limit")
    if validity is None or validity.all_equal == "valid":
        allowed.discard("all_equal")
    numbers = tally.reasons.values()
    return set(tally.reasons) <= allowed and min(numbers) >= 0 and sum(numbers) == tally.invalid


def _rating_codes(rule: Rule, group: str, ratings: Ratings) -> Iterator[str]:
    if not isinstance(rule, Rated) or group not in {known.id for known in rater_groups(rule)}:
        yield "S208"
        return
    if ratings.returned > ratings.issued or not 0 <= ratings.invalid <= ratings.returned:
        yield "S205"
    elif len(ratings.values) != ratings.valid:
        yield "S216"
    if any(not rule.lowest <= value <= rule.highest for value in ratings.values):
        yield "S215"


def _is_count(value: Fraction) -> bool:
    return value >= 0 and value.denominator == 1

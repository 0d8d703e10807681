"""Inputs that cannot be scored, found before anything is computed.

A fault names indicator, unit and group, so that whoever has the files can point at the line; counts and places are
not public and never stand in one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from generator.core.problem import Place, Problem
from generator.intake.models.rules import (
    CappedBonus,
    PerCaseDeduction,
    RankDecrement,
    RatioToBest,
    VoteShareBands,
    VotesToPoints,
)
from generator.intake.models.scheme import Indicator, Scheme
from generator.scoring.inputs import CohortInputs, Figure, GroupTally
from generator.scoring.rules import cohort_of

_BALLOT_CODES = frozenset({"S205", "S206", "S207", "S208"})


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
    """Every fault, by indicator in scheme order, then by unit.

    S201 a ranking rule without places, S202 places for a rule that reads a value, S203 not a whole count, S204 a place
    below 1 or none, S205 ballots that cannot be (more returned than issued, more invalid than returned), S206 votes for
    an unknown option, S207 votes that do not sum to the valid ballots, S208 an unknown rater group, S209 no positive
    best value, S212 a value together with a reason why there is none.
    """
    faults: list[Fault] = []
    for indicator in (indicator for family in scheme.families for indicator in family.indicators):
        figures = [inputs.figures.get((indicator.id, unit)) for unit in units]
        for unit, figure in zip(units, figures, strict=True):
            if figure is not None:
                faults += (Fault(code, indicator.id, unit) for code in _figure_codes(indicator, figure))
            for group, tally in inputs.tallies.get((indicator.id, unit), {}).items():
                faults += (Fault(code, indicator.id, unit, group) for code in _tally_codes(indicator, group, tally))
        if isinstance(indicator.rule, RatioToBest):
            best = cohort_of(figures).best
            if best is not None and best <= 0:
                faults.append(Fault("S209", indicator.id))
    return faults


def _figure_codes(indicator: Indicator, figure: Figure) -> Iterator[str]:
    rule = indicator.rule
    if figure.missing is not None and (figure.value is not None or figure.places is not None):
        yield "S212"
    if isinstance(rule, RankDecrement):
        if figure.value is not None:
            yield "S201"
        if figure.places is not None and (not figure.places or min(figure.places) < 1):
            yield "S204"
        return
    if figure.places is not None:
        yield "S202"
    counts = isinstance(rule, (PerCaseDeduction, CappedBonus))
    if counts and figure.value is not None and (figure.value < 0 or figure.value.denominator != 1):
        yield "S203"


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

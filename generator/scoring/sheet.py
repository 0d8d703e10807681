"""From a scheme and a cycle's inputs to one score sheet per unit (P1-A13): exact, explained, a recommendation only.

Nothing is rounded here. Cost is linear in the number of units: what a rule needs of the cohort is worked out once per
indicator.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from generator.core.errors import FindingsError
from generator.core.problem import Place
from generator.intake.models.scheme import Grade, Indicator, Scheme
from generator.published.derivation import Step
from generator.scoring import primitives
from generator.scoring.adjustments import Adjusted, adjust
from generator.scoring.faults import check_inputs
from generator.scoring.inputs import CohortInputs, PublicInput
from generator.scoring.outcome import GroupScore, Outcome, Texts
from generator.scoring.rules import evaluate_all


@dataclass(frozen=True, slots=True)
class MissingNote:
    """The policy that was applied where a value is missing, and the reason why it is."""

    policy: str
    reason: Texts


@dataclass(frozen=True, slots=True)
class IndicatorScore:
    """One indicator of one unit: ``points`` out of ``max`` (None: incomplete), how they came about, on what they rest.

    ``groups`` holds the rater groups where ballots or rankings were counted. ``steps`` may hold counts of ballots and
    places in rankings; they are the office's until the airlock has let them through.
    """

    id: str
    family: str
    max: Fraction
    points: Fraction | None
    steps: tuple[Step, ...]
    inputs: tuple[PublicInput, ...]
    groups: tuple[GroupScore, ...]
    missing: MissingNote | None


@dataclass(frozen=True, slots=True)
class FamilyScore:
    """The sum of a family's indicators; None while one of them is incomplete."""

    id: str
    max: Fraction
    points: Fraction | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """The score of one unit or person; ``total`` and ``grade`` (recommended) are None unless it is complete.

    ``adjusted`` holds what was added to and taken from the points of the indicators, where the scheme knows of that.
    """

    unit: str
    status: Literal["complete", "incomplete"]
    total: Fraction | None
    grade: str | None
    families: tuple[FamilyScore, ...]
    indicators: tuple[IndicatorScore, ...]
    adjusted: Adjusted | None = None


def score(scheme: Scheme, units: Sequence[str], inputs: CohortInputs) -> dict[str, Sheet]:
    """One sheet per unit of ``units`` (those that take part, each once), in that order.

    Raises FindingsError with every fault of the inputs (S201 to S209, S212 to S221), or S210/S211 for a scheme whose
    tables overlap or leave a gap.
    """
    faults = check_inputs(scheme, units, inputs)
    if faults:
        raise FindingsError(fault.problem(Place("")) for fault in faults)
    columns = [
        _column(family.id, indicator, units, inputs) for family in scheme.families for indicator in family.indicators
    ]
    return {
        unit: _sheet(scheme, unit, tuple(column[place] for column in columns), adjust(scheme, unit, inputs))
        for place, unit in enumerate(units)
    }


def grade_of(scheme: Scheme, total: Fraction) -> Grade:
    """The grade of an exact total: the first, from the top, whose bound it reaches."""
    return next((g for g in scheme.grades if g.at_least is None or total >= g.at_least), scheme.grades[-1])


def _column(family: str, indicator: Indicator, units: Sequence[str], inputs: CohortInputs) -> list[IndicatorScore]:
    """One indicator over all units."""
    outcomes = evaluate_all(indicator, [inputs.entry(indicator.id, unit) for unit in units])
    peers = [outcome.points for outcome in outcomes if outcome.points is not None]
    peer_sum = _sum(peers)
    return [_indicator(family, indicator, outcome, peer_sum, len(peers)) for outcome in outcomes]


def _indicator(family: str, indicator: Indicator, outcome: Outcome, peer_sum: Fraction, peers: int) -> IndicatorScore:
    points, steps, missing = outcome.points, outcome.steps, None
    if points is None:
        step = None if outcome.final else _substitute(indicator, outcome, peer_sum, peers)
        points, steps = (None, ()) if step is None else (step.value, (step,))
        policy = "incomplete" if step is None else indicator.missing.policy
        missing = MissingNote(policy, outcome.reason or {})
    return IndicatorScore(
        indicator.id, family, indicator.weight, points, steps, outcome.inputs, outcome.groups, missing
    )


def _substitute(indicator: Indicator, outcome: Outcome, peer_sum: Fraction, peers: int) -> Step | None:
    """What the scheme puts in the place of a missing value; None leaves the indicator incomplete.

    A mean needs a peer that has points, and zero needs a reason that someone has stated: nothing is silently zero.
    """
    cites = tuple(indicator.missing.cites)
    policy = indicator.missing.policy
    if policy == "peer_mean" and peers:
        return primitives.peer_mean(peer_sum, peers, cites)
    if policy == "full":
        return primitives.missing_full(indicator.weight, cites)
    if policy == "zero_with_reason" and outcome.stated:
        return primitives.missing_zero(cites)
    return None


def _sheet(scheme: Scheme, unit: str, indicators: tuple[IndicatorScore, ...], adjusted: Adjusted | None) -> Sheet:
    families = tuple(
        FamilyScore(family.id, family.weight, _sum_or_none(s.points for s in indicators if s.family == family.id))
        for family in scheme.families
    )
    total = _sum_or_none(family.points for family in families)
    if adjusted is not None:
        steps = adjusted.total_steps(total)
        total, adjusted = (None, adjusted) if steps is None else (steps[-1].value, replace(adjusted, steps=steps))
    grade = None if total is None else grade_of(scheme, total).id
    status: Literal["complete", "incomplete"] = "incomplete" if total is None else "complete"
    return Sheet(unit, status, total, grade, families, indicators, adjusted)


def _sum_or_none(points: Iterable[Fraction | None]) -> Fraction | None:
    listed = list(points)
    present = [value for value in listed if value is not None]
    return _sum(present) if len(present) == len(listed) else None


def _sum(values: Iterable[Fraction]) -> Fraction:
    return sum(values, Fraction(0))

"""Rules that turn a figure or places in rankings into points (docs/spec/12-scoring.md, "Rule kinds")."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import assert_never

from generator.core.errors import FindingsError
from generator.intake.models.rules import (
    BandTable,
    CappedBonus,
    LinearToTarget,
    PerCaseDeduction,
    RankDecrement,
    RatioToBest,
    StepPenalty,
)
from generator.published.derivation import Step
from generator.scoring import primitives
from generator.scoring.primitives import Cites, Interval

FigureRule = LinearToTarget | StepPenalty | BandTable | PerCaseDeduction | CappedBonus | RatioToBest


@dataclass(frozen=True, slots=True)
class Cohort:
    """What a rule may know of the other units: the largest value, and how many units have one."""

    best: Fraction | None
    units: int


def figure_steps(rule: FigureRule, value: Fraction, most: Fraction, cohort: Cohort, cites: Cites) -> list[Step]:
    """The derivation of the points for ``value``, out of ``most``.

    Raises FindingsError S209 (no positive best value to compare with) or S211 (no band for the value).
    """
    match rule:
        case LinearToTarget():
            return _clamped([_linear(rule, value, most, cites)], most, cites)
        case StepPenalty():
            return _step_penalty(rule, value, most, cites)
        case BandTable():
            return [_band(rule, value, cites)]
        case PerCaseDeduction():
            return _clamped([primitives.deduct(most, value, rule.each, cites)], most, cites)
        case CappedBonus():
            return _capped_bonus(rule, value, cites)
        case RatioToBest():
            if cohort.best is None or cohort.best <= 0:
                raise FindingsError.of("S209")
            return _clamped([primitives.ratio_to_best(value, cohort.best, cohort.units, most, cites)], most, cites)
        case _:
            assert_never(rule)


def rank_steps(rule: RankDecrement, places: tuple[int, ...], most: Fraction, cites: Cites) -> list[Step]:
    """The derivation of the mean over the raters' rankings; each place is worked out once, in ascending order.

    Ascending order also keeps the order of the raters out of the derivation.
    """
    steps: list[Step] = []
    worth: dict[int, Fraction] = {}
    for place in sorted(set(places)):
        steps += _clamped([primitives.rank_points(place, rule.decrement, most, cites)], most, cites)
        worth[place] = steps[-1].value
    return [*steps, primitives.mean([worth[place] for place in sorted(places)], cites)]


def _linear(rule: LinearToTarget, value: Fraction, most: Fraction, cites: Cites) -> Step:
    formula = primitives.inverse_proportion if rule.direction == "lower" else primitives.proportion
    return formula(value, rule.target, most, cites)


def _step_penalty(rule: StepPenalty, value: Fraction, most: Fraction, cites: Cites) -> list[Step]:
    met = primitives.target_met(value, rule.target, most, cites, lower=rule.direction == "lower")
    if met is not None:
        return [met]
    distance = primitives.distance(value, rule.target, cites)
    count = primitives.steps_short(distance.value, rule.step, cites, whole=rule.steps == "whole")
    return _clamped([distance, count, primitives.deduct(most, count.value, rule.penalty, cites)], most, cites)


def _band(rule: BandTable, value: Fraction, cites: Cites) -> Step:
    for row in rule.bands:
        interval = Interval(row.at_least, row.below)
        if value in interval:
            return primitives.band(value, interval, row.points, cites)
    raise FindingsError.of("S211")


def _capped_bonus(rule: CappedBonus, count: Fraction, cites: Cites) -> list[Step]:
    added = primitives.times(count, rule.each, cites)
    capped = primitives.clamp(added.value, rule.cap, cites, over="bonus_cap")
    steps = [added, *capped]
    return [*steps, primitives.total((rule.base, steps[-1].value), cites)]


def _clamped(steps: list[Step], most: Fraction, cites: Cites) -> list[Step]:
    return [*steps, *primitives.clamp(steps[-1].value, most, cites)]

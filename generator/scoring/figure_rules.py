"""Rules that turn one value into points (docs/spec/12-scoring.md, "Rule kinds")."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import pairwise
from typing import assert_never

from generator.core.errors import FindingsError
from generator.intake.models.rules import (
    AllOrNothing,
    BandTable,
    CappedBonus,
    ImportedScore,
    Interpolation,
    LinearToTarget,
    OptionList,
    PerCaseDeduction,
    StepPenalty,
)
from generator.published.derivation import Step
from generator.scoring import primitives
from generator.scoring.primitives import Cites, Interval

ValueRule = (
    LinearToTarget
    | StepPenalty
    | BandTable
    | AllOrNothing
    | Interpolation
    | OptionList
    | ImportedScore
    | PerCaseDeduction
    | CappedBonus
)


def value_steps(
    rule: ValueRule, value: Fraction, most: Fraction, cites: Cites, exempted: Mapping[str, int] | None = None
) -> list[Step]:
    """The derivation of the points for ``value``, out of ``most``; ``exempted`` counts cases by ground.

    Raises FindingsError S211 (no band for the value).
    """
    match rule:
        case LinearToTarget():
            return clamped([_linear(rule, value, most, cites)], most, cites)
        case StepPenalty():
            return _step_penalty(rule, value, most, cites)
        case BandTable():
            return [_band(rule, value, cites)]
        case AllOrNothing():
            met = primitives.target_met(value, rule.target, most, cites, lower=rule.direction == "lower")
            return [met or primitives.not_met(value, rule.target, cites)]
        case Interpolation():
            return [_interpolation(rule, value, cites)]
        case OptionList():
            listed = [option.value for option in rule.options]
            step = primitives.option_value(value, listed, rule.out_of, most, cites)
            return clamped([step], most, cites)
        case ImportedScore():
            return [primitives.scaled(value, rule.lowest, rule.highest, most, cites)]
        case PerCaseDeduction():
            return _deduction(rule, value, most, cites, sum((exempted or {}).values()))
        case CappedBonus():
            return _capped_bonus(rule, value, cites)
        case _:
            assert_never(rule)


def clamped(steps: list[Step], most: Fraction, cites: Cites) -> list[Step]:
    """The steps, brought back between 0 and ``most``."""
    return [*steps, *primitives.clamp(steps[-1].value, most, cites)]


def _linear(rule: LinearToTarget, value: Fraction, most: Fraction, cites: Cites) -> Step:
    formula = primitives.inverse_proportion if rule.direction == "lower" else primitives.proportion
    return formula(value, rule.target, most, cites)


def _step_penalty(rule: StepPenalty, value: Fraction, most: Fraction, cites: Cites) -> list[Step]:
    met = primitives.target_met(value, rule.target, most, cites, lower=rule.direction == "lower")
    if met is not None:
        return [met]
    distance = primitives.distance(value, rule.target, cites)
    count = primitives.steps_short(distance.value, rule.step, cites, whole=rule.steps == "whole")
    return clamped([distance, count, primitives.deduct(most, count.value, rule.penalty, cites)], most, cites)


def _band(rule: BandTable, value: Fraction, cites: Cites) -> Step:
    for row in rule.bands:
        interval = Interval(row.at_least, row.below)
        if value in interval:
            return primitives.band(value, interval, row.points, cites)
    raise FindingsError.of("S211")


def _interpolation(rule: Interpolation, value: Fraction, cites: Cites) -> Step:
    knots = [(knot.at, knot.points) for knot in rule.knots]
    if value <= knots[0][0]:
        return primitives.line_end(value, knots[0], cites, lower=True)
    for low, high in pairwise(knots):
        if value < high[0]:
            return primitives.interpolate(value, low, high, cites)
    return primitives.line_end(value, knots[-1], cites, lower=False)


def _deduction(rule: PerCaseDeduction, count: Fraction, most: Fraction, cites: Cites, exempted: int) -> list[Step]:
    steps: list[Step] = []
    if exempted and rule.exempt is not None:
        grounds = [name for ground in rule.exempt.grounds for name in ground.cites]
        steps.append(primitives.exempt_cases(count, exempted, tuple(dict.fromkeys([*cites, *grounds]))))
        count = steps[-1].value
    return clamped([*steps, primitives.deduct(most, count, rule.each, cites)], most, cites)


def _capped_bonus(rule: CappedBonus, count: Fraction, cites: Cites) -> list[Step]:
    added = primitives.times(count, rule.each, cites)
    capped = primitives.clamp(added.value, rule.cap, cites, over="bonus_cap")
    steps = [added, *capped]
    return [*steps, primitives.total((rule.base, steps[-1].value), cites)]

"""What a figure can be at all: within the scheme's bounds, from 0 to 100 where the unit is %, and without a sign then.

Codes X137 and X138; docs/spec/12-scoring.md, "What a figure can be".
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from generator.core.exact import plain
from generator.core.problem import Problem
from generator.intake.bind import Bound
from generator.intake.models.rules import (
    AllOrNothing,
    BandTable,
    ImportedScore,
    Interpolation,
    LinearToTarget,
    OptionList,
    PeriodMean,
    Rule,
    StepPenalty,
)
from generator.intake.models.scheme import Bounds, Indicator
from generator.intake.node import Loc, Scalar, find

CLAUSE = "P1-A14"
HUNDRED = Fraction(100)
_SIGNS = frozenset({"%", "％"})


def check(bound: Bound[Any], loc: Loc, indicator: Indicator, value: Fraction) -> Iterator[Problem]:
    """X137 or X138 for the figure ``value``, which stands at ``loc`` and is not named in the problem."""
    written = find(bound.node, loc).node
    if is_percent(indicator) and isinstance(written, Scalar) and written.text.endswith("%"):
        yield bound.problem("X137", loc, clause=CLAUSE, indicator=indicator.id)
        return
    bounds = bounds_of(indicator)
    too_small = bounds.at_least is not None and value < bounds.at_least
    if too_small or (bounds.at_most is not None and value > bounds.at_most):
        yield bound.problem("X138", loc, clause=CLAUSE, indicator=indicator.id, bounds=_shown(bounds))


def is_percent(indicator: Indicator) -> bool:
    """Whether the indicator's figures are percentages, so that 98 is ninety-eight in a hundred."""
    return bool({indicator.unit.zh, indicator.unit.en} & _SIGNS)


def bounds_of(indicator: Indicator) -> Bounds:
    """What the scheme says, else what a percentage can be under the rule, else no bounds.

    A percentage lies between 0 and 100 unless the rule itself speaks of numbers beyond that, or counts how far a target
    is surpassed and takes off what is above full marks.
    """
    if indicator.bounds is not None:
        return indicator.bounds
    if not is_percent(indicator):
        return Bounds()
    rule = indicator.rule.rule if isinstance(indicator.rule, PeriodMean) else indicator.rule
    named = _named(rule)
    surpassable = isinstance(rule, LinearToTarget) and rule.direction == "higher"
    return Bounds(
        at_least=None if min(named, default=HUNDRED) < 0 else Fraction(0),
        at_most=None if surpassable or max(named, default=HUNDRED) > HUNDRED else HUNDRED,
    )


def _named(rule: Rule) -> list[Fraction]:
    """The figures that a rule itself speaks of."""
    match rule:
        case LinearToTarget() | StepPenalty() | AllOrNothing():
            return [rule.target]
        case BandTable():
            return [side for band in rule.bands for side in (band.at_least, band.below) if side is not None]
        case Interpolation():
            return [knot.at for knot in rule.knots]
        case OptionList():
            return [option.value for option in rule.options]
        case ImportedScore():
            return [rule.lowest, rule.highest]
        case _:
            return []


def _shown(bounds: Bounds) -> str:
    if bounds.at_least is None or bounds.at_most is None:
        sign, number = ("≥", bounds.at_least) if bounds.at_least is not None else ("≤", bounds.at_most)
        return f"{sign} {plain(number)}" if number is not None else ""
    return f"{plain(bounds.at_least)}–{plain(bounds.at_most)}"

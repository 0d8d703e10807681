"""The points that a published rule gives for a figure, worked out again from the rule alone.

Only for rules that read one figure and nothing of other units; written apart from :mod:`generator.scoring`, so that the
two check one another. Source: docs/spec/12-scoring.md, "Rule kinds".
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Mapping
from fractions import Fraction

from generator.published.shapes import Document

Rule = Callable[[Document, Fraction, Fraction], Fraction | None]


def rule_points(rule: Document, value: Fraction, most: Fraction) -> Fraction | None:
    """The points out of ``most`` for ``value``; None where the rule reads more than this figure or does not allow it.

    Raises FindingsError C110 where the rule does not have the shape of its kind.
    """
    compute = _RULES.get(rule.get("kind").text())
    return None if compute is None else compute(rule, value, most)


def reads_one_figure(rule: Document) -> bool:
    """Whether points under this rule depend on the unit's own figure alone. Raises FindingsError C110."""
    return rule.get("kind").text() in _RULES


def _within(points: Fraction, most: Fraction) -> Fraction:
    return min(max(points, Fraction(0)), most)


def _is_lower(rule: Document) -> bool:
    return rule.get("direction").one_of(("higher", "lower")) == "lower"


def _short_of(rule: Document, value: Fraction) -> Fraction:
    """How far the value is from its target on the wrong side; at most 0 where the target is met."""
    target = rule.get("target").exact()
    return value - target if _is_lower(rule) else target - value


def _linear(rule: Document, value: Fraction, most: Fraction) -> Fraction | None:
    target = rule.get("target").exact()
    if not _is_lower(rule):
        return None if target == 0 else _within(value / target * most, most)
    return most if value <= 0 else _within(target / value * most, most)


def _step_penalty(rule: Document, value: Fraction, most: Fraction) -> Fraction | None:
    distance, step = _short_of(rule, value), rule.get("step").exact()
    if distance <= 0:
        return most
    if step == 0:
        return None
    steps = distance / step
    if rule.get("steps").one_of(("whole", "partial")) == "whole":
        steps = Fraction(math.floor(steps))
    return _within(most - steps * rule.get("penalty").exact(), most)


def _band_table(rule: Document, value: Fraction, most: Fraction) -> Fraction | None:
    for row in rule.get("bands").items():
        low = row.get("at_least").optional(Document.exact)
        high = row.get("below").optional(Document.exact)
        if (low is None or value >= low) and (high is None or value < high):
            return row.get("points").exact()
    return None


def _all_or_nothing(rule: Document, value: Fraction, most: Fraction) -> Fraction | None:
    return most if _short_of(rule, value) <= 0 else Fraction(0)


def _interpolation(rule: Document, value: Fraction, most: Fraction) -> Fraction | None:
    knots = [(knot.get("at").exact(), knot.get("points").exact()) for knot in rule.get("knots").items()]
    if value <= knots[0][0]:
        return knots[0][1]
    for (low, low_points), (high, high_points) in itertools.pairwise(knots):
        if low < value < high:
            return low_points + (value - low) / (high - low) * (high_points - low_points)
        if value == high:
            return high_points
    return knots[-1][1]


def _option_list(rule: Document, value: Fraction, most: Fraction) -> Fraction | None:
    out_of = rule.get("out_of").exact()
    listed = {option.get("value").exact() for option in rule.get("options").items()}
    return _within(value / out_of * most, most) if value in listed and out_of else None


def _imported_score(rule: Document, value: Fraction, most: Fraction) -> Fraction | None:
    lowest, highest = rule.get("lowest").exact(), rule.get("highest").exact()
    return (value - lowest) / (highest - lowest) * most if lowest <= value <= highest and lowest < highest else None


def _per_case_deduction(rule: Document, value: Fraction, most: Fraction) -> Fraction | None:
    if rule.get("exempt").value is not None:  # how many cases are exempt is not in the correction
        return None
    return _within(most - value * rule.get("each").exact(), most)


def _capped_bonus(rule: Document, value: Fraction, most: Fraction) -> Fraction | None:
    added = _within(value * rule.get("each").exact(), rule.get("cap").exact())
    return rule.get("base").exact() + added


_RULES: Mapping[str, Rule] = {
    "linear_to_target": _linear,
    "step_penalty": _step_penalty,
    "band_table": _band_table,
    "all_or_nothing": _all_or_nothing,
    "interpolation": _interpolation,
    "option_list": _option_list,
    "imported_score": _imported_score,
    "per_case_deduction": _per_case_deduction,
    "capped_bonus": _capped_bonus,
}

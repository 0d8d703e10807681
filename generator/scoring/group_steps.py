"""The operations on what rater groups said, and on a person's total; each gives one step of a derivation.

Source: docs/spec/12-scoring.md, "Operations".
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from generator.published.derivation import Step
from generator.scoring.primitives import Cites, exact_list, make_step

HUNDRED = Fraction(100)


def rating_mean(group: str, values: Sequence[Fraction], highest: Fraction, cites: Cites) -> Step:
    """The mean of at least one number, as a share of ``highest`` in points of a hundred."""
    return _rated("rating_mean", group, values, values, highest, cites)


def trimmed_mean(
    group: str, values: Sequence[Fraction], drop: tuple[int, int], highest: Fraction, cites: Cites
) -> Step:
    """The same without the lowest and highest numbers; ``drop`` says how many of each, fewer than there are."""
    low, high = drop
    kept = sorted(values)[low : len(values) - high]
    return _rated("trimmed_mean", group, values, kept, highest, cites, drop_low=Fraction(low), drop_high=Fraction(high))


def outlier_mean(group: str, values: Sequence[Fraction], deviation: Fraction, highest: Fraction, cites: Cites) -> Step:
    """The same without the numbers that :func:`near_the_mean` leaves out, which must not be all of them."""
    kept = near_the_mean(values, deviation)
    return _rated("outlier_mean", group, values, kept, highest, cites, deviation=deviation)


def near_the_mean(values: Sequence[Fraction], deviation: Fraction) -> list[Fraction]:
    """The numbers that differ from the mean of all by at most ``deviation`` times that mean."""
    middle = sum(values, Fraction(0)) / len(values)
    return [value for value in values if abs(value - middle) <= deviation * middle]


def group_peer_mean(group: str, total: Fraction, subjects: int, cites: Cites) -> Step:
    """What a silent group counts with: the mean of its means over the subjects where it has one."""
    return make_step("group_peer_mean", total / subjects, cites, group=group, sum=total, units=Fraction(subjects))


def group_full(group: str, cites: Cites) -> Step:
    """A silent group counts with a hundred."""
    return make_step("group_full", HUNDRED, cites, group=group)


def group_zero(group: str, cites: Cites) -> Step:
    """A silent group counts with nothing, for a stated reason."""
    return make_step("group_zero", Fraction(0), cites, group=group)


def penalty_cap(value: Fraction, limit: Fraction, cites: Cites) -> Step:
    """A limit on what may be taken away."""
    return make_step("penalty_cap", limit, cites, value=value, limit=limit)


def bonus_cap(value: Fraction, limit: Fraction, cites: Cites) -> Step:
    """A limit on what may be added."""
    return make_step("bonus_cap", limit, cites, value=value, limit=limit)


def adjust(value: Fraction, bonus: Fraction, penalty: Fraction, cites: Cites) -> Step:
    """A total with what is added and taken away."""
    return make_step("adjust", value + bonus - penalty, cites, value=value, bonus=bonus, penalty=penalty)


def within(value: Fraction, ceiling: Fraction, cites: Cites) -> tuple[Step, ...]:
    """The step that brings a total back between 0 and its ceiling, or none where it lies there."""
    if value > ceiling:
        return (make_step("ceiling", ceiling, cites, value=value, limit=ceiling),)
    return (make_step("floor", Fraction(0), cites, value=value),) if value < 0 else ()


def item_zero(value: Fraction, points: Fraction, cites: Cites) -> Step:
    """A total without the points of an item that a veto sets to zero."""
    return make_step("item_zero", value - points, cites, value=value, points=points)


def coefficient(value: Fraction, factor: Fraction, cites: Cites) -> Step:
    """A total times the factor of the person's unit."""
    return make_step("coefficient", value * factor, cites, value=value, coefficient=factor)


def _rated(
    op: str,
    group: str,
    values: Sequence[Fraction],
    kept: Sequence[Fraction],
    highest: Fraction,
    cites: Cites,
    **args: Fraction,
) -> Step:
    result = sum(kept, Fraction(0)) / len(kept) / highest * 100
    return make_step(op, result, cites, group=group, values=exact_list(sorted(values)), highest=highest, **args)

"""The small operations every rule is built from; each takes exact numbers and gives one step of a derivation.

Nothing here knows of schemes, units or files. :func:`generator.published.derivation.recompute` does the same
arithmetic a second time from the published step. Source: docs/spec/12-scoring.md, "Operations".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from generator.published.derivation import Step
from generator.published.shapes import exact_text

Cites = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Interval:
    """Half-open: from ``at_least`` (inclusive) to ``below`` (exclusive); None leaves a side open."""

    at_least: Fraction | None = None
    below: Fraction | None = None

    def __contains__(self, number: Fraction) -> bool:
        """Whether ``number`` lies inside."""
        return (self.at_least is None or self.at_least <= number) and (self.below is None or number < self.below)


def proportion(value: Fraction, target: Fraction, most: Fraction, cites: Cites) -> Step:
    """``value / target * most``; the target is not zero."""
    return make_step("proportion", value / target * most, cites, value=value, target=target, max=most)


def inverse_proportion(value: Fraction, target: Fraction, most: Fraction, cites: Cites) -> Step:
    """``target / value * most`` for figures that are better when lower; at or below zero nothing is left to improve."""
    if value <= 0:
        return make_step("at_or_below_zero", most, cites, value=value, max=most)
    return make_step("inverse_proportion", target / value * most, cites, value=value, target=target, max=most)


def ratio_to_best(value: Fraction, best: Fraction, units: int, most: Fraction, cites: Cites) -> Step:
    """``value / best * most``, where ``best`` is the largest (positive) value among ``units`` units."""
    return make_step(
        "ratio_to_best", value / best * most, cites, value=value, best=best, units=Fraction(units), max=most
    )


def clamp(value: Fraction, most: Fraction, cites: Cites, over: str = "cap") -> tuple[Step, ...]:
    """The step that brings ``value`` back between 0 and ``most``, or none where it lies there.

    ``over`` is the operation for too much: ``cap`` for full marks, ``bonus_cap`` for a limit on additions.
    """
    if value > most:
        return (make_step(over, most, cites, value=value, limit=most),)
    if value < 0:
        return (make_step("floor", Fraction(0), cites, value=value),)
    return ()


def target_met(value: Fraction, target: Fraction, most: Fraction, cites: Cites, *, lower: bool) -> Step | None:
    """Full marks where the target is met, met exactly included; None where it is not. ``lower``: less is better."""
    if value > target if lower else value < target:
        return None
    return make_step("kept_within" if lower else "reached", most, cites, value=value, target=target, max=most)


def distance(value: Fraction, target: Fraction, cites: Cites) -> Step:
    """How far ``value`` is from a target it misses."""
    if value < target:
        return make_step("shortfall", target - value, cites, value=value, target=target)
    return make_step("excess", value - target, cites, value=value, target=target)


def steps_short(short: Fraction, step: Fraction, cites: Cites, *, whole: bool) -> Step:
    """How many steps of size ``step`` fit into the distance; with ``whole`` only full ones count."""
    name, count = ("whole_steps", Fraction(short // step)) if whole else ("partial_steps", short / step)
    return make_step(name, count, cites, distance=short, step=step)


def deduct(most: Fraction, count: Fraction, each: Fraction, cites: Cites) -> Step:
    """``most - count * each``; may go below zero, see :func:`clamp`."""
    return make_step("deduct", most - count * each, cites, max=most, count=count, each=each)


def times(count: Fraction, each: Fraction, cites: Cites) -> Step:
    """``count * each``."""
    return make_step("times", count * each, cites, count=count, each=each)


def total(values: Sequence[Fraction], cites: Cites) -> Step:
    """The sum of at least one value."""
    return make_step("sum", sum(values, Fraction(0)), cites, values=exact_list(values))


def mean(values: Sequence[Fraction], cites: Cites) -> Step:
    """The mean of at least one value."""
    return make_step("mean", sum(values, Fraction(0)) / len(values), cites, values=exact_list(values))


def weighted_mean(groups: Sequence[tuple[str, Fraction, Fraction]], cites: Cites) -> Step:
    """The mean of (id, value, weight); weights sum to 100, or to less where groups are left out and the rest count."""
    whole = sum((weight for _, _, weight in groups), Fraction(0))
    result = sum((value * weight for _, value, weight in groups), Fraction(0)) / whole
    values, weights = exact_list(value for _, value, _ in groups), exact_list(weight for _, _, weight in groups)
    ids = " ".join(group for group, _, _ in groups)
    return make_step(
        "weighted_mean" if whole == 100 else "renormalised_mean",
        result,
        cites,
        groups=ids,
        values=values,
        weights=weights,
    )


def vote_mean(group: str, votes: Sequence[tuple[int, Fraction]], valid: int, cites: Cites) -> Step:
    """The mean worth of the valid ballots of a group; ``votes`` are (count, worth) per option, ``valid`` is above 0."""
    points = sum((count * worth for count, worth in votes), Fraction(0))
    counts, worth = exact_list(Fraction(count) for count, _ in votes), exact_list(worth for _, worth in votes)
    return make_step("vote_mean", points / valid, cites, group=group, counts=counts, worth=worth, valid=Fraction(valid))


def of_hundred(value: Fraction, most: Fraction, cites: Cites) -> Step:
    """``value`` out of a hundred as points out of ``most``."""
    return make_step("of_hundred", value / 100 * most, cites, value=value, max=most)


def share(counts: Mapping[str, int], valid: int, cites: Cites) -> Step:
    """The share of the valid ballots that went to some options (votes by option id); ``valid`` is not zero."""
    listed = exact_list(Fraction(count) for count in counts.values())
    result = Fraction(sum(counts.values()), valid)
    return make_step("share", result, cites, options=" ".join(counts), counts=listed, valid=Fraction(valid))


def band(value: Fraction, interval: Interval, points: Fraction, cites: Cites) -> Step:
    """The points of the band that ``value`` lies in."""
    return make_step("band", points, cites, value=value, points=points, **_bounds(interval, ""))


def share_band(
    row: int,
    share_of: tuple[Fraction, Interval],
    other: tuple[Fraction, Interval] | None,
    points: Fraction,
    cites: Cites,
) -> Step:
    """The points of row ``row`` (counted from 1) of a vote-share table, for a share or a pair of shares."""
    args: dict[str, Fraction] = {"row": Fraction(row), "share": share_of[0], **_bounds(share_of[1], "")}
    if other is not None:
        args |= {"other": other[0], **_bounds(other[1], "other_")}
    return make_step("share_band", points, cites, points=points, **args)


def not_met(value: Fraction, target: Fraction, cites: Cites) -> Step:
    """Nothing, because the target is missed."""
    return make_step("not_reached" if value < target else "not_kept", Fraction(0), cites, value=value, target=target)


def interpolate(value: Fraction, low: tuple[Fraction, Fraction], high: tuple[Fraction, Fraction], cites: Cites) -> Step:
    """The points on the straight line between two (value, points) that ``value`` lies between."""
    points = low[1] + (value - low[0]) / (high[0] - low[0]) * (high[1] - low[1])
    args = {"low": low[0], "high": high[0], "low_points": low[1], "high_points": high[1]}
    return make_step("interpolate", points, cites, value=value, **args)


def line_end(value: Fraction, end: tuple[Fraction, Fraction], cites: Cites, *, lower: bool) -> Step:
    """The points of an end of the line for a value at or beyond it."""
    if lower:
        return make_step("lower_end", end[1], cites, value=value, low=end[0], points=end[1])
    return make_step("upper_end", end[1], cites, value=value, high=end[0], points=end[1])


def option_value(value: Fraction, listed: Sequence[Fraction], out_of: Fraction, most: Fraction, cites: Cites) -> Step:
    """A listed value out of ``out_of`` as points out of ``most``."""
    result = value / out_of * most
    return make_step("option_value", result, cites, value=value, listed=exact_list(listed), out_of=out_of, max=most)


def scaled(value: Fraction, lowest: Fraction, highest: Fraction, most: Fraction, cites: Cites) -> Step:
    """Where ``value`` lies between ``lowest`` and ``highest``, as points out of ``most``."""
    result = (value - lowest) / (highest - lowest) * most
    return make_step("scaled", result, cites, value=value, lowest=lowest, highest=highest, max=most)


def exempt_cases(count: Fraction, exempted: int, cites: Cites) -> Step:
    """The cases that are left after those under an exemption."""
    return make_step("exempt_cases", count - exempted, cites, count=count, exempted=Fraction(exempted))


def place_points(place: int, points: Fraction, cites: Cites) -> Step:
    """The entry of a table for a place."""
    return make_step("place_points", points, cites, place=Fraction(place), points=points)


def shared_place(place: int, units: int, cites: Cites) -> Step:
    """The mean of the places from ``place`` on that ``units`` equal values share."""
    return make_step(
        "shared_place", place + Fraction(units - 1, 2), cites, place=Fraction(place), units=Fraction(units)
    )


def rank_points(place: Fraction, decrement: Fraction, most: Fraction, cites: Cites) -> Step:
    """First place ``most``, each further place ``decrement`` of it less; may go below zero, see :func:`clamp`."""
    points = most * (1 - (place - 1) * decrement)
    return make_step("rank_points", points, cites, place=place, decrement=decrement, max=most)


def peer_mean(points: Fraction, units: int, cites: Cites) -> Step:
    """The mean of what the ``units`` units that have points got together."""
    return make_step("peer_mean", points / units, cites, sum=points, units=Fraction(units))


def missing_full(most: Fraction, cites: Cites) -> Step:
    """Full marks because the scheme says so where there is no value."""
    return make_step("missing_full", most, cites, max=most)


def missing_zero(cites: Cites) -> Step:
    """Zero because the scheme says so where there is no value and the reason is stated."""
    return make_step("missing_zero", Fraction(0), cites)


def make_step(op: str, result: Fraction, cites: Cites, **args: Fraction | str) -> Step:
    """One step with its numbers as exact texts."""
    texts = {name: arg if isinstance(arg, str) else exact_text(arg) for name, arg in args.items()}
    return Step(op, texts, exact_text(result), cites)


def exact_list(values: Iterable[Fraction]) -> str:
    """Numbers as the argument of a step that holds several."""
    return " ".join(exact_text(value) for value in values)


def _bounds(interval: Interval, prefix: str) -> dict[str, Fraction]:
    named = {f"{prefix}at_least": interval.at_least, f"{prefix}below": interval.below}
    return {name: bound for name, bound in named.items() if bound is not None}

"""Each primitive against plain fraction arithmetic, and each step against its own recomputation."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from generator.published.derivation import Step, from_json, recompute
from generator.published.shapes import Document
from generator.scoring import primitives
from generator.scoring.primitives import Interval

CITES = ("P1-A9",)

numbers = st.fractions(min_value=-500, max_value=500, max_denominator=1000)
positive = st.fractions(min_value=Fraction(1, 1000), max_value=500, max_denominator=1000)
weights = st.lists(positive, min_size=1, max_size=6)
counts = st.lists(st.integers(0, 60), min_size=1, max_size=5)


def holds(step: Step, expected: Fraction) -> None:
    assert step.value == expected
    assert recompute(step) == expected
    assert step.cites == CITES
    assert from_json(Document(step.to_json(), "x")) == step


@given(numbers, positive, positive)
def test_proportion(value: Fraction, target: Fraction, most: Fraction) -> None:
    holds(primitives.proportion(value, target, most, CITES), value * most / target)


@given(numbers, positive, positive)
def test_inverse_proportion(value: Fraction, target: Fraction, most: Fraction) -> None:
    expected = target * most / value if value > 0 else most
    holds(primitives.inverse_proportion(value, target, most, CITES), expected)


@given(numbers, numbers, positive)
def test_ratio_to_best(first: Fraction, second: Fraction, most: Fraction) -> None:
    best = max(first, second)
    assume(best > 0)
    holds(primitives.ratio_to_best(first, best, 2, most, CITES), first * most / best)


@given(numbers, positive, st.sampled_from(["cap", "bonus_cap"]))
def test_clamp(value: Fraction, most: Fraction, over: str) -> None:
    steps = primitives.clamp(value, most, CITES, over)
    assert bool(steps) == (not 0 <= value <= most)
    for step in steps:
        holds(step, max(Fraction(0), min(most, value)))


@given(numbers, numbers, positive, st.booleans())
def test_target_met_exactly_or_missed(value: Fraction, target: Fraction, most: Fraction, lower: bool) -> None:
    step = primitives.target_met(value, target, most, CITES, lower=lower)
    if (value <= target) if lower else (value >= target):
        assert step is not None
        holds(step, most)
    else:
        assert step is None
        holds(primitives.distance(value, target, CITES), abs(value - target))


@given(positive, positive)
def test_steps_short(short: Fraction, step: Fraction) -> None:
    whole = primitives.steps_short(short, step, CITES, whole=True)
    assert whole.value.denominator == 1
    assert whole.value * step <= short < (whole.value + 1) * step
    holds(whole, whole.value)
    holds(primitives.steps_short(short, step, CITES, whole=False), short / step)


@given(positive, numbers, positive)
def test_deduct_and_times(most: Fraction, count: Fraction, each: Fraction) -> None:
    holds(primitives.deduct(most, count, each, CITES), most - count * each)
    holds(primitives.times(count, each, CITES), count * each)


@given(st.lists(numbers, min_size=1, max_size=8))
def test_total_and_mean(values: list[Fraction]) -> None:
    total = Fraction(0)
    for value in values:
        total += value
    holds(primitives.total(values, CITES), total)
    holds(primitives.mean(values, CITES), total / len(values))


@given(weights, st.data())
def test_weighted_mean(raw: list[Fraction], data: st.DataObject) -> None:
    values = data.draw(st.lists(numbers, min_size=len(raw), max_size=len(raw)))
    scaled = [weight * 100 / sum(raw) for weight in raw]
    groups = [(f"g{i}", value, weight) for i, (value, weight) in enumerate(zip(values, scaled, strict=True))]
    expected = sum((v * w for v, w in zip(values, raw, strict=True)), Fraction(0)) / sum(raw)
    whole = primitives.weighted_mean(groups, CITES)
    assert whole.op == "weighted_mean"
    holds(whole, expected)
    part = primitives.weighted_mean([(name, value, weight / 2) for name, value, weight in groups], CITES)
    assert part.op == "renormalised_mean"
    holds(part, expected)


@given(counts, st.data())
def test_votes(given_counts: list[int], data: st.DataObject) -> None:
    valid = sum(given_counts)
    assume(valid > 0)
    worth = data.draw(st.lists(positive, min_size=len(given_counts), max_size=len(given_counts)))
    ballots = [w for count, w in zip(given_counts, worth, strict=True) for _ in range(count)]
    votes = list(zip(given_counts, worth, strict=True))
    holds(primitives.vote_mean("staff", votes, valid, CITES), sum(ballots, Fraction(0)) / len(ballots))
    holds(primitives.share({"good": given_counts[0]}, valid, CITES), Fraction(given_counts[0], valid))


@given(positive, positive)
def test_of_hundred(value: Fraction, most: Fraction) -> None:
    holds(primitives.of_hundred(value, most, CITES), value * most / 100)


@given(st.integers(1, 60), st.fractions(0, 1, max_denominator=50), positive)
def test_rank_points(place: int, decrement: Fraction, most: Fraction) -> None:
    expected = most
    for _ in range(place - 1):
        expected -= most * decrement
    holds(primitives.rank_points(Fraction(place), decrement, most, CITES), expected)


@given(st.lists(positive, min_size=1, max_size=9))
def test_peer_mean(points: list[Fraction]) -> None:
    step = primitives.peer_mean(sum(points, Fraction(0)), len(points), CITES)
    holds(step, primitives.mean(points, CITES).value)


@given(numbers, st.none() | numbers, st.none() | numbers, positive)
def test_band(value: Fraction, at_least: Fraction | None, below: Fraction | None, points: Fraction) -> None:
    interval = Interval(at_least, below)
    assume(value in interval)
    holds(primitives.band(value, interval, points, CITES), points)
    holds(primitives.share_band(2, (value, interval), None, points, CITES), points)
    holds(primitives.share_band(2, (value, interval), (value, interval), points, CITES), points)


@pytest.mark.parametrize(("number", "inside"), [("59.99", False), ("60", True), ("69.99", True), ("70", False)])
def test_intervals_are_half_open(number: str, inside: bool) -> None:
    assert (Fraction(number) in Interval(Fraction(60), Fraction(70))) is inside


def test_missing_values() -> None:
    holds(primitives.missing_full(Fraction(8), CITES), Fraction(8))
    holds(primitives.missing_zero(CITES), Fraction(0))

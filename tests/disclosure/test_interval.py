"""Intervals with open ends, against membership number by number."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.core.exact import Rounding, rounded
from generator.disclosure.interval import Interval, behind, total

MODES: tuple[Rounding, ...] = ("half_up", "half_even", "down", "up")
GRID = [Fraction(n, 4) for n in range(-40, 41)]
grid = st.sampled_from([number for number in GRID if abs(number) <= 3])
intervals = st.builds(Interval, grid, grid, st.booleans(), st.booleans())


def members(interval: Interval) -> set[Fraction]:
    return {number for number in GRID if number in interval}


@given(st.fractions(0, 20, max_denominator=4000), st.fractions(0, 20, max_denominator=4000), st.sampled_from(MODES))
def test_behind_a_shown_number_is_all_that_is_shown_so(one: Fraction, other: Fraction, mode: Rounding) -> None:
    for digits in (0, 1, 2):
        interval = behind(one, digits, mode)
        assert one in interval
        assert (other in interval) == (rounded(other, digits, mode) == rounded(one, digits, mode))
        for end in (interval.low, interval.high):
            assert (end in interval) == (rounded(end, digits, mode) == rounded(one, digits, mode)) or end < 0


@pytest.mark.parametrize(
    ("mode", "number", "expected"),
    [
        ("half_up", "0.30", Interval(Fraction("0.295"), Fraction("0.305"), False, True)),
        ("half_even", "0.30", Interval(Fraction("0.295"), Fraction("0.305"), False, False)),
        ("half_even", "0.31", Interval(Fraction("0.305"), Fraction("0.315"), True, True)),
        ("down", "0.30", Interval(Fraction("0.30"), Fraction("0.31"), False, True)),
        ("up", "0.30", Interval(Fraction("0.29"), Fraction("0.30"), True, False)),
    ],
)
def test_ends(mode: Rounding, number: str, expected: Interval) -> None:
    assert behind(Fraction(number), 2, mode) == expected


@given(intervals, intervals)
def test_meet_is_what_both_allow(one: Interval, other: Interval) -> None:
    assert members(one.meet(other)) == members(one) & members(other)


@given(intervals, intervals)
def test_sums_and_differences_lie_within(one: Interval, other: Interval) -> None:
    for left in members(one):
        for right in members(other):
            assert left + right in total([one, other])
            assert left - right in one.less([other])


@given(intervals, intervals)
def test_an_open_end_stays_open(one: Interval, other: Interval) -> None:
    both = total([one, other])
    assert (both.high_open, both.low_open) == (one.high_open or other.high_open, one.low_open or other.low_open)
    rest = one.less([other])
    assert (rest.low_open, rest.high_open) == (one.low_open or other.high_open, one.high_open or other.low_open)


@given(intervals, st.sampled_from([Fraction(1, 2), Fraction(3)]), grid)
def test_stretched_and_moved(interval: Interval, factor: Fraction, number: Fraction) -> None:
    for member in GRID:
        assert (member * factor in interval.times(factor)) == (member in interval)
        assert (member - number in interval.minus(number)) == (member in interval)


@given(intervals)
def test_whole_numbers(interval: Interval) -> None:
    first, last = interval.whole_numbers()
    assert set(range(first, last + 1)) == {n for n in range(-5, 6) if Fraction(n) in interval}


def test_the_sum_of_nothing_is_nothing() -> None:
    assert members(total([])) == {0}

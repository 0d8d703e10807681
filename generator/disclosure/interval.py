"""Intervals of exact numbers with open or closed ends: what a rounded number tells about the number behind it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from generator.core.exact import Rounding, rounded


@dataclass(frozen=True, slots=True)
class Interval:
    """All numbers from ``low`` to ``high``; an open end is not itself among them."""

    low: Fraction
    high: Fraction
    low_open: bool = False
    high_open: bool = False

    def __contains__(self, number: Fraction) -> bool:
        above = number > self.low or (number == self.low and not self.low_open)
        return above and (number < self.high or (number == self.high and not self.high_open))

    def meet(self, other: Interval) -> Interval:
        """What both allow."""
        low, low_open = max((self.low, self.low_open), (other.low, other.low_open))
        high, high_closed = min((self.high, not self.high_open), (other.high, not other.high_open))
        return Interval(low, high, low_open, not high_closed)

    def less(self, others: Iterable[Interval]) -> Interval:
        """What remains of a sum in this interval when ``others`` are taken off."""
        taken = total(others)
        return Interval(
            self.low - taken.high,
            self.high - taken.low,
            self.low_open or taken.high_open,
            self.high_open or taken.low_open,
        )

    def times(self, factor: Fraction) -> Interval:
        """The interval stretched by a ``factor`` above 0."""
        return Interval(self.low * factor, self.high * factor, self.low_open, self.high_open)

    def minus(self, number: Fraction) -> Interval:
        """The interval moved down by ``number``."""
        return Interval(self.low - number, self.high - number, self.low_open, self.high_open)

    def whole_numbers(self) -> tuple[int, int]:
        """The first and the last whole number in it; first is above last where there is none."""
        first, last = ceil(self.low), floor(self.high)
        if self.low_open and first == self.low:
            first += 1
        if self.high_open and last == self.high:
            last -= 1
        return first, last


def total(intervals: Iterable[Interval]) -> Interval:
    """Every sum of one number from each."""
    listed = list(intervals)
    return Interval(
        sum((item.low for item in listed), Fraction(0)),
        sum((item.high for item in listed), Fraction(0)),
        any(item.low_open for item in listed),
        any(item.high_open for item in listed),
    )


def behind(number: Fraction, digits: int, mode: Rounding) -> Interval:
    """The numbers of 0 or more that are shown as ``number`` is (:func:`generator.core.exact.rounded`)."""
    shown = rounded(number, digits, mode)
    unit = Fraction(1, 10**digits)
    if mode == "down":
        return Interval(shown, shown + unit, high_open=True)
    if mode == "up":
        return Interval(shown - unit, shown, low_open=True)
    half = unit / 2
    if mode == "half_up":
        return Interval(shown - half, shown + half, high_open=True)
    odd = (shown / unit).numerator % 2 == 1
    return Interval(shown - half, shown + half, odd, odd)

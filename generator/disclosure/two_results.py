"""What two results of one unit imply about the ballots behind them, where ballots changed in between.

Each result bounds a weighted mean. A *part* is a bunch of ballots that goes into both means with the same weight each:
the ballots of a group that did not change, those of one that stayed, those that were taken out, those that came.
Every combination of sums that the ballots allow is tried against both bounds, exactly; where that would take too long,
TooManyWaysError is raised and nothing is assumed instead. Source: docs/spec/16-procedure.md, "What the results of one
unit tell together".
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from generator.disclosure.inference import MAX_STEPS, TooManyWaysError, possible_sums
from generator.disclosure.interval import Interval


@dataclass(frozen=True, slots=True)
class Part:
    """``ballots`` ballots, each of which has one of ``options`` for its points.

    A ballot adds its points times ``before`` to the first mean, and times ``after`` to the second.
    """

    ballots: int
    options: tuple[Fraction, ...]
    before: Fraction
    after: Fraction


def open_spread(parts: Sequence[Part], wanted: int, before: Interval, after: Interval) -> Fraction:
    """How far apart the sums of the part ``wanted`` can be, where both means lie in their intervals.

    0 where a single sum remains, or none. Raises TooManyWaysError.
    """
    own = parts[wanted]
    search = _Search([part for at, part in enumerate(parts) if at != wanted])
    totals = possible_sums(own.ballots, own.options)

    def possible(total: Fraction) -> bool:
        return search.possible(before.minus(own.before * total), after.minus(own.after * total))

    lowest = next((total for total in totals if possible(total)), None)
    highest = next((total for total in reversed(totals) if possible(total)), None)
    return Fraction(0) if lowest is None or highest is None else highest - lowest


class _Search:
    """Whether some sums of the parts bring both means into given intervals; all in whole numbers on one scale."""

    def __init__(self, parts: Sequence[Part]) -> None:
        sums = [possible_sums(part.ballots, part.options) for part in parts]
        pairs = [
            [(part.before * total, part.after * total) for total in totals]
            for part, totals in zip(parts, sums, strict=True)
        ]
        self._scale = lcm(1, *{number.denominator for listed in pairs for pair in listed for number in pair})
        whole = [
            [(int(first * self._scale), int(second * self._scale)) for first, second in listed] for listed in pairs
        ]
        alike = [all(first == second for first, second in listed) for listed in whole]
        # What weighs the same in both means needs one number, and the longest list of it only a look-up.
        self._apart = sorted((item for item, same in zip(whole, alike, strict=True) if not same), key=len)
        shared = (sorted(first for first, _ in item) for item, same in zip(whole, alike, strict=True) if same)
        self._shared = sorted(shared, key=len)
        self._bounds = [_bounds(self._apart[at:], self._shared) for at in range(len(self._apart) + 1)]
        self._steps = 0

    def possible(self, before: Interval, after: Interval) -> bool:
        """Whether there are sums for which the first mean lies in ``before`` and the second in ``after``."""
        scale = Fraction(self._scale)
        return self._try(0, before.times(scale).whole_numbers(), after.times(scale).whole_numbers())

    def _try(self, at: int, before: tuple[int, int], after: tuple[int, int]) -> bool:
        self._step()
        (low_before, high_before), (low_after, high_after) = self._bounds[at]
        if before[1] < low_before or before[0] > high_before or after[1] < low_after or after[0] > high_after:
            return False
        if at == len(self._apart):
            return self._reach(0, max(before[0], after[0]), min(before[1], after[1]))
        return any(
            self._try(at + 1, (before[0] - first, before[1] - first), (after[0] - second, after[1] - second))
            for first, second in self._apart[at]
        )

    def _reach(self, at: int, first: int, last: int) -> bool:
        self._step()
        if at == len(self._shared):
            return first <= 0 <= last
        numbers = self._shared[at]
        if at == len(self._shared) - 1:
            found = bisect_left(numbers, first)
            return found < len(numbers) and numbers[found] <= last
        rest = self._shared[at + 1 :]
        least, most = sum(item[0] for item in rest), sum(item[-1] for item in rest)
        inside = (number for number in numbers if first - most <= number <= last - least)
        return any(self._reach(at + 1, first - number, last - number) for number in inside)

    def _step(self) -> None:
        self._steps += 1
        if self._steps > MAX_STEPS:
            raise TooManyWaysError


def _bounds(
    apart: Sequence[Sequence[tuple[int, int]]], shared: Sequence[Sequence[int]]
) -> tuple[tuple[int, int], tuple[int, int]]:
    """The least and the most that the lists together can add to the first and to the second mean."""
    low, high = sum(item[0] for item in shared), sum(item[-1] for item in shared)
    ends = [
        (low + sum(min(pair[which] for pair in item) for item in apart),
         high + sum(max(pair[which] for pair in item) for item in apart))
        for which in (0, 1)
    ]  # fmt: skip
    return ends[0], ends[1]

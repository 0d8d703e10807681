"""What the published points imply about a hidden group: exact enumeration, no relaxation.

The mean of a small group is one of few numbers; together with rounded totals that can pin it, although a linear
relaxation would call it safe. So every combination of group sums that the ballots allow is tried against the
published interval, and what remains possible for each hidden group must stay wide. Groups so large, or points so
finely graded, that this would take too long are refused (:class:`TooManyWaysError`): nothing is assumed instead.

Adversaries: an outsider who knows how many voted in each group; a rater who also knows their own ballot.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import gcd, lcm

from generator.disclosure.interval import Interval

MAX_SUMS = 2**20
"""How far apart, in steps of their common scale, the sums of one group may be."""

MAX_WORK = 2**34
"""How many bits may be moved to find the sums of one group."""

MAX_STEPS = 2**19
"""How many combinations of the other groups' sums are tried for one hidden group."""


class TooManyWaysError(Exception):
    """The ballots allow more combinations than can be tried."""


@dataclass(frozen=True, slots=True)
class Group:
    """A rater group: its share of the indicator (weights sum to 1), valid ballots, and points per option."""

    weight: Fraction
    ballots: int
    options: tuple[Fraction, ...]

    @property
    def share(self) -> Fraction:
        """What one point of one ballot adds to the weighted mean."""
        return self.weight / self.ballots


def possible_sums(ballots: int, options: tuple[Fraction, ...]) -> list[Fraction]:
    """Every sum of points (0 or more each) that ``ballots`` ballots can give, ascending."""
    scale, sums = _scaled_sums(ballots, options)
    return [Fraction(number, scale) for number in sums]


def feasible_means(groups: Sequence[Group], hidden: int, known: Interval) -> list[Fraction]:
    """The means of group ``hidden``, ascending, for which the weighted mean of all groups can lie in ``known``."""
    search = _Search(groups, hidden, known)
    return [total / groups[hidden].ballots for total in search.totals if search.feasible(total)]


def protection(groups: Sequence[Group], hidden: int, known: Interval, cast: Sequence[Fraction] = ()) -> Fraction:
    """Width (in points of the option scale) of what stays possible for the hidden group's mean.

    The smaller of what an outsider cannot tell and, for a group of two or more, what a rater of that group who
    cast one of the ballots ``cast`` cannot tell about the mean of the others. 0 where a single value remains.
    Raises TooManyWaysError.
    """
    own = groups[hidden]
    widths = [_width(groups, hidden, known)]
    if own.ballots > 1:
        others = own.weight * Fraction(own.ballots - 1, own.ballots)
        rest = [group for position, group in enumerate(groups) if position != hidden]
        insider = [*rest, Group(others, own.ballots - 1, own.options)]
        widths += [_width(insider, len(rest), known.minus(own.share * ballot)) for ballot in sorted(set(cast))]
    return min(widths)


class _Search:
    """Which sums of the hidden group's ballots leave the other groups a way to come out in the interval.

    The other groups' contributions are whole numbers on a common scale, the largest list last: it is searched, the
    others are gone through.
    """

    def __init__(self, groups: Sequence[Group], hidden: int, known: Interval) -> None:
        own = groups[hidden]
        self.totals = possible_sums(own.ballots, own.options)
        self._share, self._known = own.share, known
        rest = [group for position, group in enumerate(groups) if position != hidden]
        sums = [_scaled_sums(group.ballots, group.options) for group in rest]
        steps = [group.share / scale for group, (scale, _) in zip(rest, sums, strict=True)]
        self._scale = lcm(*(step.denominator for step in steps))
        factors = [int(step * self._scale) for step in steps]
        lists = ([n * factor for n in numbers] for factor, (_, numbers) in zip(factors, sums, strict=True))
        self._lists = sorted(lists, key=len)
        self._steps = 0

    def feasible(self, total: Fraction) -> bool:
        """Whether the other groups can make up for the hidden group's ballots coming to ``total``."""
        first, last = self._known.minus(self._share * total).times(Fraction(self._scale)).whole_numbers()
        return self._reach(self._lists, first, last)

    def _reach(self, lists: Sequence[Sequence[int]], first: int, last: int) -> bool:
        """Whether one number of each list (ascending) can add up to something from ``first`` to ``last``."""
        self._steps += 1
        if self._steps > MAX_STEPS:
            raise TooManyWaysError
        if not lists:
            return first <= 0 <= last
        if last < sum(numbers[0] for numbers in lists) or first > sum(numbers[-1] for numbers in lists):
            return False
        if len(lists) == 1:
            at = bisect_left(lists[0], first)
            return at < len(lists[0]) and lists[0][at] <= last
        return any(self._reach(lists[1:], first - number, last - number) for number in lists[0])


def _width(groups: Sequence[Group], hidden: int, known: Interval) -> Fraction:
    search = _Search(groups, hidden, known)
    lowest = _first(search, search.totals)
    highest = _first(search, reversed(search.totals))
    return Fraction(0) if lowest is None or highest is None else (highest - lowest) / groups[hidden].ballots


def _first(search: _Search, totals: Iterable[Fraction]) -> Fraction | None:
    return next((total for total in totals if search.feasible(total)), None)


def _scaled_sums(ballots: int, options: tuple[Fraction, ...]) -> tuple[int, Sequence[int]]:
    """A scale on which the options are whole numbers, and every sum on it, ascending. Raises TooManyWaysError."""
    scale = lcm(*(option.denominator for option in options))
    values = sorted({int(option * scale) for option in options})
    # Only what is above the lowest option, in steps common to all, needs to be added up.
    lowest = values[0]
    step = gcd(*(value - lowest for value in values)) or 1
    steps = tuple((value - lowest) // step for value in values)
    return scale, [ballots * lowest + step * above for above in _sums(ballots, steps)]


@lru_cache(maxsize=32)
def _sums(ballots: int, steps: tuple[int, ...]) -> array[int]:
    """The sums of ``ballots`` of ``steps`` (0 the first, no common divisor), ascending.

    From twice as many ballots as the highest step on, more of them only lengthen the middle, in which every sum is
    possible (Granville and Walker, "A tight structure theorem for sumsets", 2021).
    """
    highest = steps[-1]
    counted = min(ballots, 2 * highest)
    if ballots * highest > MAX_SUMS or counted**2 * highest * len(steps) > MAX_WORK:
        raise TooManyWaysError
    # The sums so far are the bits of one number, so that casting one more ballot is a shift per option.
    sums = 1
    for _ in range(counted):
        spread = 0
        for step in steps:
            spread |= sums << step
        sums = spread
    more, middle = (ballots - counted) * highest, counted * highest // 2
    lower = sums & ((1 << middle) - 1)
    return _bits(lower | ((1 << more) - 1) << middle | (sums >> middle) << (middle + more))


def _bits(number: int) -> array[int]:
    """The positions of the ones in ``number``, ascending."""
    digits = f"{number:b}"[::-1]
    found = array("l")
    position = digits.find("1")
    while position >= 0:
        found.append(position)
        position = digits.find("1", position + 1)
    return found

"""What the published points imply about a hidden group: exact enumeration, no relaxation.

The mean of a small group is one of few numbers; together with rounded totals that can pin it, although a linear
relaxation would call it safe. So every combination of group sums that the ballots allow is tried against the
published interval, and what remains possible for each hidden group must stay wide.

Adversaries: an outsider who knows how many voted in each group; a rater who also knows their own ballot.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import lcm

from generator.disclosure.interval import Interval


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

    def feasible(self, total: Fraction) -> bool:
        """Whether the other groups can make up for the hidden group's ballots coming to ``total``."""
        first, last = self._known.minus(self._share * total).times(Fraction(self._scale)).whole_numbers()
        return _reach(self._lists, first, last)


def _reach(lists: Sequence[Sequence[int]], first: int, last: int) -> bool:
    """Whether one number of each list (ascending) can add up to something from ``first`` to ``last``."""
    if not lists:
        return first <= 0 <= last
    if last < sum(numbers[0] for numbers in lists) or first > sum(numbers[-1] for numbers in lists):
        return False
    if len(lists) == 1:
        at = bisect_left(lists[0], first)
        return at < len(lists[0]) and lists[0][at] <= last
    return any(_reach(lists[1:], first - number, last - number) for number in lists[0])


def _width(groups: Sequence[Group], hidden: int, known: Interval) -> Fraction:
    search = _Search(groups, hidden, known)
    lowest = _first(search, search.totals)
    highest = _first(search, reversed(search.totals))
    return Fraction(0) if lowest is None or highest is None else (highest - lowest) / groups[hidden].ballots


def _first(search: _Search, totals: Iterable[Fraction]) -> Fraction | None:
    return next((total for total in totals if search.feasible(total)), None)


@lru_cache(maxsize=256)
def _scaled_sums(ballots: int, options: tuple[Fraction, ...]) -> tuple[int, tuple[int, ...]]:
    """A scale on which the options are whole numbers, and every sum on it, ascending."""
    scale = lcm(*(option.denominator for option in options))
    values = {int(option * scale) for option in options}
    # The sums so far are the bits of one number, so that casting one more ballot is a shift per option.
    sums = 1
    for _ in range(ballots):
        spread = 0
        for value in values:
            spread |= sums << value
        sums = spread
    return scale, tuple(_bits(sums))


def _bits(number: int) -> list[int]:
    """The positions of the ones in ``number``, ascending."""
    digits = f"{number:b}"[::-1]
    found = []
    position = digits.find("1")
    while position >= 0:
        found.append(position)
        position = digits.find("1", position + 1)
    return found

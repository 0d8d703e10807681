"""What the published points imply about a hidden group: exact enumeration, no relaxation.

The mean of a small group is one of few numbers; together with rounded totals that can pin it, although a linear
relaxation would call it safe. So every combination of group sums that the ballots allow is tried against the
published interval, and what remains possible for each hidden group must stay wide. Sets of possible sums are whole
numbers on a common scale, held as the bits of one integer: adding a ballot is a shift.

Adversaries: an outsider who knows how many voted in each group; a rater who also knows their own ballot.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor, lcm


@dataclass(frozen=True, slots=True)
class Group:
    """A rater group: its share of the indicator (weights sum to 1), valid ballots, and points per option."""

    weight: Fraction
    ballots: int
    options: tuple[Fraction, ...]


def possible_sums(ballots: int, options: Sequence[Fraction]) -> list[Fraction]:
    """Every sum of points that ``ballots`` ballots can give, ascending."""
    scale = lcm(*(option.denominator for option in options))
    values = [int(option * scale) for option in options]
    return [Fraction(number, scale) for number in _members(_sums(ballots, values))]


def feasible_means(groups: Sequence[Group], hidden: int, low: Fraction, high: Fraction) -> list[Fraction]:
    """The means of group ``hidden`` for which the weighted mean of all groups can lie in [low, high]."""
    shares = [group.weight / group.ballots for group in groups]
    scale = lcm(*((share * option).denominator for share, g in zip(shares, groups, strict=True) for option in g.options))
    reach = 1
    for position, (share, group) in enumerate(zip(shares, groups, strict=True)):
        if position != hidden:
            reach = _add(reach, _sums(group.ballots, [int(share * option * scale) for option in group.options]))
    own = groups[hidden]
    first, last = ceil(low * scale), floor(high * scale)
    means = []
    for total in possible_sums(own.ballots, own.options):
        part = int(total * shares[hidden] * scale)
        if _any_between(reach, first - part, last - part):
            means.append(total / own.ballots)
    return means


def protection(
    groups: Sequence[Group], hidden: int, low: Fraction, high: Fraction, cast: Sequence[Fraction] = ()
) -> Fraction:
    """Width (in points of the option scale) of what stays possible for the hidden group's mean.

    The smaller of what an outsider cannot tell and, for a group of two or more, what a rater of that group who
    cast one of the ballots ``cast`` cannot tell about the mean of the others. 0 where a single value remains.
    """
    widths = [_width(feasible_means(groups, hidden, low, high))]
    own = groups[hidden]
    if own.ballots > 1:
        others = Fraction(own.ballots - 1, own.ballots)
        rest = [group for i, group in enumerate(groups) if i != hidden]
        for ballot in sorted(set(cast)):
            known = own.weight * ballot / own.ballots
            insider = [*rest, Group(own.weight * others, own.ballots - 1, own.options)]
            widths.append(_width(feasible_means(insider, len(rest), low - known, high - known)))
    return min(widths)


def _sums(ballots: int, values: Sequence[int]) -> int:
    """The sums of ``ballots`` of ``values`` (whole numbers from 0), as bits."""
    sums = 1
    for _ in range(ballots):
        spread = 0
        for value in set(values):
            spread |= sums << value
        sums = spread
    return sums


def _add(left: int, right: int) -> int:
    """Every sum of a number of ``left`` and a number of ``right``, as bits."""
    result = 0
    for number in _members(right):
        result |= left << number
    return result


def _members(bits: int) -> list[int]:
    digits = f"{bits:b}"[::-1]
    members = []
    position = digits.find("1")
    while position >= 0:
        members.append(position)
        position = digits.find("1", position + 1)
    return members


def _any_between(bits: int, first: int, last: int) -> bool:
    first = max(first, 0)
    return last >= first and bool(bits >> first & ((1 << (last - first + 1)) - 1))


def _width(means: Sequence[Fraction]) -> Fraction:
    return max(means) - min(means) if means else Fraction(0)

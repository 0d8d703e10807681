"""Ballots that changed between two results of a unit: what both results tell about them and about hidden groups.

A group's ballots are those that stayed, those that were taken out and those that came. Where the number of ballots
changed, somebody's were voided or let in, and their owner may be known: what was on them must stay open. Where only
their counting was put right, no ballot stands out, and the hidden groups' means are what must stay open, also for a
reader who knows what was put right. Source: docs/spec/16-procedure.md, "What the results of one unit tell together".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from generator.disclosure.interval import Interval
from generator.disclosure.two_results import Part, open_spread
from generator.intake.models.rules import VotesToPoints
from generator.intake.models.scheme import Thresholds
from generator.scoring.inputs import GroupTally

_NOTHING = Interval(Fraction(0), Fraction(0))


@dataclass(frozen=True, slots=True)
class _Turnover:
    """One group's ballots in both results. ``stayed``, ``left``, ``came``: ballots by option.

    ``before``, ``after``: what a point on one of its ballots adds to the mean of each result.
    """

    group: str
    options: Mapping[str, Fraction]
    stayed: Mapping[str, int]
    left: Mapping[str, int]
    came: Mapping[str, int]
    before: Fraction
    after: Fraction
    recounted: bool

    def points(self, ballots: Mapping[str, int]) -> Fraction:
        """The sum of points on ``ballots``."""
        return sum((self.options[option] * number for option, number in ballots.items()), Fraction(0))

    @property
    def worth(self) -> tuple[Fraction, ...]:
        """The points of the options."""
        return tuple(self.options.values())

    @property
    def valid(self) -> int:
        """How many valid ballots the group has in the second result."""
        return _number(self.stayed) + _number(self.came)


def replaced_pinned(
    limits: Thresholds,
    rule: VotesToPoints,
    tallies: tuple[Mapping[str, GroupTally], Mapping[str, GroupTally]],
    means: tuple[Interval, Interval],
    *,
    shown: bool,
) -> Iterator[tuple[Literal["group", "ballots"], str]]:
    """The groups of which too much would be learned, and what: the ballots that changed, or the group's mean.

    ``tallies``: the ballots of each group in both results. ``means``: what is known of the weighted mean of each, in
    points of the options. ``shown``: whether the second result shows its counts. Raises TooManyWaysError.
    """
    turnovers = _turnovers(rule, tallies)
    for own in turnovers:
        for ballots, came in ((own.left, False), (own.came, True)):
            if own.recounted or not 0 < _number(ballots) < limits.vote_counts:
                continue
            least = limits.protection_width * _number(ballots)
            if _moved_open(turnovers, own, means, came=came, shown=shown) < least:
                yield "ballots", own.group
                break
    voting = [own for own in turnovers if own.valid > 0]
    if shown or (len(voting) == 1 and voting[0].valid >= limits.group_mean):
        # Counts that are shown, or a group large enough for its mean to be shown, hide nothing any more.
        return
    for own in voting:
        if own.valid < limits.vote_counts and _mean_open(turnovers, own, means) < limits.protection_width:
            yield "group", own.group


def _moved_open(
    turnovers: Sequence[_Turnover], own: _Turnover, means: tuple[Interval, Interval], *, came: bool, shown: bool
) -> Fraction:
    """How far apart the sums on the ballots that left (came) can be."""
    parts: list[Part] = []
    wanted = -1
    before, after = means
    for item in turnovers:
        if shown:
            # The counts of the second result are known; before it there were others in the place of what came.
            now = item.points(item.stayed) + item.points(item.came)
            before = before.minus(item.before * now)
            there = tuple(p for option, p in item.options.items() if item.stayed[option] + item.came[option] > 0)
            listed = [
                (item.left, item.worth, item.before, Fraction(0)),
                (item.came, there, -item.before, Fraction(0)),
            ]
        else:
            listed = [
                (item.left, item.worth, item.before, Fraction(0)),
                (item.came, item.worth, Fraction(0), item.after),
                (item.stayed, item.worth, item.before, item.after),
            ]
        for at, (ballots, worth, first, second) in enumerate(listed):
            if number := _number(ballots):
                if item is own and at == int(came):
                    wanted = len(parts)
                parts.append(Part(number, worth, first, second))
    return open_spread(parts, wanted, before, _NOTHING if shown else after)


def _mean_open(turnovers: Sequence[_Turnover], own: _Turnover, means: tuple[Interval, Interval]) -> Fraction:
    """Width of what stays possible for the mean of ``own`` in the second result.

    The smallest of what a reader cannot tell and what a rater of the group, who knows their own ballot, cannot tell
    about the others. Both know what was put right, as far as ballots of the group stayed.
    """
    known = _number(own.stayed) > 0
    before, after = means
    parts: list[Part] = []
    wanted = -1
    for item in turnovers:
        for ballots, first, second in (
            (item.left, item.before, Fraction(0)),
            (item.came, Fraction(0), item.after),
        ):
            if known:
                before, after = before.minus(first * item.points(ballots)), after.minus(second * item.points(ballots))
            elif number := _number(ballots):
                if item is own and second:
                    wanted = len(parts)
                parts.append(Part(number, item.worth, first, second))
        if number := _number(item.stayed):
            if item is own:
                wanted = len(parts)
            parts.append(Part(number, item.worth, item.before, item.after))
    widths = [open_spread(parts, wanted, before, after) / own.valid]
    if known and parts[wanted].ballots > 1:
        fewer = Part(parts[wanted].ballots - 1, own.worth, own.before, own.after)
        insider = [*parts[:wanted], fewer, *parts[wanted + 1 :]]
        for option in {own.options[option] for option, number in own.stayed.items() if number > 0}:
            shifted = before.minus(own.before * option), after.minus(own.after * option)
            widths.append(open_spread(insider, wanted, *shifted) / (own.valid - 1))
    return min(widths)


def _turnovers(
    rule: VotesToPoints, tallies: tuple[Mapping[str, GroupTally], Mapping[str, GroupTally]]
) -> list[_Turnover]:
    options = {option.id: option.points for option in rule.options}
    weights = [
        {group.id: group.weight for group in rule.groups if group.weight > 0 and _number(_counts(part, group.id))}
        for part in tallies
    ]
    made = []
    for group in dict.fromkeys((*weights[0], *weights[1])):
        was, now = (_counts(part, group) for part in tallies)
        stayed = {option: min(was.get(option, 0), now.get(option, 0)) for option in options}
        shares = [
            part.get(group, Fraction(0)) / sum(part.values()) / max(_number(counts), 1)
            for part, counts in zip(weights, (was, now), strict=True)
        ]
        numbers = [_numbers(part.get(group)) for part in tallies]
        made.append(
            _Turnover(
                group,
                options,
                stayed,
                {option: was.get(option, 0) - kept for option, kept in stayed.items()},
                {option: now.get(option, 0) - kept for option, kept in stayed.items()},
                shares[0],
                shares[1],
                recounted=numbers[0] == numbers[1],
            )
        )
    return made


def _counts(tallies: Mapping[str, GroupTally], group: str) -> Mapping[str, int]:
    return tallies[group].counts if group in tallies else {}


def _numbers(tally: GroupTally | None) -> tuple[int, ...]:
    """How many ballots were issued, returned and invalid: where they are the same, no ballot left or came."""
    return () if tally is None else (tally.issued, tally.returned, tally.invalid)


def _number(ballots: Mapping[str, int]) -> int:
    return sum(ballots.values())

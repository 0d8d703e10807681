"""Do the declared channels say what the rules do? (P1-A15; docs/spec/12-scoring.md, "Channels")."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from generator.core.exact import plain
from generator.core.problem import Problem
from generator.intake.bind import Bound
from generator.intake.models.rules import rater_groups
from generator.intake.models.scheme import Scheme
from generator.scoring.lint_ids import repeated
from generator.scoring.lint_people import known_indicator

CLAUSE = "P1-A15"
LEAST = 2
HUNDRED = Fraction(100)


def channel_problems(bound: Bound[Scheme]) -> Iterator[Problem]:
    """S142 a weight that is not the channel's share, S143 too few channels, S144 a group of no channel or of two."""
    scheme = bound.record
    if scheme.subjects == "unit":
        return
    if len({channel.id for channel in scheme.channels}) < LEAST:
        yield bound.problem("S143", ("channels",), clause=CLAUSE, least=LEAST)
        return
    yield from repeated(bound, ((("channels", i, "id"), channel.id) for i, channel in enumerate(scheme.channels)))
    problems = [*_unassigned(bound)]
    yield from problems
    if problems:
        return
    shares = channel_shares(scheme)
    whole = sum(shares.values(), Fraction(0))
    for at, channel in enumerate(scheme.channels):
        share = shares.get(channel.id, Fraction(0)) / whole * HUNDRED if whole else Fraction(0)
        if channel.weight != share:
            words = {"id": channel.id, "declared": plain(channel.weight), "share": plain(share)}
            yield bound.problem("S142", ("channels", at, "weight"), clause=CLAUSE, **words)


def channel_shares(scheme: Scheme) -> dict[str, Fraction]:
    """By channel: the points of the total that are judged through it."""
    of_group = {group: channel.id for channel in scheme.channels for group in channel.groups}
    of_indicator = {name: channel.id for channel in scheme.channels for name in channel.indicators}
    shares: dict[str, Fraction] = {}
    for indicator in (indicator for family in scheme.families for indicator in family.indicators):
        groups = rater_groups(indicator.rule)
        parts = [(of_group.get(group.id), indicator.weight * group.weight / HUNDRED) for group in groups]
        if not groups:
            parts = [(of_indicator.get(indicator.id), indicator.weight)]
        for channel, points in parts:
            if channel is not None:
                shares[channel] = shares.get(channel, Fraction(0)) + points
    return shares


def _unassigned(bound: Bound[Scheme]) -> Iterator[Problem]:
    scheme = bound.record
    indicators = [indicator for family in scheme.families for indicator in family.indicators]
    groups = {group.id for indicator in indicators for group in rater_groups(indicator.rule)}
    grouped = {indicator.id for indicator in indicators if rater_groups(indicator.rule)}
    seen: set[str] = set()
    for at, channel in enumerate(scheme.channels):
        for place, name in enumerate(channel.groups):
            if name in seen or name not in groups:
                yield bound.problem("S144", ("channels", at, "groups", place), clause=CLAUSE, id=name)
            seen.add(name)
        for place, name in enumerate(channel.indicators):
            loc = ("channels", at, "indicators", place)
            yield from known_indicator(bound, loc, name)
            if name in seen or name in grouped:
                yield bound.problem("S144", loc, clause=CLAUSE, id=name)
            seen.add(name)
    for name in sorted(groups - seen):
        yield bound.problem("S144", ("channels",), clause=CLAUSE, id=name)

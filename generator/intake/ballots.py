"""Counted ballots against scheme and roster, and against themselves (P1-A15).

All numbers and both names are restricted: problems say which count is wrong, never what it is.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterator

from generator.core.problem import Place, Problem
from generator.intake.bind import Bound
from generator.intake.few import few
from generator.intake.figures import BALLOT_RULES
from generator.intake.models.inputs import Tally, Votes
from generator.intake.models.rules import VoteShareBands, VotesToPoints
from generator.intake.repository import Cycle
from generator.intake.similar import nearest, repeated

CLAUSE = "P1-A15"
MAX_BALLOTS = 100_000
"""More than any rater group has; what is published of ballots is worked out from every way to cast them."""

CHANNELS = 2
"""The clause names four channels "and others" and asks for several; fewer than two are not several."""


def check(cycle: Cycle, disputed: Collection[str] = ()) -> Iterator[Problem]:
    """X105, X107, X122, X132 and X140 to X148 for the ballots of one cycle.

    While ballots are still being counted a whole file may be absent; from the report on it may not. Whether
    ``disputed`` units must be there is not decided here.
    """
    if cycle.scheme is None:
        return
    groups = _groups(cycle)
    pattern = "inputs/votes/<group>.yml"
    for name in groups:
        if cycle.report is not None and not cycle.has(pattern, group=name):
            yield Problem("X107", Place(cycle.path(pattern, group=name)), {"group": name}, clause=CLAUSE)
    for name, votes in cycle.votes.items():
        if _known(cycle, name):
            yield from few(_file(cycle, name, votes, disputed), votes.path)
        else:
            yield votes.problem("X105", ("group",), clause=CLAUSE, group=name, near=nearest(name, groups))
    yield from _channels(cycle, groups)


def _groups(cycle: Cycle) -> list[str]:
    """The rater groups that some rule names."""
    rules = [indicator.rule for indicator in cycle.indicators.values()]
    return list(dict.fromkeys(group.id for rule in rules if isinstance(rule, VotesToPoints) for group in rule.groups))


def _known(cycle: Cycle, group: str) -> bool:
    # A rule by shares of votes names no groups: any group may vote on its indicator.
    by_share = any(isinstance(indicator.rule, VoteShareBands) for indicator in cycle.indicators.values())
    return by_share or group in _groups(cycle)


def _options(cycle: Cycle, indicator: str, group: str) -> set[str] | None:
    """The options on the ballot of ``group`` for ``indicator``; None where the group has no vote on it."""
    found = cycle.indicators.get(indicator)
    if found is None:
        return None
    if isinstance(found.rule, VotesToPoints) and any(entry.id == group for entry in found.rule.groups):
        return {option.id for option in found.rule.options}
    return set(found.rule.options) if isinstance(found.rule, VoteShareBands) else None


def _file(cycle: Cycle, group: str, votes: Bound[Votes], disputed: Collection[str]) -> Iterator[Problem]:
    record = votes.record
    if _plain(record.teller) == _plain(record.scrutineer):
        yield votes.problem("X146", ("scrutineer",), clause="P1-A22")
    pairs = [(tally.unit, tally.indicator) for tally in record.tallies]
    for at in repeated(pairs):
        unit, indicator = pairs[at]
        yield votes.problem("X141", ("tallies", at, "unit"), clause=CLAUSE, unit=unit, indicator=indicator)
    for at, tally in enumerate(record.tallies):
        yield from _names(cycle, group, votes, at, tally, disputed)
        yield from _counts(cycle, group, votes, at, tally)
    due = [name for name, indicator in cycle.indicators.items() if indicator.rule.kind in BALLOT_RULES]
    voted = {tally.indicator for tally in record.tallies}
    present = set(pairs)
    for indicator in due:
        named = isinstance(cycle.indicators[indicator].rule, VotesToPoints)
        if _options(cycle, indicator, group) is None or not (named or indicator in voted):
            continue
        for unit in cycle.assessed:
            if (unit, indicator) not in present and unit not in disputed:
                yield votes.problem("X142", ("tallies",), clause=CLAUSE, unit=unit, indicator=indicator)


def _names(
    cycle: Cycle, group: str, votes: Bound[Votes], at: int, tally: Tally, disputed: Collection[str]
) -> Iterator[Problem]:
    loc = ("tallies", at)
    if tally.unit in cycle.exempt:
        yield votes.problem("X132", (*loc, "unit"), clause="P1-A6", unit=tally.unit)
    elif cycle.roster is not None and tally.unit not in cycle.assessed and tally.unit not in disputed:
        near = nearest(tally.unit, cycle.assessed)
        yield votes.problem("X122", (*loc, "unit"), clause=CLAUSE, unit=tally.unit, near=near)
    if _options(cycle, tally.indicator, group) is None:
        yield votes.problem("X140", (*loc, "indicator"), clause=CLAUSE, indicator=tally.indicator, group=group)


def _counts(cycle: Cycle, group: str, votes: Bound[Votes], at: int, tally: Tally) -> Iterator[Problem]:
    loc = ("tallies", at)
    words = {"unit": tally.unit, "indicator": tally.indicator}
    options = _options(cycle, tally.indicator, group)
    if options is not None and set(tally.counts) != options:
        expected = "、".join(sorted(options))
        yield votes.problem("X143", (*loc, "counts"), clause=CLAUSE, expected=expected, **words)
    if max(tally.issued, tally.returned, tally.invalid, *tally.counts.values()) > MAX_BALLOTS:
        yield votes.problem("X148", (*loc, "issued"), clause=CLAUSE, limit=MAX_BALLOTS, **words)
    if not tally.issued >= tally.returned >= tally.invalid:
        yield votes.problem("X145", (*loc, "issued"), clause=CLAUSE, **words)
    elif sum(tally.counts.values()) != tally.returned - tally.invalid:
        yield votes.problem("X144", (*loc, "counts"), clause=CLAUSE, **words)


def _channels(cycle: Cycle, groups: list[str]) -> Iterator[Problem]:
    """Opinion is heard through several channels, once all of it is there."""
    if not cycle.votes or not all(name in cycle.votes for name in groups):
        return
    channels = {votes.record.channel for votes in cycle.votes.values()}
    if len(channels) < CHANNELS:
        last = cycle.votes[max(cycle.votes)]
        yield last.problem("X147", ("channel",), clause=CLAUSE, channel=last.record.channel, least=CHANNELS)


def _plain(name: str) -> str:
    """A name without the differences that leave it the same person's."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())

"""What rater groups said about people against the schemes and the roster, and against itself (P1-A15).

Codes X230 to X243; docs/spec/15-people.md. Numbers and names are restricted: messages say what is wrong with them only.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from generator.core.problem import Place, Problem
from generator.intake.bind import Bound
from generator.intake.models import people
from generator.intake.models.people import PeopleVotes, TallyParts
from generator.intake.models.rules import Rated, VoteShareBands, VotesToPoints, reads
from generator.intake.models.scheme import Indicator
from generator.intake.node import Loc
from generator.intake.people_figures import OF_RATERS
from generator.intake.people_track import Track
from generator.intake.similar import nearest, repeated

CLAUSE = "P1-A15"
CHANNELS = 2
"""The clause names four channels and asks for several of them; fewer than two are not several."""


def check(track: Track) -> Iterator[Problem]:
    """X210, X211 and X230 to X243 for the ballots of one cycle; a whole file may be absent until there is a report."""
    if not track.schemes:
        return
    for name in track.named_groups:
        path = track.cycle.path("people/votes/<group>.yml", group=name)
        if track.cycle.report is not None and not track.exists(people.VOTES, group=name):
            yield Problem("X243", Place(path), {"group": name}, clause=CLAUSE)
    every = track.cycle.each(people.VOTES)
    for name, votes in every.items():
        if name not in track.named_groups:
            near = nearest(name, track.named_groups)
            yield votes.problem("X230", ("group",), clause=CLAUSE, group=name, near=near)
        else:
            yield from _file(track, name, votes)
    if every and all(name in every for name in track.named_groups):
        channels = {votes.record.channel for votes in every.values()} | _by_indicators(track)
        if len(channels) < CHANNELS:
            last = every[max(every)]
            yield last.problem("X242", ("channel",), clause=CLAUSE, channel=last.record.channel, least=CHANNELS)


def tally(track: Track, bound: Bound[Any], loc: Loc, group: str, kind: str, entry: TallyParts) -> Iterator[Problem]:
    """X232, X235 to X237 and X239 to X241 for one tally of somebody of ``kind``; also for those of a correction."""
    found = track.indicator(kind, entry.indicator)
    if found is None or not track.hears(kind, entry.indicator, group):
        yield bound.problem("X232", (*loc, "indicator"), clause=CLAUSE, group=group)
        return
    words = {"indicator": entry.indicator, "group": group}
    wanted, other = ("counts", "ratings") if reads(found.rule) == "ballots" else ("ratings", "counts")
    numbers = getattr(entry, wanted)
    stated = (numbers is not None, entry.issued is not None, entry.returned is not None)
    if getattr(entry, other) is not None or any(stated) == (entry.missing is not None) or any(stated) != all(stated):
        yield bound.problem("X239", (*loc, "person"), clause=CLAUSE, expected=wanted, **words)
        return
    if numbers is not None:
        yield from _sums(bound, loc, entry, words)
        yield from _options(bound, loc, found, entry, words)


def _file(track: Track, group: str, votes: Bound[PeopleVotes]) -> Iterator[Problem]:
    record = votes.record
    given = track.channels.get(group, frozenset())
    if given and record.channel not in given:
        expected = "、".join(sorted(given))
        yield votes.problem("X231", ("channel",), clause=CLAUSE, given=record.channel, expected=expected, group=group)
    if _plain(record.teller) == _plain(record.scrutineer):
        yield votes.problem("X238", ("scrutineer",), clause="P1-A22")
    pairs = [(entry.person, entry.indicator) for entry in record.tallies]
    for at in repeated(pairs):
        yield votes.problem("X233", ("tallies", at, "person"), clause=CLAUSE)
    for at, entry in enumerate(record.tallies):
        yield from track.unknown(votes, ("tallies", at, "person"), entry.person, "P1-A6")
        kind = track.kinds.get(entry.person)
        if kind is not None:
            yield from tally(track, votes, ("tallies", at), group, kind, entry)
    for indicator in dict.fromkeys(name for known in track.indicators.values() for name in known):
        present = {person for person, name in pairs if name == indicator}
        for person, kind in track.due(present):
            if group in track.groups(kind, indicator) or (present and track.hears(kind, indicator, group)):
                yield track.at_roster("X234", person, CLAUSE, indicator=indicator, group=group)


def _sums(bound: Bound[Any], loc: Loc, entry: TallyParts, words: dict[str, str]) -> Iterator[Problem]:
    issued, returned, invalid = entry.issued or 0, entry.returned or 0, sum(entry.invalid.values())
    valid = sum(entry.counts.values()) if entry.counts is not None else len(entry.ratings or ())
    if not issued >= returned >= invalid:
        yield bound.problem("X237", (*loc, "issued"), clause=CLAUSE, **words)
    elif valid != returned - invalid:
        where = "counts" if entry.counts is not None else "ratings"
        yield bound.problem("X236", (*loc, where), clause=CLAUSE, **words)


def _options(
    bound: Bound[Any], loc: Loc, found: Indicator, entry: TallyParts, words: dict[str, str]
) -> Iterator[Problem]:
    rule = found.rule
    if isinstance(rule, (VotesToPoints, VoteShareBands)) and entry.counts is not None:
        options = [o.id for o in rule.options] if isinstance(rule, VotesToPoints) else rule.options
        if set(entry.counts) != set(options):
            yield bound.problem("X235", (*loc, "counts"), clause=CLAUSE, expected="、".join(options), **words)
    if isinstance(rule, Rated) and entry.ratings is not None:
        if any(after < before for before, after in pairwise(entry.ratings)):
            yield bound.problem("X240", (*loc, "ratings"), clause="P2-5.1", **words)
        if any(not rule.lowest <= value <= rule.highest for value in entry.ratings):
            yield bound.problem("X241", (*loc, "ratings"), clause=CLAUSE, **words)


def _by_indicators(track: Track) -> set[str]:
    """Channels that speak through indicators with figures, as far as those are there."""
    figures = track.cycle.each(people.DATA)
    return {
        channel.id
        for scheme in track.schemes.values()
        for channel in scheme.channels
        if any(name in figures and track.reads(name) not in OF_RATERS for name in channel.indicators)
    }


def _plain(name: str) -> str:
    """A name without the differences that leave it the same person's."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())

"""What the results of one unit tell together: the preliminary opinion it was told, the report, every correction.

One who knows them all knows more than a reader of any one. What did not change between two results lies where both
allow it; where ballots changed, the difference tells what was on those that were taken out or came. Figures and what
follows from them alone count as known exactly, in every result. Source: docs/spec/16-procedure.md, "What the results of
one unit tell together"; ADR 15.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from generator.disclosure.inference import TooManyWaysError
from generator.disclosure.interval import Interval, total
from generator.disclosure.replaced_ballots import replaced_pinned
from generator.disclosure.result_audit import behind_shown, graded, known_total, pinned_groups, showing_of
from generator.intake.models.outcome import Told
from generator.intake.models.rules import RankDecrement, VoteShareBands, VotesToPoints
from generator.intake.models.scheme import Indicator, Scheme
from generator.scoring.inputs import GroupTally
from generator.scoring.sheet import IndicatorScore, Sheet

Tallies = Mapping[str, Mapping[str, GroupTally]]
"""A unit's counted ballots by indicator, then by group."""


@dataclass(frozen=True, slots=True)
class Result:
    """A result of a unit that somebody knows: the score, the ballots behind it, what was told of it.

    ``told``: every rounded number (``result``), total and grade, or the grade alone. ``published``: with the
    derivations that the scheme's thresholds let through.
    """

    sheet: Sheet
    tallies: Tallies
    told: Told
    published: bool


@dataclass(frozen=True, slots=True)
class Pinned:
    """What would be learned, never its value: a hidden group's mean, ballots that changed, or nobody can tell what."""

    what: Literal["group", "ballots", "unknown"]
    indicator: str
    group: str


def pinned(scheme: Scheme, results: Sequence[Result]) -> list[Pinned]:
    """What one who knows all ``results`` of a unit, in their order, would learn about ballots.

    Ballots may differ once in the sequence (between opinion and report; corrections leave them as they are).
    """
    indicators = {indicator.id: indicator for family in scheme.families for indicator in family.indicators}
    before, after = _halves(results)
    own = _own_points(scheme, indicators, before, after)
    narrowed = [_narrowed(scheme, result, known) for result, known in zip(results, own, strict=True)]
    found: list[Pinned] = []
    for name, indicator in indicators.items():
        if isinstance(indicator.rule, VotesToPoints):
            if _changed(name, before, after):
                known = [[points[name] for points in part if name in points] for part in _split(narrowed, len(before))]
                found += _of_changed(scheme, indicator.rule, name, before[-1], after, known)
            else:
                known_all = [points[name] for points in narrowed if name in points]
                found += _of_unchanged(scheme, indicator, indicator.rule, results, known_all)
        elif isinstance(indicator.rule, VoteShareBands) and _changed(name, before, after):
            found += _of_bands(scheme, name, before[-1], after[0])
    return found


def _of_unchanged(
    scheme: Scheme, indicator: Indicator, rule: VotesToPoints, results: Sequence[Result], known: Sequence[Interval]
) -> Iterator[Pinned]:
    """Hidden groups of an indicator whose ballots are the same in every result."""
    item = _item(results[-1], indicator.id)
    if item.points is None or any(_derived(scheme, indicator, result) for result in results):
        return
    counts = {group: tally.counts for group, tally in results[-1].tallies.get(indicator.id, {}).items()}
    try:
        for group in pinned_groups(scheme, rule, item, counts, _meet(known)):
            yield Pinned("group", indicator.id, group)
    except TooManyWaysError:
        yield Pinned("unknown", indicator.id, "")


def _of_changed(
    scheme: Scheme,
    rule: VotesToPoints,
    name: str,
    was: Result,
    after: Sequence[Result],
    known: Sequence[Sequence[Interval]],
) -> Iterator[Pinned]:
    """Hidden groups, and ballots that were taken out or came, of an indicator whose ballots changed once."""
    items = _item(was, name), _item(after[0], name)
    if items[0].max == 0 or any(item.points is None for item in items):
        return
    means = [_meet(intervals).times(100 / items[0].max) for intervals in known]
    shown = any(result.published and _counts_shown(scheme, _item(result, name)) for result in after)
    tallies = was.tallies.get(name, {}), after[0].tallies.get(name, {})
    try:
        for what, group in replaced_pinned(scheme.disclosure, rule, tallies, (means[0], means[1]), shown=shown):
            yield Pinned(what, name, group)
    except TooManyWaysError:
        yield Pinned("unknown", name, "")


def _of_bands(scheme: Scheme, name: str, was: Result, now: Result) -> Iterator[Pinned]:
    """Few ballots more or fewer that moved a unit from one band of shares to another; their grade alone hides it."""
    valid = [sum(tally.valid for tally in result.tallies.get(name, {}).values()) for result in (was, now)]
    few = 0 < abs(valid[0] - valid[1]) < scheme.disclosure.vote_counts
    if few and was.told != "grade" and _item(was, name).points != _item(now, name).points:
        yield Pinned("ballots", name, "")


def _own_points(
    scheme: Scheme, indicators: Mapping[str, Indicator], before: Sequence[Result], after: Sequence[Result]
) -> list[dict[str, Interval]]:
    """What is known of each indicator's points in each result, from all results of the same ballots."""
    results = [*before, *after]
    known: list[dict[str, Interval]] = [{} for _ in results]
    for name, indicator in indicators.items():
        parts = [before, after] if _changed(name, before, after) else [results]
        at = 0
        for part in parts:
            told = [_told(scheme, indicator, result) for result in part]
            for which, (result, interval) in enumerate(zip(part, told, strict=True)):
                if interval is not None:
                    ballots = _rests_on_ballots(indicator, _item(result, name))
                    known[at + which][name] = _meet([i for i in told if i is not None]) if ballots else interval
            at += len(part)
    return known


def _told(scheme: Scheme, indicator: Indicator, result: Result) -> Interval | None:
    item = _item(result, indicator.id)
    if item.points is None:
        return None
    if not _rests_on_ballots(indicator, item) or _derived(scheme, indicator, result):
        return Interval(item.points, item.points)
    if result.told == "result":
        return behind_shown(scheme, item.points)
    return Interval(Fraction(0), item.max)


def _narrowed(scheme: Scheme, result: Result, own: Mapping[str, Interval]) -> dict[str, Interval]:
    """What is known of the points of one result, narrowed by its families' and its total as far as they were told."""
    sheet = result.sheet
    members = {family.id: [i.id for i in sheet.indicators if i.family == family.id] for family in sheet.families}
    families = {}
    for family in sheet.families:
        if family.points is not None:
            together = total(own[name] for name in members[family.id])
            rounded = result.told == "result"
            families[family.id] = together.meet(behind_shown(scheme, family.points)) if rounded else together
    whole = _whole(scheme, result)
    narrowed = dict(own)
    for name, interval in families.items():
        if whole is not None:
            interval = interval.meet(whole.less(other for family, other in families.items() if family != name))
        for one in members[name]:
            narrowed[one] = own[one].meet(interval.less(own[other] for other in members[name] if other != one))
    return narrowed


def _whole(scheme: Scheme, result: Result) -> Interval | None:
    points = result.sheet.total
    if points is None:
        return None
    if result.told == "grade":
        return graded(scheme, points, Interval(Fraction(0), scheme.total))
    return known_total(scheme, points)


def _derived(scheme: Scheme, indicator: Indicator, result: Result) -> bool:
    """Whether the result shows how the points come about."""
    return result.published and showing_of(scheme, indicator, _item(result, indicator.id)).derivation


def _counts_shown(scheme: Scheme, item: IndicatorScore) -> bool:
    """Whether every group that voted is large enough for its counts to be shown."""
    return all(group.valid >= scheme.disclosure.vote_counts for group in item.groups if group.valid > 0)


def _rests_on_ballots(indicator: Indicator, item: IndicatorScore) -> bool:
    return isinstance(indicator.rule, (VotesToPoints, VoteShareBands, RankDecrement)) and bool(item.groups)


def _item(result: Result, name: str) -> IndicatorScore:
    return next(item for item in result.sheet.indicators if item.id == name)


def _halves(results: Sequence[Result]) -> tuple[Sequence[Result], Sequence[Result]]:
    """The results before and after the ballots changed; the second is empty where they did not."""
    at = next((at for at, result in enumerate(results) if result.tallies != results[0].tallies), len(results))
    return results[:at], results[at:]


def _changed(name: str, before: Sequence[Result], after: Sequence[Result]) -> bool:
    return bool(after) and before[-1].tallies.get(name) != after[0].tallies.get(name)


def _split(items: Sequence[dict[str, Interval]], at: int) -> tuple[Sequence[dict[str, Interval]], ...]:
    return items[:at], items[at:]


def _meet(intervals: Sequence[Interval]) -> Interval:
    known = intervals[0]
    for interval in intervals[1:]:
        known = known.meet(interval)
    return known

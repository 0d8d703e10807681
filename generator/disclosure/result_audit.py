"""What a unit's published points would imply about hidden rater groups (D201, D202).

The published numbers are taken together: an indicator's rounded points, its family's, the total's and the recommended
grade, which tells on which side of its bounds the exact total lies, bound one another. Within the resulting interval
every combination of ballots is tried (:mod:`generator.disclosure.inference`).
Not modelled: that several hidden indicators of one unit are each limited to what whole ballots can give; they are
taken as intervals.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from generator.core.problem import Place, Problem
from generator.disclosure.inference import Group, TooManyWaysError, protection
from generator.disclosure.interval import Interval, behind, total
from generator.disclosure.suppression import Showing, showing
from generator.intake.models.rules import RankDecrement, VoteShareBands, VotesToPoints
from generator.intake.models.scheme import Indicator, Scheme
from generator.intake.repository import Cycle
from generator.published.shapes import exact_text
from generator.scoring.sheet import IndicatorScore, Sheet


def showing_of(scheme: Scheme, indicator: Indicator, item: IndicatorScore) -> Showing:
    """What of this indicator of this unit may be shown, from the scheme's thresholds and the numbers of ballots."""
    limits = scheme.disclosure
    valid: dict[str, int] | None = None
    if isinstance(indicator.rule, VotesToPoints):
        valid = {group.id: group.valid for group in item.groups}
    elif isinstance(indicator.rule, VoteShareBands):
        # One count over all groups together: to a reader they are one group.
        valid = {"all": sum(group.valid for group in item.groups)}
    elif isinstance(indicator.rule, RankDecrement):
        valid = {group.id: group.valid for group in item.groups}
    if not valid:
        return Showing(derivation=True, points=True)
    return showing(valid, limits.group_mean, limits.vote_counts)


def audit(scheme: Scheme, sheet: Sheet, cycle: Cycle, whole: Interval | None = None) -> list[Problem]:
    """Why a unit's result cannot be published as the scheme has it.

    ``whole`` is what a reader knows of the exact total where something besides this sheet tells about it. D201: points
    that rest on one group below the threshold. D202: a hidden group's mean is pinned more closely than the scheme's
    protection width. D203: too many combinations of ballots to tell.
    """
    problems: list[Problem] = []
    indicators = {indicator.id: indicator for family in scheme.families for indicator in family.indicators}
    limits = scheme.disclosure
    place = Place(cycle.path("scheme.yml"))
    known = known_points(scheme, sheet, indicators, whole)
    for item in sheet.indicators:
        indicator = indicators[item.id]
        decision = showing_of(scheme, indicator, item)
        params = {"indicator": item.id, "unit": sheet.unit}
        if not decision.points:
            problems.append(Problem("D201", place, params | {"minimum": str(limits.group_mean)}, clause="P2-5.1"))
        elif not decision.derivation and item.points is not None and isinstance(indicator.rule, VotesToPoints):
            minimum = exact_text(limits.protection_width)
            try:
                counts = {group.id: _counts(cycle, group.id, sheet.unit, item.id) for group in indicator.rule.groups}
                pinned = pinned_groups(scheme, indicator.rule, item, counts, known[item.id])
            except TooManyWaysError:
                problems.append(Problem("D203", place, params, clause="P2-5.1"))
                continue
            problems += [
                Problem("D202", place, params | {"group": group, "minimum": minimum}, clause="P2-5.1")
                for group in pinned
            ]
    return problems


def known_points(
    scheme: Scheme, sheet: Sheet, indicators: Mapping[str, Indicator], whole: Interval | None = None
) -> dict[str, Interval]:
    """What a reader knows of each indicator's points: its own number, narrowed by its family's and the total.

    ``whole``: what is known of the exact total; by default what the sheet's own total and grade tell.
    """
    own = {}
    for item in sheet.indicators:
        if item.points is not None:
            exact = showing_of(scheme, indicators[item.id], item).derivation
            own[item.id] = Interval(item.points, item.points) if exact else behind_shown(scheme, item.points)
    members = {family.id: [i.id for i in sheet.indicators if i.family == family.id] for family in sheet.families}
    families = {
        family.id: behind_shown(scheme, family.points).meet(total(own[i] for i in members[family.id]))
        for family in sheet.families
        if family.points is not None
    }
    narrowed = dict(own)
    for family, interval in families.items():
        if sheet.total is not None:
            others = [other for name, other in families.items() if name != family]
            interval = interval.meet((whole or known_total(scheme, sheet.total)).less(others))
        for i in members[family]:
            narrowed[i] = own[i].meet(interval.less(own[j] for j in members[family] if j != i))
    return narrowed


def known_total(scheme: Scheme, points: Fraction) -> Interval:
    """What the published total tells together with the published grade, which follows from the exact total."""
    return graded(scheme, points, behind_shown(scheme, points))


def graded(scheme: Scheme, points: Fraction, known: Interval) -> Interval:
    """What remains of ``known``, an interval that holds the total ``points``, for one who knows the grade as well."""
    for grade in scheme.grades:
        if grade.at_least is not None and points >= grade.at_least:
            known = known.meet(Interval(grade.at_least, known.high, high_open=known.high_open))
        elif grade.at_least is not None:
            known = known.meet(Interval(known.low, grade.at_least, known.low_open, high_open=True))
    return known


def behind_shown(scheme: Scheme, points: Fraction) -> Interval:
    """What a number that is shown with the scheme's digits tells about the number behind it."""
    return behind(points, scheme.rounding.digits, scheme.rounding.mode)


def pinned_groups(
    scheme: Scheme,
    rule: VotesToPoints,
    item: IndicatorScore,
    counts: Mapping[str, Mapping[str, int]],
    known: Interval,
) -> list[str]:
    """Hidden small groups whose mean is pinned more closely than the scheme allows where the points lie in ``known``.

    ``counts``: the ballots by group and option. Raises TooManyWaysError.
    """
    valid = {score.id: score.valid for score in item.groups}
    voting = [group for group in rule.groups if valid[group.id] > 0 and group.weight > 0]
    if item.max == 0 or (len(voting) == 1 and valid[voting[0].id] >= scheme.disclosure.group_mean):
        # No points to tell from, or a group large enough for its mean to be shown.
        return []
    weights = sum((group.weight for group in voting), Fraction(0))
    options = tuple(option.points for option in rule.options)
    groups = [Group(group.weight / weights, valid[group.id], options) for group in voting]
    mean = known.times(100 / item.max)
    pinned = []
    for position, group in enumerate(voting):
        if valid[group.id] < scheme.disclosure.vote_counts:
            own = counts.get(group.id, {})
            cast = [option.points for option in rule.options if own.get(option.id, 0) > 0]
            if protection(groups, position, mean, cast) < scheme.disclosure.protection_width:
                pinned.append(group.id)
    return pinned


def _counts(cycle: Cycle, group: str, unit: str, indicator: str) -> Mapping[str, int]:
    tallies = cycle.votes[group].record.tallies if group in cycle.votes else ()
    return next((dict(t.counts) for t in tallies if t.unit == unit and t.indicator == indicator), {})

"""Part of V17: pledges, goals, and what was gathered about whom and when (P1-A14, P2-1.1(1), P2-3.2(2), P2-5.1)."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator
from typing import Any

from generator.audit.cycles import Held
from generator.audit.planned import Planned
from generator.core.problem import Problem
from generator.published.acts import GoalsBody, MaterialsBody, OfficeBody, ReviewBody
from generator.published.gathering_bodies import Goal
from generator.published.shapes import Document

SECRECY = "P2-5.1"
DUTIES = "P2-1.1(1)"
HANDED_IN = "P2-3.2(2)"
METHODS = "P2-3.2(3)"
SATISFACTION = "P2-2.1(2)"
SATISFACTION_GROUP = "satisfaction."
"""How the sub-indicators of satisfaction begin (P2-2.2(2))."""

ASKED_FOR = ("survey", "site_visit")
"""The methods that every cycle uses, and below those that it uses to find out about satisfaction."""

ABOUT_SATISFACTION = ("survey", "complaints")


def check_pledges(planned: Planned) -> Iterator[Problem]:
    """A472: members pledged secrecy before the office was announced, experts before they first reviewed anything."""
    held: Held[OfficeBody] | None = planned.cycle.one("office")
    if held is None:
        return
    announced, first = planned.published(held), _first_reviews(planned)
    late = [(seat.holder, seat.pledged, announced) for seat in held.body.members]
    late += [(seat.holder, seat.pledged, first[seat.holder]) for seat in held.body.experts if seat.holder in first]
    for holder, pledged, due in late:
        if pledged > due:
            yield planned.problem("A472", held, SECRECY, holder=holder, date=pledged, due=due)


def check_targets(planned: Planned) -> Iterator[Problem]:
    """A473: a goal is on an indicator of the scheme, one on each, and every change begins where the last one ended."""
    held: Held[GoalsBody] | None = planned.cycle.one("goals")
    if held is None:
        return
    known = _indicators(planned)
    counted = Counter((goal.unit, goal.indicator) for goal in held.body.goals)
    for goal in held.body.goals:
        unknown = bool(known) and goal.indicator not in known
        twice = counted[goal.unit, goal.indicator] > 1
        if unknown or twice or not _continues(goal, held.body.date, planned.cycle.id):
            yield planned.problem("A473", held, DUTIES, unit=goal.unit, indicator=goal.indicator)


def check_handing_in(planned: Planned) -> Iterator[Problem]:
    """A474: who handed in late, or nothing, says why, nobody else; nothing came in when the collection was over."""
    held: Held[MaterialsBody] | None = planned.cycle.one("materials")
    if held is None:
        return
    body = held.body
    for entry in body.submissions:
        late = entry.received is None or entry.received > body.deadline
        over = entry.received is not None and entry.received > body.date
        if late != (entry.late is not None) or over:
            yield planned.problem("A474", held, HANDED_IN, unit=entry.unit, deadline=body.deadline, closed=body.date)


def check_sources(planned: Planned) -> Iterator[Problem]:
    """A475, A476: sources of the cycle's year, each once, on indicators of the scheme, of every method asked for."""
    held: Held[MaterialsBody] | None = planned.cycle.one("materials")
    if held is None:
        return
    sources, known, closed = held.body.sources, _indicators(planned), held.body.date
    counted = Counter(source.id for source in sources)
    begins = f"{planned.cycle.id}-01-01"
    for source in sources:
        in_time = begins <= source.first.isoformat() and source.first <= source.last <= closed
        if not in_time or counted[source.id] > 1 or (known and source.indicator not in known):
            yield planned.problem("A475", held, METHODS, id=source.id, begins=begins, ends=closed)
    used = {source.method for source in sources}
    for method in ASKED_FOR:
        if method not in used:
            yield planned.problem("A476", held, METHODS, method=method)
    satisfaction = {name for name, item in known.items() if _is_satisfaction(item)}
    used = {source.method for source in sources if source.indicator in satisfaction}
    for method in ABOUT_SATISFACTION:
        if satisfaction and method not in used:
            yield planned.problem("A476", held, SATISFACTION, method=method)


def _first_reviews(planned: Planned) -> dict[str, datetime.date]:
    """By expert the first day on which they reviewed anything: what was drawn they checked on the day of the seed."""
    held: Held[ReviewBody] | None = planned.cycle.one("review")
    if held is None:
        return {}
    days = [(entry.expert, entry.date) for entry in held.body.self_reports]
    days += [(entry.expert, held.body.drawn) for entry in held.body.checked]
    first: dict[str, datetime.date] = {}
    for holder, day in days:
        first[holder] = min(day, first.get(holder, day))
    return first


def _indicators(planned: Planned) -> dict[str, dict[str, Any]]:
    """The scheme's indicators as published, by id; none where the scheme could not be read."""
    scheme = planned.cycle.scheme
    if scheme is None:
        return {}
    families = Document(scheme.record.body, scheme.path, "/body").get("families").items()
    every = [item.value for family in families for item in family.get("indicators").items()]
    return {item["id"]: item for item in every}


def _is_satisfaction(item: dict[str, Any]) -> bool:
    group = item.get("sub_indicator")
    return isinstance(group, str) and group.startswith(SATISFACTION_GROUP)


def _continues(goal: Goal, confirmed: datetime.date, year: str) -> bool:
    """Whether the changes of a goal lead on from its target, one after the other, within the cycle's year."""
    target, last = goal.target, confirmed
    for change in goal.changes:
        if change.before != target or change.after == target or change.date <= last:
            return False
        if f"{change.date.year:04d}" != year:
            return False
        target, last = change.after, change.date
    return True

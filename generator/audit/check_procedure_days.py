"""Part of V17: days that contradict one another, their statement, or the calendar (P1-A12, P1-A23, P2-4.3)."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from typing import Any

from generator.audit.cycles import Cycle, Held
from generator.audit.planned import Planned
from generator.core.problem import Problem
from generator.published.acts import FeedbackBody
from generator.published.workdays import workdays_between

HISTORY = "P1-A23"
CALENDAR = "P1-A12"
PUBLIC = "P2-4.3"

Day = tuple[str, datetime.date]
_SATURDAY = 5


def check_published(planned: Planned) -> Iterator[Problem]:
    """A450: what a record says has been done was done by the day of its statement."""
    for held, (name, day) in _done(planned):
        published = planned.published(held)
        if day > published:
            yield planned.problem("A450", held, HISTORY, at=name, date=day, published=published)


def check_sequence(planned: Planned) -> Iterator[Problem]:
    """A452: nothing is dated before what it comes after."""
    for held, clause, days in _sequences(planned):
        for place, (later, day) in enumerate(days):
            for earlier, before in days[max(place - 1, 0) : place]:
                if before > day:
                    words = {"earlier": earlier, "date": before, "later": later, "day": day}
                    yield planned.problem("A452", held, clause, **words)


def check_answers(planned: Planned) -> Iterator[Problem]:
    """A463: the public is answered in the plan's working days, as far as calendars tell, or is told why not."""
    allowed = planned.plan.body.periods["feedback"].days
    answers: dict[str, Held[FeedbackBody]] = planned.cycle.each("feedback")
    for held in answers.values():
        between = workdays_between(held.body.received, held.body.answered, planned.years)
        if between is not None and between >= allowed and held.body.late is None:
            yield planned.problem("A463", held, PUBLIC, found=between, allowed=allowed)


def check_calendars(planned: Planned) -> Iterator[Problem]:
    """A460: every day of a calendar is of its year, none is off and worked, and what is worked besides is a weekend."""
    for year, held in planned.cycle.calendars.items():
        off, worked = held.body.holidays, held.body.worked
        wrong = {day for day in off | worked if day.year != year} | (off & worked)
        wrong |= {day for day in worked if day.weekday() < _SATURDAY}
        for day in sorted(wrong):
            yield planned.problem("A460", held, CALENDAR, year=year, date=day)


def differing_calendars(cycles: Sequence[Cycle]) -> list[str]:
    """The years of which two cycles published calendars that count differently."""
    found: dict[int, set[tuple[frozenset[datetime.date], frozenset[datetime.date]]]] = {}
    for cycle in cycles:
        for year, held in cycle.calendars.items():
            found.setdefault(year, set()).add((held.body.holidays, held.body.worked))
    return [f"{year:04d}" for year, calendars in sorted(found.items()) if len(calendars) > 1]


DATED = (
    "office", "interpretation", "roster", "goals", "materials", "review", "gates", "preliminary", "release-review",
    "notice", "effective", "appeals", "application",
)  # fmt: skip
"""The records with the day of what they record in ``date``."""


def _done(planned: Planned) -> Iterator[tuple[Held[Any], Day]]:
    """Every day by which something had been done, with its record."""
    cycle = planned.cycle
    every = [held for record_type in DATED for held in cycle.each(record_type).values()]
    every += [cycle.report] if cycle.report is not None else []
    every += cycle.meetings.values()
    for held in every:
        yield held, ("date", held.body.date)
    for held in cycle.each("materials").values():
        for entry in held.body.submissions:
            if entry.received is not None:
                yield held, ("received", entry.received)
    for held in cycle.each("release-review").values():
        yield held, ("impact_date", held.body.impact_date)
    for held in cycle.each("application").values():
        for use in held.body.units:
            yield held, ("units/date", use.date)
    for held in cycle.each("feedback").values():
        yield held, ("answered", held.body.answered)
    for revisions in cycle.acts.get("rectification", {}).values():
        for held in revisions:
            yield held, ("ordered", held.body.ordered)
            for step in held.body.progress:
                yield held, ("progress/date", step.date)
            if held.body.verified is not None:
                yield held, ("verified/date", held.body.verified[0])


def _sequences(planned: Planned) -> Iterator[tuple[Held[Any], str, list[Day]]]:
    """Days that must not go back, with the clause for it and the record of the last of them."""
    cycle, notice = planned.cycle, planned.cycle.one("notice")
    review, gates, opinion = cycle.one("review"), cycle.one("gates"), cycle.one("preliminary")
    if review is not None:
        yield review, "P1-A16", [("seed/drawn", review.body.drawn), ("review/date", review.body.date)]
    for held, name in ((review, "review/date"), (gates, "gates/date")):
        if held is not None and opinion is not None:
            yield opinion, "P1-A17", [(name, held.body.date), ("preliminary/date", opinion.body.date)]
    for meeting in cycle.meetings.values():
        days = [("deliberated", meeting.body.deliberated), ("deliberation/date", meeting.body.date)]
        report = [("report/date", cycle.report.body.date)] if cycle.report is not None else []
        yield meeting, "P1-A18", report + days
    decision, release = cycle.meetings.get(cycle.id), cycle.one("release-review")
    decided = [("deliberation/date", decision.body.date)] if decision is not None else []
    if notice is not None:
        yield notice, "P2-3.2(4)", [*decided, ("notice/date", notice.body.date)]
    if release is not None:
        posted = [("notice/from", notice.body.first)] if notice is not None else []
        yield release, "P2-3.2(4)", [*decided, ("release-review/date", release.body.date), *posted]
        yield release, "P2-3.2(4)", [("impact_date", release.body.impact_date), *posted]
    for held in cycle.each("feedback").values():
        yield held, PUBLIC, [("received", held.body.received), ("answered", held.body.answered)]
    for revisions in cycle.acts.get("rectification", {}).values():
        for held in revisions:
            ordered = ("ordered", held.body.ordered)
            yield held, "P2-4.2", [ordered, ("due", held.body.due)]
            if held.body.verified is not None:
                yield held, "P2-4.2", [ordered, ("verified/date", held.body.verified[0])]

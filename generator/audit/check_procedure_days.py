"""Part of V17: days that contradict one another, their statement, or the calendar (P1-A12, P1-A23, P2-4.3)."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from typing import Any

from generator.audit.cycles import Cycle, Held
from generator.audit.evidence import problem
from generator.audit.planned import Planned
from generator.core.problem import Problem
from generator.published.acts import FeedbackBody
from generator.published.workdays import workdays_between

HISTORY = "P1-A23"
CALENDAR = "P1-A12"
PUBLIC = "P2-4.3"
MENDS = "P2-4.2"

Day = tuple[str, datetime.date]
_SATURDAY = 5


def check_published(planned: Planned) -> Iterator[Problem]:
    """A450: what a record says has been done was done by the day of its statement."""
    for held, (name, day) in _done(planned):
        published = planned.published(held)
        if day > published:
            yield planned.problem("A450", held, HISTORY, at=name, date=day, published=published)


def check_dated(planned: Planned) -> Iterator[Problem]:
    """A483: nobody saw a statement before its own day. Where the witnesses' keys are published nobody saw anything."""
    for act, moment in planned.moments.items():
        statement = planned.cycle.act(act)
        if planned.demo or statement is None or moment.latest is None or moment.latest >= moment.date:
            continue
        path = f"ledger/statements/{statement.index}/statement.json"
        yield problem("A483", path, HISTORY, date=moment.date, seen=moment.latest)


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
    "notice", "effective", "appeals", "application", "amendment",
)  # fmt: skip
"""The records with the day of what they record in ``date``."""


def _day_of(value: Any) -> datetime.date | None:
    """The day in a field that other readers do not look at; None for anything else."""
    try:
        return datetime.date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _done(planned: Planned) -> Iterator[tuple[Held[Any], Day]]:
    """Every day by which something had been done, with its record."""
    cycle = planned.cycle
    if cycle.scheme is not None and (announced := _day_of(cycle.scheme.record.body.get("published"))) is not None:
        yield cycle.scheme, ("scheme/published", announced)
    every = [held for record_type in DATED for held in cycle.every(record_type)]
    every += [cycle.report] if cycle.report is not None else []
    every += cycle.meetings.values()
    for held in every:
        yield held, ("date", held.body.date)
    for held in cycle.each("materials").values():
        for entry in held.body.submissions:
            if entry.received is not None:
                yield held, ("received", entry.received)
        for source in held.body.sources:
            yield held, ("sources/last", source.last)
    for held in cycle.each("review").values():
        for report in held.body.self_reports:
            yield held, ("self_reports/date", report.date)
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
    yield from _gathering(planned)
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
    effective = cycle.one("effective")
    for name in ("appeals", "application"):
        if effective is not None and (held := cycle.one(name)) is not None:
            yield held, HISTORY, [("effective/date", effective.body.date), (f"{name}/date", held.body.date)]
    for held in cycle.each("feedback").values():
        yield held, PUBLIC, [("received", held.body.received), ("answered", held.body.answered)]
    for revisions in cycle.acts.get("rectification", {}).values():
        for held in revisions:
            ordered = ("ordered", held.body.ordered)
            yield held, MENDS, [*decided, ordered, ("due", held.body.due)]
            done = [("progress/date", step.date) for step in held.body.progress]
            if held.body.verified is not None:
                done.append(("verified/date", held.body.verified[0]))
            yield held, MENDS, [ordered, *done]


def _gathering(planned: Planned) -> Iterator[tuple[Held[Any], str, list[Day]]]:
    """The same of what comes before the review: office, scheme, roster, goals, materials, reports of units."""
    cycle = planned.cycle
    office, materials, review, gates = (cycle.one(name) for name in ("office", "materials", "review", "gates"))
    announced = ("scheme/date", planned.moments["scheme"].date)
    if office is not None:
        yield office, "P1-A11", [("office/date", office.body.date), announced]
    goals = cycle.one("goals")
    if goals is not None:
        yield goals, CALENDAR, [announced, ("goals/date", goals.body.date)]
    if materials is None:
        return
    collected = ("materials/date", materials.body.date)
    for name, clause in (("roster", "P1-A6"), ("goals", "P2-1.1(1)")):
        if (held := cycle.one(name)) is not None:
            yield materials, clause, [(f"{name}/date", held.body.date), collected]
    yield materials, "P2-3.2(2)", [("deadline", materials.body.deadline), collected]
    if gates is not None:
        yield gates, "P2-2.1(4)", [collected, ("gates/date", gates.body.date)]
    if review is not None:
        received = {entry.unit: entry.received for entry in materials.body.submissions}
        for report in review.body.self_reports:
            day = received.get(report.unit)
            came = [("received", day)] if day is not None else []
            days = [*came, ("self_reports/date", report.date), ("review/date", review.body.date)]
            yield review, "P1-A16", days

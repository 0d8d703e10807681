"""From which day an act is possible and by which day it is due, by plan, scheme and calendar (P1-A12, P1-A16 to A18).

A period that must last runs from the day on which the statement before it was out for certain: its date, or the day on
which witnesses had seen it where that is later. Only so can the period count as kept (docs/spec/16-procedure.md).
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from generator.intake.models import afterwards, outcome, plan
from generator.intake.models.plan import Plan
from generator.intake.repository import Cycle
from generator.procedure import amended
from generator.procedure.workdays import WorkingYear, days_after, nth_workday_after

EXPIRES_SOON = 183
"""How many days before the regulation ends it is said: half a year, as long as it takes to make a new one."""


@dataclass(frozen=True, slots=True)
class Published:
    """A statement of the cycle: its act, place in the log and date.

    ``seen``: the day by which witnesses had seen it, None where none did; ``cosigned``: whether a checkpoint that
    holds it reached the quorum.
    """

    act: str
    index: int
    date: datetime.date
    seen: datetime.date | None = None
    cosigned: bool = False

    @property
    def out(self) -> datetime.date:
        """The day by which it was out for certain, as far as anybody knows."""
        return max(self.date, self.seen or self.date)


class Limit(NamedTuple):
    """A day that bounds an act, and why: ``reason`` completes the catalogue key ``status.limit.``.

    ``number`` is the length of the period (working days, or days where the reason says so), 0 where there is none;
    ``after`` the statement from which it runs.
    """

    day: datetime.date
    reason: str
    cites: tuple[str, ...]
    number: int = 0
    after: Published | None = None


class Clock(NamedTuple):
    """Something besides the next act that has a day: ``kind`` completes ``status.clock.``, ``item`` says which one."""

    kind: str
    item: str
    day: datetime.date
    cites: tuple[str, ...]


Dates = Mapping[str, Published]
"""The cycle's statements by act; of acts that are repeated the last."""

Years = Mapping[int, WorkingYear]


def earliest(act: str, cycle: Cycle, published: Dates, years: Years) -> list[Limit]:
    """What ``act`` has to wait for, each with the first day on which it no longer stands in the way.

    Raises FindingsError X165 where a day on the way has no calendar.
    """
    bound = cycle.one(plan.PLAN)
    if act == ("report" if bound is None else "materials"):
        return _after_notice(cycle, published, years)
    if bound is None:
        return []
    words = bound.record
    if act == "review":
        draw = amended.draws(cycle)[-1]
        cites = words.spot_check.cites if draw.by is None else draw.by.record.cites
        return [Limit(draw.drawn, "drawn", tuple(cites))]
    if act == "report" and (opinion := published.get("preliminary")) is not None:
        period = words.periods.comments
        found = [_after(opinion, period.workdays, "comments", period.cites, years)]
        announced = cycle.one(outcome.PRELIMINARY)
        return found + ([Limit(days_after(announced.record.closes), "closes", ("P1-A17",))] if announced else [])
    if act == "effective" and (notice := published.get("notice")) is not None:
        period = words.periods.posting
        found = [_after(notice, period.workdays, "posting", period.cites, years)]
        posted = cycle.one(outcome.NOTICE)
        return found + ([Limit(days_after(posted.record.to), "posted", tuple(posted.record.cites))] if posted else [])
    return []


def latest(act: str, cycle: Cycle, published: Dates, years: Years) -> list[Limit]:
    """By when ``act`` is due, each with its last day. Raises FindingsError X165 as :func:`earliest` does."""
    bound = cycle.one(plan.PLAN)
    if bound is None:
        return []
    found = [Limit(by, "schedule", ("P1-A12",)) for step, by in amended.schedule(cycle).items() if step == act]
    periods = bound.record.periods
    if act == "notice" and (decision := published.get("decision")) is not None:
        day = nth_workday_after(decision.date, periods.outside.workdays, years)
        found.append(Limit(day, "outside", tuple(periods.outside.cites), periods.outside.workdays, decision))
    if act == "amendment":
        found += _before_the_draw(cycle, published.get(act))
    posted = cycle.one(outcome.NOTICE)
    if act == "effective" and "notice" in published and posted is not None:
        day = nth_workday_after(posted.record.to, periods.answer.workdays, years)
        found.append(Limit(day, "answer", tuple(periods.answer.cites), periods.answer.workdays, published["notice"]))
    return found


def clocks(cycle: Cycle, published: Dates, fresh: Sequence[str], years: Years, today: datetime.date) -> list[Clock]:
    """What runs besides the next act, by day: rectifications, answers to the public, applications, the regulation.

    ``fresh`` are the names of answers not published yet. Raises FindingsError X165 as :func:`earliest` does.
    """
    found = [
        Clock("rectification", name, bound.record.due, ("P2-4.2",))
        for name, bound in cycle.each(afterwards.RECTIFICATIONS).items()
        if bound.record.verified is None
    ]
    bound = cycle.one(plan.PLAN)
    if bound is None:
        return sorted(found, key=_by_day)
    periods = bound.record.periods
    for name, feedback in cycle.each(afterwards.FEEDBACK).items():
        if name in fresh:
            day = nth_workday_after(feedback.record.received, periods.feedback.workdays, years)
            found.append(Clock("feedback", name, day, tuple(periods.feedback.cites)))
    if "closed" not in published:
        found += _until_closed(bound.record, published, today)
    return sorted(found, key=_by_day)


def _until_closed(record: Plan, published: Dates, today: datetime.date) -> list[Clock]:
    found = []
    effective = published.get("effective")
    if effective is not None:
        period = record.periods.reconsideration
        last = days_after(effective.date, period.days)
        if today <= last:
            found.append(Clock("reconsideration", "", last, tuple(period.cites)))
    ends = record.in_force.last_day
    if (ends - today).days <= EXPIRES_SOON:
        kind = "regulation" if record.in_force.transition is None else "transition"
        found.append(Clock(kind, "", ends, tuple(record.in_force.cites)))
    return found


def _before_the_draw(cycle: Cycle, last: Published | None) -> list[Limit]:
    """A new draw is announced before its day; ``last`` is the last amendment that is published."""
    fresh = [draw for draw in amended.draws(cycle) if draw.by and (not last or draw.by.record.date > last.date)]
    return [
        Limit(_day_before(draw.drawn), "before_draw", tuple(draw.by.record.cites))
        for draw in fresh
        if draw.by is not None
    ]


def _day_before(day: datetime.date) -> datetime.date:
    return datetime.date.fromordinal(max(day.toordinal() - 1, 1))


def _after_notice(cycle: Cycle, published: Dates, years: Years) -> list[Limit]:
    scheme = published.get("scheme")
    if scheme is None or cycle.scheme is None:
        return []
    notice = cycle.scheme.record.notice
    return [_after(scheme, notice.lead_workdays, "lead", notice.cites, years)]


def _after(before: Published, workdays: int, reason: str, cites: Sequence[str], years: Years) -> Limit:
    """The day after so many working days have passed since a statement was out."""
    day = days_after(nth_workday_after(before.out, workdays, years))
    return Limit(day, reason, tuple(cites), workdays, before)


def _by_day(clock: Clock) -> tuple[datetime.date, str, str]:
    return (clock.day, clock.kind, clock.item)

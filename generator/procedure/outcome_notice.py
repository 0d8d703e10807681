"""The public notice of the result: when, for how long, and who hears objections (P1-A18, P2-3.2(4), P2-4.3)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta

from generator.core.problem import Problem
from generator.intake.bind import Bound
from generator.intake.models import outcome
from generator.intake.models.outcome import PublicNotice
from generator.intake.models.plan import Plan
from generator.intake.node import Loc
from generator.intake.repository import Cycle, Office
from generator.intake.similar import nearest
from generator.procedure import named
from generator.procedure.named import Setting
from generator.procedure.subjects import assessed_people
from generator.procedure.workdays import WorkingYear, nth_workday_after, workdays_between

CLAUSE = "P2-3.2(4)"
OPENNESS = "P2-4.3"
SEPARATION = "P1-A22"

MIN_POSTING = 5
"""Working days that results are posted at least, whatever the plan says; the rule for names of civil servants."""

OUTSIDE = frozenset({"public", "both"})


def check(at: Setting, plan: Plan, years: Mapping[int, WorkingYear]) -> Iterator[Problem]:
    """X366, X368 to X371, X122 and X420 for the notice of one cycle with a plan.

    Raises FindingsError X165, last, where a day that has to be counted has no calendar.
    """
    cycle, notice = at.cycle, at.cycle.one(outcome.NOTICE)
    if notice is None:
        return
    yield from _order(notice, cycle)
    yield from _contacts(notice, at.office, cycle)
    yield from named.citations(cycle, notice, ("cites",), notice.record.cites)
    yield from _length(notice, max(MIN_POSTING, plan.periods.posting.workdays), years)
    yield from _outside(notice, cycle, plan.periods.outside.workdays, years)


def _order(notice: Bound[PublicNotice], cycle: Cycle) -> Iterator[Problem]:
    """X368: first the decision, then the notice, then its posting."""
    record = notice.record
    if cycle.decision is not None and record.date < cycle.decision.record.date:
        words = {"field": "date", "date": record.date, "other": "decision.date", "day": cycle.decision.record.date}
        yield notice.problem("X368", ("date",), clause="P1-A18", **words)
    if record.from_ < record.date:
        words = {"field": "from", "date": record.from_, "other": "date", "day": record.date}
        yield notice.problem("X368", ("from",), clause=CLAUSE, **words)


def _length(notice: Bound[PublicNotice], needed: int, years: Mapping[int, WorkingYear]) -> Iterator[Problem]:
    """X369: the day of posting is not counted, the last day counts to its end."""
    first, last = notice.record.from_, notice.record.to
    ends = nth_workday_after(first, needed, years)
    if last < ends:
        counted = workdays_between(first, last + timedelta(days=1), years) if last > first else 0
        words = {"from": first, "to": last, "counted": counted, "needed": needed, "ends": ends}
        yield notice.problem("X369", ("to",), clause=CLAUSE, **words)


def _outside(
    notice: Bound[PublicNotice], cycle: Cycle, allowed: int, years: Mapping[int, WorkingYear]
) -> Iterator[Problem]:
    """X370, X366: the public outside is told, in time after the decision or with the reason why it was not."""
    if cycle.decision is None:
        return
    record, decided = notice.record, cycle.decision.record.date
    last = nth_workday_after(decided, allowed, years)
    words = {"decided": decided, "allowed": allowed, "last": last}
    if record.audience not in OUTSIDE:
        yield notice.problem("X370", ("audience",), clause=CLAUSE, **words)
    elif record.from_ > last and record.late is None:
        yield notice.problem("X370", ("from",), clause=CLAUSE, **words)
    if record.from_ <= last and record.late is not None:
        yield notice.problem("X366", ("late",), clause=CLAUSE, last=last)


def _contacts(notice: Bound[PublicNotice], office: Office, cycle: Cycle) -> Iterator[Problem]:
    """X122, X371: a contact's department is one of the organ's, and nobody assessed hears objections to it."""
    departments = [unit.id for unit in office.organ.record.departments] if office.organ is not None else None
    persons = assessed_people(cycle)
    for at, contact in enumerate(notice.record.contacts):
        loc: Loc = ("contacts", at)
        unit = contact.department
        if unit is not None and departments is not None and unit not in departments:
            near = nearest(unit, departments)
            yield notice.problem("X122", (*loc, "department"), clause=OPENNESS, unit=unit, near=near)
        if unit is not None and unit in cycle.assessed:
            yield notice.problem("X371", (*loc, "department"), clause=SEPARATION)
        if contact.person is not None and contact.person in persons:
            yield notice.problem("X371", (*loc, "person"), clause=SEPARATION)

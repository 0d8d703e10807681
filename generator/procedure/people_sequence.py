"""The order in time of the people track's acts, and its meeting (P1-A10, P1-A12, P1-A17, P1-A18).

The codes are those of the units' acts: docs/spec/13-repository.md. All dates are those the records claim.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from generator.core.errors import FindingsError
from generator.core.problem import Problem
from generator.intake.bind import Bound
from generator.intake.models import people
from generator.intake.record_file import RecordFile
from generator.intake.repository import Cycle
from generator.procedure import decisions
from generator.procedure.sequence import Act
from generator.procedure.workdays import WorkingYear, nth_workday_after


def check(cycle: Cycle, years: Mapping[int, WorkingYear]) -> Iterator[Problem]:
    """X160 to X168 and X170 to X172 for the people of one cycle; ``years`` are the calendars of the organ."""
    schemes: tuple[RecordFile[Any], ...] = (people.SCHEME, people.LEADERS, people.STAFF)
    for bound in (bound for file in schemes if (bound := cycle.one(file)) is not None):
        day = bound.record.published
        if day.year not in (int(cycle.name) - 1, int(cycle.name)):
            yield bound.problem("X166", ("published",), clause="P1-A10", date=day, cycle=cycle.name)
    yield from _periods(cycle)
    yield from _material(cycle, years)
    for earlier, later in pairwise(acts(cycle)):
        if later.date < earlier.date:
            words = {"later": later.name, "later_date": later.date, "earlier": earlier.name, "date": earlier.date}
            yield later.bound.problem("X168", later.loc, clause=later.clause, **words)
    yield from _ties(cycle)
    decision = cycle.one(people.DECISION)
    if decision is not None and decision.record.deliberation is not None:
        yield from decisions.check_meeting(decision, decision.record.deliberation)


def acts(cycle: Cycle) -> list[Act]:
    """The dated acts about people so far, with the report before and the end after them, in the order they must have.

    Empty where nothing was decided about people: the report and the end alone are the units' acts.
    """
    own: list[Act] = []
    decision, correction = cycle.one(people.DECISION), cycle.one(people.CORRECTION)
    if decision is not None and decision.record.deliberation is not None:
        day = decision.record.deliberation.date
        own.append(Act("people.decision.deliberation.date", "P1-A18", day, decision, ("deliberation", "date")))
    if decision is not None and decision.record.date is not None:
        own.append(Act("people.decision.date", "P1-A18", decision.record.date, decision, ("date",)))
    if correction is not None:
        own.append(Act("people.correction.date", "P1-A18", correction.record.date, correction, ("date",)))
    if not own:
        return []
    report, closed = cycle.report, cycle.closed
    before = [Act("report.date", "P1-A17", report.record.date, report, ("date",))] if report is not None else []
    after = [Act("closed.date", "P1-A23", closed.record.date, closed, ("date",))] if closed is not None else []
    return [*before, *own, *after]


def _periods(cycle: Cycle) -> Iterator[Problem]:
    for data in cycle.each(people.DATA).values():
        period = data.record.period
        if period.first > period.last:
            yield data.problem("X160", ("period", "last"), clause="P1-A14", first=period.first, last=period.last)
        for name, day in (("first", period.first), ("last", period.last)):
            if f"{day.year:04d}" != cycle.name:
                yield data.problem("X161", ("period", name), clause="P1-A10", date=day, cycle=cycle.name)
        if data.record.date < period.last:
            yield data.problem("X162", ("date",), clause="P1-A14", date=data.record.date, last=period.last)


def _material(cycle: Cycle, years: Mapping[int, WorkingYear]) -> Iterator[Problem]:
    """Nothing is collected before the scheme's notice has run (P1-A12), nor after the opinion on it (P1-A17)."""
    material: list[Bound[Any]] = [*cycle.each(people.DATA).values(), *cycle.each(people.VOTES).values()]
    report = cycle.report.record if cycle.report is not None else None
    for bound in material if report is not None else ():
        assert report is not None
        if bound.record.date > report.preliminary:
            words = {"date": bound.record.date, "preliminary": report.preliminary}
            yield bound.problem("X167", ("date",), clause="P1-A17", **words)
    base = cycle.one(people.SCHEME)
    if base is None or not material:
        return
    published, needed = base.record.published, base.record.notice.lead_workdays
    for refinement in (cycle.one(people.LEADERS), cycle.one(people.STAFF)):
        if refinement is not None:
            notice = refinement.record.notice
            published = max(published, refinement.record.published)
            needed = max(needed, notice.lead_workdays if notice is not None else 0)
    try:
        ends = nth_workday_after(published, needed, years)
    except FindingsError as error:
        yield from error.problems
        return
    for bound in material:
        day = bound.record.date
        if day <= published:
            yield bound.problem("X163", ("date",), clause="P1-A12", date=day, published=published)
        elif day <= ends:
            words = {"date": day, "published": published, "needed": needed, "ends": ends}
            yield bound.problem("X164", ("date",), clause="P1-A12", **words)


def _ties(cycle: Cycle) -> Iterator[Problem]:
    """X286: who stands first among equals is decided before the report, since a tie stops it."""
    decision = cycle.one(people.DECISION)
    if decision is None or cycle.report is None:
        return
    for at, tie in enumerate(decision.record.ties):
        if tie.date > cycle.report.record.date:
            yield decision.problem("X286", ("ties", at, "date"), clause="P1-A18")

"""The order in time of a cycle's acts: scheme, material, preliminary opinion, comments, report, decision, closing.

All dates are those the records claim; what a log entry or a token says about time is another matter (docs/SPEC.md).
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any, NamedTuple

from generator.core.errors import FindingsError
from generator.core.problem import Problem
from generator.intake.bind import Bound
from generator.intake.node import Loc
from generator.intake.repository import Cycle
from generator.procedure.workdays import WorkingYear, nth_workday_after


class Act(NamedTuple):
    """Something that happened on a day, and the clause by which it comes after the act before it."""

    name: str
    clause: str
    date: datetime.date
    bound: Bound[Any]
    loc: Loc


def check(cycle: Cycle, years: Mapping[int, WorkingYear]) -> Iterator[Problem]:
    """X160 to X168 for one cycle; ``years`` are the calendars of the organ."""
    yield from _scheme(cycle)
    yield from _periods(cycle)
    yield from _material(cycle, years)
    for earlier, later in pairwise(acts(cycle)):
        if later.date < earlier.date:
            words = {"later": later.name, "later_date": later.date, "earlier": earlier.name, "date": earlier.date}
            yield later.bound.problem("X168", later.loc, clause=later.clause, **words)


def acts(cycle: Cycle) -> list[Act]:
    """The dated acts that the cycle has so far, from preliminary opinion to closing, in the order they must have."""
    found: list[Act] = []
    if (report := cycle.report) is not None:
        comments = report.record.comments
        found += [
            Act("report.preliminary", "P1-A17", report.record.preliminary, report, ("preliminary",)),
            Act("report.comments.opened", "P1-A17", comments.opened, report, ("comments", "opened")),
            Act("report.comments.closed", "P1-A17", comments.closed, report, ("comments", "closed")),
            Act("report.date", "P1-A17", report.record.date, report, ("date",)),
        ]
    if (decision := cycle.decision) is not None:
        meeting = decision.record.deliberation.date
        found += [
            Act("decision.deliberation.date", "P1-A18", meeting, decision, ("deliberation", "date")),
            Act("decision.date", "P1-A18", decision.record.date, decision, ("date",)),
        ]
    if (closed := cycle.closed) is not None:
        found.append(Act("closed.date", "P1-A23", closed.record.date, closed, ("date",)))
    return found


def _scheme(cycle: Cycle) -> Iterator[Problem]:
    """A scheme is made known in its year or, to be early, in the year before (P1-A10, P1-A12)."""
    if cycle.scheme is not None:
        published = cycle.scheme.record.published
        if published.year not in (int(cycle.name) - 1, int(cycle.name)):
            yield cycle.scheme.problem("X166", ("published",), clause="P1-A10", date=published, cycle=cycle.name)


def _periods(cycle: Cycle) -> Iterator[Problem]:
    for data in cycle.data.values():
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
    material: list[Bound[Any]] = [*cycle.data.values(), *cycle.votes.values()]
    if cycle.report is not None:
        for bound in material:
            if bound.record.date > cycle.report.record.preliminary:
                words = {"date": bound.record.date, "preliminary": cycle.report.record.preliminary}
                yield bound.problem("X167", ("date",), clause="P1-A17", **words)
    if cycle.scheme is None or not material:
        return
    scheme = cycle.scheme.record
    needed = scheme.notice.lead_workdays
    try:
        notice_ends = nth_workday_after(scheme.published, needed, years)
    except FindingsError as error:
        yield from error.problems
        return
    for bound in material:
        day = bound.record.date
        if day <= scheme.published:
            yield bound.problem("X163", ("date",), clause="P1-A12", date=day, published=scheme.published)
        elif day <= notice_ends:
            words = {"date": day, "published": scheme.published, "needed": needed, "ends": notice_ends}
            yield bound.problem("X164", ("date",), clause="P1-A12", **words)

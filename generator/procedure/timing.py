"""Rules about dates that hold for units and for people alike: years of schemes, periods, material, order of acts.

All dates are those the records claim; what a log entry or a token says about time is another matter (docs/SPEC.md).
Codes: docs/spec/13-repository.md.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
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


class Announced(NamedTuple):
    """The day on which a scheme was made known, and how many working days had to pass before the first input."""

    published: datetime.date
    lead_workdays: int


def check_years(schemes: Iterable[Bound[Any]], cycle: Cycle) -> Iterator[Problem]:
    """X166: a scheme is made known in its year or, to be early, in the year before (P1-A10, P1-A12)."""
    for scheme in schemes:
        published = scheme.record.published
        if published.year not in (int(cycle.name) - 1, int(cycle.name)):
            yield scheme.problem("X166", ("published",), clause="P1-A10", date=published, cycle=cycle.name)


def check_periods(figures: Iterable[Bound[Any]], cycle: Cycle) -> Iterator[Problem]:
    """X160 to X162: figures are of a period within the cycle's year and dated after its end (P1-A10, P1-A14)."""
    for data in figures:
        period = data.record.period
        if period.first > period.last:
            yield data.problem("X160", ("period", "last"), clause="P1-A14", first=period.first, last=period.last)
        for name, day in (("first", period.first), ("last", period.last)):
            if f"{day.year:04d}" != cycle.name:
                yield data.problem("X161", ("period", name), clause="P1-A10", date=day, cycle=cycle.name)
        if data.record.date < period.last:
            yield data.problem("X162", ("date",), clause="P1-A14", date=data.record.date, last=period.last)


def check_material(
    material: Sequence[Bound[Any]], cycle: Cycle, announced: Announced | None, years: Mapping[int, WorkingYear]
) -> Iterator[Problem]:
    """X163, X164, X167: nothing is collected before the notice has run (P1-A12), nor after the opinion (P1-A17).

    ``announced`` is None where there is no scheme. A calendar that is missing gives its own codes, once.
    """
    if cycle.report is not None:
        preliminary = cycle.report.record.preliminary
        for bound in material:
            if bound.record.date > preliminary:
                words = {"date": bound.record.date, "preliminary": preliminary}
                yield bound.problem("X167", ("date",), clause="P1-A17", **words)
    if announced is None or not material:
        return
    published, needed = announced
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


def check_order(acts: Iterable[Act]) -> Iterator[Problem]:
    """X168: no act is dated before the one that it follows."""
    for earlier, later in pairwise(acts):
        if later.date < earlier.date:
            words = {"later": later.name, "later_date": later.date, "earlier": earlier.name, "date": earlier.date}
            yield later.bound.problem("X168", later.loc, clause=later.clause, **words)

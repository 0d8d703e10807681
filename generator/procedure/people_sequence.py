"""The order in time of the people track's acts, and its meeting (P1-A10, P1-A12, P1-A17, P1-A18)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from generator.core.problem import Problem
from generator.intake.corrections import people_corrections
from generator.intake.models import people
from generator.intake.record_file import RecordFile
from generator.intake.repository import Cycle
from generator.procedure import decisions
from generator.procedure.timing import Act, Announced, check_material, check_order, check_periods, check_years
from generator.procedure.workdays import WorkingYear


def check(cycle: Cycle, years: Mapping[int, WorkingYear]) -> Iterator[Problem]:
    """X160 to X168, X170 to X172 and X286 for the people of one cycle; ``years`` are the calendars of the organ."""
    files: tuple[RecordFile[Any], ...] = (people.SCHEME, people.LEADERS, people.STAFF)
    figures = [*cycle.each(people.DATA).values()]
    yield from check_years((bound for file in files if (bound := cycle.one(file)) is not None), cycle)
    yield from check_periods(figures, cycle)
    yield from check_material([*figures, *cycle.each(people.VOTES).values()], cycle, _announced(cycle), years)
    yield from check_order(acts(cycle))
    yield from _ties(cycle)
    decision = cycle.one(people.DECISION)
    if decision is not None and decision.record.deliberation is not None:
        yield from decisions.check_meeting(decision, decision.record.deliberation)


def acts(cycle: Cycle) -> list[Act]:
    """The dated acts about people so far, with the report before and the end after them, in the order they must have.

    Empty where nothing was decided about people: the report and the end alone are the units' acts.
    """
    own: list[Act] = []
    decision = cycle.one(people.DECISION)
    if decision is not None and decision.record.deliberation is not None:
        day = decision.record.deliberation.date
        own.append(Act("people.decision.deliberation.date", "P1-A18", day, decision, ("deliberation", "date")))
    if decision is not None and decision.record.date is not None:
        own.append(Act("people.decision.date", "P1-A18", decision.record.date, decision, ("date",)))
    for number, correction in people_corrections(cycle).items():
        name = "people.correction.date" if number == 1 else f"people.correction-{number}.date"
        own.append(Act(name, "P1-A18", correction.record.date, correction, ("date",)))
    if not own:
        return []
    report, closed = cycle.report, cycle.closed
    before = [Act("report.date", "P1-A17", report.record.date, report, ("date",))] if report is not None else []
    after = [Act("closed.date", "P1-A23", closed.record.date, closed, ("date",))] if closed is not None else []
    return [*before, *own, *after]


def _announced(cycle: Cycle) -> Announced | None:
    """When the last of the schemes for people was made known, and the longest notice that one of them asks for."""
    base = cycle.one(people.SCHEME)
    if base is None:
        return None
    published, needed = base.record.published, base.record.notice.lead_workdays
    for refinement in (cycle.one(people.LEADERS), cycle.one(people.STAFF)):
        if refinement is not None:
            notice = refinement.record.notice
            published = max(published, refinement.record.published)
            needed = max(needed, notice.lead_workdays if notice is not None else 0)
    return Announced(published, needed)


def _ties(cycle: Cycle) -> Iterator[Problem]:
    """X286: who stands first among equals is decided before the report, since a tie stops it."""
    decision = cycle.one(people.DECISION)
    if decision is None or cycle.report is None:
        return
    for at, tie in enumerate(decision.record.ties):
        if tie.date > cycle.report.record.date:
            yield decision.problem("X286", ("ties", at, "date"), clause="P1-A18")

"""The order in time of a cycle's acts: scheme, material, preliminary opinion, comments, report, decision, closing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from generator.core.problem import Problem
from generator.intake.bind import Bound
from generator.intake.repository import Cycle
from generator.procedure.timing import Act, Announced, check_material, check_order, check_periods, check_years
from generator.procedure.workdays import WorkingYear


def check(cycle: Cycle, years: Mapping[int, WorkingYear]) -> Iterator[Problem]:
    """X160 to X168 for the units of one cycle; ``years`` are the calendars of the organ."""
    schemes = [cycle.scheme] if cycle.scheme is not None else []
    announced = [Announced(bound.record.published, bound.record.notice.lead_workdays) for bound in schemes]
    material: list[Bound[Any]] = [*cycle.data.values(), *cycle.votes.values()]
    yield from check_years(schemes, cycle)
    yield from check_periods(cycle.data.values(), cycle)
    yield from check_material(material, cycle, announced[0] if announced else None, years)
    yield from check_order(acts(cycle))


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

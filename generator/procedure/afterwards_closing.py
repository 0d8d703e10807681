"""The supervisor's look at every step of a cycle with a plan, by somebody outside the office (P1-A23).

Codes X411, X415 to X419; docs/spec/16-procedure.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from generator.core.problem import Problem
from generator.intake.bind import Bound
from generator.intake.models import plan as plans
from generator.intake.models.procedure import AuditedStep, Closing
from generator.intake.repository import Cycle, Office
from generator.intake.similar import nearest
from generator.procedure.afterwards_subjects import effective_day, planned
from generator.procedure.named import citable, may_have_had, with_role
from generator.regulation import catalogue

CLAUSE = "P1-A23"

STEPS = ("scheme", "goals", "materials", "review", "preliminary", "report", "decision", "notice", "effective")
"""The acts that the supervisor says a word about, in their order."""


def check(office: Office, cycle: Cycle, roles: Mapping[str, str | None] | None) -> Iterator[Problem]:
    """X390, X411 and X415 to X419 for ``procedure/closed.yml`` of a cycle with a plan.

    ``roles`` goes by holder, None for one who has left; it is None where trust could not be read.
    """
    bound = cycle.closed
    if bound is None or planned(cycle) is None:
        return
    record = bound.record
    for name in ("supervisor", "steps", "archive"):
        if getattr(record, name) is None:
            yield bound.problem("X415", ("date",), clause=CLAUSE, field=name)
    if record.supervisor is not None:
        yield from _supervisor(office, cycle, bound, record.supervisor, roles)
    if record.steps is not None:
        yield from _steps(bound, record.steps)
    if record.archive is not None:
        if record.archive.years == 0:
            yield bound.problem("X415", ("archive", "years"), clause=CLAUSE, field="archive.years")
        known = citable(cycle)
        for at, cited in enumerate(record.archive.cites):
            if known is not None and cited not in known and not catalogue.exists(cited):
                yield bound.problem("X390", ("archive", "cites", at), clause=CLAUSE)
    day = effective_day(cycle)
    if day is not None and record.date < day:
        yield bound.problem("X419", ("date",), clause=CLAUSE, later="closed.date", earlier="effective.date")


def _supervisor(
    office: Office, cycle: Cycle, bound: Bound[Closing], supervisor: str, roles: Mapping[str, str | None] | None
) -> Iterator[Problem]:
    members = {member.holder for member in office.organ.record.office} if office.organ is not None else set()
    if (seats := cycle.one(plans.OFFICE)) is not None:
        members |= {seat.holder for seat in seats.record.members}
    if supervisor in members or (roles is not None and not may_have_had(roles, supervisor, "supervision")):
        near = nearest(supervisor, set(with_role(roles or {}, "supervision")) - members) or "—"
        yield bound.problem("X416", ("supervisor",), clause=CLAUSE, near=near)


def _steps(bound: Bound[Closing], steps: list[AuditedStep]) -> Iterator[Problem]:
    record = bound.record
    if tuple(step.step for step in steps) != STEPS:
        yield bound.problem("X417", ("steps",), clause=CLAUSE, steps="、".join(STEPS))
    counted = {"checked": len(steps), "deviations": sum(not step.kept for step in steps)}
    for name, number in counted.items():
        if getattr(record, name) != number:
            yield bound.problem("X418", (name,), clause=CLAUSE, field=name, number=number)
    for at, step in enumerate(steps):
        if not step.kept and step.note is None:
            yield bound.problem("X411", ("steps", at), clause=CLAUSE, step=step.step)

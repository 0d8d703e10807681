"""What units have to mend: ordered after the decision, by when, how far it has come, who verified it (P2-4.2).

Codes X102, X393 to X397, X414, X419; docs/spec/16-procedure.md.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from itertools import pairwise

from generator.core.problem import Problem
from generator.intake.bind import Bound
from generator.intake.models import afterwards
from generator.intake.models.afterwards import Rectification
from generator.intake.repository import Cycle
from generator.intake.similar import nearest
from generator.procedure.afterwards_subjects import planned, units, unread
from generator.procedure.named import may_have_had, with_role

CLAUSE = "P2-4.2"


def check(cycle: Cycle, roles: Mapping[str, str | None] | None) -> Iterator[Problem]:
    """X102, X393 to X397 and X419 for ``procedure/rectification/``.

    ``roles`` goes by holder, None for one who has left; it is None where trust could not be read. That every unit with
    the lowest grade has an order (X394) is asked when the cycle is closed: until then it may still be given.
    """
    if planned(cycle) is None:
        return
    orders = cycle.each(afterwards.RECTIFICATIONS)
    for name, bound in orders.items():
        yield from _order(cycle, name, bound, roles)
    if cycle.decision is None or not cycle.has("procedure/closed.yml") or unread(cycle, afterwards.RECTIFICATIONS):
        return
    subject, ordered = units(cycle), {bound.record.unit for bound in orders.values()}
    for at, entry in enumerate(cycle.decision.record.grades):
        found = subject[entry.unit]
        if found.settled and found.grade in found.scale[-1:] and entry.unit not in ordered:
            yield cycle.decision.problem("X394", ("grades", at, "unit"), clause=CLAUSE, unit=entry.unit)


def overdue(record: Rectification, day: datetime.date) -> bool:
    """Whether what was to be mended by ``due`` was not verified on ``day``, the last day being over."""
    return record.due < day and (record.verified is None or record.verified.date > day)


def overdue_notices(cycle: Cycle, day: datetime.date) -> Iterator[Problem]:
    """X414 for each rectification that is overdue on ``day``: notices, which leave the outcome of a check as it is."""
    for bound in cycle.each(afterwards.RECTIFICATIONS).values():
        if overdue(bound.record, day):
            words = {"unit": bound.record.unit, "due": bound.record.due}
            yield bound.problem("X414", ("due",), clause=CLAUSE, **words)


def _order(
    cycle: Cycle, name: str, bound: Bound[Rectification], roles: Mapping[str, str | None] | None
) -> Iterator[Problem]:
    record = bound.record
    if record.id != name:
        yield bound.problem("X102", ("id",), field="id", given=record.id, expected=name)
    if cycle.decision is not None:
        decided = units(cycle)
        if record.unit not in decided:
            near = nearest(record.unit, decided)
            yield bound.problem("X393", ("unit",), clause=CLAUSE, unit=record.unit, near=near)
        if record.ordered < cycle.decision.record.date:
            words = {"later": "ordered", "earlier": "decision.date"}
            yield bound.problem("X419", ("ordered",), clause=CLAUSE, **words)
    if record.due <= record.ordered:
        yield bound.problem("X395", ("due",), clause=CLAUSE, ordered=record.ordered)
    days = [record.ordered, *(step.date for step in record.progress)]
    for at, (earlier, later) in enumerate(pairwise(days)):
        if later < earlier:
            yield bound.problem("X396", ("progress", at, "date"), clause=CLAUSE, earlier=earlier)
    if (verified := record.verified) is not None:
        if verified.date < max(days):
            yield bound.problem("X396", ("verified", "date"), clause=CLAUSE, earlier=max(days))
        if roles is not None and not may_have_had(roles, verified.by, "office"):
            near = nearest(verified.by, with_role(roles, "office")) or "—"
            yield bound.problem("X397", ("verified", "by"), clause=CLAUSE, near=near)

"""What the office answers in public: messages of the public (P2-4.3) and how it understands a clause (P1-A26).

Codes X102, R101, X398, X399, X408, X419; docs/spec/16-procedure.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from generator.core.errors import FindingsError
from generator.core.problem import Problem
from generator.intake.bind import Bound
from generator.intake.models import afterwards, plan
from generator.intake.models.afterwards import Feedback
from generator.intake.models.plan import Plan
from generator.intake.repository import Cycle
from generator.intake.similar import nearest
from generator.procedure.afterwards_subjects import planned
from generator.procedure.named import may_have_had, with_role
from generator.procedure.workdays import WorkingYear, workdays_between
from generator.regulation import catalogue
from generator.regulation.nearest import nearest as nearest_clauses

CLAUSE = "P2-4.3"


def check(cycle: Cycle, years: Mapping[int, WorkingYear], roles: Mapping[str, str | None] | None) -> Iterator[Problem]:
    """X102, R101, X398, X399, X408 and X419 for ``procedure/feedback/`` and ``procedure/interpretations/``.

    ``years`` are the calendars of the organ; one that is missing is X165. ``roles`` goes by holder, None for one who
    has left; it is None where trust could not be read.
    """
    announced = planned(cycle)
    if announced is None:
        return
    for name, answer in cycle.each(afterwards.FEEDBACK).items():
        if answer.record.id != name:
            yield answer.problem("X102", ("id",), field="id", given=answer.record.id, expected=name)
        yield from _answered(answer, announced.record, years)
        moderator = answer.record.moderated_by
        if roles is not None and not may_have_had(roles, moderator, "office"):
            near = nearest(moderator, with_role(roles, "office")) or "—"
            yield answer.problem("X399", ("moderated_by",), clause=CLAUSE, near=near)
    for name, ruling in cycle.each(plan.INTERPRETATIONS).items():
        if ruling.record.id != name:
            yield ruling.problem("X102", ("id",), field="id", given=ruling.record.id, expected=name)
        if not catalogue.exists(ruling.record.clause):
            near = "、".join(nearest_clauses(ruling.record.clause, catalogue.ids()))
            yield ruling.problem("R101", ("clause",), id=ruling.record.clause, near=near)


def _answered(answer: Bound[Feedback], plan: Plan, years: Mapping[int, WorkingYear]) -> Iterator[Problem]:
    """X398, X408, X419: answered after it was asked, in the plan's working days or with the reason why not."""
    record, allowed = answer.record, plan.periods.feedback
    if record.answered < record.received:
        words = {"later": "answered", "earlier": "received"}
        yield answer.problem("X419", ("answered",), clause=CLAUSE, **words)
        return
    try:
        # Late is who answers after the last day: when that many working days lie wholly before the answer.
        same_day = record.answered == record.received
        late = not same_day and workdays_between(record.received, record.answered, years) >= allowed.workdays
    except FindingsError as error:
        yield from error.problems
        return
    words = {"workdays": str(allowed.workdays), "cites": "、".join(allowed.cites)}
    if late and record.late is None:
        yield answer.problem("X398", ("answered",), clause=CLAUSE, **words)
    if not late and record.late is not None:
        yield answer.problem("X408", ("late",), clause=CLAUSE, **words)

"""The first nine states of a cycle with a plan, from the office to the gates: every gate as a check of records.

docs/spec/16-procedure.md, "Beginning", names the codes with their clauses.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from generator.core.problem import Problem
from generator.intake.repository import Cycle, Office
from generator.procedure import amendments, ceilings, materials, named, office_record, plan, review, unit_goals
from generator.procedure.workdays import WorkingYear


def check(office: Office, cycle: Cycle, years: Mapping[int, WorkingYear]) -> Iterator[Problem]:
    """What is wrong with the states 0 to 8 of one cycle; nothing where it has no plan.

    ``years`` are the calendars of the organ. Whether the sample is the one that the seed gives needs the published
    materials: :func:`generator.procedure.review.check_sample`.
    """
    if not cycle.has("procedure/plan.yml"):
        return
    at = named.setting(office, cycle)
    yield from plan.check(cycle, years)
    yield from amendments.check(at, years)
    for part in (office_record, unit_goals, materials, review, ceilings):
        yield from part.check(at)


def notices(cycle: Cycle) -> Iterator[Problem]:
    """What one should know and what stops nothing: X315, X431; nothing once the cycle is closed."""
    if cycle.has("procedure/plan.yml") and not cycle.has("procedure/closed.yml"):
        yield from plan.notices(cycle)
        yield from office_record.notices(cycle)

"""Goals whose targets change during the year: first published with the act ``goals``, again with the materials.

docs/spec/16-procedure.md, "Goals" (P2-1.1(1)).
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from typing import Any

from generator.core.errors import FindingsError
from generator.core.problem import Problem
from generator.disclosure import procedure
from generator.disclosure.airlock import Airlock, Released
from generator.disclosure.public_form import public_form
from generator.intake.bind import Bound
from generator.intake.models import evaluation, people
from generator.intake.repository import Cycle
from generator.ledger.statements import PublishedStatement

GOALS = "goals"
"""The act, and the type of its record."""

DUTIES = "P2-1.1(1)"


def goals_again(cycle: Cycle, published: Sequence[PublishedStatement], airlock: Airlock) -> list[Released]:
    """The next revision of the goals where they are other ones than those published; else nothing."""
    bound = cycle.one(evaluation.GOALS)
    own = (found for found in published if found.statement.cycle == cycle.name)
    earlier = [record for found in own for record in found.of_type(GOALS)]
    if bound is None or not earlier or earlier[-1].body == public_form(bound.record, leave_out=procedure.HEAD):
        return []
    revision = earlier[-1].revision + 1
    return [procedure.release_revision(airlock, GOALS, cycle.name, revision, bound.record)]


def require_past_changes(cycle: Cycle, day: datetime.date) -> None:
    """Refuse the goals of a statement dated ``day`` with a target that was changed after it, of units or people.

    Raises FindingsError P120 for each such change.
    """
    units, persons = cycle.one(evaluation.GOALS), cycle.one(people.GOALS)
    bounds: list[Bound[Any]] = [bound for bound in (units, persons) if bound is not None]
    if late := [problem for bound in bounds for problem in _later(bound, day)]:
        raise FindingsError(late)


def _later(bound: Bound[Any], day: datetime.date) -> Iterator[Problem]:
    for index, goal in enumerate(bound.record.goals):
        for number, change in enumerate(goal.changes):
            if change.date > day:
                loc = ("goals", index, "changes", number, "date")
                yield bound.problem("P120", loc, clause=DUTIES, day=day)

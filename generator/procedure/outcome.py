"""The gates from the preliminary opinion to the result in effect: states 9 to 17 of a cycle with a plan.

docs/spec/16-procedure.md, "Outcome". What needs a score is in :mod:`generator.office.outcome_check`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from generator.core.errors import FindingsError
from generator.core.problem import Problem
from generator.intake.models.plan import PLAN
from generator.intake.repository import Cycle, Office
from generator.procedure import (
    named,
    outcome_comments,
    outcome_effective,
    outcome_meeting,
    outcome_notice,
    outcome_release,
)
from generator.procedure.workdays import WorkingYear


def check(office: Office, cycle: Cycle, years: Mapping[int, WorkingYear]) -> Iterator[Problem]:
    """X340 to X350, X353 to X379 and what they share with other checks; nothing for a cycle without a plan.

    ``years`` are the calendars of the organ; X165 for a day that none of them has.
    """
    bound = cycle.one(PLAN)
    if bound is None:
        return
    plan, at = bound.record, named.setting(office, cycle)
    yield from _as_far_as_counted(outcome_comments.check(cycle, plan, years))
    yield from outcome_meeting.check(cycle, plan, office.trust)
    yield from outcome_release.check(at)
    yield from _as_far_as_counted(outcome_notice.check(at, plan, years))
    yield from _as_far_as_counted(outcome_effective.check(cycle, plan, years))


def _as_far_as_counted(problems: Iterator[Problem]) -> Iterator[Problem]:
    """The problems, and at their end the calendar that is missing to find more."""
    try:
        yield from problems
    except FindingsError as error:
        yield from error.problems

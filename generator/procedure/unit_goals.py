"""Every unit that takes part has a goal, and every change of one says what it was before (P2-1.1(1)).

Codes X320, X321, and X262 to X265 as for people; docs/spec/16-procedure.md.
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.core.problem import Problem
from generator.intake.bind import Bound
from generator.intake.few import few
from generator.intake.models import evaluation
from generator.intake.models.evaluation import UnitGoal, UnitGoals
from generator.intake.node import Loc
from generator.intake.similar import nearest, repeated
from generator.procedure.named import Setting, assessed_unit, day, not_before, without

DUTIES = "P2-1.1(1)"


def check(at: Setting) -> Iterator[Problem]:
    """X103, X122, X262 to X265, X301, X302, X320 and X321 for the goals of one cycle."""
    bound = at.cycle.one(evaluation.GOALS)
    if bound is None:
        return
    confirmed = day("goals.date", bound)
    yield from not_before(confirmed, day("scheme.published", at.cycle.scheme, "published"), "P1-A12")
    yield from not_before(day("materials.date", at.cycle.one(evaluation.MATERIALS)), confirmed, DUTIES)
    yield from few(_goals(at, bound), bound.path)


def _goals(at: Setting, bound: Bound[UnitGoals]) -> Iterator[Problem]:
    goals = bound.record.goals
    pairs = [(goal.unit, goal.indicator) for goal in goals]
    for index in repeated(pairs):
        unit, indicator = pairs[index]
        yield bound.problem("X321", ("goals", index, "unit"), clause=DUTIES, unit=unit, indicator=indicator)
    for index, goal in enumerate(goals):
        loc = ("goals", index)
        yield from assessed_unit(at, bound, (*loc, "unit"), goal.unit, DUTIES)
        known = at.cycle.indicators
        if known and goal.indicator not in known:
            words = {"indicator": goal.indicator, "near": nearest(goal.indicator, known)}
            yield bound.problem("X103", (*loc, "indicator"), clause=DUTIES, **words)
        yield from _changes(at, bound, loc, goal)
    for unit in without(at, [goal.unit for goal in goals]):
        yield bound.problem("X320", ("goals",), clause=DUTIES, unit=unit)


def _changes(at: Setting, bound: Bound[UnitGoals], loc: Loc, goal: UnitGoal) -> Iterator[Problem]:
    target, before = goal.target, bound.record.date
    for index, change in enumerate(goal.changes):
        here = (*loc, "changes", index)
        if change.from_ != target:
            yield bound.problem("X262", (*here, "from"), clause=DUTIES)
        if change.to == change.from_:
            yield bound.problem("X265", (*here, "to"), clause=DUTIES)
        if change.date <= before:
            yield bound.problem("X263", (*here, "date"), clause=DUTIES)
        if f"{change.date.year:04d}" != at.cycle.name:
            yield bound.problem("X264", (*here, "date"), clause="P1-A10")
        target, before = change.to, change.date

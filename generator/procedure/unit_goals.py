"""Every unit that takes part has a goal, and every change of one says what it was before (P2-1.1(1)).

Codes X320 to X322, X462, X463, X137 and X138 as for figures, X262 to X265 as for people; docs/spec/16-procedure.md.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from generator.core.problem import Problem
from generator.intake import domain
from generator.intake.bind import Bound
from generator.intake.few import few
from generator.intake.models import evaluation
from generator.intake.models.evaluation import UnitGoal, UnitGoals
from generator.intake.node import Loc
from generator.intake.repository import Cycle
from generator.intake.similar import nearest, repeated
from generator.procedure.named import Setting, assessed_unit, day, not_before, without
from generator.published.gathering_bodies import Goal, GoalsBody

DUTIES = "P2-1.1(1)"


def check(at: Setting) -> Iterator[Problem]:
    """X103, X122, X137, X138, X262 to X265, X301, X302, X320, X321 and X462 for the goals of one cycle."""
    bound = at.cycle.one(evaluation.GOALS)
    if bound is None:
        return
    confirmed = day("goals.date", bound)
    yield from not_before(confirmed, day("scheme.published", at.cycle.scheme, "published"), "P1-A12")
    yield from not_before(day("materials.date", at.cycle.one(evaluation.MATERIALS)), confirmed, DUTIES)
    yield from few(_goals(at, bound), bound.path)


class PublishedGoals(NamedTuple):
    """Goals as a statement of ``date`` published them, the last that has them."""

    date: datetime.date
    body: GoalsBody


def check_published(cycle: Cycle, published: PublishedGoals | None) -> Iterator[Problem]:
    """X322: a goal that was published is another one now, or is gone, or one is new; what changes is added to it.

    Of a unit that was exempt later its goal may go. X463: a change that is not published and is dated no later than the
    statement that should have had it.
    """
    bound = cycle.one(evaluation.GOALS)
    if bound is None or published is None:
        return
    now = {(goal.unit, goal.indicator): (index, goal) for index, goal in enumerate(bound.record.goals)}
    were = {(before.unit, before.indicator): before for before in published.body.goals}
    for (unit, indicator), before in were.items():
        words = {"unit": unit, "indicator": indicator}
        if (unit, indicator) not in now:
            if unit not in cycle.exempt:
                yield bound.problem("X322", ("goals",), clause=DUTIES, **words)
            continue
        index, goal = now[unit, indicator]
        if not _goes_on(before, goal):
            yield bound.problem("X322", ("goals", index, "unit"), clause=DUTIES, **words)
            continue
        for number, change in enumerate(goal.changes):
            if number >= len(before.changes) and change.date <= published.date:
                loc = ("goals", index, "changes", number, "date")
                yield bound.problem("X463", loc, clause=DUTIES, published=published.date)
    for key, (index, goal) in now.items():
        if key not in were:
            words = {"unit": goal.unit, "indicator": goal.indicator}
            yield bound.problem("X322", ("goals", index, "unit"), clause=DUTIES, **words)


def _goes_on(before: Goal, goal: UnitGoal) -> bool:
    """Whether ``goal`` is the published one, with nothing but changes added at its end."""
    changes = [(change.date, change.from_, change.to) for change in goal.changes[: len(before.changes)]]
    return (
        (goal.text.zh, goal.text.en) == (before.text["zh"], before.text["en"])
        and (goal.target, goal.measure, goal.baseline) == (before.target, before.measure, before.baseline)
        and changes == [(change.date, change.before, change.after) for change in before.changes]
    )


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
        for number, value in _numbers(loc, goal):
            if goal.indicator in known:
                yield from domain.check(bound, number, known[goal.indicator], value)
        yield from _changes(at, bound, loc, goal)
    for unit in without(at, [goal.unit for goal in goals]):
        yield bound.problem("X320", ("goals",), clause=DUTIES, unit=unit)


def _numbers(loc: Loc, goal: UnitGoal) -> Iterator[tuple[Loc, Fraction]]:
    """Every number of the goal in the indicator's unit, with its place."""
    yield (*loc, "target"), goal.target
    if goal.baseline is not None:
        yield (*loc, "baseline"), goal.baseline
    for index, change in enumerate(goal.changes):
        yield (*loc, "changes", index, "from"), change.from_
        yield (*loc, "changes", index, "to"), change.to


def _changes(at: Setting, bound: Bound[UnitGoals], loc: Loc, goal: UnitGoal) -> Iterator[Problem]:
    target, before, materials = goal.target, bound.record.date, at.cycle.one(evaluation.MATERIALS)
    # Materials that are dated before the goals are X302.
    closed = materials.record.date if materials is not None and materials.record.date >= before else datetime.date.max
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
        if change.date > closed:
            yield bound.problem("X462", (*here, "date"), clause=DUTIES, closed=closed)
        target, before = change.to, change.date

"""What may change of a plan that is published, and until when: the draw, experts, days (P1-A12, P1-A16).

Codes X453 to X461 but X458; docs/spec/16-procedure.md, "Amendments". Units are promised nothing less by one: weights,
rules and periods have no place in it.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import NamedTuple

from generator.core.problem import Problem
from generator.intake.bind import Bound
from generator.intake.models import plan
from generator.intake.models.plan import Amendment
from generator.intake.repository import Cycle
from generator.intake.similar import nearest, repeated
from generator.procedure import amended
from generator.procedure.named import Setting, citations, day, departments, holder, is_read, not_before
from generator.procedure.office_record import RECUSAL, SEPARATION, pledged_late
from generator.procedure.plan import NOTICE, SPOT_CHECK, STEPS, after_notice, drawn_in_time, steps_twice
from generator.procedure.workdays import WorkingYear
from generator.published.tenures import misplaced


class Published(NamedTuple):
    """What the ledger has of a cycle: the place of the first statement of each act, and that of each amendment."""

    acts: Mapping[str, int]
    amendments: Mapping[str, int]


def check(at: Setting, years: Mapping[int, WorkingYear]) -> Iterator[Problem]:
    """X102, X121, X122, X152, X165, X302, X312 to X314, X420, X425 to X427, X437, X453 to X457.

    ``years`` are the calendars of the organ. Nothing where an amendment was not read: the others rest on it.
    """
    announced = at.cycle.one(plan.PLAN)
    if announced is None or not is_read(at.cycle, amended.FOLDER):
        return
    found = amended.amendments(at.cycle)
    for index in repeated(bound.record.date for bound in found):
        words = {"date": found[index].record.date}
        yield found[index].problem("X454", ("date",), clause=NOTICE, **words)
    by = {str(milestone.step): milestone.by for milestone in announced.record.schedule}
    drawn = announced.record.spot_check.drawn
    for bound in found:
        yield from _head(at, bound)
        yield from _schedule(at.cycle, bound, by, years)
        drawn = bound.record.draw.drawn if bound.record.draw is not None else drawn
        yield from _draw(bound, drawn, by)
    yield from _experts(at, found)


def check_published(cycle: Cycle, published: Published) -> Iterator[Problem]:
    """X459 to X461: an amendment comes before what it changes, and after the amendments that are published.

    One that is published is held to what was published before it.
    """
    found = amended.amendments(cycle)
    last = max((b.record.date for b in found if b.record.id in published.amendments), default=datetime.date.min)
    for bound in found:
        record = bound.record
        place = published.amendments.get(record.id)
        before = {act for act, index in published.acts.items() if place is None or index < place}
        for at, milestone in enumerate(record.schedule):
            if milestone.step in before:
                yield bound.problem("X459", ("schedule", at, "step"), clause=NOTICE, step=milestone.step)
        if record.draw is not None and "review" in before:
            yield bound.problem("X460", ("draw",), clause=SPOT_CHECK)
        if place is None and record.date <= last:
            yield bound.problem("X461", ("date",), clause=NOTICE, date=record.date, last=last)


def _head(at: Setting, bound: Bound[Amendment]) -> Iterator[Problem]:
    record, name = bound.record, bound.path.rpartition("/")[2].partition(".")[0]
    if record.id != name:
        yield bound.problem("X102", ("id",), field="id", given=record.id, expected=name)
    if record.draw is None and not (record.joined or record.left or record.schedule):
        yield bound.problem("X453", (), clause=NOTICE)
    yield from not_before(day("amendment.date", bound), day("scheme.published", at.cycle.scheme, "published"), NOTICE)
    yield from citations(at.cycle, bound, ("cites",), record.cites)


def _schedule(
    cycle: Cycle, bound: Bound[Amendment], by: dict[str, datetime.date], years: Mapping[int, WorkingYear]
) -> Iterator[Problem]:
    """The days as they are from this amendment on, which ``by`` takes over: none goes back, none is over already."""
    record = bound.record
    moved = {str(milestone.step): index for index, milestone in enumerate(record.schedule)}
    by |= {str(milestone.step): milestone.by for milestone in record.schedule}
    yield from steps_twice(bound)
    for index, milestone in enumerate(record.schedule):
        if milestone.by < record.date:
            words = {"step": str(milestone.step), "date": milestone.by, "amended": record.date}
            yield bound.problem("X457", ("schedule", index, "by"), clause=NOTICE, **words)
    for earlier, later in pairwise(step for step in STEPS if step in by):
        if by[later] < by[earlier] and not moved.keys().isdisjoint((earlier, later)):
            back = {"step": later, "date": by[later], "earlier": earlier, "earlier_date": by[earlier]}
            at = moved[later] if later in moved else moved[earlier]
            yield bound.problem("X426", ("schedule", at, "by"), clause=NOTICE, **back)
    yield from after_notice(cycle, bound, years)


def _draw(bound: Bound[Amendment], drawn: datetime.date, by: Mapping[str, datetime.date]) -> Iterator[Problem]:
    """The new day is still to come; where day or schedule moved, the one still fits the other."""
    record = bound.record
    if record.draw is not None and drawn <= record.date:
        yield bound.problem("X455", ("draw", "drawn"), clause=SPOT_CHECK, date=drawn, amended=record.date)
    if record.draw is not None:
        yield from drawn_in_time(bound, ("draw", "drawn"), drawn, by)
    elif any(milestone.step in ("materials", "review") for milestone in record.schedule):
        yield from drawn_in_time(bound, ("schedule",), drawn, by)


def _experts(at: Setting, found: list[Bound[Amendment]]) -> Iterator[Problem]:
    """Who joins has no seat yet, who leaves has one; who joins is an expert by the trust and pledges in time."""
    office = at.cycle.one(plan.OFFICE)
    if office is None:
        return
    announced = [seat.holder for seat in office.record.experts]
    others = {seat.holder for seat in office.record.members} | {seat.holder for seat in office.record.leadership}
    wrong = misplaced(announced, others, amended.moves(at.cycle))
    for bound, (joined, left) in zip(found, wrong, strict=True):
        for index in joined:
            name = bound.record.joined[index].holder
            yield bound.problem("X312", ("joined", index, "holder"), clause=SEPARATION, holder=name)
        for index in left:
            name = bound.record.left[index].holder
            yield bound.problem("X456", ("left", index, "holder"), clause=RECUSAL, near=nearest(name, announced))
    for bound, index, expert in amended.joined(at.cycle):
        yield from holder(at, bound, ("joined", index, "holder"), expert.holder, "expert", RECUSAL)
        yield from departments(at, bound, ("joined", index, "related"), expert.related, RECUSAL)
        yield from pledged_late(at.cycle, bound, ("joined", index, "pledged"), expert, bound.record.date)

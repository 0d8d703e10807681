"""The plan and the office as amendments leave them: event and day of the seed, experts, schedule (P1-A12, P1-A16).

Amendments count in the order of their dates. docs/spec/16-procedure.md, "Amendments".
"""

from __future__ import annotations

import datetime
from collections.abc import Collection
from typing import NamedTuple

from generator.intake.bind import Bound
from generator.intake.fields import Bilingual
from generator.intake.models import plan
from generator.intake.models.plan import Amendment, Expert
from generator.intake.repository import Cycle
from generator.published.tenures import Move, Tenure, tenures

FOLDER = "procedure/amendments/"


class Draw(NamedTuple):
    """By which event and on which day the seed is drawn, and the amendment that says so (None: the plan itself)."""

    event: Bilingual
    drawn: datetime.date
    by: Bound[Amendment] | None = None


class ExpertSeat(NamedTuple):
    """An expert: the days on which they are one, and the units in whose matters they step aside."""

    tenures: tuple[Tenure, ...]
    related: frozenset[str]


def amendments(cycle: Cycle, among: Collection[str] | None = None) -> list[Bound[Amendment]]:
    """The amendments of a cycle in their order; with ``among`` only those that it names."""
    every = [bound for name, bound in cycle.each(plan.AMENDMENTS).items() if among is None or bound.record.id in among]
    return sorted(every, key=lambda bound: (bound.record.date, bound.record.id))


def draws(cycle: Cycle, among: Collection[str] | None = None) -> list[Draw]:
    """Every event that was announced for the seed, the one of the plan first; nothing without a plan."""
    announced = cycle.one(plan.PLAN)
    if announced is None:
        return []
    first = announced.record.spot_check
    found = [Draw(first.event, first.drawn)]
    for bound in amendments(cycle, among):
        if (draw := bound.record.draw) is not None:
            found.append(Draw(draw.event, draw.drawn, bound))
    return found


def schedule(cycle: Cycle) -> dict[str, datetime.date]:
    """The last day of each step; nothing without a plan."""
    announced = cycle.one(plan.PLAN)
    if announced is None:
        return {}
    days = {milestone.step: milestone.by for milestone in announced.record.schedule}
    for bound in amendments(cycle):
        days |= {milestone.step: milestone.by for milestone in bound.record.schedule}
    return {str(step): day for step, day in days.items()}


def experts(cycle: Cycle) -> dict[str, ExpertSeat] | None:
    """Everybody who ever was an expert of the cycle, by holder; None without an office."""
    office = cycle.one(plan.OFFICE)
    if office is None:
        return None
    found = amendments(cycle)
    days = tenures([seat.holder for seat in office.record.experts], moves(cycle))
    seats = [*office.record.experts, *(seat for bound in found for seat in bound.record.joined)]
    related: dict[str, frozenset[str]] = {}
    for seat in seats:
        related[seat.holder] = related.get(seat.holder, frozenset()) | frozenset(seat.related)
    return {holder: ExpertSeat(tuple(given), related.get(holder, frozenset())) for holder, given in days.items()}


def moves(cycle: Cycle) -> list[Move]:
    """Who joined and who left by each amendment, in their order."""
    return [
        Move(
            bound.record.date,
            [seat.holder for seat in bound.record.joined],
            [departure.holder for departure in bound.record.left],
        )
        for bound in amendments(cycle)
    ]


def joined(cycle: Cycle) -> list[tuple[Bound[Amendment], int, Expert]]:
    """Every expert who joined, with the amendment and the place in it."""
    return [(bound, at, seat) for bound in amendments(cycle) for at, seat in enumerate(bound.record.joined)]

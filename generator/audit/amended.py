"""A published plan as amendments leave it: draw, schedule and experts at a place in the log.

Amendments count in the order of the log, those of one statement by their dates. docs/spec/50-verify.md, "Procedure".
"""

from __future__ import annotations

import datetime
from typing import NamedTuple, TypeAlias

from generator.audit.cycles import Held
from generator.audit.planned import Planned
from generator.published.act_shapes import Words
from generator.published.acts import AmendmentBody, OfficeBody
from generator.published.tenures import Move, Tenure, tenures

Amendment: TypeAlias = Held[AmendmentBody]


class Draw(NamedTuple):
    """The event and the day that give the seed, and the amendment that says so (None: the plan itself)."""

    event: Words
    drawn: datetime.date
    by: Amendment | None = None


def amendments(planned: Planned, before: int | None = None) -> list[Amendment]:
    """The amendments of a cycle in their order; with ``before`` those published before that index."""
    every: list[Amendment] = list(planned.cycle.each("amendment").values())
    counted = [held for held in every if before is None or planned.index(held) < before]
    return sorted(counted, key=lambda held: (planned.index(held), held.body.date, held.body.id))


def draws(planned: Planned, before: int | None = None) -> list[Draw]:
    """Every draw that was announced, the plan's first; the last one holds."""
    first = planned.plan.body.spot_check
    found = [Draw(first.event, first.drawn)]
    for held in amendments(planned, before):
        if held.body.draw is not None:
            found.append(Draw(*held.body.draw, held))
    return found


def schedule(planned: Planned, before: int | None = None) -> dict[str, datetime.date]:
    """The last day of each step."""
    days = dict(planned.plan.body.schedule)
    for held in amendments(planned, before):
        days |= dict(held.body.schedule)
    return days


def moves(planned: Planned, before: int | None = None) -> list[Move]:
    """Who joined and who left by each amendment, in their order."""
    return [
        Move(held.body.date, [seat.holder for seat in held.body.joined], held.body.left)
        for held in amendments(planned, before)
    ]


def experts(planned: Planned, before: int | None = None) -> dict[str, list[Tenure]] | None:
    """The days on which each holder was an expert; None without an office record."""
    office: Held[OfficeBody] | None = planned.cycle.one("office")
    if office is None:
        return None
    return tenures([seat.holder for seat in office.body.experts], moves(planned, before))

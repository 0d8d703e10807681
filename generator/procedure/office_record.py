"""Who runs the assessment and who decides: members, experts, leadership of one cycle (P1-A11, P1-A21, P1-A22, P2-5.1).

Codes X310 to X316; docs/spec/16-procedure.md.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

from generator.core.problem import Problem
from generator.intake.bind import Bound
from generator.intake.models import evaluation, plan
from generator.intake.models.plan import Expert, OfficeRecord
from generator.intake.node import Loc
from generator.intake.repository import Cycle
from generator.intake.similar import nearest, repeated
from generator.procedure import amended
from generator.procedure.named import Setting, day, departments, has_left, holder, not_before

JOINT = "P1-A11"
RECUSAL = "P1-A16"
TEAM = "P1-A18"
TRAINING = "P1-A21"
SEPARATION = "P1-A22"
SECRECY = "P2-5.1"


def check(at: Setting) -> Iterator[Problem]:
    """X121, X122, X152, X302 and X310 to X314, for a cycle that says who its office is."""
    bound = at.cycle.one(plan.OFFICE)
    if bound is None:
        return
    yield from not_before(day("scheme.published", at.cycle.scheme, "published"), day("office.date", bound), JOINT)
    yield from _members(at, bound)
    yield from _one_seat(bound)
    for index, member in enumerate(bound.record.members):
        yield from holder(at, bound, ("members", index, "holder"), member.holder, "office", JOINT)
    for index, expert in enumerate(bound.record.experts):
        yield from holder(at, bound, ("experts", index, "holder"), expert.holder, "expert", RECUSAL)
        yield from departments(at, bound, ("experts", index, "related"), expert.related, RECUSAL)
    for index, leader in enumerate(bound.record.leadership):
        yield from holder(at, bound, ("leadership", index, "holder"), leader.holder, "leadership", TEAM)
        yield from departments(at, bound, ("leadership", index, "leads"), leader.leads, TEAM)
    yield from _pledges(at.cycle, bound)


def notices(cycle: Cycle) -> Iterator[Problem]:
    """X315: somebody who assesses was not trained for this scheme."""
    bound = cycle.one(plan.OFFICE)
    if bound is None:
        return
    for group in ("members", "experts"):
        for index, seat in enumerate(getattr(bound.record, group)):
            if seat.trained is None:
                loc = (group, index, "holder")
                yield bound.problem("X315", loc, clause=TRAINING, holder=seat.holder)
    for amendment, index, expert in amended.joined(cycle):
        if expert.trained is None:
            yield amendment.problem("X315", ("joined", index, "holder"), clause=TRAINING, holder=expert.holder)


def _members(at: Setting, bound: Bound[OfficeRecord]) -> Iterator[Problem]:
    """The members are those of the organ's office; of one who has left since, somebody else has the seat there.

    When the cycle is closed its record stays, while the organ's office goes on changing.
    """
    if at.office.organ is None or at.cycle.has("procedure/closed.yml"):
        return
    seats = [member.holder for member in at.office.organ.record.office]
    listed = [member.holder for member in bound.record.members]
    gone = [name for name in listed if name not in seats and has_left(at, name)]
    for index, name in enumerate(listed):
        if name not in seats and name not in gone:
            words = {"holder": name, "near": nearest(name, seats)}
            yield bound.problem("X311", ("members", index, "holder"), clause=JOINT, **words)
    missing = [name for name in dict.fromkeys(seats) if name not in listed]
    if len(missing) > len(gone):
        yield bound.problem("X310", ("members",), clause=JOINT, holders="、".join(missing))


def _one_seat(bound: Bound[OfficeRecord]) -> Iterator[Problem]:
    """Nobody both runs the assessment and reviews it, or decides what they have assessed."""
    record = bound.record
    seats: list[tuple[str, Loc]] = []
    for group in ("members", "experts", "leadership"):
        seats += [(seat.holder, (group, index, "holder")) for index, seat in enumerate(getattr(record, group))]
    for index in repeated(name for name, _ in seats):
        yield bound.problem("X312", seats[index][1], clause=SEPARATION, holder=seats[index][0])


def _pledges(cycle: Cycle, bound: Bound[OfficeRecord]) -> Iterator[Problem]:
    """Secrecy is pledged before there is anything to keep secret."""
    if cycle.scheme is not None:
        published = cycle.scheme.record.published
        for index, member in enumerate(bound.record.members):
            if member.pledged > published:
                yield _late(bound, ("members", index, "pledged"), member.holder, member.pledged, published)
    for index, expert in enumerate(bound.record.experts):
        yield from pledged_late(cycle, bound, ("experts", index, "pledged"), expert)


def pledged_late(
    cycle: Cycle, bound: Bound[Any], loc: Loc, expert: Expert, since: datetime.date = datetime.date.min
) -> Iterator[Problem]:
    """X314 for an expert whose pledge is later than the first day, from ``since`` on, on which they reviewed."""
    first = min((day for name, day in _reviewed(cycle) if name == expert.holder and day >= since), default=None)
    if first is not None and expert.pledged > first:
        yield _late(bound, loc, expert.holder, expert.pledged, first)


def _late(bound: Bound[Any], loc: Loc, name: str, pledged: datetime.date, due: datetime.date) -> Problem:
    return bound.problem("X314", loc, clause=SECRECY, holder=name, date=pledged, due=due)


def _reviewed(cycle: Cycle) -> list[tuple[str, datetime.date]]:
    """Experts with days on which they reviewed something: the sample was drawn when they checked it."""
    review = cycle.one(evaluation.REVIEW)
    if review is None:
        return []
    record = review.record
    reports = [(entry.expert, entry.date) for entry in record.self_reports]
    return reports + [(entry.expert, record.seed.drawn) for entry in record.checked]

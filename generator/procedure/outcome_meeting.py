"""Who took part in the meeting that decided: everybody accounted for, quorum, and nobody in their own matter (P1-A18).

``present`` counts all who were there, ``recused`` all who stepped aside in at least one matter.
docs/spec/16-procedure.md, "The meeting".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from math import ceil
from typing import Any, NamedTuple

from generator.core.problem import Problem
from generator.intake.bind import Bound
from generator.intake.models import people
from generator.intake.models import plan as plan_records
from generator.intake.models.plan import OfficeRecord, Plan
from generator.intake.models.procedure import Attendance, Deliberation
from generator.intake.models.trust import Trust
from generator.intake.node import Loc
from generator.intake.repository import Cycle
from generator.intake.similar import nearest, repeated

CLAUSE = "P1-A18"

_LIST: Loc = ("deliberation", "attendance")


class Team(NamedTuple):
    """Who has to stand in the list of a meeting, who else may, and which units each leads.

    ``joined`` came to the team after it was announced; who left since, and whose keys are revoked, is ``left``.
    """

    members: Sequence[str]
    joined: frozenset[str]
    left: frozenset[str]
    leads: Mapping[str, Sequence[str]]


def check(cycle: Cycle, plan: Plan, trust: Bound[Trust] | None) -> Iterator[Problem]:
    """X353 to X359 for the meetings on units and on people of one cycle with a plan."""
    announced = cycle.one(plan_records.OFFICE)
    team = None if announced is None else _team(announced.record, trust)
    if cycle.decision is not None:
        units = list(dict.fromkeys(entry.unit for entry in cycle.decision.record.grades))
        yield from _meeting(cycle.decision, cycle.decision.record.deliberation, team, plan, units)
    decision = cycle.one(people.DECISION)
    if decision is not None and decision.record.deliberation is not None:
        yield from _meeting(decision, decision.record.deliberation, team, plan, ())


def _team(announced: OfficeRecord, trust: Bound[Trust] | None) -> Team:
    leads = {seat.holder: seat.leads for seat in announced.leadership}
    if trust is None:
        return Team(list(leads), frozenset(), frozenset(), leads)
    holders = {holder.id: holder.role for holder in trust.record.holders}
    joined = {holder for holder, role in holders.items() if role == "leadership" and holder not in leads}
    gone = {revoked.holder for revoked in trust.record.revoked} - set(holders)
    return Team(list(leads), frozenset(joined), frozenset(gone & set(leads)), leads)


def _meeting(
    decision: Bound[Any], meeting: Deliberation, team: Team | None, plan: Plan, units: Sequence[str]
) -> Iterator[Problem]:
    listed = meeting.attendance
    if team is not None:
        yield from _everybody(decision, listed, team)
    if not listed:
        return
    yield from _counts(decision, meeting)
    for at, entry in enumerate(listed):
        if entry.recused and entry.ground is None:
            yield decision.problem("X359", (*_LIST, at, "recused"), clause=CLAUSE)
    yield from _quorum(decision, meeting, plan.quorum.share, units)
    if team is not None:
        for at, entry in enumerate(listed):
            own = set(team.leads.get(entry.holder, ())) & set(units)
            if entry.present and not own <= set(entry.recused):
                yield decision.problem("X358", (*_LIST, at, "holder"), clause=CLAUSE)


def _everybody(decision: Bound[Any], listed: Sequence[Attendance], team: Team) -> Iterator[Problem]:
    """X353, X354: each member of the leadership team stands in the list once, and nobody else."""
    named = [entry.holder for entry in listed]
    if absent := [holder for holder in team.members if holder not in named and holder not in team.left]:
        yield decision.problem("X353", _LIST, clause=CLAUSE, holders="、".join(absent))
    again = set(repeated(named))
    for at, holder in enumerate(named):
        if at in again or holder not in {*team.members, *team.joined}:
            near = nearest(holder, team.members)
            yield decision.problem("X354", (*_LIST, at, "holder"), clause=CLAUSE, near=near)


def _counts(decision: Bound[Any], meeting: Deliberation) -> Iterator[Problem]:
    """X355: the numbers that are published are those of the list."""
    counted = {
        "members": len(meeting.attendance),
        "present": sum(entry.present for entry in meeting.attendance),
        "recused": sum(bool(entry.recused) for entry in meeting.attendance),
    }
    for name, number in counted.items():
        said = getattr(meeting, name)
        if said != number:
            words = {"field": name, "said": said, "counted": number}
            yield decision.problem("X355", ("deliberation", name), clause=CLAUSE, **words)


def _quorum(decision: Bound[Any], meeting: Deliberation, share: Fraction, units: Sequence[str]) -> Iterator[Problem]:
    """X356 at all, X357 in the matter of a unit: enough members are there and free to vote.

    Enough is the plan's share of all members, compared exactly. In the matter of a unit it is more than half as well;
    at all, X172 sees to that.
    """
    members = len(meeting.attendance)
    needed = ceil(share * members)
    if meeting.present < needed:
        words = {"present": meeting.present, "members": meeting.members, "needed": needed}
        yield decision.problem("X356", ("deliberation", "present"), clause=CLAUSE, **words)
    needed = max(needed, members // 2 + 1)
    for unit in units:
        free = sum(entry.present and unit not in entry.recused for entry in meeting.attendance)
        if free < needed:
            # How many were free would tell how many stepped aside in this matter.
            yield decision.problem("X357", _LIST, clause=CLAUSE, unit=unit, needed=needed)

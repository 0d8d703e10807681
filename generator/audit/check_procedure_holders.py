"""Part of V17: whoever acted had the role for it, and nobody acted twice (P1-A11, P1-A16, P1-A18, P1-A22, P1-A23)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from generator.audit.amended import amendments
from generator.audit.cycles import Held
from generator.audit.planned import Planned
from generator.core.problem import Problem
from generator.published.acts import GatesBody, OfficeBody, ReleaseReviewBody

SEPARATION = "P1-A22"

JOINT_OFFICE = ("discipline", "personnel", "organisation")
"""The departments of which the assessment office has somebody, whoever else is in it (P1-A11)."""


def check_seats(planned: Planned) -> Iterator[Problem]:
    """A455, A456: seats of office, experts and leadership belong to holders of that role, one seat each.

    Who joined after the announcement counts with the role in which they joined.
    """
    held: Held[OfficeBody] | None = planned.cycle.one("office")
    if held is None:
        return
    seats = [(seat.holder, "office") for seat in held.body.members]
    seats += [(seat.holder, "expert") for seat in held.body.experts]
    seats += [(holder, "leadership") for holder, _ in held.body.leadership]
    for joined in amendments(planned):
        now = _roles(planned, planned.index(joined))
        for seat in joined.body.joined:
            if now and now.get(seat.holder) != "expert":
                yield planned.problem("A455", joined, SEPARATION, holder=seat.holder, role="expert")
    known = _roles(planned, planned.index(held))
    roles = _joined(planned) | known
    for holder, role in seats:
        if known and roles.get(holder) != role:
            yield planned.problem("A455", held, SEPARATION, holder=holder, role=role)
    for holder, number in Counter(holder for holder, _ in seats).items():
        if number > 1:
            yield planned.problem("A456", held, SEPARATION, holder=holder)


def check_members(planned: Planned) -> Iterator[Problem]:
    """A484: the office announced is that of the organ record, and somebody of each department that has to be in it.

    Who had left by then may stand in the one without standing in the other, and makes room for somebody else.
    """
    held: Held[OfficeBody] | None = planned.cycle.one("office")
    organ = planned.cycle.office
    if held is None or organ is None:
        return
    listed, seats = {seat.holder for seat in held.body.members}, organ.body
    trust = planned.trusts.in_force(max(planned.index(held), 1))
    there = {holder.id for holder in trust.holders} if trust is not None else set()
    gone = {holder for holder in listed.difference(seats) if holder not in there}
    complete = listed.difference(seats) == gone and len(seats.keys() - listed) <= len(gone)
    if not complete or not set(JOINT_OFFICE) <= set(seats.values()):
        yield planned.problem("A484", held, "P1-A11", departments=", ".join(JOINT_OFFICE))


def check_acting(planned: Planned) -> Iterator[Problem]:
    """A455, A456: who acted had the role by the trust in force then; who looks on from outside is not of the office."""
    for held, holder, role in _acting(planned):
        known = _roles(planned, planned.index(held))
        if known and known.get(holder) != role:
            yield planned.problem("A455", held, SEPARATION, holder=holder, role=role)
    office: Held[OfficeBody] | None = planned.cycle.one("office")
    members = {seat.holder for seat in office.body.members} if office is not None else set()
    for held, holder, role in _acting(planned):
        if role in ("supervision", "reviewer") and holder in members:
            yield planned.problem("A456", held, SEPARATION, holder=holder)


def _acting(planned: Planned) -> Iterator[tuple[Held[Any], str, str]]:
    """Each record that says who acted, with the holder and the role that it takes."""
    cycle = planned.cycle
    gates: Held[GatesBody] | None = cycle.one("gates")
    if gates is not None:
        yield gates, gates.body.given_by, "supervision"
    review: Held[ReleaseReviewBody] | None = cycle.one("release-review")
    if review is not None:
        yield review, review.body.author, "office"
        yield review, review.body.reviewer, "reviewer"
    for held in cycle.every("unit-correction"):
        yield held, held.body.entered_by, "office"
        for holder in held.body.approved_by:
            yield held, holder, "leadership"
    for held in cycle.each("feedback").values():
        yield held, held.body.moderated_by, "office"
    for revisions in cycle.acts.get("rectification", {}).values():
        for held in revisions:
            if held.body.verified is not None:
                yield held, held.body.verified[1], "office"
    if cycle.closure is not None and cycle.closure.body.supervisor is not None:
        yield cycle.closure, cycle.closure.body.supervisor, "supervision"


def _roles(planned: Planned, index: int) -> dict[str, str]:
    """The role of every holder by the trust in force for a statement; of who had left by then the last one they had."""
    return {holder.id: holder.role for trust in planned.trusts.before(max(index, 1)) for holder in trust.holders}


def _joined(planned: Planned) -> dict[str, str]:
    """The first role of every holder, whenever they came."""
    every = [holder for _, trust in planned.trusts.versions for holder in trust.holders]
    return {holder.id: holder.role for holder in reversed(every)}

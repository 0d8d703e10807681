"""Organ against trust: who forms the assessment office, who holds which key, which threshold can be met."""

from __future__ import annotations

from collections.abc import Iterator

from generator.core.errors import FindingsError
from generator.core.problem import Problem
from generator.intake.bind import Bound
from generator.intake.few import few
from generator.intake.models.organ import Organ
from generator.intake.models.trust import Kind, Trust
from generator.intake.node import Loc
from generator.intake.repository import Office
from generator.intake.similar import nearest, repeated
from generator.ledger.policy import parse_canonical_policy
from generator.published.trust import key_point, log_point

JOINT_OFFICE = ("discipline", "personnel", "organisation")
"""The departments that form the assessment office together (P1-A11)."""

SIGNED_KINDS: tuple[Kind, ...] = ("trust", "scheme", "report", "decision", "closed")
"""The kinds of statement without which no cycle can be carried through."""


def check(office: Office) -> Iterator[Problem]:
    """X150 to X159, G346, L19x, L200: organ and trust, each alone and against one another."""
    if office.organ is not None:
        yield from few(_organ(office.organ), office.organ.path)
    if office.trust is not None:
        yield from few(_trust(office.trust), office.trust.path)
    if office.organ is not None and office.trust is not None:
        yield from few(_office(office.organ, office.trust), office.organ.path)


def _organ(organ: Bound[Organ]) -> Iterator[Problem]:
    record = organ.record
    for at in repeated(unit.id for unit in record.departments):
        yield organ.problem("X150", ("departments", at, "id"), clause="P1-A6", unit=record.departments[at].id)
    for at in repeated(member.holder for member in record.office):
        yield organ.problem("X154", ("office", at, "holder"), clause="P1-A11", holder=record.office[at].holder)
    for at in repeated(recipient.id for recipient in record.recipients):
        yield organ.problem("X159", ("recipients", at, "id"), recipient=record.recipients[at].id)
    for at in repeated(recipient.key for recipient in record.recipients):
        yield organ.problem("X159", ("recipients", at, "key"), recipient=record.recipients[at].id)
    present = {member.department for member in record.office}
    for department in JOINT_OFFICE:
        if department not in present:
            yield organ.problem("X151", ("office",), clause="P1-A11", department=department)


def _trust(trust: Bound[Trust]) -> Iterator[Problem]:
    record = trust.record
    for at in repeated(holder.id for holder in record.holders):
        yield trust.problem("X155", ("holders", at, "id"), clause="P1-A22", holder=record.holders[at].id)
    keys = [(at, which, key) for at, holder in enumerate(record.holders) for which, key in enumerate(holder.keys)]
    # The point, not the text: one secret can be wrapped as several types of key.
    points = [log_point(record.log_key), *(key_point(key) for _, _, key in keys)]
    for index in repeated(points):
        at, which, _ = keys[index - 1]
        first = points.index(points[index])
        owner = record.holders[keys[first - 1][0]].id if first else "log_key"
        at_key = ("holders", at, "keys", which)
        yield trust.problem("X156", at_key, clause="P1-A22", holder=record.holders[at].id, first=owner)
    yield from _witnesses(trust)
    for kind, roles in record.thresholds.items():
        for role, needed in roles.items():
            there = len({holder.id for holder in record.holders if holder.role == role})
            if needed > there:
                words = {"kind": kind, "role": role, "needed": needed, "there": there}
                yield trust.problem("X157", ("thresholds", kind, role), clause="P1-A22", **words)
    for signed in SIGNED_KINDS:
        if not any(record.thresholds.get(signed, {}).values()):
            # A kind that is not there at all would be shown at the first one that is.
            loc: Loc = ("thresholds", signed) if signed in record.thresholds else ("thresholds",)
            yield trust.problem("X158", loc, clause="P1-A22", kind=signed)


def _witnesses(trust: Bound[Trust]) -> Iterator[Problem]:
    """Who cosigns the log is said in a policy of its own, about this log alone; the key is called by the origin."""
    record = trust.record
    try:
        parse_canonical_policy(record.policy, record.log_key)
    except FindingsError as error:
        for found in error.problems:
            yield trust.problem(found.code, ("policy",), clause="P1-A22", **found.params)
    name = record.log_key.partition("+")[0]
    if name != record.origin:
        yield trust.problem("G346", ("origin",), clause="P1-A22", found=name, expected=record.origin)


def _office(organ: Bound[Organ], trust: Bound[Trust]) -> Iterator[Problem]:
    roles = {holder.id: holder.role for holder in trust.record.holders}
    for at, member in enumerate(organ.record.office):
        loc = ("office", at, "holder")
        role = roles.get(member.holder)
        if role is None:
            near = nearest(member.holder, roles)
            yield organ.problem("X152", loc, clause="P1-A11", holder=member.holder, near=near)
        elif role != "office":
            yield organ.problem("X153", loc, clause="P1-A11", holder=member.holder, role=role)

"""Who and what the records of a procedure name: units, holders, citations, days; each wrong name has a code."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from generator.core.problem import Problem
from generator.intake.bind import Bound
from generator.intake.models import plan
from generator.intake.node import Loc
from generator.intake.references import disputed_units
from generator.intake.repository import Cycle, Office
from generator.intake.similar import nearest, repeated
from generator.regulation import catalogue

COMPLETENESS = "P1-A6"
SOURCES = "P1-A1"


class Setting(NamedTuple):
    """A cycle and what its records are compared with beyond it.

    ``roles`` goes by holder, with None for one who has left; it is None where there is no readable trust record.
    ``disputed`` are units that only one of organ and roster knows, of which the roster's finding tells.
    """

    office: Office
    cycle: Cycle
    roles: Mapping[str, str | None] | None
    disputed: frozenset[str]


class Day(NamedTuple):
    """A day on which something happened: what it is called in a message, and where it stands."""

    name: str
    date: datetime.date
    bound: Bound[Any]
    loc: Loc


def setting(office: Office, cycle: Cycle) -> Setting:
    """What the checks of one cycle look at."""
    roles: dict[str, str | None] | None = None
    if office.trust is not None:
        record = office.trust.record
        roles = {entry.holder: None for entry in record.revoked} | {entry.id: entry.role for entry in record.holders}
    return Setting(office, cycle, roles, disputed_units(office, cycle))


def has_left(at: Setting, holder: str) -> bool:
    """Whether trust knows the holder by revoked keys alone."""
    return at.roles is not None and at.roles.get(holder, "") is None


def with_role(roles: Mapping[str, str | None], role: str) -> list[str]:
    """The holders who have ``role`` by the trust in force."""
    return [name for name, given in roles.items() if given == role]


def may_have_had(roles: Mapping[str, str | None], name: str, role: str) -> bool:
    """Whether a holder has ``role``, or has left: which role they had then trust does not say any more."""
    return name in roles and roles[name] in (role, None)


def holder(at: Setting, bound: Bound[Any], loc: Loc, name: str, role: str, clause: str) -> Iterator[Problem]:
    """X152 for a holder whom trust does not know, X313 for one of another role than ``role``."""
    if at.roles is None or has_left(at, name):
        return
    if name not in at.roles:
        yield bound.problem("X152", loc, clause=clause, holder=name, near=nearest(name, at.roles))
    elif at.roles[name] != role:
        yield bound.problem("X313", loc, clause=clause, holder=name, role=at.roles[name], expected=role)


def assessed_unit(at: Setting, bound: Bound[Any], loc: Loc, unit: str, clause: str) -> Iterator[Problem]:
    """X301 for a unit that the roster exempts, X122 for one that it does not know."""
    cycle = at.cycle
    if unit in cycle.exempt:
        yield bound.problem("X301", loc, clause=COMPLETENESS, unit=unit)
    elif cycle.roster is not None and unit not in cycle.assessed and unit not in at.disputed:
        yield bound.problem("X122", loc, clause=clause, unit=unit, near=nearest(unit, cycle.assessed))


def departments(at: Setting, bound: Bound[Any], loc: Loc, units: Sequence[str], clause: str) -> Iterator[Problem]:
    """X122 for a unit that is no department of the organ, X121 for one that stands twice."""
    known = {unit.id for unit in at.office.organ.record.departments} if at.office.organ is not None else None
    for index in repeated(units):
        yield bound.problem("X121", (*loc, index), clause=clause, unit=units[index])
    for index, unit in enumerate(units):
        if known is not None and unit not in known and unit not in at.disputed:
            yield bound.problem("X122", (*loc, index), clause=clause, unit=unit, near=nearest(unit, known))


def without(at: Setting, units: Collection[str]) -> Iterator[str]:
    """The units that take part and are not among ``units``, in the order of the roster."""
    there = set(units)
    return (unit for unit in at.cycle.assessed if unit not in there and unit not in at.disputed)


def citable(cycle: Cycle) -> frozenset[str] | None:
    """The bases of the scheme and the interpretations of the cycle; None where one of them could not be read."""
    if cycle.scheme is None or not is_read(cycle, "procedure/interpretations/"):
        return None
    return frozenset({basis.id for basis in cycle.scheme.record.basis} | set(cycle.each(plan.INTERPRETATIONS)))


def citations(cycle: Cycle, bound: Bound[Any], loc: Loc, cites: Sequence[str]) -> Iterator[Problem]:
    """X420: a citation that is neither a clause, nor a basis of the scheme, nor an interpretation (P1-A1, P1-A26)."""
    yield from uncitable(citable(cycle), bound, loc, cites)


def uncitable(known: Collection[str] | None, bound: Bound[Any], loc: Loc, cites: Sequence[str]) -> Iterator[Problem]:
    """The same for one who has asked :func:`citable` already."""
    if known is None:
        return
    for index, cited in enumerate(cites):
        if cited not in known and not catalogue.exists(cited):
            words = {"id": cited, "known": "、".join(sorted(known)) or "—"}
            yield bound.problem("X420", (*loc, index), clause=SOURCES, **words)


def twice(bound: Bound[Any], loc: Loc, field: str, names: Sequence[Hashable], clause: str) -> Iterator[Problem]:
    """X304 for each entry of a list whose ``field`` another one before it has."""
    for index in repeated(names):
        yield bound.problem("X304", (*loc, index, field), clause=clause, name=names[index])


def not_before(later: Day | None, earlier: Day | None, clause: str) -> Iterator[Problem]:
    """X302: ``later`` is dated before what it comes after; nothing where one of the two is not there."""
    if later is not None and earlier is not None and later.date < earlier.date:
        words = {"later": later.name, "later_date": later.date, "earlier": earlier.name, "date": earlier.date}
        yield later.bound.problem("X302", later.loc, clause=clause, **words)


def is_read(cycle: Cycle, folder: str) -> bool:
    """Whether every file of the cycle whose path begins with ``folder`` could be read."""
    before = cycle.path(folder)
    there = {path for path in cycle.present if path.startswith(before)}
    groups = (("inputs/data/", cycle.data), ("inputs/votes/", cycle.votes))
    read = {cycle.path(f"{kind}{name}.yml") for kind, files in groups for name in files}
    return there <= read | set(cycle.acts) | set(cycle.people)


def day(name: str, bound: Bound[Any] | None, field: str = "date") -> Day | None:
    """The day in the field ``field`` of a record; None where there is no record."""
    return Day(name, getattr(bound.record, field), bound, (field,)) if bound is not None else None

"""What only several records together can get wrong: names that must agree, units that must all be there.

Codes X1xx; docs/spec/13-repository.md lists them with their clauses. Figures, ballots and keys have modules of
their own; dates and acts of the procedure are checked in :mod:`generator.procedure`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from generator.core.problem import Problem, in_order
from generator.intake import authority, ballots, figures
from generator.intake.few import few
from generator.intake.repository import Cycle, Office
from generator.intake.similar import nearest, repeated


def check(office: Office) -> list[Problem]:
    """Every problem between the records of ``office`` that needs neither the clock nor a score; sorted.

    Looks only at records that could be read: what is missing because its file is wrong is not reported again.
    """
    problems = [*authority.check(office)]
    for year, calendar in office.calendars.items():
        given = calendar.record.year
        if given != year:
            problems.append(calendar.problem("X102", ("year",), field="year", given=given, expected=year))
    for cycle in office.cycles.values():
        problems += [*_cycle_names(cycle), *_file_names(cycle)]
        if cycle.scheme is not None:
            problems += few(_providers(office, cycle), cycle.scheme.path)
        if cycle.roster is not None:
            problems += few(_roster(office, cycle), cycle.roster.path)
        disputed = disputed_units(office, cycle)
        problems += [*figures.check(cycle, disputed), *ballots.check(cycle, disputed)]
    return in_order(problems)


def own_records(office: Office) -> Office:
    """The office without the records of which X101 tells: for every later check they are as if they were not read.

    A file that was copied from another year would otherwise be at odds with everything that this year has.
    """
    return replace(office, cycles={name: _own(cycle) for name, cycle in office.cycles.items()})


def _own(cycle: Cycle) -> Cycle:
    strange = {problem.place.path for problem in _cycle_names(cycle)}
    if not strange:
        return cycle
    kept: dict[str, Any] = {}
    for field in ("scheme", "roster", "report", "decision", "closed"):
        bound = getattr(cycle, field)
        kept[field] = None if bound is None or bound.path in strange else bound
    for field in ("data", "votes", "withdrawals", "people", "acts"):
        kept[field] = {name: bound for name, bound in getattr(cycle, field).items() if bound.path not in strange}
    return replace(cycle, **kept)


def disputed_units(office: Office, cycle: Cycle) -> frozenset[str]:
    """Units that only one of organ and roster knows: one finding in the roster, not one wherever they are named."""
    if office.organ is None or cycle.roster is None:
        return frozenset()
    departments = {unit.id for unit in office.organ.record.departments}
    return frozenset(departments ^ {entry.unit for entry in cycle.roster.record.units})


def _cycle_names(cycle: Cycle) -> Iterator[Problem]:
    for bound in cycle.records():
        # A refinement has the cycle of the scheme that it extends.
        given = getattr(bound.record, "cycle", cycle.name)
        if given != cycle.name:
            yield bound.problem("X101", ("cycle",), given=given, expected=cycle.name)


def _file_names(cycle: Cycle) -> Iterator[Problem]:
    for name, data in cycle.data.items():
        if data.record.indicator != name:
            given = data.record.indicator
            yield data.problem("X102", ("indicator",), field="indicator", given=given, expected=name)
    for name, votes in cycle.votes.items():
        if votes.record.group != name:
            yield votes.problem("X102", ("group",), field="group", given=votes.record.group, expected=name)


def _providers(office: Office, cycle: Cycle) -> Iterator[Problem]:
    """Data come from departments of the organ (P1-A14)."""
    if office.organ is None or cycle.scheme is None:
        return
    departments = {unit.id for unit in office.organ.record.departments}
    for at_family, family in enumerate(cycle.scheme.record.families):
        for at, indicator in enumerate(family.indicators):
            if indicator.provider not in departments:
                loc = ("families", at_family, "indicators", at, "provider")
                near = nearest(indicator.provider, departments)
                yield cycle.scheme.problem("X110", loc, clause="P1-A14", provider=indicator.provider, near=near)


def _roster(office: Office, cycle: Cycle) -> Iterator[Problem]:
    """Everyone is assessed or exempt, with a reason; nobody is left out (P1-A6)."""
    roster = cycle.roster
    if roster is None:
        return
    units = [entry.unit for entry in roster.record.units]
    for at in repeated(units):
        yield roster.problem("X121", ("units", at, "unit"), clause="P1-A6", unit=units[at])
    if office.organ is None:
        return
    departments = dict.fromkeys(unit.id for unit in office.organ.record.departments)
    for at, unit in enumerate(units):
        if unit not in departments:
            near = nearest(unit, departments)
            yield roster.problem("X122", ("units", at, "unit"), clause="P1-A6", unit=unit, near=near)
    present = set(units)
    for unit in departments:
        if unit not in present:
            yield roster.problem("X120", ("units",), clause="P1-A6", unit=unit)

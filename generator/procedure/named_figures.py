"""Single figures by the name that a comment, review or report gives them, and inputs with other figures in their place.

Names, docs/spec/16-procedure.md "Names of figures": ``data/<indicator>/<unit>``,
``votes/<group>/<unit>/<indicator>/<option>``, ``people/data/<indicator>/<person>`` (then ``/<period>`` where a figure
has periods) and ``people/votes/<group>/<person>/<indicator>/<option>``. In place of an option, ``issued``, ``returned``
and ``invalid`` name the numbers of ballots (of people: the reason why ballots are invalid).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any, NamedTuple

from pydantic import BaseModel

from generator.intake.bind import Bound
from generator.intake.models import people
from generator.intake.models.rules import rater_groups
from generator.intake.node import Loc
from generator.intake.record_file import record_path
from generator.intake.repository import Cycle

_BALLOTS = ("issued", "returned", "invalid")


class Spot(NamedTuple):
    """A figure in a file that was read: where it stands in its record, and what it is."""

    bound: Bound[Any]
    loc: Loc
    value: Fraction


def find(cycle: Cycle, item: str) -> Spot | None:
    """The figure that ``item`` names; None where the cycle has none of that name."""
    bound, loc = _place(cycle, item)
    value = _value(bound.record, loc) if bound is not None and loc is not None else None
    return None if bound is None or loc is None or value is None else Spot(bound, loc, value)


def file_of(cycle: Cycle, item: str) -> str | None:
    """The record path of the file in which ``item`` would stand; None for what is no name of a figure."""
    patterns = {"data": "inputs/data/{}.yml", "votes": "inputs/votes/{}.yml"}
    parts = item.split("/")
    if parts[0] == "people":
        patterns, parts = {"data": "people/data/{}.yml", "votes": "people/votes/{}.yml"}, parts[1:]
    if len(parts) < 2 or parts[0] not in patterns:
        return None
    return cycle.path(patterns[parts[0]].format(parts[1]))


def unread(cycle: Cycle, item: str) -> bool:
    """Whether nothing can be said of ``item``: its file was not read, or is missing, which is a finding of its own."""
    path = file_of(cycle, item)
    if path is None or path in _read(cycle):
        return False
    return path in cycle.present or path in _asked_for(cycle)


def put_back(cycle: Cycle, figures: Iterable[tuple[str, Fraction]]) -> Cycle:
    """The cycle with other values for some figures, by name; names that mean nothing are left out."""
    for item, value in figures:
        spot = find(cycle, item)
        if spot is None:
            continue
        record = _with(spot.bound.record, spot.loc, value)
        cycle = _exchanged(cycle, replace(spot.bound, record=record))
    return cycle


def _place(cycle: Cycle, item: str) -> tuple[Bound[Any] | None, Loc | None]:
    """The file and where in it the figure would stand, whether or not there is a value."""
    match item.split("/"):
        case ["data", indicator, unit]:
            bound: Bound[Any] | None = cycle.data.get(indicator)
            return bound, _entry(bound, "values", {"unit": unit}, "value")
        case ["votes", group, unit, indicator, name]:
            bound = cycle.votes.get(group)
            return bound, _counted(bound, {"unit": unit, "indicator": indicator}, name)
        case ["people", "data", indicator, person]:
            bound = cycle.each(people.DATA).get(indicator)
            return bound, _entry(bound, "values", {"person": person}, "value")
        case ["people", "data", indicator, person, period]:
            bound = cycle.each(people.DATA).get(indicator)
            return bound, _entry(bound, "values", {"person": person}, "periods", period)
        case ["people", "votes", group, person, indicator, name]:
            bound = cycle.each(people.VOTES).get(group)
            return bound, _counted(bound, {"person": person, "indicator": indicator}, name)
    return None, None


def _entry(bound: Bound[Any] | None, listed: str, wanted: Mapping[str, str], *rest: str) -> Loc | None:
    """The place of the list's first entry that has the wanted values, and on from there."""
    entries = getattr(bound.record, listed) if bound is not None else []
    for at, entry in enumerate(entries):
        if all(getattr(entry, name) == value for name, value in wanted.items()):
            return (listed, at, *rest)
    return None


def _counted(bound: Bound[Any] | None, wanted: Mapping[str, str], name: str) -> Loc | None:
    loc = _entry(bound, "tallies", wanted)
    if bound is None or loc is None:
        return None
    tally = _at(bound.record, loc)
    if name not in (tally.counts or {}):
        if name in _BALLOTS and isinstance(getattr(tally, name), int):
            return (*loc, name)
        if isinstance(tally.invalid, Mapping) and name in tally.invalid:
            return (*loc, "invalid", name)
    return (*loc, "counts", name)


def _value(record: BaseModel, loc: Loc) -> Fraction | None:
    value = _at(record, loc)
    return Fraction(value) if isinstance(value, (int, Fraction)) else None


def _at(value: Any, loc: Loc) -> Any:
    for part in loc:
        if isinstance(value, BaseModel):
            value = getattr(value, str(part))
        elif isinstance(value, Mapping):
            value = value.get(part)
        elif isinstance(value, list) and isinstance(part, int):
            value = value[part]
        else:
            return None
    return value


def _with(value: Any, loc: Loc, new: Fraction) -> Any:
    """``value`` with ``new`` at ``loc``; counts stay whole numbers."""
    if not loc:
        return int(new) if isinstance(value, int) else new
    part, rest = loc[0], loc[1:]
    if isinstance(value, BaseModel):
        return value.model_copy(update={str(part): _with(getattr(value, str(part)), rest, new)})
    if isinstance(value, Mapping):
        return {**value, part: _with(value[part], rest, new)}
    return [_with(item, rest, new) if at == part else item for at, item in enumerate(value)]


def _exchanged(cycle: Cycle, bound: Bound[Any]) -> Cycle:
    """The cycle with ``bound`` for the file of the same path."""

    def with_it(records: Mapping[str, Bound[Any]]) -> dict[str, Bound[Any]]:
        return {name: bound if old.path == bound.path else old for name, old in records.items()}

    return replace(cycle, data=with_it(cycle.data), votes=with_it(cycle.votes), people=with_it(cycle.people))


def _read(cycle: Cycle) -> set[str]:
    every: tuple[Bound[Any], ...] = (*cycle.data.values(), *cycle.votes.values(), *cycle.people.values())
    return {record_path(bound.path) for bound in every}


def _asked_for(cycle: Cycle) -> set[str]:
    """The files of figures and ballots about units that the scheme needs."""
    groups = {group.id for indicator in cycle.indicators.values() for group in rater_groups(indicator.rule)}
    names = [*(f"data/{name}" for name in cycle.indicators), *(f"votes/{name}" for name in groups)]
    return {cycle.path(f"inputs/{name}.yml") for name in names}

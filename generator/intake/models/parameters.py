"""Dated parameters: a number of a scheme that has its own clause and its own days (P1-A1).

A scheme refers to a parameter as ``=id`` wherever a number may stand. What holds on the first day of the cycle counts.
Source: docs/spec/12-scoring.md, "Parameters".
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any

from pydantic import Field

from generator.intake.fields import ClauseId, Date, Number, Record, Ring, Slug, Text, fault
from generator.intake.node import Loc

Cites = Annotated[list[Slug | ClauseId], Ring.PUBLIC, Field(min_length=1)]
"""At least one clause of the regulation or basis of the scheme."""

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_YEAR = re.compile(r"[1-9][0-9]{3}")
PLACEHOLDER = "1"


class DatedValue(Record):
    """A value and the days on which it holds: ``from`` the first, ``to`` the last (none: it still holds)."""

    from_: Annotated[Date, Ring.PUBLIC, Field(alias="from")]
    to: Annotated[Date | None, Ring.PUBLIC] = None
    value: Annotated[Number, Ring.PUBLIC]
    cites: Cites


class Parameter(Record):
    """A number that changes with time, and where each of its values stands written."""

    id: Annotated[Slug, Ring.PUBLIC]
    unit: Annotated[Text, Ring.PUBLIC]
    values: Annotated[list[DatedValue], Ring.PUBLIC, Field(min_length=1)]


def cycle_day(cycle: object) -> datetime.date | None:
    """The day for which parameters are looked up: the first of the cycle's year."""
    return datetime.date(int(cycle), 1, 1) if isinstance(cycle, str) and _YEAR.fullmatch(cycle) else None


def references(data: object, loc: Loc = ()) -> Iterator[tuple[Loc, str]]:
    """Every ``=id`` below ``data`` with its place."""
    if isinstance(data, str):
        if data.startswith("="):
            yield loc, data[1:]
    elif isinstance(data, Mapping):
        for key, value in data.items():
            yield from references(value, (*loc, str(key)))
    elif isinstance(data, Sequence):
        for at, value in enumerate(data):
            yield from references(value, (*loc, at))


def resolved(data: Any) -> Any:
    """The scheme as text with every ``=id`` replaced by the value on the cycle's day.

    Raises S131 (no such parameter) or S132 (none of its values holds on that day) at the reference.
    """
    if not isinstance(data, Mapping):
        return data
    day = cycle_day(data.get("cycle"))
    known = {entry["id"]: entry for entry in _entries(data) if isinstance(entry.get("id"), str)}
    values: dict[str, Any] = {}
    for loc, name in references(data):
        if name not in known:
            raise fault("S131", at=loc, id_value=name, known_value=", ".join(known) or "-", clause="P1-A1")
        value = _value_on(known[name], day)
        if value is None:
            words = {"id_value": name, "day": day.isoformat() if day else "-"}
            raise fault("S132", at=loc, clause="P1-A1", **words)
        values[name] = value
    return _replaced(data, values) if values else data


def placed(data: Any) -> Any:
    """The same with a placeholder for every reference: for a file whose parameters stand in another."""
    names = {name: PLACEHOLDER for _, name in references(data)}
    return _replaced(data, names) if names else data


def _entries(data: Mapping[Any, Any]) -> list[Mapping[Any, Any]]:
    listed = data.get("parameters")
    return [entry for entry in listed if isinstance(entry, Mapping)] if isinstance(listed, list) else []


def _value_on(entry: Mapping[Any, Any], day: datetime.date | None) -> Any:
    """The last value whose days hold ``day``; texts are compared, since the days are not typed yet."""
    listed = entry.get("values")
    wanted = day.isoformat() if day else ""
    found = None
    for value in listed if isinstance(listed, list) else []:
        if not isinstance(value, Mapping) or not _DAY.fullmatch(str(value.get("from", ""))):
            continue
        if str(value["from"]) <= wanted <= str(value.get("to") or "9999-12-31"):
            found = value.get("value")
    # A value that is itself a reference would have to be looked up again: not part of the language.
    return None if isinstance(found, str) and found.startswith("=") else found


def _replaced(data: Any, values: Mapping[str, Any]) -> Any:
    if isinstance(data, str):
        return values.get(data[1:], data) if data.startswith("=") else data
    if isinstance(data, Mapping):
        return {key: _replaced(value, values) for key, value in data.items()}
    if isinstance(data, list):
        return [_replaced(value, values) for value in data]
    return data

"""What changed between two schemes, and who gains and loses marks by it, as far as the rule alone says.

Entries with ids are matched by id, everything else by its field. Source: docs/spec/12-scoring.md, "Comparing schemes".
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from generator.core.exact import plain
from generator.intake.fields import Bilingual
from generator.intake.models.rules import BandTable
from generator.intake.models.scheme import Scheme
from generator.intake.rings import Record
from generator.scoring.compare_effects import band_changes, effect_of

ABSENT = "-"
HEAD = frozenset({"id", "cycle", "title", "published", "schema_", "extends"})
"""Fields that name a scheme and say nothing of how it assesses."""

KEYS = ("id", "target", "unit_grade", "option", "from_", "at", "value")
"""By what the entries of a list are matched, the first that they have."""


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: where (ids and fields from the outside in), the field, before, after, and who gains or loses.

    ``effect`` is a key of the catalogue below ``diff.effect``, empty where nothing follows from the rule alone.
    """

    path: tuple[str, ...]
    field: str
    before: str
    after: str
    effect: str = ""


def compare(old: Scheme, new: Scheme) -> list[Change]:
    """Every difference, in the order of the new scheme's fields; empty where both assess alike."""
    return [change for name in type(new).model_fields if name not in HEAD for change in _field(old, new, name, ())]


def _field(old: Record, new: Record, name: str, path: tuple[str, ...]) -> Iterator[Change]:
    before, after = getattr(old, name), getattr(new, name)
    if before == after:
        return
    if isinstance(old, BandTable) and isinstance(new, BandTable):
        for where, points, now in band_changes(old, new):
            yield Change((*path, where), "points", plain(points), plain(now), "more" if now > points else "fewer")
    elif _is_record(before) and _is_record(after):
        yield from _records(before, after, (*path, name), name)
    elif isinstance(before, list) and isinstance(after, list) and _keyed(before + after):
        yield from _lists(before, after, (*path, name))
    else:
        yield Change(path, name, said(before), said(after), effect_of(old, new, name))


def _records(old: Record, new: Record, path: tuple[str, ...], name: str) -> Iterator[Change]:
    kinds = getattr(old, "kind", None), getattr(new, "kind", None)
    if kinds[0] != kinds[1]:
        yield Change(path[:-1], name, str(kinds[0]), str(kinds[1]))
        return
    for part in type(new).model_fields:
        yield from _field(old, new, part, path)


def _lists(old: list[Record], new: list[Record], path: tuple[str, ...]) -> Iterator[Change]:
    before, after = {_key(item): item for item in old}, {_key(item): item for item in new}
    for key, item in after.items():
        if key in before:
            for part in type(item).model_fields:
                yield from _field(before[key], item, part, (*path, key))
        else:
            yield Change((*path, key), "added", ABSENT, said(item))
    for key, item in before.items():
        if key not in after:
            yield Change((*path, key), "removed", said(item), ABSENT)


def _is_record(value: object) -> bool:
    return isinstance(value, Record) and not isinstance(value, Bilingual)


def _keyed(items: list[object]) -> bool:
    """Whether entries can be told apart by a key, so that one is matched with what it was before."""
    return bool(items) and all(_is_record(item) and any(hasattr(item, key) for key in KEYS) for item in items)


def _key(item: Record) -> str:
    for name in KEYS:
        if hasattr(item, name):
            return said(getattr(item, name))
    return ABSENT


def said(value: object) -> str:
    """A value in one line: numbers without rounding, a record by its name or its fields."""
    if value is None or value == []:
        return ABSENT
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Fraction):
        return plain(value)
    if isinstance(value, Bilingual):
        return f"{value.zh} / {value.en}"
    if isinstance(value, list):
        return ", ".join(said(item) for item in value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, Record):
        name = getattr(value, "name", None)
        parts = [f"{field} {said(part)}" for field, part in value if part is not None and part != []]
        return said(name) if name is not None else "; ".join(parts)
    return str(value)

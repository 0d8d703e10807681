"""What a record of the procedure says, field by field and in words, for whoever signs it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from generator.cli.record_names import Names
from generator.core.messages import known, text
from generator.published.record import PublicRecord

VALUES: Mapping[str, str] = {
    "audience": "site.audience",
    "channels": "site.channel",
    "item": "site.release",
    "measure": "site.measure",
    "method": "site.found",
    "reason": "site.correction.reason",
    "result": "site.check",
    "step": "status.act",
    "verdict": "site.release",
    "word": "site.vague",
}
"""Where the words are for the values of a field that has a closed list of them."""

_UNITS = {"unit", "units"}
_GRADES = {"grade", "ceiling", "recommended"}
_LANGUAGES = {"zh", "en"}
_INDENT = "  "


def outlines(records: Sequence[PublicRecord], names: Names) -> str:
    """Each record as an outline: what will be public of it, nothing left out but the other language."""
    parts = []
    for record in records:
        title = text(f"cli.record.{record.type}", names.lang)
        parts.append("\n".join([f"{title} ({record.name})", *_lines(record.body, names, _INDENT)]))
    return "\n\n".join(parts)


def _lines(value: Mapping[str, Any], names: Names, indent: str) -> Iterator[str]:
    for key, item in value.items():
        label = text(f"cli.field.{key}", names.lang) if f"cli.field.{key}" in known() else key
        item = _told(key, item, names)
        if isinstance(item, str):
            yield f"{indent}{label}: {item}"
        elif isinstance(item, Mapping):
            yield f"{indent}{label}:"
            yield from _lines(item, names, indent + _INDENT)
        else:
            yield f"{indent}{label}:"
            yield from _items(key, item, names, indent + _INDENT)


def _items(key: str, items: Sequence[Any], names: Names, indent: str) -> Iterator[str]:
    for item in items:
        item = _told(key, item, names)
        if isinstance(item, str):
            yield f"{indent}- {item}"
            continue
        first, *rest = _lines(item, names, indent + _INDENT)
        yield f"{indent}- {first.strip()}"
        yield from rest


def _told(key: str, value: Any, names: Names) -> Any:
    """A value of the field ``key`` that fits on the line as text; else a mapping or a list that is not empty."""
    lang = names.lang
    if isinstance(value, Mapping) and set(value) == _LANGUAGES:
        return str(value[lang])
    if isinstance(value, bool):
        return text("cli.record.yes" if value else "cli.record.no", lang)
    if value is None or (isinstance(value, (list, tuple, Mapping)) and not value):
        return text("cli.record.none", lang)
    return value if isinstance(value, (Mapping, list, tuple)) else _named(key, str(value), names)


def _named(key: str, value: str, names: Names) -> str:
    """A value with what it is called, where it is the id of a unit or grade, or a word of a closed list."""
    entry = f"{VALUES.get(key, '')}.{value}"
    name = text(entry, names.lang) if entry in known() else value
    if key in _UNITS | _GRADES:
        name = names.unit(value) if key in _UNITS else names.grade(value)
    return value if name == value else text("cli.record.named", names.lang, id=value, name=name)

"""What a record of the procedure says, field by field in the words of the office's own files, for whoever signs it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from generator.cli.record_names import Names
from generator.core.messages import Lang, text
from generator.published.record import PublicRecord

_LANGUAGES = {"zh", "en"}
_INDENT = "  "


def outlines(records: Sequence[PublicRecord], names: Names) -> str:
    """Each record as an outline: what will be public of it, nothing left out but the other language."""
    parts = []
    for record in records:
        title = text(f"cli.record.{record.type}", names.lang)
        parts.append("\n".join([f"{title} ({record.name})", *_lines(record.body, names.lang, _INDENT)]))
    return "\n\n".join(parts)


def _lines(value: Mapping[str, Any], lang: Lang, indent: str) -> Iterator[str]:
    for key, item in value.items():
        item = _told(item, lang)
        if isinstance(item, str):
            yield f"{indent}{key}: {item}"
        elif isinstance(item, Mapping):
            yield f"{indent}{key}:"
            yield from _lines(item, lang, indent + _INDENT)
        else:
            yield f"{indent}{key}:"
            yield from _items(item, lang, indent + _INDENT)


def _items(items: Sequence[Any], lang: Lang, indent: str) -> Iterator[str]:
    for item in items:
        item = _told(item, lang)
        if isinstance(item, str):
            yield f"{indent}- {item}"
            continue
        first, *rest = _lines(item, lang, indent + _INDENT)
        yield f"{indent}- {first.strip()}"
        yield from rest


def _told(value: Any, lang: Lang) -> Any:
    """A value that fits on the line as text; else a mapping or a list that is not empty."""
    if isinstance(value, Mapping) and set(value) == _LANGUAGES:
        return str(value[lang])
    if isinstance(value, bool):
        return text("cli.record.yes" if value else "cli.record.no", lang)
    if value is None or (isinstance(value, (list, tuple, Mapping)) and not value):
        return text("cli.record.none", lang)
    return value if isinstance(value, (Mapping, list, tuple)) else str(value)

"""YAML text of the example's people records, with a Chinese comment on top and a canary in every free text.

A canary is ``KAOHE-CANARY-`` and the first 16 hex digits of SHA-256(``kaohe canary v1`` LF path LF position); see
tests/example/test_records.py.
"""

from __future__ import annotations

import datetime
import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import TypeAlias

Loc: TypeAlias = tuple[int | str, ...]
Value: TypeAlias = "str | int | Fraction | datetime.date | Mapping[str, Value] | Sequence[Value]"

WIDTH = 118
# Digits after a 0 are quoted: without quotes other programs read another number.
_PLAIN = re.compile(r"(?!0[0-9])[A-Za-z0-9][A-Za-z0-9_./-]*%?")


class Free(str):
    """A text that only the office reads: it gets a canary."""

    __slots__ = ()


def document(path: str, comment: str, record: Mapping[str, Value], notes: Mapping[str, str] | None = None) -> str:
    """The file at ``path``; ``notes`` are comments above keys of the top level."""
    lines = [f"# {line}" for line in comment.splitlines()]
    for key, value in record.items():
        if notes and key in notes:
            lines += ["", f"# {notes[key]}"]
        lines += _entry(path, (key,), f"{key}:", value, 0)
    return "\n".join(lines) + "\n"


def canary(path: str, loc: Loc) -> str:
    """The mark of the text at ``loc`` of the file at ``path``."""
    label = f"kaohe canary v1\n{path}\n{'.'.join(map(str, loc))}"
    return "KAOHE-CANARY-" + hashlib.sha256(label.encode()).hexdigest()[:16]


def _entry(path: str, loc: Loc, head: str, value: Value, indent: int) -> Iterator[str]:
    """``head`` (a key or a dash) with its value, on one line where it fits."""
    margin = " " * indent
    flow = _flow(path, loc, value)
    if not isinstance(value, (Mapping, list, tuple)) or (not _long(value) and len(margin + head + flow) < WIDTH):
        yield f"{margin}{head} {flow}"
        return
    if head != "-":
        yield margin + head
        indent += 2
    if isinstance(value, Mapping):
        for at, (key, item) in enumerate(value.items()):
            dash = head == "-" and at == 0
            lines = _entry(
                path,
                (*loc, key),
                f"- {key}:" if dash else f"{key}:",
                item,
                indent if dash else indent + 2 * (head == "-"),
            )
            yield from lines
    else:
        for at, item in enumerate(value):
            yield from _entry(path, (*loc, at), "-", item, indent)


def _long(value: Value) -> bool:
    """Whether a mapping or list holds free texts of its own, which deserve lines of their own."""
    items = value.values() if isinstance(value, Mapping) else value if isinstance(value, (list, tuple)) else ()
    return any(
        isinstance(item, (Free, Mapping, list, tuple)) and (isinstance(item, Free) or _long(item)) for item in items
    )


def _flow(path: str, loc: Loc, value: Value) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_flow(path, (*loc, key), item)}" for key, item in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_flow(path, (*loc, at), item) for at, item in enumerate(value)) + "]"
    if isinstance(value, Free):
        return f'"{value}{canary(path, loc)}"'
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Fraction):
        return _number(value)
    text = str(value)
    return text if _PLAIN.fullmatch(text) else f'"{text}"'


def _number(value: Fraction) -> str:
    """As a decimal where it is one of few digits, else as a fraction."""
    scaled = value * 1000
    if scaled.denominator != 1:
        return f"{value.numerator}/{value.denominator}"
    whole, rest = divmod(abs(scaled.numerator), 1000)
    digits = f"{rest:03}".rstrip("0")
    return ("-" if value < 0 else "") + f"{whole}" + (f".{digits}" if digits else "")

"""Small readers that the bodies of the procedure's records share; each raises FindingsError C110.

Source: docs/spec/16-procedure.md. The public body of an act is the public part of the office's file, without ``schema``
and ``cycle``: dates and numbers as texts, absent values as ``null``.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping
from typing import TypeAlias, TypeVar

from generator.published.shapes import SLUG, Document

T = TypeVar("T")

Words: TypeAlias = Mapping[str, str]
"""A text by language, ``zh`` and ``en``."""

CLAUSE = re.compile(r"P1-A[1-9][0-9]*|P2-[1-9][0-9]*\.[1-9][0-9]*(?:\([1-9][0-9]*\))?")
CITE = re.compile(rf"{CLAUSE.pattern}|{SLUG.pattern}")


def slug(item: Document) -> str:
    """An id."""
    return item.text(SLUG)


def words(item: Document) -> Words:
    """A text in two languages; neither is empty or blank."""
    found = item.bilingual()
    if not all(text.strip() for text in found.values()):
        raise item.refuse("{zh, en}")
    return found


def said(item: Document) -> str:
    """A text that is not empty or blank."""
    if not item.text().strip():
        raise item.refuse("text")
    return item.text()


def cites(item: Document) -> tuple[str, ...]:
    """At least one clause, basis or interpretation."""
    found = tuple(one.text(CITE) for one in item.items())
    if not found:
        raise item.refuse("[id, …]")
    return found


def each(item: Document, read: Callable[[Document], T], *, fewest: int = 0) -> tuple[T, ...]:
    """The members of an array of at least ``fewest``, each as ``read`` reads it."""
    found = tuple(read(one) for one in item.items())
    if len(found) < fewest:
        raise item.refuse(f">= {fewest}")
    return found


def maybe_day(item: Document) -> datetime.date | None:
    """A day or ``null``."""
    return item.optional(Document.date)

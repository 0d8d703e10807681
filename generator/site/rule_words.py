"""What the words of a rule are made of: sentences, tables, and numbers spelled for readers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from generator.published.shapes import Document
from generator.site.labels import Labels
from generator.site.numbers import number_text, ratio_text


@dataclass(frozen=True, slots=True)
class RuleTable:
    """A table that belongs to a rule: caption, column heads, rows; the first cell of a row is its head."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class RuleText:
    """A rule in words."""

    sentences: tuple[str, ...]
    tables: tuple[RuleTable, ...] = field(default=())


def given(rule: Document, name: str) -> Document | None:
    """The field ``name``; None where it is null or, in a record older than the field, absent."""
    value = rule.members().get(name)
    return None if value is None or value.value is None else value


def span(low: Document, high: Document, spell: Callable[[Document], str], label: Labels) -> str:
    """A half-open interval in words."""
    start, end = low.optional(spell), high.optional(spell)
    if start is None and end is None:
        return label("rule.span.any")
    if start is None:
        return label("rule.span.below", high=end)
    if end is None:
        return label("rule.span.from", low=start)
    return label("rule.span.between", low=start, high=end)


def number(item: Document) -> str:
    """A number without rounding."""
    return number_text(item.exact())


def percent(item: Document) -> str:
    """A share in percent."""
    return ratio_text(item.exact())


def measured(item: Document, unit: str) -> str:
    """A value with its unit: ``98%``, ``3 件``."""
    return f"{number(item)}%" if unit == "%" else f"{number(item)} {unit}"


def distance(item: Document, unit: str, label: Labels) -> str:
    """A difference with its unit; one between percentages is in percentage points."""
    return label("rule.percentage_points", number=number(item)) if unit == "%" else measured(item, unit)

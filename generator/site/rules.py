"""A scoring rule in words, with every number that it holds (docs/spec/30-records.md, type ``scheme``).

A rule becomes one sentence and, where it has rows, a table. All words come from the catalogue.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction

from generator.published.shapes import Document
from generator.site.labels import Labels
from generator.site.numbers import number_text

KINDS = (
    "linear_to_target",
    "step_penalty",
    "band_table",
    "per_case_deduction",
    "capped_bonus",
    "ratio_to_best",
    "rank_decrement",
    "votes_to_points",
    "vote_share_bands",
)


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


def rule_text(rule: Document, weight: Fraction, unit: str, label: Labels) -> RuleText:
    """The rule of an indicator worth ``weight`` points, for readers. Raises FindingsError C110 for an unknown kind."""
    kind = rule.get("kind").one_of(KINDS)
    full = number_text(weight)
    if kind in ("linear_to_target", "step_penalty"):
        key = f"rule.{kind}.{rule.get('direction').one_of(('higher', 'lower'))}"
        values = {"target": _measured(rule.get("target"), unit)}
        if kind == "step_penalty":
            values |= {"step": _distance(rule.get("step"), unit, label), "penalty": _number(rule.get("penalty"))}
        sentences = [label(key, full=full, **values)]
        if kind == "step_penalty":
            sentences.append(label(f"rule.steps.{rule.get('steps').one_of(('whole', 'partial'))}"))
        return RuleText(tuple(sentences))
    if kind == "band_table":
        return RuleText((label("rule.band_table", full=full),), (_bands(rule, unit, label),))
    if kind == "votes_to_points":
        return _votes(rule, full, label)
    if kind == "vote_share_bands":
        return _shares(rule, label)
    names = {"per_case_deduction": ("each",), "capped_bonus": ("base", "each", "cap"), "rank_decrement": ("decrement",)}
    spell = _percent if kind == "rank_decrement" else _number
    values = {name: spell(rule.get(name)) for name in names.get(kind, ())}
    return RuleText((label(f"rule.{kind}", full=full, **values),))


def _bands(rule: Document, unit: str, label: Labels) -> RuleTable:
    rows = []
    for band in rule.get("bands").items():
        span = _span(band.get("at_least"), band.get("below"), _number, label)
        rows.append((span, _number(band.get("points"))))
    return RuleTable(
        label("rule.bands.caption"), (label("rule.bands.value", unit=unit), label("rule.points")), tuple(rows)
    )


def _votes(rule: Document, full: str, label: Labels) -> RuleText:
    options = tuple(
        (label.of(item.get("name").bilingual()), _number(item.get("points"))) for item in rule.get("options").items()
    )
    groups = tuple(
        (label.of(item.get("name").bilingual()), _number(item.get("weight"))) for item in rule.get("groups").items()
    )
    policy = rule.get("missing_group").one_of(("renormalise", "incomplete"))
    return RuleText(
        (label("rule.votes_to_points", full=full), label(f"rule.missing_group.{policy}")),
        (
            RuleTable(label("rule.options.caption"), (label("rule.option"), label("rule.option.points")), options),
            RuleTable(label("rule.groups.caption"), (label("rule.group"), label("rule.group.weight")), groups),
        ),
    )


def _shares(rule: Document, label: Labels) -> RuleText:
    joined = {name: "、".join(item.text() for item in rule.get(name).items()) for name in ("share_of", "other")}
    rows = []
    for row in rule.get("rows").items():
        cells = [_span(row.get("at_least"), row.get("below"), _percent, label)]
        if joined["other"]:
            cells.append(_span(row.get("other_at_least"), row.get("other_below"), _percent, label))
        rows.append((*cells, _number(row.get("points"))))
    head = [label("rule.share", options=joined["share_of"])]
    if joined["other"]:
        head.append(label("rule.share", options=joined["other"]))
    hit = rule.get("hit").one_of(("unique", "first"))
    return RuleText(
        (label("rule.vote_share_bands", options=joined["share_of"]), label(f"rule.hit.{hit}")),
        (RuleTable(label("rule.bands.caption"), (*head, label("rule.points")), tuple(rows)),),
    )


def _span(low: Document, high: Document, spell: Callable[[Document], str], label: Labels) -> str:
    start, end = low.optional(spell), high.optional(spell)
    if start is None and end is None:
        return label("rule.span.any")
    if start is None:
        return label("rule.span.below", high=end)
    if end is None:
        return label("rule.span.from", low=start)
    return label("rule.span.between", low=start, high=end)


def _number(item: Document) -> str:
    return number_text(item.exact())


def _percent(item: Document) -> str:
    return f"{number_text(item.exact() * 100)}%"


def _measured(item: Document, unit: str) -> str:
    """A value with its unit: ``98%``, ``3 件``."""
    return f"{_number(item)}%" if unit == "%" else f"{_number(item)} {unit}"


def _distance(item: Document, unit: str, label: Labels) -> str:
    """A difference with its unit; one between percentages is in percentage points."""
    return label("rule.percentage_points", number=_number(item)) if unit == "%" else _measured(item, unit)

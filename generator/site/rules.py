"""A scoring rule in words, with every number that it holds (docs/spec/30-records.md, type ``scheme``).

A rule becomes one sentence and, where it has rows, a table. All words come from the catalogue.
"""

from __future__ import annotations

from fractions import Fraction

from generator.published.shapes import Document
from generator.site.labels import Labels
from generator.site.numbers import number_text
from generator.site.rule_kinds import IN_WORDS, exemption_sentences, group_table, policy_sentences
from generator.site.rule_words import RuleTable, RuleText, distance, measured, number, percent, span

__all__ = ["RuleTable", "RuleText", "rule_text"]

KINDS = (
    "linear_to_target",
    "step_penalty",
    "band_table",
    "per_case_deduction",
    "capped_bonus",
    "ratio_to_best",
    "votes_to_points",
    "vote_share_bands",
    "period_mean",
    *IN_WORDS,
)


def rule_text(rule: Document, weight: Fraction, unit: str, label: Labels) -> RuleText:
    """The rule of an indicator worth ``weight`` points, for readers. Raises FindingsError C110 for an unknown kind."""
    kind = rule.get("kind").one_of(KINDS)
    full = number_text(weight)
    if kind in ("linear_to_target", "step_penalty"):
        key = f"rule.{kind}.{rule.get('direction').one_of(('higher', 'lower'))}"
        values = {"target": measured(rule.get("target"), unit)}
        if kind == "step_penalty":
            values |= {"step": distance(rule.get("step"), unit, label), "penalty": number(rule.get("penalty"))}
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
    if kind in IN_WORDS:
        return IN_WORDS[kind](rule, full, unit, label)
    if kind == "period_mean":
        inner = rule_text(rule.get("rule"), weight, unit, label)
        policy = rule.get("missing_period").one_of(("incomplete", "left_out"))
        head = label("rule.period_mean", periods=str(rule.get("periods").integer(1)))
        return RuleText((head, *inner.sentences, label(f"rule.missing_period.{policy}")), inner.tables)
    names = {"per_case_deduction": ("each",), "capped_bonus": ("base", "each", "cap")}
    values = {name: number(rule.get(name)) for name in names.get(kind, ())}
    more = exemption_sentences(rule, label) if kind == "per_case_deduction" else []
    return RuleText((label(f"rule.{kind}", full=full, **values), *more))


def _bands(rule: Document, unit: str, label: Labels) -> RuleTable:
    rows = []
    for band in rule.get("bands").items():
        where = span(band.get("at_least"), band.get("below"), number, label)
        rows.append((where, number(band.get("points"))))
    return RuleTable(
        label("rule.bands.caption"), (label("rule.bands.value", unit=unit), label("rule.points")), tuple(rows)
    )


def _votes(rule: Document, full: str, label: Labels) -> RuleText:
    options = tuple(
        (label.of(item.get("name").bilingual()), number(item.get("points"))) for item in rule.get("options").items()
    )
    return RuleText(
        (label("rule.votes_to_points", full=full), *policy_sentences(rule, label)),
        (
            RuleTable(label("rule.options.caption"), (label("rule.option"), label("rule.option.points")), options),
            group_table(rule, label),
        ),
    )


def _shares(rule: Document, label: Labels) -> RuleText:
    joined = {
        name: label("separator").join(item.text() for item in rule.get(name).items()) for name in ("share_of", "other")
    }
    rows = []
    for row in rule.get("rows").items():
        cells = [span(row.get("at_least"), row.get("below"), percent, label)]
        if joined["other"]:
            cells.append(span(row.get("other_at_least"), row.get("other_below"), percent, label))
        rows.append((*cells, number(row.get("points"))))
    head = [label("rule.share", options=joined["share_of"])]
    if joined["other"]:
        head.append(label("rule.share", options=joined["other"]))
    hit = rule.get("hit").one_of(("unique", "first"))
    return RuleText(
        (label("rule.vote_share_bands", options=joined["share_of"]), label(f"rule.hit.{hit}")),
        (RuleTable(label("rule.bands.caption"), (*head, label("rule.points")), tuple(rows)),),
    )

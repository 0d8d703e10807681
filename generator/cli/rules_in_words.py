"""The rule of an indicator in words, the same words as on the public site."""

from __future__ import annotations

from collections.abc import Sequence

from generator.core.messages import Lang, text
from generator.disclosure.public_form import public_form
from generator.intake.models.scheme import Indicator
from generator.published.shapes import Document
from generator.scoring.explain import RuleWords
from generator.site.labels import Labels
from generator.site.rules import RuleTable, rule_text


def rules_in_words(lang: Lang) -> RuleWords:
    """A function from an indicator to its rule in words: a line with the sentences, then a line per table."""
    label = Labels(lang)

    def words(indicator: Indicator) -> Sequence[str]:
        rule = Document(public_form(indicator)["rule"], indicator.id)
        told = rule_text(rule, indicator.weight, getattr(indicator.unit, lang), label)
        sentences = text("explain.rule", lang, rule=label("sentence.gap").join(told.sentences))
        return (sentences, *(f"  {_table(table, lang)}" for table in told.tables))

    return words


def _table(table: RuleTable, lang: Lang) -> str:
    cells, rows = text("explain.rule.cells", lang), text("explain.rule.rows", lang)
    told = [text("explain.rule.row", lang, first=first, rest=cells.join(rest)) for first, *rest in table.rows]
    return text("explain.rule.table", lang, caption=table.caption, rows=rows.join(told))

"""Every rule kind in words, in both languages, with each of its numbers."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any, get_args

import pytest

from generator.core import canonical
from generator.core.messages import LANGS
from generator.disclosure.public_form import public_form
from generator.intake.bind import load
from generator.intake.models.rules import Rule
from generator.intake.models.scheme import Scheme
from generator.published.shapes import Document
from generator.site.labels import Labels
from generator.site.rules import KINDS, rule_text
from tests.scoring.second.random_cases import RULES, Maker

SOUND = Path(__file__).parents[1] / "schemes" / "_sound.yml"


def texts(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: texts(part) for key, part in value.items()}
    if isinstance(value, list):
        return [texts(part) for part in value]
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def published(rule: dict[str, Any]) -> Document:
    """The rule as it stands in a public record."""
    for member in get_args(get_args(Rule)[0]):
        if get_args(member.model_fields["kind"].annotation) == (rule["kind"],):
            form = public_form(member.model_validate(texts(rule)))
            return Document(canonical.decode(canonical.encode(form)), "x")
    raise AssertionError


def words(rule: Document, lang: str) -> str:
    said = rule_text(rule, Fraction(10), "%", Labels("zh" if lang == "zh" else "en"))
    cells = [cell for table in said.tables for row in (table.head, *table.rows) for cell in row]
    return "\n".join([*said.sentences, *(table.caption for table in said.tables), *cells])


def test_every_kind_has_words() -> None:
    assert set(KINDS) == set(RULES)


@pytest.mark.parametrize("kind", sorted(RULES))
@pytest.mark.parametrize("lang", LANGS)
def test_in_words(kind: str, lang: str) -> None:
    for seed in range(12):
        said = words(published(RULES[kind](Maker(seed), "10")), lang)
        assert "…" not in said and "rule." not in said and "None" not in said
        assert said.strip()


@pytest.mark.parametrize("lang", LANGS)
def test_the_sound_scheme_in_words(lang: str) -> None:
    bound, _ = load(Scheme, SOUND.read_bytes(), SOUND.name)
    assert bound is not None
    said = {}
    for family in bound.record.families:
        for indicator in family.indicators:
            document = Document(canonical.decode(canonical.encode(public_form(indicator.rule))), "x")
            said[indicator.id] = words(document, lang)
    for name, numbers in {
        "teamwork.vote": ("40%", "60", "100", "70"), "competence.rating": ("6", "50%"), "service.rating": ("50%", "3"),
        "productivity.months": ("12", "60%", "90%"), "execution.ranking": ("9.5", "8.5", "7"),
        "attitude.conduct": ("2.5", "1"), "improvement.report": ("95", "100"),
    }.items():  # fmt: skip
        assert all(number in said[name] for number in numbers), name


def test_a_rule_of_an_older_record_without_the_newer_fields() -> None:
    rule = {"kind": "rank_decrement", "decrement": "1/50"}
    assert "2%" in words(Document(rule, "x"), "zh")
    assert words(Document({"kind": "per_case_deduction", "each": "3"}, "x"), "zh")

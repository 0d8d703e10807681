"""Every word of the pages is there in both languages, says the same parameters, and is used somewhere."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from markupsafe import Markup

from generator.core import messages
from generator.core.errors import FindingsError
from generator.published.record import TYPES
from generator.published.statement import KINDS, STEPS
from generator.site.download_columns import CLAUSE_COLUMNS, COLUMNS, PLANNED
from generator.site.labels import PREFIX, Labels
from generator.site.marks import Marked
from tests.site.synthetic import ROOT

SITE = ROOT / "generator" / "site"
HAN = re.compile("[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
KEYS = sorted(key for key in messages.catalogue() if key.startswith(PREFIX))


def programs() -> Iterator[Path]:
    yield from sorted(SITE.glob("*.py"))


def templates() -> Iterator[Path]:
    yield from sorted((SITE / "templates").glob("*.html"))


def written() -> Iterator[re.Pattern[str]]:
    """Every text in the programs and templates that can be a key: as it stands, or with parts filled in."""
    for path in programs():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield re.compile(re.escape(node.value))
            if isinstance(node, ast.JoinedStr):
                parts = [
                    re.escape(part.value) if isinstance(part, ast.Constant) and isinstance(part.value, str) else None
                    for part in node.values
                ]
                # One that begins with a parameter could be anything.
                if parts[0] and "\\." in parts[0]:
                    yield re.compile("".join("[^.]+(?:\\.people)?" if part is None else part for part in parts))
    for path in templates():
        for quoted in re.findall(r"t(?:\.html)?\('([^']+)'", path.read_text("utf-8")):
            yield re.compile(re.escape(quoted).replace("%d", "[0-9]+"))


def test_every_key_is_used() -> None:
    patterns = list(written())
    # Columns, files and steps have dots of their own; the next tests say which there are.
    steps = "|".join(f"{kind}.{step}" for kind, steps in STEPS.items() for step in steps)
    free = [re.compile(rf"column\..+|data\.[a-z]+\.(?:csv|json)|kind\.(?:{steps})(?:\.text)?")]
    unused = [
        key for key in KEYS if not any(pattern.fullmatch(key.removeprefix(PREFIX)) for pattern in (*patterns, *free))
    ]
    assert unused == []


def test_the_columns_have_words_and_no_others_do() -> None:
    every = [*COLUMNS.items(), *PLANNED.items(), *CLAUSE_COLUMNS.items()]
    wanted = {f"site.column.{column}" for _, columns in every for column in columns}
    wanted |= {
        f"site.column.{column}.head" for name, columns in every if not name.endswith(".json") for column in columns
    }
    assert {key for key in KEYS if key.startswith("site.column.")} == wanted
    assert {key for key in KEYS if re.fullmatch(r"site\.data\.[a-z]+\.(?:csv|json)", key)} == {
        f"site.data.{name}" for name, _ in every
    }


def test_every_key_in_a_template_exists() -> None:
    for path in templates():
        for key in re.findall(r"\bt(?:\.html)?\('([^'%]+)'", path.read_text("utf-8")):
            assert PREFIX + key in messages.catalogue(), (path.name, key)


def test_every_kind_of_statement_and_of_record_has_a_name() -> None:
    kinds = {f"{kind}.{step}" if step else kind for kind in KINDS for step in STEPS.get(kind, ("",))}
    named = {key.removeprefix("site.kind.").removesuffix(".text") for key in KEYS if key.startswith("site.kind.")}
    assert named == kinds
    assert {key.removeprefix("site.record.type.") for key in KEYS if key.startswith("site.record.type.")} == set(TYPES)


def test_both_languages_say_the_same() -> None:
    for key in KEYS:
        texts = messages.catalogue()[key]
        assert {"zh", "en"} <= set(texts), key
        assert set(re.findall(r"\{[a-z_]+\}", texts["zh"])) == set(re.findall(r"\{[a-z_]+\}", texts["en"])), key
        assert not HAN.search(texts["en"]), key
        assert key == "site.sentence.gap" or (texts["zh"] and texts["en"]), key


def test_parameters_are_escaped_unless_they_are_html() -> None:
    label = Labels("en", {"site.event.decision.text": {"en": "<{document}>"}})
    assert label.html("event.decision.text", document="<i>") == "&lt;&lt;i&gt;&gt;"
    assert label.html("event.decision.text", document=Markup("<i>")) == "&lt;<i>&gt;"
    assert label("event.decision.text", document="<i>") == "<<i>>"


def test_an_unknown_key_is_a_finding() -> None:
    for say in (Labels("zh"), Labels("zh").html):
        with pytest.raises(FindingsError, match="B190"):
            say("nothing.like.this")


@pytest.mark.parametrize(("number", "words"), [(1, "1 unit"), (0, "0 units"), (12, "12 units")])
def test_a_word_goes_with_its_number(number: int, words: str) -> None:
    for say in (Labels("en"), Labels("en").html):
        assert say("event.report.text", units=number).endswith(f" of {words}.")
    marked = Labels("en").html("event.report.text", units=Marked(number, "/units"))
    assert marked.striptags().endswith(f" of {words}.")

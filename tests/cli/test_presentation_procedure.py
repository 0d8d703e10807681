"""What a signer is shown of the records of the procedure: every public field, in one language, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from generator.cli.presentation import presentation
from generator.cli.presentation_procedure import outlines
from generator.cli.record_names import names_of
from generator.core.messages import LANGS, Lang, text
from generator.disclosure.openings import decode_openings, unseal
from generator.office.published_state import published_statements
from generator.office.workspace import Workspace
from generator.published.commitment import slot_name
from generator.published.record import PublicRecord
from generator.published.vocabulary import PROCEDURE_TYPES, WITHHELD, WITHHELD_TYPES
from tests.conftest import Stages
from tests.example.regenerate import IDENTITY, OPEN

OTHER: Mapping[Lang, Lang] = {"zh": "en", "en": "zh"}
CANARY = "KAOHE-CANARY"
WORDS: Mapping[Lang, tuple[str, str, str]] = {"zh": ("是", "否", "无"), "en": ("yes", "no", "none")}


@pytest.fixture(scope="module")
def told(stages: Stages) -> dict[str, list[tuple[PublicRecord, dict[Lang, str]]]]:
    """By type, every record of the procedure that the example has published, told alone in each language."""
    found: dict[str, list[tuple[PublicRecord, dict[Lang, str]]]] = {}
    statements = published_statements(Workspace(stages(OPEN)))
    for item in statements:
        for record_type in PROCEDURE_TYPES:
            for record in item.of_type(record_type):
                said = {lang: presentation([record], statements[: item.index], lang) for lang in LANGS}
                found.setdefault(record_type, []).append((record, said))
    return found


Told = dict[str, list[tuple[PublicRecord, dict[Lang, str]]]]


def leaves(value: Any) -> Iterator[Any]:
    """Every value that holds no other; a text in two languages is one."""
    if isinstance(value, Mapping) and set(value) != {"zh", "en"}:
        for item in value.values():
            yield from leaves(item)
    elif isinstance(value, list):
        for item in value:
            yield from leaves(item)
    else:
        yield value


def test_the_example_has_every_type(told: Told) -> None:
    assert set(told) == set(PROCEDURE_TYPES)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("record_type", PROCEDURE_TYPES)
def test_every_public_field_is_told_and_nothing_of_the_other_language(told: Told, record_type: str, lang: Lang) -> None:
    for record, said in told[record_type]:
        title, *lines = said[lang].split("\n")
        assert title == f"{text(f'cli.record.{record_type}', lang)} ({record.name})"
        assert all(line.startswith("  ") for line in lines)
        values = {line.strip().removeprefix("- ").partition(": ")[2] or line.strip()[2:] for line in lines}
        names = {line.strip().removeprefix("- ").partition(":")[0] for line in lines}
        assert {text(f"cli.field.{key}", lang) for key in record.body} <= names
        assert not names & set(LANGS)
        assert not any("cli.field" in line for line in lines)
        for leaf in leaves(record.body):
            if isinstance(leaf, Mapping):
                assert leaf[lang] in said[lang]
                assert leaf[OTHER[lang]] not in said[lang]
            elif isinstance(leaf, bool):
                assert WORDS[lang][0 if leaf else 1] in values
            elif leaf is None:
                assert WORDS[lang][2] in values
            else:
                assert str(leaf) in said[lang]
        assert "{" not in said[lang] and "None" not in said[lang] and "True" not in said[lang]


def test_titles_differ_by_type_and_language() -> None:
    titles = [text(f"cli.record.{record_type}", lang) for record_type in PROCEDURE_TYPES for lang in LANGS]
    assert len(set(titles)) == len(titles)


def test_nothing_that_is_withheld_is_told(told: Told, stages: Stages) -> None:
    workspace = Workspace(stages(OPEN))
    held: dict[str, Any] = {}
    for path in sorted(workspace.records.rglob("*.openings.age")):
        openings = decode_openings(unseal(path.read_bytes(), [IDENTITY], path.name), path.name)
        held |= {item.name: item.value for item in openings.disclosures}
    secret = 0
    for record_type in WITHHELD_TYPES:
        for record, said in told[record_type]:
            name = slot_name(record.organ, record.cycle, record_type, record.name, record.revision, WITHHELD)
            canaries = [leaf for leaf in leaves(held[name]) if isinstance(leaf, str) and CANARY in leaf]
            secret += len(canaries)
            assert CANARY not in "".join(said.values())
            for canary in canaries:
                words = canary.partition(CANARY)[0]
                assert not any(words in one for one in said.values())
    assert secret > 50, "else there was nothing to keep"


def outline(body: dict[str, Any], lang: Lang) -> list[str]:
    record = PublicRecord("o", "2025", "goals", "2025", 1, "0" * 32, body, ())
    return outlines([record], names_of([], lang)).split("\n")


@pytest.mark.parametrize("lang", LANGS)
def test_the_form_of_an_outline(lang: Lang) -> None:
    yes, no, none = WORDS[lang]
    body = {
        "flag": True,
        "other": False,
        "away": None,
        "nobody": [],
        "count": 0,
        "said": {"zh": "甲", "en": "one"},
        "deep": {"a": {"b": "c"}},
        "entries": [{"begin": "1/3", "rest": ["x", {"zh": "乙", "en": "two"}]}, {"begin": [{"in": "y"}], "end": None}],
    }
    one, two = ("甲", "乙") if lang == "zh" else ("one", "two")
    assert outline(body, lang)[1:] == [
        f"  flag: {yes}",
        f"  other: {no}",
        f"  away: {none}",
        f"  nobody: {none}",
        "  count: 0",
        f"  said: {one}",
        "  deep:",
        "    a:",
        "      b: c",
        "  entries:",
        "    - begin: 1/3",
        "      rest:",
        "        - x",
        f"        - {two}",
        "    - begin:",
        "        - in: y",
        f"      end: {none}",
    ]


@pytest.mark.parametrize(
    ("lang", "expected"),
    [
        (
            "zh",
            [
                "  单位: 一科（one）",
                "  等次上限: 一般（fair）",
                "  方法: 实地考察（site_visit）",
                "  审查结论: withdraw",
                "  定性考核的方式:",
            ],
        ),
        (
            "en",
            [
                "  unit: First (one)",
                "  ceiling of the grade: Fair (fair)",
                "  method: site visit (site_visit)",
                "  verdict: withdraw",
            ],
        ),
    ],
)
def test_units_and_words_of_closed_lists_are_named(lang: Lang, expected: list[str]) -> None:
    departments = [{"id": "one", "name": {"zh": "一科", "en": "First"}}]
    organ = PublicRecord("o", "", "organ", "o", 1, "0" * 32, {"departments": departments}, ())
    grades = [{"id": "fair", "name": {"zh": "一般", "en": "Fair"}}]
    scheme = PublicRecord("o", "2025", "scheme", "2025", 1, "0" * 32, {"grades": grades}, ())
    body = {"unit": "one", "ceiling": "fair", "method": "site_visit", "verdict": "withdraw", "channels": ["peers"]}
    record = PublicRecord("o", "2025", "goals", "2025", 1, "0" * 32, body, ())
    told = outlines([record], names_of([organ, scheme], lang)).split("\n")
    assert told[1 : 1 + len(expected)] == expected


def test_records_of_one_type_are_kept_apart() -> None:
    record = PublicRecord("o", "2025", "feedback", "one", 1, "0" * 32, {"id": "one"}, ())
    text_of_both = outlines([record, record], names_of([], "en"))
    assert text_of_both.split("\n\n") == ["Feedback and answer (one)\n  id: one"] * 2

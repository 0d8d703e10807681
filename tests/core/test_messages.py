"""The catalogues: every sentence that code asks for exists in both languages, and none is left over."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from functools import cache
from importlib import resources
from pathlib import Path

import pytest

import generator
from generator.core import messages

ROOT = Path(generator.__file__).parent
CODE = re.compile(r"[A-Z][0-9]{3}")
CHINESE = re.compile(r"[\u3400-\u9fff\uff01-\uff5e\u3001\u3002]")
# Between two sentences: a blank in English, nothing in Chinese.
SEPARATORS = {"site.sentence.gap"}
QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"")


@cache
def sources() -> str:
    """Everything that can ask for a message: code and templates."""
    files = sorted(path for path in ROOT.rglob("*") if path.suffix in {".py", ".html"})
    return "\n".join(path.read_text("utf-8") for path in files)


@cache
def literals() -> frozenset[str]:
    """Quoted texts that may be keys."""
    return frozenset(re.findall(r"[\"']([A-Za-z0-9_.\[\]-]+)[\"']", sources()))


@cache
def assembled() -> tuple[re.Pattern[str], ...]:
    """Keys put together from a fixed beginning and a value: ``f"step.{op}"`` covers every ``step.…``."""
    found = re.findall(r"\bf\"([a-z_]+(?:\.[a-z_-]+)*\.\{[^\"]*)\"", sources())
    found += re.findall(r"'([a-z_]+(?:\.[a-z_-]+)*\.)%[ds]'", sources())
    joined = {re.sub(r"\\\{.*?\\\}|\Z(?<=\.)", r"[^ ]+", re.escape(text)) for text in found}
    return tuple(re.compile(text) for text in sorted(joined))


def entries() -> list[str]:
    return sorted(messages.catalogue())


def parameters(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def parameters_in(lang: str, text: str) -> set[str]:
    """The parameters; one that comes in two languages counts as one (``name_zh`` and ``name_en``)."""
    return {name.removesuffix(f"_{lang}") for name in parameters(text)}


def test_every_code_in_the_sources_has_a_message() -> None:
    used = {literal for literal in literals() if CODE.fullmatch(literal)}
    assert len(used) > 200
    assert used - set(entries()) == set()


def test_every_key_the_command_line_asks_for_exists() -> None:
    asked = set(re.findall(r"(?:say|text)\(\s*\"([a-z]+\.[a-z._-]+)\"", sources()))
    assert "cli.sign.confirm" in asked
    assert asked - set(entries()) == set()


@pytest.mark.parametrize("prefix", ["help", "cli.option", "cli.column"])
def test_what_is_asked_for_by_part_exists(prefix: str) -> None:
    parts = {
        "help": re.findall(r"\.(?:command|group)\(\"([a-z]+)\"", sources()),
        "cli.option": re.findall(r"option_help\(\"([a-z-]+)\"", sources()),
        "cli.column": ["id", "unit", "total", "grade", "recommended", "indicator", "needed"],
    }[prefix]
    assert parts
    assert {f"{prefix}.{part}" for part in parts} - set(entries()) == set()


def test_every_message_is_used() -> None:
    def used(key: str) -> bool:
        names = {key, key.removeprefix("site.")}
        return bool(names & literals()) or any(form.fullmatch(name) for form in assembled() for name in names)

    assert [key for key in entries() if not used(key)] == []


def test_an_unused_message_would_be_found() -> None:
    assert not any(form.fullmatch("nowhere.at_all") for form in assembled())
    assert "Z999" not in literals()


def test_every_entry_has_both_languages_and_nothing_else() -> None:
    odd = {
        key: texts
        for key, texts in messages.catalogue().items()
        if not {"zh", "en"} <= set(texts) <= {"zh", "en", "hint_zh", "hint_en"}
        or ("hint_zh" in texts) != ("hint_en" in texts)
        or (key not in SEPARATORS and not all(text.strip() for text in texts.values()))
    }
    assert odd == {}


def test_both_languages_take_the_same_parameters() -> None:
    differing = [
        (key, name)
        for key, texts in messages.catalogue().items()
        for name in ("", "hint_")
        if parameters_in("zh", texts.get(f"{name}zh", "")) != parameters_in("en", texts.get(f"{name}en", ""))
    ]
    assert differing == []


def test_parameters_are_plain_names() -> None:
    names = {name for texts in messages.catalogue().values() for text in texts.values() for name in parameters(text)}
    assert {name for name in names if not re.fullmatch(r"[a-z_]+", name)} == set()


def words_without_parameters(text: str) -> str:
    return re.sub(r"\{[a-z_]+(?::@[a-z.]+\+?)?\}", "", text)


def by_language(lang: str) -> Iterator[tuple[str, str]]:
    for key, texts in messages.catalogue().items():
        for name in (lang, f"hint_{lang}"):
            if name in texts:
                yield key, words_without_parameters(texts[name])


def test_chinese_texts_are_chinese() -> None:
    """A text with words in it has Chinese ones, unless both languages say the same (a format's name, a sign)."""
    same = {key for key, texts in messages.catalogue().items() if texts["zh"] == texts["en"]}
    wrong = [
        (key, text)
        for key, text in by_language("zh")
        if re.search(r"[A-Za-z]{2}", text) and not CHINESE.search(text) and key not in same
    ]
    assert wrong == []


def test_few_entries_are_the_same_in_both_languages() -> None:
    same = [key for key, texts in messages.catalogue().items() if texts["zh"] == texts["en"]]
    assert all(
        len(re.sub(r"[^A-Za-z]", "", words_without_parameters(messages.catalogue()[key]["zh"]))) <= 10 for key in same
    ), same


def test_english_texts_have_no_chinese_outside_quotation_marks() -> None:
    wrong = [(key, text) for key, text in by_language("en") if CHINESE.search(QUOTED.sub("", text))]
    assert wrong == []


def test_a_sentence_with_its_parameters() -> None:
    assert messages.text("P102", "en", kind="report", needed="scheme") == "scheme must be published before report"
    told = "发布“考核报告（report）”之前，必须先发布“公布方案和计划（scheme）”"
    assert messages.text("P102", "zh", kind="report", needed="scheme") == told


def test_what_is_missing_shows_but_does_not_fail() -> None:
    assert messages.text("P102", "en", kind="report") == "… must be published before report"
    assert messages.text("no.such.key", "zh") == "no.such.key"
    assert messages.hint("no.such.key", "en") == messages.hint("L302", "en") == ""


def test_a_parameter_is_not_a_template() -> None:
    assert messages.text("P102", "en", kind="{needed}", needed="{0}") == "{0} must be published before {needed}"


@pytest.mark.parametrize(
    ("ids", "zh", "en"),
    [
        ("expert 2, office 1", "专家 2、考核办公室 1", "expert 2, office 1"),
        ("leadership", "领导班子", "leadership"),
        ("v1 leadership 1", "v1 领导班子 1", "v1 leadership 1"),
        ("nobody", "nobody", "nobody"),
        ("{role}", "{role}", "{role}"),
    ],
)
def test_ids_are_told_in_words(ids: str, zh: str, en: str) -> None:
    assert messages.text("cli.sign.missing", "zh", missing=ids) == f"尚缺：{zh}"
    assert messages.named(ids, "status.role", "en") == en


def test_an_id_may_stand_beside_its_name() -> None:
    assert messages.named("expert, nobody", "status.role+", "zh") == "专家（expert）、nobody"
    assert messages.named("reviewer", "status.actor+", "en") == "release reviewer (reviewer)"
    assert messages.text("P102", "zh") == "发布“…”之前，必须先发布“…”"


def test_areas_that_messages_name_exist() -> None:
    templates = [text for texts in messages.catalogue().values() for text in texts.values()]
    areas = {area for text in templates for area in re.findall(r"\{[a-z_]+:@([a-z.]+)\+?\}", text)}
    assert {"status.role", "status.act"} <= areas
    assert [area for area in areas if not any(key.startswith(f"{area}.") for key in entries())] == []


@pytest.mark.parametrize(("number", "word"), [(1, "page"), ("1", "page"), (0, "pages"), (2, "pages"), ("1.5", "pages")])
def test_a_word_goes_with_its_number(monkeypatch: pytest.MonkeyPatch, number: object, word: str) -> None:
    entry = {"zh": "{pages} 页", "en": "{pages} {pages:page|pages}"}
    monkeypatch.setattr(messages, "entry", lambda key: entry)
    assert messages.text("x", "en", pages=number) == f"{number} {word}"
    assert messages.text("x", "zh", pages=number) == f"{number} 页"


def test_no_english_text_leaves_the_number_open() -> None:
    for key, texts in messages.catalogue().items():
        assert "(s)" not in texts.get("en", "") + texts.get("hint_en", ""), key


def test_every_entry_is_found_without_reading_the_other_files() -> None:
    assert set(messages.known()) == set(entries())
    assert set(messages.known().values()) == {path.name for path in (ROOT / "catalogue").glob("*.yml")}


@pytest.mark.parametrize("beside", ["a.yml", "b.yml"])
def test_a_key_that_stands_twice_is_a_mistake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, beside: str) -> None:
    folder = tmp_path / "catalogue"
    folder.mkdir()
    (folder / "a.yml").write_text(
        '# first\none.word: {zh: 一, en: one}\n"two[].words":\n  zh: 二\n  en: two\n', "utf-8"
    )
    monkeypatch.setattr(resources, "files", lambda package: tmp_path)
    for remembering in ("_contents", "known"):
        monkeypatch.setattr(messages, remembering, getattr(messages, remembering).__wrapped__)
    assert set(messages.known()) == {"one.word", "two[].words"}
    with (folder / beside).open("a", encoding="utf-8") as file:
        file.write("one.word: {zh: 又一, en: one again}\n")
    with pytest.raises(ValueError, match=r"one\.word stands in two"):
        messages.known()

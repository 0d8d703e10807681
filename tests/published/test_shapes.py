"""The small parsers: exact numbers in one spelling, dates that exist, refusals that say where."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest

from generator.core.errors import FindingsError
from generator.published.shapes import MAX_NUMBER, Document, exact_text


def test_exact_numbers_have_one_spelling() -> None:
    numbers = {"0": Fraction(0), "7": Fraction(7), "-1/3": Fraction(-1, 3), "956/25": Fraction(956, 25)}
    for text, number in numbers.items():
        assert Document(text, "x").exact() == number
        assert exact_text(number) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-0",
        "00",
        "+1",
        "1.5",
        "2/4",
        "1/1",
        "1/0",
        "0/5",
        "1/-2",
        " 1",
        "1\n",
        "٣",
        "9" * (MAX_NUMBER + 1),
        "9" * 9999,
    ],
)
def test_other_spellings_are_refused(text: str) -> None:
    with pytest.raises(FindingsError):
        Document(text, "x").exact()


@pytest.mark.parametrize("text", ["95.74", "0", "-0.5", "100"])
def test_shown_numbers(text: str) -> None:
    assert Document(text, "x").shown() == text


@pytest.mark.parametrize("text", ["", ".5", "5.", "1e3", "01", "1,5", "1/2", "0." + "1" * MAX_NUMBER, None, 5])
def test_other_shown_numbers_are_refused(text: object) -> None:
    with pytest.raises(FindingsError):
        Document(text, "x").shown()


def test_refusal_says_where_and_what() -> None:
    document = Document({"a": [{"b": "no"}]}, "file.json", "/body")
    with pytest.raises(FindingsError) as caught:
        document.get("a").items()[0].get("b").integer(1)
    found = caught.value.problems[0]
    assert (found.code, found.place.path) == ("C110", "file.json")
    assert found.params == {"at": "/body/a/0/b", "expected": "integer >= 1"}


def test_optional_and_bilingual() -> None:
    assert Document(None, "x").optional(Document.bilingual) is None
    assert Document({"zh": "一", "en": "one"}, "x").optional(Document.bilingual) == {"zh": "一", "en": "one"}
    for value in ({"zh": "一"}, {"zh": "一", "en": 1}, {"zh": "", "en": "", "fr": ""}, "text"):
        with pytest.raises(FindingsError):
            Document(value, "x").bilingual()


READS: dict[str, Callable[[Document], object]] = {
    "items": Document.items,
    "members": Document.members,
    "boolean": Document.boolean,
    "date": Document.date,
    "text": Document.text,
    "integer": Document.integer,
    "key": lambda document: document.get("k"),
}


@pytest.mark.parametrize(
    ("value", "fits"),
    [
        (None, set()),
        (1, {"integer"}),
        ("x", {"text"}),
        (True, {"boolean"}),
        ([], {"items"}),
        ({"k": 1}, {"members", "key"}),
    ],
)
def test_each_reader_takes_its_own_kind_of_value(value: object, fits: set[str]) -> None:
    assert {name for name, read in READS.items() if _passes(read, Document(value, "x"))} == fits


def _passes(read: Callable[[Document], object], document: Document) -> bool:
    try:
        read(document)
    except FindingsError:
        return False
    return True

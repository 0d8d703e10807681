"""The errata of the source: which places, how they were read, and the text that they are about."""

from __future__ import annotations

import hashlib
import re
from importlib import resources

import pytest

from generator.core.errors import FindingsError
from generator.regulation import catalogue
from generator.regulation.errata import errata, parse
from tests.regulation.test_catalogue import REGULATION, longest_shared_run

TEXT = (resources.files("generator.regulation") / "errata.yml").read_text("utf-8")


def test_the_spoiled_places_are_those_of_the_source() -> None:
    found = errata()
    assert [(place.clause, place.kind) for place in found.places] == [
        ("P1-A10", "restored"),
        ("P1-A12", "restored"),
        ("P1-A20", "restored"),
        ("P1-A23", "restored"),
        ("P2-4.3", "reconstructed"),
        ("P2-5.1", "cut"),
    ]
    assert found.of("P1-A1") == ()
    assert [place.kind for place in found.of("P2-4.3")] == ["reconstructed"]


def test_only_the_clause_that_breaks_off_is_cut() -> None:
    cut = {place.clause for place in errata().places if place.kind == "cut"}
    assert cut == {clause.id for clause in catalogue.clauses().values() if clause.truncated}


def test_the_text_is_the_one_that_was_read() -> None:
    if not REGULATION.is_file():
        pytest.skip("the regulation's text is not at hand")
    data = REGULATION.read_bytes()
    assert (hashlib.sha256(data).hexdigest(), len(data)) == (errata().sha256, errata().size)
    text = data.decode("utf-8")
    for place in errata().places:
        assert longest_shared_run(place.text.zh, text) <= 13
        for restored in re.findall("“([^”]+)”", place.text.zh):
            assert restored in text or len(restored) == 1


def test_entries_are_our_sentences_in_both_languages() -> None:
    for place in errata().places:
        assert place.text.zh.endswith("。")
        assert place.text.en.endswith(".")


@pytest.mark.parametrize(
    ("old", "new", "at"),
    [
        ("clause: P1-A12", "clause: P1-A99", "P1-A99"),
        ("clause: P1-A12", "clause: P1-A9", "P1-A23"),
        ("clause: P1-A20\n    kind: restored", "clause: P1-A20\n    kind: guessed", "P1-A20"),
        ("version: 1", "version: 2", "errata.yml"),
        ("bytes: 8167", "bytes: many", "errata.yml"),
        ("sha256: d", "sha256: x", "errata.yml"),
    ],
)
def test_another_list_is_refused(old: str, new: str, at: str) -> None:
    assert old in TEXT
    with pytest.raises(FindingsError) as caught:
        parse(TEXT.replace(old, new, 1))
    problem = caught.value.problems[0]
    assert problem.code == "R227"
    assert (problem.params["at"] == at) or new.endswith("P1-A9")


@pytest.mark.parametrize("text", ["", "[]", "version: 1", "a: &a [*a]"])
def test_something_else_is_refused(text: str) -> None:
    with pytest.raises(FindingsError) as caught:
        parse(text)
    assert caught.value.problems[0].code == "R227"

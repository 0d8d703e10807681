"""Canonical JSON: one value has one encoding, and nothing else is read."""

from __future__ import annotations

import json
from typing import Any

import pytest
import rfc8785
from hypothesis import example, given
from hypothesis import strategies as st

from generator.core import canonical
from generator.core.errors import FindingsError

LARGEST = 2**53 - 1
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-LARGEST, LARGEST) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=12,
)


@given(values)
def test_there_and_back(value: Any) -> None:
    data = canonical.encode(value)
    assert canonical.decode(data) == value
    assert json.loads(data) == value


@given(values)
@example({"\ue000": 1, "\U00010000": 2, "\x00\x1f\x7f\u2028": '"\\\b\f\n\r\t/', "": [{}, [], True, None, 0, -LARGEST]})
def test_it_is_what_the_standard_asks_for(value: Any) -> None:
    assert canonical.encode(value) == rfc8785.dumps(value)


@pytest.mark.parametrize(
    "character", [*map(chr, range(0x80)), "\u0080", "\u2028", "\ud7ff", "\ue000", "\uffff", "\U00010000"]
)
def test_every_character_is_written_as_the_standard_asks_for(character: str) -> None:
    value = {character: [character], f"a{character}": character, f"\U0001f600{character}": character}
    assert canonical.encode(value) == rfc8785.dumps(value)
    del value[f"\U0001f600{character}"]
    assert canonical.encode(value) == rfc8785.dumps(value)


def test_the_deepest_nesting_counts_what_is_in_it() -> None:
    deepest: Any = []
    for _ in range(canonical.MAX_DEPTH):
        deepest = [deepest]
    assert canonical.encode(deepest) == rfc8785.dumps(deepest)
    inner: Any
    for inner in ("text", None, True, 1, [], {}):
        value: Any = [inner]
        for _ in range(canonical.MAX_DEPTH):
            value = [value]
        with pytest.raises(FindingsError):
            canonical.encode(value)


@given(values)
def test_every_other_spelling_is_refused(value: Any) -> None:
    data = canonical.encode(value)
    for other in (data + b"\n", b" " + data, json.dumps(value, indent=1).encode()):
        if other != data:
            assert code(other) == "C103"


def code(data: bytes) -> str:
    with pytest.raises(FindingsError) as caught:
        canonical.decode(data, "file.json")
    (problem,) = caught.value.problems
    assert problem.place.path == "file.json"
    return problem.code


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", "C102"),
        (b"{", "C102"),
        (b"\xff", "C102"),
        (b"\xef\xbb\xbf{}", "C102"),
        (b'{"a":1,"a":1}', "C102"),
        (b"1.0", "C102"),
        (b"1e3", "C102"),
        (b"NaN", "C102"),
        (b"Infinity", "C102"),
        (b"9007199254740992", "C102"),
        (b"9" * 5000, "C102"),
        (b"[" * 100_000, "C102"),
        (b"[" * 40 + b"]" * 40, "C102"),
        (b'"\\ud800"', "C102"),
        (b'{"\\ud800":1}', "C102"),
        (b"-0", "C103"),
        (b'{"b":1,"a":1}', "C103"),
        (b'"\\u0041"', "C103"),
        (b'"\\/"', "C103"),
        (b"[1, 2]", "C103"),
    ],
)
def test_what_is_refused(data: bytes, expected: str) -> None:
    assert code(data) == expected


@pytest.mark.parametrize(
    ("value", "at"),
    [
        (1.5, "/"),
        ({"a": [1, 2.0]}, "/a/1"),
        ({"a": {1: 2}}, "/a"),
        ([2**53], "/0"),
        ((1,), "/"),
        (b"x", "/"),
        ({"a": object()}, "/a"),
    ],
)
def test_what_has_no_encoding(value: object, at: str) -> None:
    with pytest.raises(FindingsError) as caught:
        canonical.encode(value)
    (problem,) = caught.value.problems
    assert (problem.code, problem.params["at"]) == ("C101", at)


def test_no_value_is_shown() -> None:
    with pytest.raises(FindingsError) as caught:
        canonical.encode({"field": [object(), "secret"]})
    assert "secret" not in repr(caught.value.problems)


def test_keys_are_sorted_as_utf_16() -> None:
    # U+FB33 comes before U+1F600 by code point, but after its surrogates (RFC 8785, section 3.2.3).
    assert canonical.encode({"\ufb33": 1, "\U0001f600": 2, "1": 3}) == '{"1":3,"\U0001f600":2,"\ufb33":1}'.encode()


def test_digest() -> None:
    assert canonical.sha256_hex(b"abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

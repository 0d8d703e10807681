"""Any value in any chain of encodings is found; random digests are never taken for anything."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.leakgate.layers import MAX_DEPTH
from generator.leakgate.normal import Folded, heavy, light
from generator.leakgate.packed import ClosedContainerError
from generator.leakgate.request import Request
from generator.leakgate.scan import Scanner
from tests.leakgate.forms import CHAINABLE

CHINESE = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=3, max_size=24)
ASCII = st.text("abcdefghijkmnopqrstuvwxyz23456789", min_size=6, max_size=18).filter(lambda text: not text.isdigit())
NUMBERS = st.text("0123456789", min_size=11, max_size=18)
CHAINS = st.lists(st.sampled_from(sorted(CHAINABLE)), min_size=1, max_size=3).filter(
    lambda chain: len(chain) + sum(" in " in name and name != "base64 in lines" for name in chain) <= MAX_DEPTH
)


@settings(max_examples=800, deadline=None, derandomize=True)
@given(CHINESE | ASCII | NUMBERS, CHAINS)
def test_any_chain_is_undone(value: str, chain: list[str]) -> None:
    data = value.encode()
    for name in chain:
        data = CHAINABLE[name](data)
    page = b"<html><p title='" + b"t" * 600 + b"'>\n" + data + b"\n</p></html>"
    assert 0 in {finding.value for finding in Scanner(Request((value,), frozenset())).content(page)}


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.text(max_size=60))
def test_folds_are_made_character_by_character(text: str) -> None:
    assert light(text) == b"".join(light(char) for char in text)
    assert heavy(text) == b"".join(heavy(char) for char in text)
    assert heavy(heavy(text).decode()) == heavy(text)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.text(max_size=2000), CHINESE, st.text(max_size=50))
def test_spans_lead_back_to_the_source(before: str, value: str, after: str) -> None:
    folded = Folded.of(before + value + after)
    start = len(heavy(before))
    assert folded.heavy_span(start, start + len(heavy(value))) == (len(before), len(before) + len(value))
    start = len(light(before))
    assert folded.light_span(start, start + len(light(value))) == (len(before), len(before) + len(value))


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.binary(max_size=400))
def test_no_bytes_break_the_scan(data: bytes) -> None:
    scanner = Scanner(Request(("欧阳明月", "secretword"), frozenset()))
    with contextlib.suppress(ClosedContainerError):
        assert all(finding.offset <= len(data) for finding in scanner.content(data))


@pytest.mark.slow
def test_random_digests_are_clean() -> None:
    source = random.Random(7)
    values = tuple("".join(source.choices("0123456789", k=source.randint(6, 12))) for _ in range(2000))
    values += tuple("".join(source.choices("abcdefghijklmnopqrstuvwxyz", k=6)) for _ in range(2000))
    scanner = Scanner(Request(values, frozenset()))
    digests = [hashlib.sha256(number.to_bytes(4)).digest() for number in range(100_000)]
    for start in range(0, len(digests), 5_000):
        some = digests[start : start + 5_000]
        lines = [
            digest.hex() if number % 2 else base64.b64encode(digest).decode() for number, digest in enumerate(some)
        ]
        assert scanner.content("".join(f"<li>{line}</li>\n" for line in lines).encode()) == []

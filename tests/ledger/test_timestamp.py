"""Timestamps: the specification's token, and what is none. A live authority is in tests/peers."""

from __future__ import annotations

import base64
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.core.errors import FindingsError
from generator.ledger import note
from generator.ledger.timestamp import MAX_BYTES, token_path, tokens_in, verify_token
from tests.ledger.witnesses import FIRST, NEWEST, SPEC, VECTORS, code_of

TOKEN = base64.b64decode(VECTORS["token"])
ROOT = base64.b64decode(VECTORS["root certificate"])
TEXT = note.parse_note(NEWEST).text
(TIME,) = (int(found) for found in re.findall(r"the token's time is (\d+)", SPEC))


def refused(token: bytes, text: str = TEXT, accepted: tuple[bytes, ...] = (ROOT,)) -> str:
    with pytest.raises(FindingsError) as error:
        verify_token(token, text, accepted, "timestamps/3.tsr")
    assert error.value.problems[0].place.path == "timestamps/3.tsr"
    return code_of(error)


def test_the_example_of_the_specification() -> None:
    assert verify_token(TOKEN, TEXT, [ROOT]) == TIME


def test_over_another_text() -> None:
    assert refused(TOKEN, note.parse_note(FIRST).text) == "L207"
    assert refused(TOKEN, TEXT + "\n") == "L207"


def test_by_nobody_that_is_accepted() -> None:
    assert refused(TOKEN, accepted=()) == "L208"


def test_an_accepted_certificate_that_is_none() -> None:
    assert refused(TOKEN, accepted=(ROOT, b"")) == "L209"
    assert refused(TOKEN, accepted=(ROOT[:-1],)) == "L209"


@pytest.mark.parametrize("token", [b"", b"\x30\x03\x02\x01\x00", TOKEN[:-1], TOKEN + b"\0", bytes(MAX_BYTES + 1)])
def test_what_is_no_token(token: bytes) -> None:
    assert refused(token) == "L206"


def test_a_refusal_of_the_authority() -> None:
    # TimeStampResp with status "rejection" and nothing else (RFC 3161, section 2.4.2).
    assert refused(bytes.fromhex("30053003020102")) == "L206"


@given(st.binary(max_size=100))
def test_any_bytes_are_answered_with_a_finding(data: bytes) -> None:
    assert refused(data) == "L206"


def test_no_flipped_bit_moves_the_time() -> None:
    moved = []
    for position in range(len(TOKEN)):
        for bit in range(8):
            changed = bytearray(TOKEN)
            changed[position] ^= 1 << bit
            try:
                if verify_token(bytes(changed), TEXT, [ROOT]) != TIME:
                    moved.append((position, bit))
            except FindingsError as error:
                assert error.problems[0].code in {"L206", "L207", "L208"}
    assert moved == []


def test_tokens_are_told_from_strays() -> None:
    files = {
        token_path(3): b"a",
        token_path(12): b"b",
        "timestamps/03.tsr": b"",
        "timestamps/0.tsr": b"",
        "timestamps/x.tsr": b"",
        "timestamps/4.tsr/5.tsr": b"",
        "timestamps/4.txt": b"",
        "checkpoint": b"",
    }
    tokens, strays = tokens_in(files)
    assert tokens == {3: b"a", 12: b"b"}
    assert strays == sorted(path for path in files if path.startswith("timestamps/") and files[path] == b"")

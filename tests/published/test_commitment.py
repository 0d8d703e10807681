"""Commitments: RFC 9901 disclosures, checked against the standard's arithmetic done here by hand."""

from __future__ import annotations

import base64
import hashlib
import json

import pytest

from generator.core.errors import FindingsError
from generator.published.commitment import Disclosure, base64url, decode_disclosure, slot_name

SALT = bytes(range(16))
NAME = slot_name("bureau", "2025", "unit-result", "harbour", 1, "survey.score")


def test_disclosure_is_the_salted_triple() -> None:
    text = Disclosure(SALT, NAME, {"exact": "1/3", "steps": []}).encode()
    value = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    assert value == ["AAECAwQFBgcICQoLDA0ODw", NAME, {"exact": "1/3", "steps": []}]
    assert NAME == "bureau/2025/unit-result/harbour/1/survey.score"


def test_digest_is_that_of_the_text() -> None:
    disclosure = Disclosure(SALT, NAME, None)
    digest = hashlib.sha256(disclosure.encode().encode("ascii")).digest()
    assert disclosure.digest == base64url(digest)
    assert len(disclosure.digest) == 43


def test_decoding_gives_it_back() -> None:
    disclosure = Disclosure(SALT, NAME, ["文", 1, None])
    assert decode_disclosure(disclosure.encode()) == disclosure


def _text(value: object) -> str:
    return base64url(json.dumps(value, separators=(",", ":")).encode())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "!",
        "文",
        Disclosure(SALT, NAME, None).encode() + "=",
        Disclosure(SALT, NAME, None).encode()[:-1],
        Disclosure(SALT[:-1], NAME, None).encode(),
        _text([base64url(SALT), NAME]),
        _text([base64url(SALT), NAME, None, None]),
        _text([base64url(SALT), 5, None]),
        _text([5, NAME, None]),
        _text([[], NAME, None]),
        _text({"a": 1, "b": 2, "c": 3}),
        _text("abc"),
        _text(None),
        base64url(b'["AAECAwQFBgcICQoLDA0ODw", "x", null]'),
    ],
)
def test_anything_else_is_refused_without_showing_it(text: str) -> None:
    with pytest.raises(FindingsError) as caught:
        decode_disclosure(text)
    assert [problem.code for problem in caught.value.problems] == ["C120"]
    assert caught.value.problems[0].params == {}


def test_salts_keep_equal_values_apart() -> None:
    assert Disclosure(SALT, NAME, None).digest != Disclosure(SALT[::-1], NAME, None).digest
    assert Disclosure(SALT, NAME, None).digest != Disclosure(SALT, NAME + "x", None).digest

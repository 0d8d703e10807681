from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.core import strict_base64


@given(st.binary(max_size=80))
def test_what_is_encoded_comes_back(data: bytes) -> None:
    assert strict_base64.decode(strict_base64.encode(data)) == data


@pytest.mark.parametrize(
    "text",
    [
        "AB==",
        "AAB=",
        "AA",
        "AA=",
        "AA= =",
        "A A=",
        "AAAA\n",
        "\nAAAA",
        "AA==AA==",
        "-_-_",
        "ＡＡＡＡ",
        "====",
        "AAAA====",
    ],
)
def test_other_texts_are_refused(text: str) -> None:
    assert strict_base64.decode(text) is None

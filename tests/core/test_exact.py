"""Rounding and spelling of exact numbers; vectors of GB/T 8170-2008 where the standard has one."""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, ROUND_UP, Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.core.exact import Rounding, plain, rounded, said, shown

MODES: dict[Rounding, str] = {
    "half_up": ROUND_HALF_UP,
    "half_even": ROUND_HALF_EVEN,
    "down": ROUND_DOWN,
    "up": ROUND_UP,
}


@pytest.mark.parametrize(
    ("number", "mode", "expected"),
    [
        ("2.675", "half_up", "2.68"),
        ("2.675", "half_even", "2.68"),
        ("0.125", "half_up", "0.13"),
        ("0.125", "half_even", "0.12"),
        ("0.129", "down", "0.12"),
        ("0.121", "up", "0.13"),
        ("-0.125", "half_up", "-0.13"),
        ("-0.129", "down", "-0.12"),
        ("-0.121", "up", "-0.13"),
        ("-0.004", "half_up", "0.00"),
        ("-0.004", "down", "0.00"),
        ("1/3", "half_up", "0.33"),
        ("2/3", "half_even", "0.67"),
        ("90", "up", "90.00"),
    ],
)
def test_modes(number: str, mode: Rounding, expected: str) -> None:
    assert shown(Fraction(number), 2, mode) == expected


@given(st.decimals(min_value=-1000, max_value=1000, places=5), st.integers(0, 6), st.sampled_from(sorted(MODES)))
def test_agrees_with_decimal(number: Decimal, digits: int, mode: Rounding) -> None:
    with localcontext(prec=60):
        expected = number.quantize(Decimal(1).scaleb(-digits), rounding=MODES[mode])
    assert rounded(Fraction(number), digits, mode) == Fraction(expected)
    text = shown(Fraction(number), digits, mode)
    assert Fraction(text) == Fraction(expected)
    assert text.startswith("-") == (expected < 0)
    assert len(text.partition(".")[2]) == digits


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("7", "7"),
        ("-1/8", "-0.125"),
        ("83/97", "83/97"),
        ("1/3", "1/3"),
        ("0", "0"),
        ("1/1000", "0.001"),
        ("-40", "-40"),
    ],
)
def test_plain(number: str, expected: str) -> None:
    assert plain(Fraction(number)) == expected


@given(st.fractions())
def test_plain_says_exactly_the_number(number: Fraction) -> None:
    assert Fraction(plain(number)) == number
    assert said(number).partition(" ≈ ")[0] == plain(number)


def test_said_adds_a_decimal_only_where_there_is_none() -> None:
    assert said(Fraction(83, 97)) == "83/97 ≈ 0.855670"
    assert said(Fraction(1, 8)) == "0.125"

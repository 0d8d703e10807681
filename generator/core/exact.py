"""Exact rationals as text: one rounding where a value is shown, none anywhere else.

Source: GB/T 8170-2008 for ``half_even`` and for the ban on rounding twice; docs/spec/12-scoring.md, "Rounding".
"""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

Rounding = Literal["half_up", "half_even", "down", "up"]

APPROXIMATE_DIGITS = 6


def rounded(number: Fraction, digits: int, mode: Rounding) -> Fraction:
    """``number`` rounded once to ``digits`` decimals.

    ``half_up`` takes a half away from zero, ``half_even`` to the even neighbour; ``down`` goes toward zero and ``up``
    away from it, whatever the rest.
    """
    scale = 10**digits
    magnitude = abs(number) * scale
    units, rest = divmod(magnitude.numerator, magnitude.denominator)
    twice = 2 * rest - magnitude.denominator
    away = {
        "half_up": twice >= 0,
        "half_even": twice > 0 or (twice == 0 and units % 2 == 1),
        "down": False,
        "up": rest > 0,
    }[mode]
    result = Fraction(units + away, scale)
    return -result if number < 0 else result


def shown(number: Fraction, digits: int, mode: Rounding) -> str:
    """``number`` rounded once, with exactly ``digits`` decimals; what rounds to zero has no sign."""
    return _decimal(rounded(number, digits, mode), digits)


def plain(number: Fraction) -> str:
    """``number`` without any rounding: ``0.125``, ``7`` or, where no finite decimal exists, ``83/97``."""
    digits = _finite_digits(number.denominator)
    return f"{number.numerator}/{number.denominator}" if digits is None else _decimal(number, digits)


def said(number: Fraction) -> str:
    """``plain``, with a decimal for the eye where there is no finite one: ``83/97 ≈ 0.855670``."""
    text = plain(number)
    return f"{text} ≈ {shown(number, APPROXIMATE_DIGITS, 'half_up')}" if "/" in text else text


def _decimal(number: Fraction, digits: int) -> str:
    """``number``, which has at most ``digits`` decimals, written with all of them."""
    whole, rest = divmod(abs(number.numerator) * 10**digits // number.denominator, 10**digits)
    text = f"{whole}.{rest:0{digits}d}" if digits else str(whole)
    return f"-{text}" if number < 0 else text


def _finite_digits(denominator: int) -> int | None:
    """How many decimals ``1/denominator`` has, None where they do not end."""
    twos = fives = 0
    while denominator % 2 == 0:
        denominator //= 2
        twos += 1
    while denominator % 5 == 0:
        denominator //= 5
        fives += 1
    return max(twos, fives) if denominator == 1 else None

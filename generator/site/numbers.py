"""Numbers as a page shows them: shares for bars, percentages, file sizes."""

from __future__ import annotations

from fractions import Fraction
from functools import cache

from generator.core.exact import plain


@cache
def number_text(number: Fraction) -> str:
    """``number`` without any rounding; remembered, because the same maxima stand on every page."""
    return plain(number)


def share(part: Fraction, whole: Fraction, scale: int, *, nearest: bool = False) -> int:
    """``part`` of ``whole`` on a scale from 0 to ``scale``, rounded down or to the nearest; 0 where ``whole`` is 0."""
    above, below = part.numerator * whole.denominator * scale, part.denominator * whole.numerator
    if below <= 0:
        return 0
    units = (2 * above + below) // (2 * below) if nearest else above // below
    return min(max(units, 0), scale)


def ratio_text(ratio: Fraction) -> str:
    """A ratio that a rule sets: in percent, or as the fraction it is where that has no end (``2/3``)."""
    percent = number_text(ratio * 100)
    return number_text(ratio) if "/" in percent else f"{percent}%"


def percent_text(part: Fraction, whole: Fraction) -> str:
    """The share in percent, rounded down so that only a full mark reads 100."""
    return str(share(part, whole, 100))


def size_text(size: int) -> str:
    """A file's size for people: bytes below 1 KiB, then KiB and MiB with one digit."""
    if size < 1024:
        return f"{size} B"
    unit, divisor = ("KiB", 1024) if size < 1024 * 1024 else ("MiB", 1024 * 1024)
    tenths = (size * 10 + divisor // 2) // divisor
    return f"{tenths // 10}.{tenths % 10} {unit}"

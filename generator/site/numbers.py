"""Numbers as a page shows them: shares for bars, percentages, file sizes."""

from __future__ import annotations

from fractions import Fraction

from generator.core.exact import plain


def share(part: Fraction, whole: Fraction) -> Fraction:
    """``part`` of ``whole`` between 0 and 1; 0 where ``whole`` is 0."""
    return min(max(part / whole, Fraction(0)), Fraction(1)) if whole else Fraction(0)


def percent_text(part: Fraction, whole: Fraction, digits: int = 0) -> str:
    """The share in percent, rounded down so that only a full mark reads 100."""
    scaled = share(part, whole) * 100 * 10**digits
    return plain(Fraction(scaled.numerator // scaled.denominator, 10**digits))


def size_text(size: int) -> str:
    """A file's size for people: bytes below 1 KiB, then KiB and MiB with one digit."""
    if size < 1024:
        return f"{size} B"
    unit, divisor = ("KiB", 1024) if size < 1024 * 1024 else ("MiB", 1024 * 1024)
    tenths = (size * 10 + divisor // 2) // divisor
    return f"{tenths // 10}.{tenths % 10} {unit}"

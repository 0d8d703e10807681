"""Suggestions for mistyped names."""

from __future__ import annotations

from generator.regulation.nearest import SHOWN, nearest, shown

KNOWN = ("P1-A1", "P1-A16", "P2-2.2(3)", "P2-3.1")


def test_the_likeliest_comes_first() -> None:
    assert nearest("P1-A61", KNOWN)[0] in {"P1-A1", "P1-A16"}
    assert nearest("p2 - 2.2（3）", KNOWN)[0] == "P2-2.2(3)"
    assert nearest("Ｐ１－Ａ１６", KNOWN)[0] == "P1-A16"


def test_count_and_ties() -> None:
    assert nearest("P1-A1", KNOWN, 2) == ("P1-A1", "P1-A16")
    assert nearest("", ("b", "a")) == ("b", "a")
    assert nearest("x", ()) == ()


def test_a_very_long_name_is_compared_by_its_beginning() -> None:
    assert nearest("P2-3.1" + " " * 70 + "z" * 1_000_000, KNOWN)[0] == "P2-3.1"


def test_shown_is_short_and_printable() -> None:
    assert shown("duty.decision") == "duty.decision"
    assert shown("a\x00\u202eb\n") == "ab"
    assert shown("x" * SHOWN) == "x" * SHOWN
    assert shown("x" * (SHOWN + 1)) == "x" * SHOWN + "…"

"""Bands on a line and rows in the plane of shares, against brute force."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.scoring.primitives import Interval
from generator.scoring.tables import Row, corners, interval_text, is_empty, line_faults, share_cells

ANY = Interval()

small = st.none() | st.integers(0, 5).map(Fraction)
intervals = st.builds(Interval, small, small)
tenths = st.none() | st.sampled_from([Fraction(n, 4) for n in range(5)] + [Fraction(1, 3)])
rows = st.lists(st.builds(Row, st.builds(Interval, tenths, tenths), st.builds(Interval, tenths, tenths)), max_size=4)


@given(st.lists(intervals, min_size=1, max_size=5))
def test_line_faults_agree_with_counting(bands: list[Interval]) -> None:
    holes, overlaps = line_faults(bands)
    for quarter in range(-4, 28):
        number = Fraction(quarter, 4)
        covered = sum(number in band for band in bands)
        assert any(number in hole.interval for hole in holes) == (covered == 0)
        assert any(number in overlap.interval for overlap in overlaps) == (covered > 1)
    for overlap in overlaps:
        assert not is_empty(overlap.interval)
    assert not any(is_empty(hole.interval) for hole in holes)


def test_bands_that_fit_have_no_faults() -> None:
    bands = [Interval(Fraction(80)), Interval(None, Fraction(60)), Interval(Fraction(60), Fraction(80))]
    assert line_faults(bands) == ([], [])


def test_interval_text() -> None:
    assert interval_text(Interval(Fraction(60), Fraction(141, 2))) == "[60, 70.5)"
    assert interval_text(ANY) == "(-∞, +∞)"


@settings(max_examples=60, deadline=None)
@given(
    rows, st.sampled_from([(("a", "b", "c"), ("a",), ("b",)), (("a", "b"), ("a",), ("b",)), (("a", "b"), ("a",), ())])
)
def test_share_cells_agree_with_ballots(
    table: list[Row], ballot: tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]
) -> None:
    options, share_of, other = ballot
    cells = list(share_cells(table, corners(options, share_of, other)))
    found = {cell.rows for cell in cells}
    for cell in cells:
        share, rest = cell.witness
        assert share + rest <= 1 if other else rest == 0
        assert cell.rows == tuple(place for place, row in enumerate(table) if row.matches(cell.witness))
    # Every result of a vote of 24 lies in one of the pieces.
    for first in range(25):
        for second in range(25 - first):
            if len(options) == 2 and first + second != 24:
                continue
            point = Fraction(first, 24), Fraction(second, 24) if other else Fraction(0)
            assert tuple(place for place, row in enumerate(table) if row.matches(point)) in found


def test_a_third_of_votes_leaves_no_room_for_seventy_percent() -> None:
    table = [Row(Interval(Fraction(7, 10)), ANY), Row(ANY, Interval(Fraction(1, 3)))]
    assert (0, 1) not in {cell.rows for cell in share_cells(table, corners("abc", "a", "b"))}


def test_a_third_of_votes_leaves_exactly_two_thirds() -> None:
    table = [Row(Interval(Fraction(2, 3)), ANY), Row(ANY, Interval(Fraction(1, 3)))]
    both = [cell for cell in share_cells(table, corners("abc", "a", "b")) if cell.rows == (0, 1)]
    assert [cell.witness for cell in both] == [(Fraction(2, 3), Fraction(1, 3))]


def test_shares_of_overlapping_options() -> None:
    # Every ballot for a counts for both shares, so the first can never be above the second.
    table = [Row(Interval(Fraction(1, 2)), Interval(None, Fraction(1, 2)))]
    found = {cell.rows for cell in share_cells(table, corners("abc", "a", "ab"))}
    assert found == {()}


@pytest.mark.parametrize("options", ["ab", "abc"])
def test_corners_follow_the_square(options: str) -> None:
    expected = {"ab": [(1, 0), (0, 1)], "abc": [(0, 0), (1, 0), (0, 1)]}
    assert corners(options, "a", "b") == expected[options]

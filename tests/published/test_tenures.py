"""Seats over time: who joins and leaves on which day, and who cannot."""

from __future__ import annotations

import datetime

import pytest

from generator.published.tenures import Move, Tenure, covered, misplaced, tenures


def day(number: int) -> datetime.date:
    return datetime.date(2025, 3, number)


MOVES = [
    Move(day(5), ["cai"], ["an"]),
    Move(day(9), ["an"], ["bo"]),
]


def test_everybody_has_the_days_between_joining_and_leaving() -> None:
    assert tenures(["an", "bo"], MOVES) == {
        "an": [Tenure(None, day(5)), Tenure(day(9), None)],
        "bo": [Tenure(None, day(9))],
        "cai": [Tenure(day(5), None)],
    }
    assert tenures(["an"], []) == {"an": [Tenure()]}


def test_who_has_no_seat_does_not_leave_and_who_has_one_does_not_join() -> None:
    odd = [Move(day(5), ["an"], ["cai"])]
    assert tenures(["an"], odd) == {"an": [Tenure()]}


@pytest.mark.parametrize(
    ("first", "last", "there"),
    [(1, 5, True), (5, 5, True), (6, 8, False), (6, 9, True), (9, 20, True)],
)
def test_both_ends_count(first: int, last: int, there: bool) -> None:
    assert covered(tenures(["an", "bo"], MOVES), "an", day(first), day(last)) == there


def test_a_stranger_has_no_days() -> None:
    assert not covered(tenures(["an"], []), "dai", day(1), day(31))


@pytest.mark.parametrize(
    ("moves", "wrong"),
    [
        (MOVES, [([], []), ([], [])]),
        ([Move(day(5), ["an"], [])], [([0], [])]),
        ([Move(day(5), ["leader"], [])], [([0], [])]),
        ([Move(day(5), ["cai", "cai"], [])], [([1], [])]),
        ([Move(day(5), [], ["cai"])], [([], [0])]),
        ([Move(day(5), [], ["an", "an"])], [([], [1])]),
        # Nobody comes back on the day on which they go.
        ([Move(day(5), ["an"], ["an"])], [([0], [])]),
        ([Move(day(5), ["cai"], []), Move(day(6), ["cai"], ["dai"])], [([], []), ([0], [0])]),
    ],
)
def test_who_cannot_join_or_leave(moves: list[Move], wrong: list[tuple[list[int], list[int]]]) -> None:
    assert misplaced(["an", "bo"], {"leader"}, moves) == wrong

"""A report's order, and what it leaves out."""

from __future__ import annotations

import random

from generator.core.errors import FindingsError, LeakError, NotCheckedError, UsageError
from generator.core.problem import Place, Problem, in_order

ORDERED = [
    Problem("A2", Place("a.yml")),
    Problem("A1", Place("a.yml", 2, 9)),
    Problem("A1", Place("a.yml", 10, 1)),
    Problem("A2", Place("a.yml", 10, 1), {"unit": "a"}),
    Problem("A2", Place("a.yml", 10, 1), {"unit": "b"}),
    Problem("A1", Place("a.yml", 10, 2)),
    Problem("A1", Place("b.yml", 1, 1)),
]


def test_sorted_by_file_position_code_and_parameters_without_repetitions() -> None:
    shuffled = [*ORDERED, *ORDERED]
    random.Random(1).shuffle(shuffled)
    assert in_order(shuffled) == ORDERED


def test_an_error_carries_every_problem_in_order() -> None:
    assert FindingsError(reversed(ORDERED)).problems == ORDERED
    assert FindingsError(ORDERED[1]).problems == [ORDERED[1]]
    made = FindingsError.of("A1", "a.yml", clause="P1-A1", count=3)
    assert made.problems == [Problem("A1", Place("a.yml"), {"count": "3"}, clause="P1-A1")]


def test_one_class_per_exit_code() -> None:
    assert [kind.exit_code for kind in (FindingsError, UsageError, LeakError, NotCheckedError)] == [1, 2, 3, 4]

"""What withheld figures leave possible: intervals and the grades in them."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from generator.audit.bodies import Points, Scheme, read_scheme
from generator.audit.check_arithmetic import Range, grade_of, grades_between, possible
from generator.core.exact import Rounding
from generator.published.shapes import Document
from tests.audit.office import scheme_body

SCHEME = read_scheme(Document(scheme_body(), "scheme"))


def scheme(mode: Rounding) -> Scheme:
    return replace(SCHEME, mode=mode)


def points(exact: str | None, shown: str | None) -> Points:
    return Points("/x", None if exact is None else Fraction(exact), shown, Fraction(100))


@pytest.mark.parametrize(
    ("mode", "low", "high"),
    [
        ("half_up", "84.665", "84.675"),
        ("half_even", "84.665", "84.675"),
        ("down", "84.67", "84.68"),
        ("up", "84.66", "84.67"),
    ],
)
def test_what_rounds_to_a_shown_number(mode: Rounding, low: str, high: str) -> None:
    assert possible(points(None, "84.67"), scheme(mode)) == Range(Fraction(low), Fraction(high))


def test_an_exact_number_is_itself_and_nothing_is_unknown() -> None:
    assert possible(points("1/3", "0.33"), SCHEME) == Range(Fraction(1, 3), Fraction(1, 3))
    assert possible(points(None, None), SCHEME) is None


@pytest.mark.parametrize(
    ("total", "grade"), [("100", "excellent"), ("90", "excellent"), ("8999/100", "good"), ("75", "good"), ("0", "pass")]
)
def test_grade_is_the_highest_whose_bound_is_reached(total: str, grade: str) -> None:
    assert grade_of(SCHEME, Fraction(total)) == grade


@pytest.mark.parametrize(
    ("low", "high", "grades"),
    [
        ("89.995", "90.005", {"good", "excellent"}),
        ("90", "90.01", {"excellent"}),
        ("60", "95", {"pass", "good", "excellent"}),
        ("74", "74.99", {"pass"}),
    ],
)
def test_grades_that_a_range_of_totals_leaves_possible(low: str, high: str, grades: set[str]) -> None:
    assert grades_between(SCHEME, Range(Fraction(low), Fraction(high))) == grades

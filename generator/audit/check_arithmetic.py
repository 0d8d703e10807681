"""V09: every published figure follows from the ones it is said to follow from, exactly.

Where a figure is withheld the check falls back on what its rounded value leaves possible: an interval.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from generator.audit.bodies import IndicatorResult, Points, Scheme, UnitResult
from generator.audit.cycles import Held
from generator.audit.evidence import Evidence, number_text, problem
from generator.audit.steps import check_steps
from generator.audit.verdict import Fact, Findings
from generator.core.exact import shown
from generator.core.problem import Problem


class Range(NamedTuple):
    """What a number can be, both ends included."""

    low: Fraction
    high: Fraction


def check_arithmetic(evidence: Evidence) -> Findings:
    """Steps, points, sums, roundings, weights and grades of every result (A160 to A169, S220)."""
    problems: list[Problem] = []
    results = steps = open_figures = 0
    for cycle in evidence.cycles:
        if cycle.scheme is None:
            continue
        for held in cycle.results.values():
            problems += check_result(held, cycle.scheme.body)
            results += 1
            steps += sum(len(item.steps) for item in held.body.indicators)
            open_figures += sum(1 for item in held.body.indicators if _hidden(item.points))
    facts: dict[str, Fact] = {"results": results, "steps": steps, "within_rounding": open_figures}
    return Findings(facts, tuple(problems))


def check_result(held: Held[UnitResult], scheme: Scheme) -> Iterator[Problem]:
    """What is wrong with the figures of one unit."""
    result, path = held.body, held.path
    every = [result.total, *(points for _, points in result.families), *(item.points for item in result.indicators)]
    for points in every:
        yield from _rounding(points, scheme, path)
    if result.total.max != scheme.total:
        yield problem("A164", path, at=f"{result.total.at}/max")
    if result.status != "complete" and (result.total.exact, result.total.shown, result.grade) != (None, None, None):
        yield problem("A168", path, status=result.status)
    if result.status == "exempt" and not result.families and not result.indicators:
        return
    if not _same_structure(result, scheme):
        yield problem("A167", path)
        return
    for item, planned in zip(result.indicators, scheme.indicators, strict=True):
        if item.points.max != planned.weight:
            yield problem("A164", path, at=f"{item.points.at}/max")
        yield from _indicator(item, path)
        yield from check_steps(item, planned, path)
    for (_, points), (family, weight) in zip(result.families, scheme.families, strict=True):
        parts = [item.points for item in result.indicators if item.family == family]
        if points.max != weight or sum((part.max for part in parts), Fraction(0)) != weight:
            yield problem("A164", path, at=f"{points.at}/max")
        yield from _sum(points, parts, scheme, path)
    families = [points for _, points in result.families]
    if sum((points.max for points in families), Fraction(0)) != scheme.total:
        yield problem("A164", path, at=f"{result.total.at}/max")
    yield from _sum(result.total, families, scheme, path)
    if result.status == "complete":
        yield from _complete(result, scheme, path)
    elif all(item.points.shown is not None for item in result.indicators):
        yield problem("A168", path, status=result.status)


def possible(points: Points, scheme: Scheme) -> Range | None:
    """What the points can be: themselves where exact, what rounds to them where only shown, None where unknown."""
    if points.exact is not None:
        return Range(points.exact, points.exact)
    if points.shown is None:
        return None
    number = Fraction(points.shown)
    unit = Fraction(1, 10**scheme.digits)
    if scheme.mode.startswith("half"):
        return Range(number - unit / 2, number + unit / 2)
    return Range(number - unit, number) if scheme.mode == "up" else Range(number, number + unit)


def grades_between(scheme: Scheme, total: Range) -> set[str]:
    """The grades of all totals in the range."""
    bounds = sorted(grade.at_least for grade in scheme.grades if grade.at_least is not None)
    totals = [total.low, total.high, *(bound for bound in bounds if total.low < bound < total.high)]
    return {grade for grade in (grade_of(scheme, value) for value in totals) if grade is not None}


def grade_of(scheme: Scheme, total: Fraction) -> str | None:
    """The grade with the highest bound that the total reaches."""
    reached = [grade for grade in scheme.grades if grade.at_least is None or grade.at_least <= total]
    best = max(reached, key=lambda grade: (grade.at_least is not None, grade.at_least or Fraction(0)), default=None)
    return best.id if best else None


def _hidden(points: Points) -> bool:
    return points.exact is None and points.shown is not None


def _rounding(points: Points, scheme: Scheme, path: str) -> Iterator[Problem]:
    if points.exact is not None:
        expected = shown(points.exact, scheme.digits, scheme.mode)
        if points.shown != expected:
            yield problem("A162", path, at=f"{points.at}/shown", found=points.shown, expected=expected)
    elif points.shown is not None and points.shown != shown(Fraction(points.shown), scheme.digits, scheme.mode):
        yield problem("A162", path, at=f"{points.at}/shown", found=points.shown, expected=f"{scheme.digits}")
    value = points.exact if points.exact is not None else Fraction(points.shown or 0)
    if not 0 <= value <= points.max:
        yield problem("A166", path, at=points.at)


def _same_structure(result: UnitResult, scheme: Scheme) -> bool:
    families = [family for family, _ in result.families] == [family for family, _ in scheme.families]
    indicators = [(item.id, item.family) for item in result.indicators]
    return families and indicators == [(item.id, item.family) for item in scheme.indicators]


def _indicator(item: IndicatorResult, path: str) -> Iterator[Problem]:
    """Points that are shown exactly have a derivation that ends in them; others have none."""
    exact = item.points.exact
    if (exact is None) == bool(item.steps):
        yield problem("A169", path, at=item.points.at)
    elif exact is not None and item.steps[-1].value != exact:
        last = number_text(item.steps[-1].value)
        yield problem("A161", path, at=f"{item.points.at}/exact", found=number_text(exact), expected=last)
    if item.points.shown is None and item.missing is None:
        yield problem("A170", path, "P1-A13", at=item.points.at)


def _sum(whole: Points, parts: Sequence[Points], scheme: Scheme, path: str) -> Iterator[Problem]:
    """The whole is the sum of its parts: exactly where all are public, as far as rounding leaves it open elsewhere."""
    ranges = [found for found in (possible(part, scheme) for part in parts) if found is not None]
    said = possible(whole, scheme)
    if len(ranges) != len(parts):
        if said is not None:
            yield problem("A168", path, status=whole.at)
        return
    total = Range(sum((found.low for found in ranges), Fraction(0)), sum((found.high for found in ranges), Fraction(0)))
    exact = total.low == total.high
    agrees = said is not None and said.low <= total.high and total.low <= said.high
    if not agrees or (exact and whole.exact is None and all(part.exact is not None for part in parts)):
        expected = number_text(total.low) if exact else f"{number_text(total.low)} … {number_text(total.high)}"
        found = "null" if said is None else number_text(whole.exact) if whole.exact is not None else str(whole.shown)
        yield problem("A163", path, at=whole.at, found=found, expected=expected)


def _complete(result: UnitResult, scheme: Scheme, path: str) -> Iterator[Problem]:
    """A complete result has a total, and its recommended grade follows from it."""
    total = possible(result.total, scheme)
    if total is None:
        yield problem("A168", path, status=result.status)
        return
    grades = grades_between(scheme, total)
    if result.grade not in grades:
        yield problem("A165", path, found=result.grade, expected=", ".join(sorted(grades)))

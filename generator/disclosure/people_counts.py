"""What is published about people in numbers, and why nobody follows from it (ADR 8).

Each number is published once per cycle, so that no two of them can be subtracted. Which *kind* of table may be shown
is decided so that the decision itself tells nothing: whatever is hidden keeps at least two possible values, even for
a reader who knows the grade of one person. Source: docs/spec/30-records.md, "Numbers about people".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from generator.core.exact import Rounding, rounded
from generator.intake.models.person_rules import Quota
from generator.intake.models.scheme import Scheme
from generator.published.shapes import exact_text
from generator.published.vocabulary import PERSON_KINDS

SMALLEST_CELL = 3
"""Below this many no threshold of a scheme can go: with two, each of them would know the other."""

_ROUNDING: Mapping[str, Rounding] = {"floor": "down", "half_up": "half_up"}


@dataclass(frozen=True, slots=True)
class Limits:
    """``cell``: the smallest number that may be shown; ``total``: the fewest people about whom anything is said."""

    cell: int
    total: int


@dataclass(frozen=True, slots=True)
class GradeView:
    """How the people of one kind are spread over the grades, as far as it is published.

    ``each``: every cell, None where it is below the smallest that is shown. ``best``: the first cell alone.
    ``none``: nothing.
    """

    form: Literal["each", "best", "none"]
    cells: tuple[int | None, ...]


NOTHING = GradeView("none", ())


def limits(scheme: Scheme) -> Limits:
    """The thresholds of a scheme for people; never below what the proofs of :func:`grade_view` need."""
    cell = max(scheme.disclosure.group_mean, SMALLEST_CELL)
    return Limits(cell, max(scheme.disclosure.vote_counts, 2 * cell))


def grade_view(counts: Sequence[int], known: Limits, admissible: int | None = None) -> GradeView:
    """What may be shown of ``counts``: people by grade from the best, those without a grade last.

    Readers know the sum of ``counts`` and this rule. ``admissible``: most people the best grade may have for every
    number of people, below the smallest cell, that the quota leaves out of account; None where there is no such bound.
    """
    total, best = sum(counts), counts[0]
    if total < known.total or (admissible is not None and admissible < max(best, known.cell)):
        return NOTHING
    hidden = [count for count in counts if count < known.cell]
    together = sum(hidden)
    # One hidden cell follows by subtraction; all of them follow where their sum is the least or the most it can be.
    most = len(hidden) * (known.cell - 1)
    if not hidden or (len(hidden) > 1 and known.cell <= together < most):
        return GradeView("each", tuple(None if count < known.cell else count for count in counts))
    if best >= known.cell and total - best > known.cell:
        return GradeView("best", (best,))
    return NOTHING


def ceiling(quota: Quota, base: int) -> int:
    """How many of ``base`` people the quota allows."""
    return int(rounded(Fraction(quota.ratio) * base, 0, _ROUNDING[quota.rounding]))


def report_numbers(schemes: Mapping[str, Scheme], people: Mapping[str, int]) -> dict[str, Any]:
    """The public part of the report's block: how many people of each kind were to be assessed (P1-A6)."""
    return {"people": [{"kind": kind, "number": _shown(schemes[kind], number)} for kind, number in _kinds(people)]}


def decision_numbers(
    schemes: Mapping[str, Scheme], people: Mapping[str, int], grades: Mapping[str, Mapping[str | None, int]]
) -> dict[str, Any]:
    """The public part of the decision's block: grades as far as they may be shown, and the quotas.

    ``people``: how many are on the roster, by kind. ``grades``: how many have each grade, by kind; under None those
    without one.
    """
    tables = []
    for kind, _ in _kinds(people):
        names: list[str | None] = [*(grade.id for grade in schemes[kind].grades), None]
        counts = [grades[kind].get(name, 0) for name in names]
        view = grade_view(counts, limits(schemes[kind]), _admissible(kind, schemes, people))
        cells = [{"grade": name, "number": cell} for name, cell in zip(names, view.cells, strict=False)]
        tables.append({"kind": kind, "form": view.form, "cells": cells})
    return {"grades": tables, "quotas": _quotas(schemes, people)}


def _admissible(kind: str, schemes: Mapping[str, Scheme], people: Mapping[str, int]) -> int | None:
    """The bound of :func:`grade_view`: a fuller best grade would tell how many the quota does not count.

    Where groups may have been counted together the kind alone gives a bound that is never too high. A quota by unit
    gives none that could be relied on: nothing is shown.
    """
    quota = schemes[kind].quota
    if quota is None:
        return None
    if quota.grade != schemes[kind].grades[0].id or quota.by == "unit":
        return -1
    group = sum(people.get(other, 0) for other in _sharing(schemes, kind)) if quota.by == "all" else people[kind]
    return ceiling(quota, max(group - limits(schemes[kind]).cell + 1, 0))


def _quotas(schemes: Mapping[str, Scheme], people: Mapping[str, int]) -> list[dict[str, Any]]:
    """Each quota once, for the kinds it is for.

    ``at_most`` is the allowance for everybody on the roster, which whoever is not counted can only lower: the true
    base would tell how many that are. None where the roster's number is not public, or groups are counted otherwise.
    """
    made: list[dict[str, Any]] = []
    for kind, number in _kinds(people):
        quota = schemes[kind].quota
        together = _sharing(schemes, kind) if quota is not None and quota.by == "all" else [kind]
        if quota is None or any(kind in entry["kinds"] for entry in made):
            continue
        numbers = [_shown(schemes[other], people.get(other, 0)) for other in together]
        whole = quota.by == "all" or (quota.by == "kind" and quota.merge == "none")
        known = [number for number in numbers if number is not None]
        made.append(
            {
                "kinds": together,
                "grade": quota.grade,
                "ratio": exact_text(Fraction(quota.ratio)),
                "rounding": quota.rounding,
                "by": quota.by,
                "at_most": ceiling(quota, sum(known)) if whole and len(known) == len(numbers) else None,
            }
        )
    return made


def _sharing(schemes: Mapping[str, Scheme], kind: str) -> list[str]:
    """The kinds that are counted together with ``kind``: those with the same quota, grades and rules for ties."""
    own = schemes[kind]
    return [
        other
        for other in PERSON_KINDS
        if other in schemes
        and (schemes[other].quota, schemes[other].ties, schemes[other].grades) == (own.quota, own.ties, own.grades)
    ]


def _shown(scheme: Scheme, number: int) -> int | None:
    return number if number >= limits(scheme).total else None


def _kinds(people: Mapping[str, int]) -> list[tuple[str, int]]:
    return [(kind, people[kind]) for kind in PERSON_KINDS if kind in people]

"""Numbers about people: every table of counts is tried, and what is hidden stays open in all of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import pytest

from generator.disclosure.people_counts import (
    GradeView,
    Limits,
    ceiling,
    decision_numbers,
    grade_view,
    limits,
    report_numbers,
)
from generator.intake.models.person_rules import Quota
from generator.intake.models.scheme import Scheme
from tests.disclosure.conftest import Material

RATIO = Fraction(1, 5)


def tables(total: int, cells: int) -> Iterator[tuple[int, ...]]:
    """Every way to spread ``total`` people over ``cells`` grades."""
    if cells == 1:
        yield (total,)
        return
    for first in range(total + 1):
        yield from ((first, *rest) for rest in tables(total - first, cells - 1))


def hidden_cells(view: GradeView, cells: int) -> list[int]:
    shown = {"each": [n for n, cell in enumerate(view.cells) if cell is not None], "best": [0], "none": []}[view.form]
    return [cell for cell in range(cells) if cell not in shown]


CASES = [(total, cells, cell) for cell in (3, 4, 5) for cells in (3, 4, 5) for total in (2 * cell, 2 * cell + 3, 17)]


@pytest.mark.parametrize(("total", "cells", "cell"), CASES)
def test_no_hidden_cell_follows_from_what_is_shown(total: int, cells: int, cell: int) -> None:
    known = Limits(cell, 2 * cell)
    alike: dict[GradeView, list[tuple[int, ...]]] = defaultdict(list)
    for table in tables(total, cells):
        alike[grade_view(table, known)].append(table)
    assert {view.form for view in alike} >= {"none"}
    for view, group in alike.items():
        hidden = hidden_cells(view, cells)
        for one in hidden:
            assert len({table[one] for table in group}) >= 2, (view, one)
            # The same for somebody who is in the table and knows their own grade.
            for own in range(cells):
                mine = {table[one] - (one == own) for table in group if table[own] > 0}
                assert len(mine) != 1, (view, one, own)
        if hidden:
            together = {sum(table[one] for one in hidden) for table in group}
            assert max(together) >= cell


@pytest.mark.parametrize(("total", "cells", "cell"), CASES)
@pytest.mark.parametrize("ratio", [Fraction(1, 5), Fraction(1, 2), Fraction(1)])
def test_how_many_the_quota_leaves_out_stays_open(total: int, cells: int, cell: int, ratio: Fraction) -> None:
    """``out`` people do not count in the base; only so many best grades occur as the quota then allows."""
    known = Limits(cell, 2 * cell)
    bound = int(ratio * (total - cell + 1))
    alike: dict[GradeView, set[int]] = defaultdict(set)
    open_cells: dict[GradeView, list[tuple[int, ...]]] = defaultdict(list)
    for table in tables(total, cells):
        view = grade_view(table, known, bound)
        for out in range(cell):
            if table[0] <= ratio * (total - out):
                alike[view].add(out)
                open_cells[view].append(table)
    for view, group in alike.items():
        assert group == set(range(cell)), view
        for one in hidden_cells(view, cells):
            assert len({table[one] for table in open_cells[view]}) >= 2


def test_every_form_occurs_where_it_should() -> None:
    known = Limits(5, 10)
    assert grade_view((12, 46, 6, 0, 0), known) == GradeView("best", (12,))
    assert grade_view((12, 40, 4, 4, 0), known) == GradeView("each", (12, 40, None, None, None))
    assert grade_view((12, 40, 8, 0, 0), known) == GradeView("best", (12,))
    assert grade_view((12, 40, 8), known) == GradeView("each", (12, 40, 8))
    assert grade_view((12, 46, 1, 1, 0), known) == GradeView("best", (12,))
    assert grade_view((12, 40, 4, 4), known) == GradeView("best", (12,))
    assert grade_view((4, 56, 0, 0, 0), known).form == "none"
    assert grade_view((4, 5, 0), known).form == "none"
    assert grade_view((12, 5, 0, 0), known).form == "none"


QUOTA: dict[str, Any] = {"grade": "excellent", "ratio": RATIO, "rounding": "floor", "by": "all", "cites": ["P1-A18"]}


def scheme(material: Material, quota: dict[str, Any] | None = None) -> Scheme:
    made = material.scheme
    best = made.grades[0].id
    found = None if quota is None else Quota.model_construct(**{**QUOTA, "grade": best, "merge": "none", **quota})
    thresholds = made.disclosure.model_copy(update={"group_mean": 5, "vote_counts": 10})
    return made.model_copy(update={"quota": found, "disclosure": thresholds})


def test_few_people_are_not_even_counted(material: Material) -> None:
    schemes = {"leader": scheme(material), "staff": scheme(material)}
    numbers = report_numbers(schemes, {"staff": 60, "leader": 4})
    assert numbers == {"people": [{"kind": "leader", "number": None}, {"kind": "staff", "number": 60}]}


def grades(material: Material, best: int, next_best: int) -> dict[str | None, int]:
    names = [grade.id for grade in material.scheme.grades]
    return {names[0]: best, names[1]: next_best, None: 1}


def test_grades_are_shown_once_and_quotas_only_as_far_as_the_roster_says(material: Material) -> None:
    schemes = {kind: scheme(material, {"by": "kind"}) for kind in ("leader", "staff")}
    people = {"leader": 4, "staff": 60}
    counts = {"leader": grades(material, 1, 2), "staff": grades(material, 11, 48)}
    best = material.scheme.grades[0].id
    assert decision_numbers(schemes, people, counts) == {
        "grades": [
            {"kind": "leader", "form": "none", "cells": []},
            {"kind": "staff", "form": "best", "cells": [{"grade": best, "number": 11}]},
        ],
        "quotas": [
            {"kinds": [kind], "grade": best, "ratio": "1/5", "rounding": "floor", "by": "kind", "at_most": most}
            for kind, most in (("leader", None), ("staff", 12))
        ],
    }


def staff_form(material: Material, best: int, quota: dict[str, Any] | None) -> str:
    schemes = {kind: scheme(material, quota) for kind in ("leader", "staff")}
    counts = {"leader": grades(material, 1, 2), "staff": grades(material, best, 59 - best)}
    (_, staff) = decision_numbers(schemes, {"leader": 4, "staff": 60}, counts)["grades"]
    return str(staff["form"])


def test_a_quota_that_is_used_up_would_tell_that_everybody_counts(material: Material) -> None:
    assert staff_form(material, 12, None) == "best"
    assert staff_form(material, 11, {"by": "kind"}) == "best"
    assert staff_form(material, 12, {"by": "kind"}) == "none"
    # With the leaders in one group: a fifth of 64 is 12, and a fifth of 60 still is.
    assert staff_form(material, 12, {"by": "all"}) == "best"
    assert staff_form(material, 13, {"by": "all"}) == "none"
    assert staff_form(material, 12, {"by": "kind", "merge": "small_together"}) == "none"
    assert staff_form(material, 5, {"by": "unit"}) == "none"
    assert staff_form(material, 5, {"grade": material.scheme.grades[1].id}) == "none"


def test_only_a_whole_group_that_is_public_has_an_allowance(material: Material) -> None:
    for quota, most in (({"by": "all"}, None), ({"by": "kind"}, 12), ({"by": "unit"}, None)):
        schemes = {kind: scheme(material, quota) for kind in ("leader", "staff")}
        counts: dict[str, dict[str | None, int]] = {"leader": {}, "staff": {}}
        quotas = decision_numbers(schemes, {"leader": 4, "staff": 60}, counts)["quotas"]
        assert quotas[-1]["at_most"] == most
    alone = decision_numbers({"staff": scheme(material, {})}, {"staff": 60}, {"staff": {}})
    assert [entry["at_most"] for entry in alone["quotas"]] == [12]


def test_no_scheme_can_go_below_the_floor(material: Material) -> None:
    thresholds = material.scheme.disclosure.model_copy(update={"group_mean": 0, "vote_counts": 0})
    assert limits(material.scheme.model_copy(update={"disclosure": thresholds})) == Limits(3, 6)


@pytest.mark.parametrize(("rounding", "base", "most"), [("floor", 38, 7), ("half_up", 38, 8), ("half_up", 37, 7)])
def test_the_allowance_is_rounded_as_the_quota_says(material: Material, rounding: str, base: int, most: int) -> None:
    quota = scheme(material, {"rounding": rounding}).quota
    assert quota is not None
    assert ceiling(quota, base) == most

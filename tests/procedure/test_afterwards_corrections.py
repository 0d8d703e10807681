"""Corrections of units against decision, figures, objections and trust, before anything is scored."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.procedure.afterwards_corrections import check
from tests.office.people_office import CYCLE
from tests.procedure.afterwards_office import Edits, codes, office_with

CORRECTION = "procedure/correction.yml"
FIGURES = "figures: [{indicator: budget-execution, value: 99}]"
END = "    approved_by: [holder-d, holder-e]\n"
SECOND = """\
    approved_by: [holder-d, holder-e]
  - unit: planning
    reason: data_error
    explanation: {zh: 统计有误, en: Miscounted}
    clause: P1-A17
    figures: [{indicator: budget-execution, value: 99}]
    grade: excellent
    entered_by: holder-a
    approved_by: [holder-d, holder-e]
"""


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("unit: archive", "unit: liaison", ["X400", "X405"]),
        ("indicator: budget-execution", "indicator: service-attitude", ["X401"]),
        ("indicator: budget-execution", "indicator: inspection-rank", ["X401"]),
        ("indicator: budget-execution", "indicator: speed", ["X401"]),
        ("value: 99}", "value: 100}", ["X402"]),
        ("value: 99}]", "value: 99}, {indicator: budget-execution, value: 98}]", ["X409"]),
        ("value: 99}", "value: 99%}", ["X137"]),
        ("value: 99}", "value: 101}", ["X138"]),
        (FIGURES, "figures: [{indicator: problems-solved, value: -1}]", ["X136"]),
        # Where there was no figure any is another one.
        (FIGURES, "figures: [{indicator: training-done, value: 80}]", []),
        ("[holder-d, holder-e]", "[holder-a, holder-e]", ["X284", "X313"]),
        ("[holder-d, holder-e]", "[holder-d, holder-d]", ["X284"]),
        ("entered_by: holder-a", "entered_by: holder-x", ["X283"]),
        ("[holder-d, holder-e]", "[holder-d, holder-y]", ["X283"]),
        # The office enters, the leadership approves.
        ("entered_by: holder-a", "entered_by: holder-f", ["X313"]),
        ("[holder-d, holder-e]", "[holder-d, holder-b]", ["X313"]),
        ("[holder-d, holder-e]", "[holder-f, holder-b]", ["X313", "X313"]),
        # Nobody comes off worse for having objected.
        ("grade: excellent", "grade: good", ["X383"]),
        # Without figures there is another grade, for an objection.
        (FIGURES, "figures: []", ["X452"]),
        (f"{FIGURES}\n    grade: excellent", "figures: []\n    grade: good", ["X383"]),
        ("objection: o-1", "objection: o-2", ["X405"]),
        ("objection: o-1", "objection: o-9", ["X405"]),
        ("    objection: o-1\n", "", ["X405"]),
        ("reason: objection_upheld", "reason: data_error", []),
        ("    objection: o-1\n", "    objection: a-1\n", ["X405"]),
        ("date: 2026-03-16", "date: 2026-03-13", ["X419"]),
        ("date: 2026-03-16", "date: 2026-02-09", ["X419", "X419"]),
        ("clause: P1-A17", "clause: P1-A77", ["R101"]),
        ("grade: excellent", "grade: splendid", ["X175"]),
        ("grade: excellent", "grade: excellent\n    departs: {zh: 甲, en: A}", ["X176"]),
        ("grade: excellent", "grade: excellent\n    departs_clause: P1-A18", ["X176"]),
        ("grade: excellent", "grade: good\n    departs: {zh: 甲, en: A}\n    departs_clause: P1-A88", ["R101", "X383"]),
    ],
)
def test_what_is_wrong_with_a_correction(tmp_path: Path, old: str, new: str, expected: list[str]) -> None:
    assert codes(tmp_path, {CORRECTION: [(old, new)]}) == expected


LOWER: Edits = {"procedure/decision.yml": [("unit: archive\n    grade: excellent", "unit: archive\n    grade: good")]}
"""The grade of the corrected unit, decided below what the score leads to."""


def test_a_grade_is_decided_anew_without_figures(tmp_path: Path) -> None:
    """What did not hold was a gate or a departure: there is no figure to put right."""
    without = (FIGURES, "figures: []")
    assert codes(tmp_path / "a", {**LOWER, CORRECTION: [without]}) == []
    fault = ("reason: objection_upheld", "reason: data_error")
    assert codes(tmp_path / "b", {**LOWER, CORRECTION: [without, fault]}) == ["X452"]
    same = ("grade: excellent", "grade: good")
    assert codes(tmp_path / "c", {**LOWER, CORRECTION: [without, same]}) == ["X452"]


def test_a_fault_of_the_office_may_lower_a_grade(tmp_path: Path) -> None:
    edits = [("reason: objection_upheld", "reason: data_error"), ("grade: excellent", "grade: good")]
    assert codes(tmp_path, {CORRECTION: edits}) == []


def test_whoever_has_left_is_taken_for_whoever_they_were(tmp_path: Path) -> None:
    cycle = office_with(tmp_path).cycles[CYCLE]
    roles = {"holder-a": None, "holder-d": None, "holder-e": "leadership"}
    assert list(check(cycle, roles)) == []
    assert [problem.code for problem in check(cycle, {**roles, "holder-d": "expert"})] == ["X313"]
    assert list(check(cycle, None)) == []


def test_a_unit_is_corrected_once(tmp_path: Path) -> None:
    twice = SECOND.replace("unit: planning", "unit: archive").replace("value: 90", "value: 60")
    assert codes(tmp_path, {CORRECTION: [(END, twice)]}) == ["X121"]


def test_a_figure_may_be_said_once_more_where_another_unit_moves_it(tmp_path: Path) -> None:
    """Places and best values: the other unit's own figure is as it was, its points are not."""
    both = (END, SECOND)
    assert codes(tmp_path / "a", {CORRECTION: [both]}) == []
    other = (f"{FIGURES}\n    grade", "figures: [{indicator: service-speed, value: 89}]\n    grade")
    assert codes(tmp_path / "b", {CORRECTION: [other, both]}) == ["X402"]


def test_an_appeal_that_changed_the_result_stands_for_an_objection(tmp_path: Path) -> None:
    appeals = [
        ("about: p001", "about: archive"),
        (
            "outcome: upheld\n    before: excellent\n    after: excellent",
            "outcome: changed\n    before: good\n    after: excellent",
        ),
    ]
    edits = {
        "procedure/appeals.yml": appeals,
        "procedure/decision.yml": [("unit: archive\n    grade: excellent", "unit: archive\n    grade: good")],
        CORRECTION: [("objection: o-1", "objection: a-3"), ("date: 2026-03-16", "date: 2026-05-02")],
    }
    assert codes(tmp_path, edits) == []


def test_the_answer_may_be_filed_after_the_correction(tmp_path: Path) -> None:
    """A correction goes out before the results are in effect; that an objection is named is asked all the same."""
    later = ("procedure/effective.yml", "procedure/appeals.yml", "procedure/application.yml")
    assert codes(tmp_path / "a", {}, later) == []
    assert codes(tmp_path / "b", {CORRECTION: [("    objection: o-1\n", "")]}, later) == ["X405"]
    assert codes(tmp_path / "c", {}, ("procedure/effective.yml", "procedure/application.yml")) == ["X405"]

"""What units come to against what was decided about them, and only where nothing else is wrong."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from generator.core.problem import Place, Problem
from generator.office.check import check_office
from generator.office.unit_check import against_score
from tests.broken.edited import Edits, edited

DECISION = "procedure/decision.yml"


def codes(folder: Path, edits: Edits) -> list[str]:
    office = edited(folder, edits)
    return [problem.code for problem in against_score(office, office.cycles["2025"])]


@pytest.mark.parametrize(
    ("pair", "expected"),
    [
        (("grade: good", "grade: poor"), ["P111"]),
        (("  - unit: finance\n    grade: excellent", "  - unit: finance\n    grade: good"), ["P112"]),
        (("passed: true", "passed: true"), []),
    ],
)
def test_a_decision_goes_with_its_reasons(tmp_path: Path, pair: tuple[str, str], expected: list[str]) -> None:
    assert codes(tmp_path, {DECISION: [pair]}) == expected


def test_a_grade_without_a_result_names_what_is_missing(tmp_path: Path) -> None:
    office = edited(tmp_path, {"scheme.yml": [("policy: zero_with_reason", "policy: incomplete")]})
    (problem,) = against_score(office, office.cycles["2025"])
    assert (problem.code, problem.params["unit"], problem.params["indicators"]) == ("P113", "archive", "training-done")


def test_a_figure_that_cannot_be_scored_stands_at_its_line(tmp_path: Path) -> None:
    office = edited(tmp_path, {"inputs/data/problems-solved.yml": [("value: 3\n", "value: 3.5\n")]})
    (problem,) = against_score(office, office.cycles["2025"])
    where = problem.place
    assert (problem.code, where.path, where.line) == (
        "S203",
        "records/cycles/2025/inputs/data/problems-solved.yml",
        10,
    )


def test_nothing_is_said_while_a_file_of_the_units_is_unread(tmp_path: Path) -> None:
    office = edited(tmp_path, {DECISION: [("grade: good", "grade: poor")]})
    cycle, path = office.cycles["2025"], "records/cycles/2025/inputs/votes/served.yml"
    closed = Problem("F220", Place(path))
    assert list(against_score(replace(office, unread={path: closed}), cycle)) == []
    about_people = "records/cycles/2025/people/roster.yml"
    read = replace(office, unread={about_people: closed})
    assert [p.code for p in against_score(read, cycle)] == ["P111"]


@pytest.mark.parametrize(
    ("code", "path", "compared"),
    [
        ("Y120", "records/cycles/2025/inputs/data/budget-execution.yml", False),
        ("F113", "records/organ.yml", False),
        ("F202", "records/cycles/2025/inputs/data/budget-execution.yml.age", True),
        ("Y120", "records/cycles/2024/scheme.yml", True),
    ],
)
def test_decisions_are_compared_only_where_nothing_else_is_wrong(
    tmp_path: Path, code: str, path: str, compared: bool
) -> None:
    office = edited(tmp_path, {DECISION: [("grade: good", "grade: poor")]})
    found = check_office(office, [Problem(code, Place(path))])
    assert [problem.code for problem in found] == (["P111"] if compared else [])

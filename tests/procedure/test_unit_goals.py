"""A goal for every unit, and changes that can be followed."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from generator.intake.models import evaluation
from generator.intake.repository import load
from generator.procedure.unit_goals import PublishedGoals, check_published
from generator.published.gathering_bodies import read_goals
from generator.published.shapes import Document
from tests.broken.edited import Edits
from tests.procedure.planned import GOALS, codes, found, planned, told

FILE = "goals.yml"
LAST = GOALS[GOALS.index("  - unit: archive") :]
CHANGED = 1
"""Which goal has changes."""


def changed(old: str, new: str) -> Edits:
    return {FILE: [(old, new)]}


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (LAST, "", [("X320", "P2-1.1(1)")]),
        (LAST, LAST + LAST, [("X321", "P2-1.1(1)")]),
        (LAST, LAST + LAST.replace("problems-solved", "service-speed"), []),
        ("unit: archive", "unit: archives", [("X122", "P2-1.1(1)"), ("X320", "P2-1.1(1)")]),
        ("unit: archive", "unit: liaison", [("X301", "P1-A6"), ("X320", "P2-1.1(1)")]),
        ("indicator: problems-solved", "indicator: problems", [("X103", "P2-1.1(1)")]),
        ("target: 98\n", "target: 98%\n", [("X137", "P1-A14"), ("X262", "P2-1.1(1)")]),
        ("from: 98, to: 97,", "from: 96, to: 97,", [("X262", "P2-1.1(1)")]),
        ("from: 97, to: 97.5", "from: 98, to: 97.5", [("X262", "P2-1.1(1)")]),
        ("from: 97, to: 97.5", "from: 97, to: 97", [("X265", "P2-1.1(1)")]),
        ("date: 2025-06-02", "date: 2025-03-03", [("X263", "P2-1.1(1)")]),
        ("date: 2025-09-01", "date: 2025-06-02", [("X263", "P2-1.1(1)")]),
        ("date: 2025-09-01", "date: 2025-06-03", []),
        ("date: 2025-09-01", "date: 2026-01-05", [("X264", "P1-A10")]),
        ("date: 2025-03-03", "date: 2025-01-09", [("X302", "P1-A12")]),
        ("date: 2025-03-03", "date: 2025-01-10", []),
    ],
)
def test_goals(tmp_path: Path, old: str, new: str, expected: list[tuple[str, str]]) -> None:
    problems = found(planned(tmp_path, changed(old, new)))
    assert sorted((problem.code, problem.clause) for problem in problems) == expected


def test_goals_come_before_the_materials(tmp_path: Path) -> None:
    edits: Edits = {
        FILE: [
            ("date: 2025-03-03", "date: 2026-01-16"),
            (GOALS[GOALS.index("    changes:") : GOALS.index("  - unit: archive")], ""),
        ]
    }
    assert told(planned(tmp_path, edits)) == [("X302", "materials.yml", 4, "P2-1.1(1)")]


def test_a_target_that_grows_back_is_another_target(tmp_path: Path) -> None:
    assert codes(tmp_path, changed("from: 97, to: 97.5", "from: 97, to: 98")) == []


def test_without_a_readable_scheme_indicators_are_not_judged(tmp_path: Path) -> None:
    planned(tmp_path, changed("indicator: problems-solved", "indicator: problems"))
    path = tmp_path / "records/cycles/2025/scheme.yml"
    path.write_text(path.read_text("utf-8").replace("schema:", "schem:"), "utf-8")
    assert found(load(tmp_path)[0]) == []


DAY = datetime.date(2025, 3, 5)
"""The day of the statement that published the goals."""


def as_first_set(root: Path) -> dict[str, dict[str, Any]]:
    """The goals as :data:`GOALS` has them, by unit, published before the changes of the year."""
    bound = planned(root, {}).cycles["2025"].one(evaluation.GOALS)
    assert bound is not None
    return {
        goal.unit: {
            "unit": goal.unit,
            "indicator": goal.indicator,
            "text": {"zh": goal.text.zh, "en": goal.text.en},
            "target": str(goal.target),
            "measure": goal.measure,
            "baseline": None if goal.baseline is None else str(goal.baseline),
            "changes": [],
        }
        for goal in bound.record.goals
    }


def against(
    root: Path, edits: Mapping[str, dict[str, Any]], more: Sequence[Mapping[str, object]] = (), day: datetime.date = DAY
) -> list[tuple[str, str, str]]:
    """What is found where the goals were published with other fields, by unit, and with ``more`` goals."""
    goals = [goal | edits.get(unit, {}) for unit, goal in as_first_set(root / "first").items()]
    body = read_goals(Document({"date": "2025-03-03", "goals": [*goals, *more]}, "goals.json"))
    office = planned(root / "now", {})
    found_now = check_published(office.cycles["2025"], PublishedGoals(day, body))
    return [(p.code, p.clause, p.params.get("unit", str(p.place.line))) for p in found_now]


def test_a_published_goal_stays_as_it_was(tmp_path: Path) -> None:
    altered = [("X322", "P2-1.1(1)", "archive")]
    assert against(tmp_path / "same", {}) == []
    assert list(check_published(planned(tmp_path / "none", {}).cycles["2025"], None)) == []
    for field, value in {"target": "7/2", "measure": "y", "baseline": "1", "text": {"zh": "c", "en": "d"}}.items():
        assert against(tmp_path / field, {"archive": {field: value}}) == altered
    assert against(tmp_path / "other", {"archive": {"indicator": "another"}}) == altered * 2
    change = {"date": "2025-06-02", "from": "1", "to": "2", "reason": {"zh": "c", "en": "d"}}
    assert against(tmp_path / "change", {"archive": {"changes": [change]}}) == altered


def test_the_goal_of_a_unit_that_was_exempt_later_may_go(tmp_path: Path) -> None:
    goal = as_first_set(tmp_path / "goal")["archive"]
    assert against(tmp_path / "exempt", {}, [{**goal, "unit": "liaison"}]) == []
    assert against(tmp_path / "gone", {}, [{**goal, "indicator": "another"}]) == [("X322", "P2-1.1(1)", "archive")]


def test_changes_of_the_year_are_added(tmp_path: Path) -> None:
    (unit,) = (goal["unit"] for goal in list(as_first_set(tmp_path).values())[CHANGED : CHANGED + 1])
    change = {"date": "2025-06-02", "from": "98", "to": "97", "reason": {"zh": "c", "en": "d"}}
    assert against(tmp_path / "first", {unit: {"changes": [change]}}) == []
    assert against(tmp_path / "twice", {unit: {"changes": [change, change]}}) == [("X322", "P2-1.1(1)", unit)]


@pytest.mark.parametrize(("day", "late"), [("2025-06-01", 0), ("2025-06-02", 1), ("2025-09-01", 2)])
def test_what_is_added_was_changed_after_the_goals_were_published(tmp_path: Path, day: str, late: int) -> None:
    found_now = against(tmp_path, {}, day=datetime.date.fromisoformat(day))
    assert [code for code, _, _ in found_now] == ["X463"] * late


def test_no_target_is_changed_when_the_materials_are_complete(tmp_path: Path) -> None:
    edits: Edits = {"procedure/materials.yml": [("\ndate: 2026-01-15", "\ndate: 2025-08-29")]}
    problems = [problem for problem in found(planned(tmp_path, edits)) if problem.code == "X462"]
    assert [(p.clause, p.place.path.rpartition("/")[2]) for p in problems] == [("P2-1.1(1)", FILE)]

"""A goal for every unit, and changes that can be followed."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.intake.repository import load
from tests.broken.edited import Edits
from tests.procedure.planned import GOALS, codes, found, planned, told

FILE = "goals.yml"
LAST = GOALS[GOALS.index("  - unit: archive") :]


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

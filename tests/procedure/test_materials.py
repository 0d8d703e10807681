"""What was handed in and where indicators were found out: each rule on its good side and its wrong one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.broken.edited import Edits
from tests.procedure.planned import MATERIALS, codes, found, planned, told

FILE = "procedure/materials.yml"
ARCHIVE = MATERIALS[MATERIALS.index("  - unit: archive") : MATERIALS.index("sources:")]
LATE = "    late: {zh: 系统停用, en: The system was out of use}\n"
SURVEY = MATERIALS[MATERIALS.index("  - id: survey-a") : MATERIALS.index("  - id: complaints-a")]
COMPLAINTS = MATERIALS[MATERIALS.index("  - id: complaints-a") : MATERIALS.index("  - id: visit-a")]
VISIT = MATERIALS[MATERIALS.index("  - id: visit-a") :]
HANDED_IN = "P2-3.2(2)"


def changed(old: str, new: str) -> Edits:
    return {FILE: [(old, new)]}


def line(text: str) -> int:
    """Where a text stands in the materials."""
    return MATERIALS[: MATERIALS.index(text)].count("\n") + 1


def problems_of(folder: Path, edits: Edits) -> list[tuple[str, str]]:
    office = planned(folder, edits, without=("procedure/review.yml", "procedure/gates.yml"))
    return sorted((problem.code, problem.clause) for problem in found(office))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (ARCHIVE, "", [("X325", HANDED_IN)]),
        (ARCHIVE, ARCHIVE + ARCHIVE, [("X121", HANDED_IN)]),
        ("unit: archive", "unit: archives", [("X122", HANDED_IN), ("X325", HANDED_IN)]),
        ("unit: archive", "unit: liaison", [("X301", "P1-A6"), ("X325", HANDED_IN)]),
        ("missing: [work-report]", "missing: [report]", [("X326", HANDED_IN)]),
        ("missing: [work-report]", "missing: [work-report, work-report]", [("X326", HANDED_IN)]),
        ("missing: [work-report]", "missing: [self-report, work-report]", []),
        (LATE, "", [("X327", HANDED_IN)]),
        ("    received: 2026-01-14\n", "    received: 2026-01-12\n", [("X328", HANDED_IN)]),
        (f"    received: 2026-01-14\n{LATE}    receipt: 登记三号\n", LATE, []),
        (f"    received: 2026-01-14\n{LATE}    receipt: 登记三号\n", "", [("X327", HANDED_IN)]),
        ("    receipt: 登记三号\n", "", [("X329", HANDED_IN)]),
        ("    received: 2026-01-14\n", "", [("X329", HANDED_IN)]),
        ("received: 2026-01-14", "received: 2026-01-15", []),
        ("received: 2026-01-14", "received: 2026-01-16", [("X332", HANDED_IN)]),
    ],
)
def test_submissions(tmp_path: Path, old: str, new: str, expected: list[tuple[str, str]]) -> None:
    assert problems_of(tmp_path, changed(old, new)) == expected


METHODS = "P2-3.2(3)"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (VISIT, "", [("X330", METHODS)]),
        (SURVEY, "", [("X330", METHODS)]),
        ("indicator: service-quality", "indicator: policy-results", [("X333", "P2-2.1(2)")]),
        (COMPLAINTS, "", [("X333", "P2-2.1(2)")]),
        ("method: complaints", "method: documents", [("X333", "P2-2.1(2)")]),
        ("id: visit-a", "id: survey-a", [("X304", METHODS)]),
        ("indicator: project-progress", "indicator: project", [("X103", METHODS)]),
        ("first: 2025-01-01", "first: 2024-12-31", [("X331", METHODS)]),
        ("last: 2025-12-31", "last: 2026-01-16", [("X331", METHODS)]),
        ("last: 2025-11-28", "last: 2025-11-02", [("X160", METHODS)]),
        ("last: 2025-11-28", "last: 2025-11-03", []),
    ],
)
def test_sources(tmp_path: Path, old: str, new: str, expected: list[tuple[str, str]]) -> None:
    assert problems_of(tmp_path, changed(old, new)) == expected


@pytest.mark.parametrize(
    ("edits", "expected"),
    [
        (changed("deadline: 2026-01-12", "deadline: 2026-01-16"), [("X302", HANDED_IN), ("X328", HANDED_IN)]),
        (changed("deadline: 2026-01-12", "deadline: 2026-01-15"), [("X328", HANDED_IN)]),
        (
            changed("date: 2026-01-15", "date: 2025-01-15"),
            [("X302", "P1-A14"), ("X302", "P1-A6"), ("X302", "P2-1.1(1)"), ("X302", HANDED_IN)],
        ),
        ({"roster.yml": [("date: 2025-02-10", "date: 2026-01-16")]}, [("X302", "P1-A6")]),
        ({"roster.yml": [("date: 2025-02-10", "date: 2026-01-15")]}, []),
        ({"inputs/votes/served.yml": [("date: 2026-01-14", "date: 2026-01-16")]}, [("X302", "P1-A14")]),
        ({"inputs/data/policy-results.yml": [("date: 2026-01-12", "date: 2026-01-16")]}, [("X302", "P1-A14")]),
        ({"inputs/data/policy-results.yml": [("date: 2026-01-12", "date: 2026-01-15")]}, []),
    ],
)
def test_days(tmp_path: Path, edits: Edits, expected: list[tuple[str, str]]) -> None:
    assert problems_of(tmp_path, edits) == expected


def test_the_last_of_the_files_is_named(tmp_path: Path) -> None:
    edits: Edits = {
        "inputs/data/policy-results.yml": [("date: 2026-01-12", "date: 2026-01-17")],
        "inputs/data/budget-execution.yml": [("date: 2026-01-12", "date: 2026-01-16")],
    }
    (problem,) = found(planned(tmp_path, edits, without=("procedure/review.yml", "procedure/gates.yml")))
    assert (problem.place.line, problem.params["earlier"]) == (line("date: 2026-01-15"), "inputs/data/policy-results")


@pytest.mark.parametrize(
    ("name", "clause"), [("inputs/data/policy-results.yml", "P1-A14"), ("inputs/votes/served.yml", "P1-A15")]
)
def test_when_collection_is_over_nothing_is_missing(tmp_path: Path, name: str, clause: str) -> None:
    later = ("procedure/review.yml", "procedure/gates.yml")
    problems = found(planned(tmp_path, without=(name, *later)))
    (problem,) = [problem for problem in problems if problem.code == "X334"]
    assert (problem.clause, problem.params) == (clause, {"files": name, "count": "1"})
    assert (problem.place.path.rpartition("/")[2], problem.place.line) == ("materials.yml", line("date: 2026-01-15"))
    assert codes(tmp_path / "b", without=(name, FILE, *later)) == []


def test_all_that_is_missing_is_one_finding(tmp_path: Path) -> None:
    names = ("inputs/data/policy-results.yml", "inputs/data/service-speed.yml", "inputs/votes/served.yml")
    problems = found(planned(tmp_path, without=(*names, "procedure/review.yml", "procedure/gates.yml")))
    (problem,) = [problem for problem in problems if problem.code == "X334"]
    assert (set(problem.params["files"].split("、")), problem.params["count"]) == (set(names), "3")


def test_once_there_is_a_report_its_own_check_tells_of_what_is_missing(tmp_path: Path) -> None:
    edits: Edits = {"procedure/decision.yml": [("grade: excellent\n    departs", "grade: poor\n    departs")]}
    absent = ("inputs/data/policy-results.yml", "procedure/review.yml")
    assert codes(tmp_path, edits, without=absent, later=True) == []


def test_no_message_holds_what_is_restricted(tmp_path: Path) -> None:
    office = planned(tmp_path, changed("    receipt: 登记三号\n", ""), without=("procedure/review.yml",))
    assert told(office) == [("X329", "materials.yml", line("unit: archive"), HANDED_IN)]
    (problem,) = found(office)
    assert "登记" not in repr(problem)


def test_a_late_submission_is_shown_at_its_day_or_at_its_unit(tmp_path: Path) -> None:
    later = ("procedure/review.yml", "procedure/gates.yml")
    (problem,) = found(planned(tmp_path / "a", changed(LATE, ""), without=later))
    assert problem.place.line == line("    received: 2026-01-14")
    (problem,) = found(planned(tmp_path / "b", changed(ARCHIVE, "  - unit: archive\n"), without=later))
    assert problem.place.line == line("  - unit: archive")


@pytest.mark.parametrize(
    ("name", "figure"), [("budget-execution", "value: 97.5"), ("inspection-rank", "places: [2, 1]")]
)
def test_every_figure_names_its_evidence(tmp_path: Path, name: str, figure: str) -> None:
    file = f"inputs/data/{name}.yml"
    with_evidence = f"    {figure}\n    evidence: [佐证正文]\n"
    assert problems_of(tmp_path / "without", {file: [(with_evidence, f"    {figure}\n")]}) == [("X472", "P1-A14")]
    assert problems_of(tmp_path / "empty", {file: [(with_evidence, f"    {figure}\n    evidence: []\n")]}) == [
        ("X472", "P1-A14")
    ]


def test_a_figure_that_is_missing_needs_none(tmp_path: Path) -> None:
    edits = {
        "inputs/data/budget-execution.yml": [
            ("    value: 97.5\n    evidence: [佐证正文]\n", "    missing: {zh: 无, en: none}\n")
        ]
    }
    assert problems_of(tmp_path, edits) == []

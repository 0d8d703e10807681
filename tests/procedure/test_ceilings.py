"""Gates and the ceilings they set: each rule on its good side and its wrong one."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.procedure.ceilings import ceilings, is_above
from tests.broken.edited import Edits
from tests.procedure.planned import codes, cycle_of, found, planned

FILE = "procedure/gates.yml"
CLAUSE = "P2-2.1(4)"
ARCHIVE = "  - {unit: archive, gate: safety, passed: true, cites: [local-rules]}\n"


def changed(old: str, new: str) -> Edits:
    return {FILE: [(old, new)]}


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (ARCHIVE, "", [("X305", CLAUSE)]),
        (ARCHIVE, ARCHIVE + ARCHIVE, [("X306", CLAUSE)]),
        ("unit: archive, gate: safety", "unit: archive, gate: safe", [("X305", CLAUSE), ("X307", CLAUSE)]),
        ("unit: archive, gate: safety", "unit: archives, gate: safety", [("X122", CLAUSE), ("X305", CLAUSE)]),
        ("unit: archive, gate: safety", "unit: liaison, gate: safety", [("X301", "P1-A6"), ("X305", CLAUSE)]),
        ("id: safety,", "id: integrity,", [("X304", CLAUSE), *[("X307", CLAUSE)] * 3]),
        (", fact: 事实甲", "", [("X308", CLAUSE)]),
        ("passed: false, ceiling: good,", "passed: false,", [("X308", CLAUSE)]),
        ("passed: false, ceiling: good,", "passed: false, ceiling: fine,", [("X175", CLAUSE)]),
        ("passed: false, ceiling: good,", "passed: false, ceiling: excellent,", [("X308", CLAUSE)]),
        ("passed: false, ceiling: good,", "passed: true, ceiling: good,", [("X303", CLAUSE)]),
        ("passed: false, ceiling: good,", "passed: true,", []),
        ("cites: [as-fit]", "cites: [as-fits]", [("X420", "P1-A1")]),
        ("given_by: holder-f", "given_by: holder-a", [("X313", "P1-A22")]),
        ("given_by: holder-f", "given_by: holder-z", [("X152", "P1-A22")]),
        ("date: 2026-01-19", "date: 2026-01-14", [("X302", CLAUSE)]),
        ("date: 2026-01-19", "date: 2026-01-15", []),
    ],
)
def test_gates(tmp_path: Path, old: str, new: str, expected: list[tuple[str, str]]) -> None:
    problems = found(planned(tmp_path, changed(old, new)))
    assert sorted((problem.code, problem.clause) for problem in problems) == expected


def test_of_two_ceilings_the_lower_holds(tmp_path: Path) -> None:
    cycle = cycle_of(planned(tmp_path / "a"))
    assert ceilings(cycle) == {"finance": "poor"}
    other = changed("ceiling: poor", "ceiling: excellent")
    assert ceilings(cycle_of(planned(tmp_path / "b", other))) == {"finance": "good"}
    assert ceilings(cycle_of(planned(tmp_path / "c", without=(FILE,)))) == {}
    assert is_above(cycle, "excellent", "good") and not is_above(cycle, "good", "good")
    assert not is_above(cycle, "poor", "good") and not is_above(cycle, "fine", "good")


@pytest.mark.parametrize(("grade", "expected"), [("excellent", ["X309"]), ("good", ["X309"]), ("poor", [])])
def test_no_decision_is_above_a_ceiling(tmp_path: Path, grade: str, expected: list[str]) -> None:
    decided = "unit: finance\n    grade: "
    edits: Edits = {"procedure/decision.yml": [(f"{decided}excellent", f"{decided}{grade}")]}
    problems = found(planned(tmp_path, edits, later=True))
    assert [problem.code for problem in problems] == expected
    assert all(problem.place.path.endswith("decision.yml") and problem.clause == CLAUSE for problem in problems)
    assert all(problem.place.line == 16 for problem in problems)


def test_a_unit_that_passed_may_get_any_grade(tmp_path: Path) -> None:
    edits: Edits = {
        FILE: [
            ("passed: false, ceiling: good, cites: [P2-2.1(4)], fact: 事实甲", "passed: true, cites: [P2-2.1(4)]"),
            ("passed: false, ceiling: poor, cites: [as-fit], fact: 事实乙", "passed: true, cites: [as-fit]"),
        ]
    }
    assert codes(tmp_path, edits, later=True) == []


def test_a_fact_stays_where_it_is(tmp_path: Path) -> None:
    (problem,) = found(planned(tmp_path, changed("ceiling: good, ", "")))
    assert problem.params["absent"] == "ceiling"
    assert "事实" not in repr(problem)

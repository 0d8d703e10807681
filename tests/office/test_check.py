"""The check of everything at once, on the example office and where there is nothing to check."""

from __future__ import annotations

from pathlib import Path

from generator.intake.repository import Office, load
from generator.office.check import check, check_office

ROOT = Path(__file__).parents[2]


def test_the_example_office_has_no_problem() -> None:
    assert check(ROOT) == []
    office, _ = load(ROOT)
    assert "2025" in office.cycles and check_office(office) == []


def test_a_place_without_records_is_one_problem(tmp_path: Path) -> None:
    assert [(problem.code, problem.place.path) for problem in check(tmp_path)] == [("F101", "records")]
    assert check_office(Office()) == []

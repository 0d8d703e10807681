"""The check of everything at once, on the example office and where there is nothing to check."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.core.errors import FindingsError, NotCheckedError
from generator.intake import sealed
from generator.intake.repository import Office, load
from generator.office.check import check, check_office, checked_office, checks_not_made, load_and_check
from generator.signing import demo
from tests.broken.edited import edited

ROOT = Path(__file__).parents[2]


def test_the_example_office_has_no_problem() -> None:
    assert check(ROOT) == []
    office, _ = load(ROOT)
    assert "2025" in office.cycles and check_office(office) == []


def test_a_place_without_records_is_one_problem(tmp_path: Path) -> None:
    assert [(problem.code, problem.place.path) for problem in check(tmp_path)] == [("F101", "records")]
    assert check_office(Office()) == []


DATA = "records/cycles/2025/inputs/data/budget-execution.yml"
RECIPIENTS = [demo.age_recipient(name) for name in demo.RECIPIENTS]


def seal_record(root: Path, path: str) -> None:
    edited(root, {})
    (root / f"{path}.age").write_bytes(sealed.seal((root / path).read_bytes(), RECIPIENTS))
    (root / path).unlink()


def test_what_stays_sealed_is_not_checked_and_never_fine(tmp_path: Path) -> None:
    seal_record(tmp_path, DATA)
    checked = load_and_check(tmp_path)
    assert (checked.problems, checked.exit_code) == ([], 4)
    cycle, file = checked.not_checked
    assert (cycle.code, cycle.place.path) == ("F222", "records/cycles/2025")
    assert cycle.params["checks"].split()[0] == "X103-X104"
    assert (file.code, file.place.path) == ("F220", f"{DATA}.age")
    with pytest.raises(NotCheckedError) as caught:
        checked_office(tmp_path)
    assert caught.value.problems == checked.not_checked


def test_with_the_key_it_is_checked_like_any_other(tmp_path: Path) -> None:
    seal_record(tmp_path, DATA)
    checked = load_and_check(tmp_path, [demo.age_identity("demo-auditor")])
    assert (checked.problems, checked.not_checked, checked.exit_code) == ([], [], 0)
    assert checked_office(tmp_path, [demo.age_identity("demo-auditor")]).files == checked.office.files


def test_findings_beat_what_was_not_checked_and_both_are_told(tmp_path: Path) -> None:
    seal_record(tmp_path, DATA)
    (tmp_path / "records/trust.yml").unlink()
    checked = load_and_check(tmp_path)
    assert checked.exit_code == 1
    with pytest.raises(FindingsError) as caught:
        checked_office(tmp_path)
    assert {problem.code for problem in caught.value.problems} >= {"F113", "F220", "F222"}


def test_a_cycle_with_several_unread_files_names_every_check_once(tmp_path: Path) -> None:
    seal_record(tmp_path, DATA)
    other = DATA.replace("budget-execution", "training-done")
    (tmp_path / f"{other}.age").write_bytes(sealed.seal((tmp_path / other).read_bytes(), RECIPIENTS))
    (tmp_path / other).unlink()
    (problem,) = checks_not_made(load_and_check(tmp_path).office)
    codes = problem.params["checks"].split()
    assert codes == sorted(set(codes))

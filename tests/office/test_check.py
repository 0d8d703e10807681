"""The check of everything at once, on the example office and where there is nothing to check."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from generator.core.errors import FindingsError, NotCheckedError
from generator.intake import sealed
from generator.intake.repository import Office, load
from generator.office.check import check, check_office, checked_office, checks_not_made, load_and_check
from generator.signing import demo
from tests.broken.edited import Edits, edited
from tests.procedure.planned import planned

ROOT = Path(__file__).parents[2]
LATER = ("procedure/review.yml", "procedure/gates.yml")


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
    assert cycle.params["checks"].split()[0] == "P111-P113"
    assert (file.code, file.place.path) == ("F220", f"{DATA}.age")
    with pytest.raises(NotCheckedError) as caught:
        checked_office(tmp_path)
    assert caught.value.problems == checked.not_checked


def test_a_working_copy_that_was_never_sealed_is_told(tmp_path: Path) -> None:
    edited(tmp_path, {})
    copies = [tmp_path / "records/cycles/2025/procedure" / f"{name}.clear.yml" for name in ("comments", "report")]
    for copy in copies:
        copy.write_text("schema: kaohe/comments/v1\n", "utf-8")
    told = [(p.code, p.place.path, p.clause) for p in load_and_check(tmp_path).notices if p.code.startswith("F21")]
    assert told == [("F216", "records/cycles/2025/procedure/comments.clear.yml", "P2-5.1")]


def test_with_the_key_it_is_checked_like_any_other(tmp_path: Path) -> None:
    seal_record(tmp_path, DATA)
    checked = load_and_check(tmp_path, [demo.age_identity("demo-auditor")])
    assert (checked.problems, checked.not_checked, checked.exit_code) == ([], [], 0)
    assert checked_office(tmp_path, [demo.age_identity("demo-auditor")]).files == checked.office.files


def test_a_working_copy_that_differs_is_told_and_changes_nothing(tmp_path: Path) -> None:
    seal_record(tmp_path, DATA)
    copy, opened = tmp_path / DATA.replace(".yml", ".clear.yml"), [demo.age_identity("demo-auditor")]
    copy.write_bytes(sealed.unseal((tmp_path / f"{DATA}.age").read_bytes(), sealed.parse_identities(opened), DATA))
    same = load_and_check(tmp_path, opened)
    assert same.notices == []
    copy.write_text("anything else", "utf-8")
    differing = load_and_check(tmp_path, opened)
    (notice,) = differing.notices
    assert (notice.code, notice.place.path) == ("F212", DATA.replace(".yml", ".clear.yml"))
    assert (differing.problems, differing.exit_code) == (same.problems, same.exit_code)
    assert load_and_check(tmp_path).notices == []


def test_a_broken_file_of_the_units_says_nothing_of_people(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "records", tmp_path / "records", ignore=shutil.ignore_patterns("ledger", "sealed", "drafts"))
    path = tmp_path / "records/cycles/2025/inputs/data/duty.execution.yml"
    for old, new in (("date: 2026-01-08", "date: 2026-13-08"), ("value: 99.2", "value：99.2")):
        text = path.read_text("utf-8")
        assert text.count(old) == 1
        path.write_text(text.replace(old, new), "utf-8")
        checked = load_and_check(tmp_path, [demo.age_identity("demo-office")])
        assert {problem.place.path for problem in checked.problems} == {path.relative_to(tmp_path).as_posix()}
        path.write_text(text, "utf-8")
    path.unlink()
    checked = load_and_check(tmp_path, [demo.age_identity("demo-office")])
    assert [problem.code for problem in checked.problems] == ["X106"]


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


def test_a_record_of_another_year_is_one_finding(tmp_path: Path) -> None:
    """Materials copied from the year before: nothing is compared with what they say."""
    before = {(p.code, p.place.path) for p in check_office(planned(tmp_path / "a", without=LATER))}
    edits: Edits = {
        "procedure/materials.yml": [
            ('cycle: "2025"', 'cycle: "2024"'),
            ("date: 2026-01-15", "date: 2025-01-15"),
            ("unit: archive", "unit: archives"),
        ]
    }
    copied = planned(tmp_path / "b", edits, without=(*LATER, "inputs/data/policy-results.yml"))
    found = {(p.code, p.place.path) for p in check_office(copied)}
    assert found - before == {("X101", "records/cycles/2025/procedure/materials.yml")}
    assert before - found == set()


def test_of_a_record_of_its_year_all_is_said(tmp_path: Path) -> None:
    edits: Edits = {"procedure/materials.yml": [("unit: archive", "unit: archives")]}
    copied = planned(tmp_path, edits, without=(*LATER, "inputs/data/policy-results.yml"))
    assert {"X122", "X325", "X334"} <= {problem.code for problem in check_office(copied)}

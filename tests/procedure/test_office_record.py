"""Who runs the assessment, who reviews, who decides: each rule on its good side and its wrong one."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.intake.repository import load
from generator.procedure import beginning
from tests.broken.edited import Edits
from tests.procedure.planned import OFFICE, codes, cycle_of, found, planned, told

FILE = "procedure/office.yml"


def changed(old: str, new: str) -> Edits:
    return {FILE: [(old, new)]}


def line(text: str) -> int:
    """Where a text stands in the record of the office."""
    return OFFICE[: OFFICE.index(text)].count("\n") + 1


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("  - {holder: holder-c, pledged: 2025-01-10, trained: 2025-01-09}\n", "", [("X310", "P1-A11")]),
        ("holder: holder-c", "holder: holder-f", [("X310", "P1-A11"), ("X311", "P1-A11"), ("X313", "P1-A11")]),
        ("holder: holder-c", "holder: nobody", [("X152", "P1-A11"), ("X310", "P1-A11"), ("X311", "P1-A11")]),
        ("holder: holder-c", "holder: holder-a", [("X310", "P1-A11"), ("X312", "P1-A22")]),
        ("holder: expert-b", "holder: holder-g", [("X313", "P1-A16")]),
        ("holder: expert-b", "holder: expert-a", [("X312", "P1-A22")]),
        ("holder: expert-b", "holder: holder-b", [("X312", "P1-A22"), ("X313", "P1-A16")]),
        ("{holder: holder-d}", "{holder: holder-f}", [("X313", "P1-A18")]),
        ("{holder: holder-d}", "{holder: expert-a}", [("X312", "P1-A22"), ("X313", "P1-A18")]),
        ("{holder: holder-d}", "{holder: nobody}", [("X152", "P1-A18")]),
        ("related: [finance]", "related: [finances]", [("X122", "P1-A16")]),
        ("related: [finance]", "related: [finance, finance]", [("X121", "P1-A16")]),
        ("related: [finance]", "related: [liaison]", []),
        ("leads: [archive]", "leads: [archives]", [("X122", "P1-A18")]),
        ("leads: [archive]", "leads: [archive, planning, archive]", [("X121", "P1-A18")]),
        ("date: 2025-01-08", "date: 2025-01-11", [("X302", "P1-A11")]),
        ("date: 2025-01-08", "date: 2025-01-10", []),
        ("holder-c, pledged: 2025-01-10", "holder-c, pledged: 2025-01-11", [("X314", "P2-5.1")]),
    ],
)
def test_seats(tmp_path: Path, old: str, new: str, expected: list[tuple[str, str]]) -> None:
    office = planned(tmp_path, changed(old, new), without=("procedure/review.yml",))
    assert sorted((problem.code, problem.clause) for problem in found(office)) == expected


def test_a_finding_stands_where_the_seat_does(tmp_path: Path) -> None:
    office = planned(tmp_path, changed("{holder: holder-d}", "{holder: holder-f}"))
    assert told(office) == [("X313", "office.yml", line("{holder: holder-d}"), "P1-A18")]
    (problem,) = found(office)
    assert problem.params == {"holder": "holder-f", "role": "supervision", "expected": "leadership"}


@pytest.mark.parametrize(("pledged", "expected"), [("2026-01-15", []), ("2026-01-16", ["X314"])])
def test_an_expert_pledges_before_the_first_review(tmp_path: Path, pledged: str, expected: list[str]) -> None:
    text = "holder: expert-b\n    pledged: 2026-01-15"
    assert codes(tmp_path, changed(text, text.replace("2026-01-15", pledged))) == expected


@pytest.mark.parametrize(("pledged", "expected"), [("2026-01-16", []), ("2026-01-17", ["X314"])])
def test_or_before_the_first_check(tmp_path: Path, pledged: str, expected: list[str]) -> None:
    text = "holder: expert-a\n    pledged: 2026-01-15"
    edits: Edits = {
        **changed(text, text.replace("2026-01-15", pledged)),
        "procedure/review.yml": [
            ("item: votes/served/planning, expert: expert-b", "item: votes/served/planning, expert: expert-a")
        ],
    }
    assert codes(tmp_path, edits) == expected


def test_one_who_has_left_keeps_the_seat_that_was_announced(tmp_path: Path) -> None:
    """The organ has somebody new in the office, and trust knows the old holder by a revoked key alone."""
    key = "ab" * 32
    edits: Edits = {
        "/organ.yml": [("holder: holder-c", "holder: holder-g")],
        "/trust.yml": [
            ("  - id: holder-c\n", "  - id: holder-h\n"),
            ("  - id: holder-g\n    role: publisher", "  - id: holder-g\n    role: office"),
            ("policy: |", f"revoked:\n  - {{key: {key}, holder: holder-c, reason: departed}}\npolicy: |"),
        ],
    }
    assert codes(tmp_path / "a", edits) == []
    without_left: Edits = {**edits, "/trust.yml": edits["/trust.yml"][:2]}
    assert sorted(codes(tmp_path / "b", without_left)) == ["X152", "X310", "X311"]


def test_when_the_cycle_is_closed_the_organ_goes_on_changing(tmp_path: Path) -> None:
    decided = "unit: finance\n    grade: "
    edits: Edits = {
        "/organ.yml": [("holder: holder-c", "holder: holder-g")],
        "procedure/decision.yml": [(f"{decided}excellent", f"{decided}poor")],
    }
    assert codes(tmp_path / "a", edits, later=True) == []
    assert codes(tmp_path / "b", edits, later=True, without=("procedure/closed.yml",)) == ["X310", "X311"]


def test_without_a_readable_organ_or_trust_nothing_is_compared(tmp_path: Path) -> None:
    planned(tmp_path, changed("holder: holder-c", "holder: nobody"))
    for name in ("organ", "trust"):
        path = tmp_path / f"records/{name}.yml"
        path.write_text(path.read_text("utf-8").replace("schema:", "schem:"), "utf-8")
    assert found(load(tmp_path)[0]) == []


def test_training_is_a_notice(tmp_path: Path) -> None:
    edits = changed(
        "holder: holder-a, pledged: 2025-01-07, trained: 2025-01-09", "holder: holder-a, pledged: 2025-01-07"
    )
    office = planned(tmp_path, edits)
    assert found(office) == []
    told_of = [(p.code, p.clause, p.params) for p in beginning.notices(cycle_of(office))]
    assert told_of == [("X315", "P1-A21", {"holder": "holder-a"})]
    expert: Edits = changed("trained: 2026-01-14\n    qualification: {zh: 审计师", "qualification: {zh: 审计师")
    office = planned(tmp_path / "b", expert)
    assert [p.params.get("holder") for p in beginning.notices(cycle_of(office))] == ["expert-a"]

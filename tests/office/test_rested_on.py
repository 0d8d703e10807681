"""Whether inputs are still those that published statements rest on, by the statements' openings."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from generator.core.canonical import sha256_hex
from generator.disclosure.openings import Openings
from generator.intake import sealed
from generator.intake.repository import load
from generator.ledger import merkle
from generator.office.check import load_and_check
from generator.office.rested_on import check
from generator.published.commitment import Disclosure, slot_name
from generator.published.statement import Statement
from generator.published.vocabulary import ACTS
from generator.signing import demo
from tests.broken.edited import edited

ORGAN = "sample-organ"
DATA = "records/cycles/2025/inputs/data/budget-execution.yml"
REPORT = "records/cycles/2025/procedure/report.yml"
SCHEME = "records/cycles/2025/scheme.yml"
RECIPIENTS = [demo.age_recipient("demo-office")]
IDENTITY = demo.age_identity("demo-office")
KEYS = sealed.parse_identities([IDENTITY])


def publish(root: Path, index: int, act: str, digests: Mapping[str, str], *, claimed: str = "") -> Path:
    """A statement over these inputs in the ledger, and its openings where they are kept; ``claimed``: a false root."""
    disclosures = tuple(
        Disclosure(bytes(16), slot_name(ORGAN, "2025", "inputs", act, 1, path), digest)
        for path, digest in sorted(digests.items())
    )
    kind, step = ACTS[act]
    leaves = [merkle.leaf_hash(item.digest.encode("ascii")) for item in disclosures]
    statement = Statement(
        organ=ORGAN,
        root="0" * 64,
        kind=kind,
        cycle="2025",
        date="2026-01-31",
        clauses=(),
        builds_on=(),
        inputs_root=claimed or merkle.root(leaves).hex(),
        sums_sha256="0" * 64,
        records_root="0" * 64,
        counts={},
        step=step,
    ).encode()
    folder = root / f"records/ledger/statements/{index}"
    folder.mkdir(parents=True)
    (folder / "statement.json").write_bytes(statement)
    openings = Openings(sha256_hex(statement), {}, (), disclosures)
    kept = root / f"records/cycles/2025/sealed/{kind}.openings.age"
    kept.parent.mkdir(exist_ok=True)
    kept.write_bytes(sealed.seal(openings.encode(), RECIPIENTS))
    return kept


def now(root: Path, *paths: str) -> dict[str, str]:
    return {path: sha256_hex((root / path).read_bytes()) for path in paths}


def found(root: Path, identities: sealed.Identities = KEYS) -> list[tuple[str, str, str]]:
    office, problems = load(root, [IDENTITY])
    assert problems == []
    differing, notices = check(root, office, identities)
    listed = [*differing, *notices]
    return [(p.code, p.place.path, " ".join(p.params.values())) for p in listed]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    edited(tmp_path, {})
    return tmp_path


def change(root: Path, path: str, old: str = "value: 99\n", new: str = "value: 96\n") -> None:
    text = (root / path).read_text("utf-8")
    assert old in text
    (root / path).write_text(text.replace(old, new), "utf-8")


def test_what_did_not_change_is_no_finding(root: Path) -> None:
    publish(root, 3, "report", now(root, DATA, REPORT, SCHEME))
    assert found(root) == []


def test_a_figure_changed_after_publication_names_the_statements(root: Path) -> None:
    publish(root, 3, "report", now(root, DATA, REPORT))
    publish(root, 4, "decision", now(root, DATA))
    change(root, DATA)
    assert found(root) == [("X190", DATA, "3 (report), 4 (decision)")]
    checked = load_and_check(root, [IDENTITY], against_published=True)
    assert ([p.code for p in checked.problems], checked.exit_code) == (["X190"], 1)


def test_sealing_an_input_does_not_change_it(root: Path) -> None:
    publish(root, 3, "report", now(root, DATA))
    data = (root / DATA).read_bytes()
    (root / f"{DATA}.age").write_bytes(sealed.seal(data, [demo.age_recipient(name) for name in demo.RECIPIENTS]))
    (root / DATA).unlink()
    assert found(root) == []


def test_a_sealed_input_that_changed_is_named_by_its_file(root: Path) -> None:
    publish(root, 3, "report", now(root, DATA))
    change(root, DATA)
    data = (root / DATA).read_bytes()
    (root / f"{DATA}.age").write_bytes(sealed.seal(data, [demo.age_recipient(name) for name in demo.RECIPIENTS]))
    (root / DATA).unlink()
    assert found(root) == [("X190", f"{DATA}.age", "3 (report)")]


def test_a_file_that_is_gone_is_missed(root: Path) -> None:
    gone = DATA.replace("budget-execution", "never-there")
    publish(root, 3, "report", {**now(root, REPORT), gone: "0" * 64})
    assert found(root) == [("X191", gone, "3 (report)")]


def test_the_last_statement_that_names_a_file_counts(root: Path) -> None:
    publish(root, 3, "report", {REPORT: "0" * 64})
    publish(root, 4, "decision", now(root, REPORT))
    assert found(root) == []


def test_goals_and_what_belongs_to_no_cycle_go_on_changing(root: Path) -> None:
    publish(root, 1, "scheme", {"records/organ.yml": "0" * 64, "records/calendar/2025.yml": "0" * 64})
    publish(root, 2, "goals", {"records/cycles/2025/roster.yml": "0" * 64})
    assert found(root) == []


RECTIFIED = "records/cycles/2025/procedure/rectification/finance.yml"
MENDING = """\
schema: kaohe/rectification/v1
cycle: "2025"
id: finance
unit: finance
problem: {zh: 预算执行慢, en: The budget is carried out slowly}
ordered: 2026-02-25
responsible: {zh: 负责人, en: Head}
responsible_person: 工号甲
due: 2026-06-25
"""


def test_a_rectification_gets_longer_and_is_not_lost(root: Path) -> None:
    kept = root / RECTIFIED
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_text(MENDING, "utf-8")
    publish(root, 3, "rectification", now(root, RECTIFIED))
    kept.write_text(MENDING + "progress: [{date: 2026-03-20, text: {zh: 已排计划, en: Planned}}]\n", "utf-8")
    assert found(root) == []
    kept.unlink()
    assert found(root) == [("X191", RECTIFIED, "3 (rectification)")]


def test_openings_that_stay_closed_are_said_once_and_change_nothing(root: Path) -> None:
    publish(root, 3, "report", now(root, DATA))
    publish(root, 4, "decision", now(root, DATA))
    change(root, DATA)
    for keys in ([], sealed.parse_identities([demo.age_identity("demo-former")])):
        assert found(root, keys) == [("F225", "records/cycles", "2")]
    checked = load_and_check(root, against_published=True)
    assert ([p.code for p in checked.notices], checked.exit_code) == (["F225", "X300"], 0), "and the plan is missing"


@pytest.mark.parametrize("damage", [None, b"", b"no age file", b"{}"])
def test_openings_that_are_missing_or_damaged_are_said(root: Path, damage: bytes | None) -> None:
    kept = publish(root, 3, "report", now(root, DATA))
    if damage is None:
        kept.unlink()
    else:
        kept.write_bytes(sealed.seal(damage, RECIPIENTS) if damage == b"{}" else damage)
    assert found(root) == [("F225", "records/cycles", "1")]


def test_openings_with_other_inputs_than_the_statement_bound_are_a_finding(root: Path) -> None:
    change(root, DATA)
    publish(root, 3, "report", now(root, DATA), claimed="1" * 64)
    kept = "records/cycles/2025/sealed/report.openings.age"
    assert found(root) == [("X192", kept, "3")]


def test_openings_of_no_statement_here_and_odd_names_are_left_alone(root: Path) -> None:
    publish(root, 3, "report", {DATA: "0" * 64})
    folder = root / "records/ledger/statements"
    (folder / "3").rename(folder / "03")
    (folder / "4").mkdir()
    (folder / "4" / "statement.json").write_bytes(b"{}")
    assert found(root) == []


def test_an_unread_input_is_not_compared(root: Path) -> None:
    publish(root, 3, "report", {DATA: "0" * 64})
    (root / f"{DATA}.age").write_bytes(sealed.seal((root / DATA).read_bytes(), [demo.age_recipient("demo-auditor")]))
    (root / DATA).unlink()
    office, _ = load(root, [IDENTITY])
    assert check(root, office, KEYS) == ([], [])


def test_only_who_asks_compares(root: Path) -> None:
    publish(root, 3, "report", now(root, DATA))
    change(root, DATA)
    checked = load_and_check(root, [IDENTITY])
    assert (checked.problems, checked.notices) == ([], [])

"""V11 holds the receipts on the site to the ledger."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from generator.audit.verify import verify
from tests.audit.office import Office, write, write_manifest, write_proofs
from tests.audit.witnesses import TIME, A, B, cosign_by_hand, witnessed_plan

RECEIPT = "proofs/1.tlog-proof"
STEP = "proofs/consistency/2"
RECORD = "proofs/2/unit-result/harbour.json"


def found(site: Path, office: Office) -> list[tuple[str, str]]:
    write_manifest(site)
    verdict = verify(site, office.root)
    assert {check.number for check in verdict.checks if check.status == "failed"} <= {11}
    return [(problem.code, problem.place.path) for problem in verdict.check(11).problems]


def test_they_are_as_the_ledger_gives_them(good: Office, site: Path) -> None:
    assert found(site, good) == []


@pytest.mark.parametrize("path", [RECEIPT, STEP, RECORD])
@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda path: path.unlink(), "A340"),
        (lambda path: path.write_bytes(b""), "A341"),
        (lambda path: path.write_bytes(path.read_bytes() + b"\n"), "A341"),
        (lambda path: path.write_bytes(path.read_bytes().replace(b"1", b"2", 1)), "A341"),
    ],
)
def test_one_that_is_spoiled(good: Office, site: Path, path: str, spoil: Callable[[Path], object], code: str) -> None:
    spoil(site / path)
    assert found(site, good) == [(code, path)]


@pytest.mark.parametrize("path", ["proofs/9.tlog-proof", "proofs/consistency/1", "proofs/index.html", "proofs/x.svg"])
def test_one_too_many(good: Office, site: Path, path: str) -> None:
    write(site / path, b"<svg></svg>")
    assert ("A342", path) in found(site, good)


def test_one_receipt_in_the_place_of_another(good: Office, site: Path) -> None:
    """True in itself, and of this very log."""
    (site / RECEIPT).write_bytes((site / "proofs/2.tlog-proof").read_bytes())
    assert found(site, good) == [("A341", RECEIPT)]


def test_receipts_follow_the_cosignatures(tmp_path: Path) -> None:
    office = Office(tmp_path / "site", witnessed_plan("all")).publish()
    for auditor in (A, B):
        cosign_by_hand(office.folder / "ledger", 5, auditor)
    assert {code for code, _ in found(office.folder, office)} == {"A341"}
    write_proofs(office.folder)
    assert found(office.folder, office) == []


def test_receipts_do_not_follow_what_a_witness_says_again(tmp_path: Path) -> None:
    office = Office(tmp_path / "site", witnessed_plan("all")).publish()
    ledger = office.folder / "ledger"
    for size in (2, 5):
        for auditor in (A, B):
            cosign_by_hand(ledger, size, auditor)
    write_proofs(office.folder)
    before = {path: path.read_bytes() for path in (office.folder / "proofs").rglob("*") if path.is_file()}
    for size in (2, 5):
        cosign_by_hand(ledger, size, A, TIME + 7200)
    assert found(office.folder, office) == []
    write_proofs(office.folder)
    assert {path: path.read_bytes() for path in before} == before


def test_where_the_ledger_is_not_sound_its_own_checks_say_so(good: Office, site: Path) -> None:
    path = site / "ledger/statements/2/statement.json"
    path.write_bytes(path.read_bytes()[:-1])
    write_manifest(site)
    verdict = verify(site, good.root)
    assert verdict.check(3).status == "failed"
    assert not {problem.code for problem in verdict.check(11).problems} & {"A340", "A341", "A342"}

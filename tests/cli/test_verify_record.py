"""``kaohe verify-record``: two files and the root, in an empty folder."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.audit.office import Office, Plan
from tests.audit.witnesses import witnessed_plan
from tests.cli.conftest import Kaohe

RECORD, PROOF = "harbour.json", "harbour.proof.json"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    made = tmp_path / "kept"
    made.mkdir()
    monkeypatch.chdir(made)
    return made


def keep(folder: Path, plan: Plan | None = None) -> Office:
    """Keep a record and its proof; the site goes away."""
    office = Office(folder.parent / "site", plan).publish()
    shutil.copy(office.folder / "ledger/statements/2/records/unit-result/harbour.json", folder / RECORD)
    shutil.copy(office.folder / "proofs/2/unit-result/harbour.json", folder / PROOF)
    shutil.rmtree(office.folder)
    return office


def test_it_holds(kaohe: Kaohe, folder: Path) -> None:
    office = keep(folder)
    done = kaohe("verify-record", RECORD, PROOF, "--root", office.root, "--lang", "en")
    assert done.code == 0
    assert "demo-office-1, demo-office-2" in done.err
    assert "emonstration" in done.err
    value = kaohe("verify-record", RECORD, PROOF, "--root", office.root, "--json").value
    assert (value["status"], value["demo"], value["size"]) == ("checked", True, 3)
    assert value["record"] == {"type": "unit-result", "name": "harbour"}


def test_without_the_root_nothing_is_known_of_who_made_it(kaohe: Kaohe, folder: Path) -> None:
    office = keep(folder)
    done = kaohe("verify-record", RECORD, PROOF, "--json")
    assert (done.code, done.value["status"], done.value["root"]) == (4, "not_checked", office.root)


def test_another_root(kaohe: Kaohe, folder: Path) -> None:
    keep(folder)
    done = kaohe("verify-record", RECORD, PROOF, "--root", "0" * 64, "--json")
    assert (done.code, done.codes) == (1, ["A345"])


def test_another_record(kaohe: Kaohe, folder: Path) -> None:
    office = keep(folder)
    (folder / RECORD).write_bytes((folder / RECORD).read_bytes().replace(b"95.74", b"96.74"))
    done = kaohe("verify-record", RECORD, PROOF, "--root", office.root, "--json")
    assert (done.code, done.codes) == (1, ["A344"])


def test_witnesses_who_have_not_cosigned(kaohe: Kaohe, folder: Path) -> None:
    office = keep(folder, witnessed_plan("all"))
    done = kaohe("verify-record", RECORD, PROOF, "--root", office.root, "--json")
    assert (done.code, done.codes) == (4, ["A346"])


@pytest.mark.parametrize("gone", [RECORD, PROOF])
def test_a_file_that_is_not_there(kaohe: Kaohe, folder: Path, gone: str) -> None:
    office = keep(folder)
    (folder / gone).unlink()
    done = kaohe("verify-record", RECORD, PROOF, "--root", office.root, "--json")
    assert (done.code, done.codes) == (4, ["C130"])


@pytest.mark.parametrize("root", ["", "0" * 63, "x" * 64])
def test_what_is_no_root(kaohe: Kaohe, folder: Path, root: str) -> None:
    keep(folder)
    assert kaohe("verify-record", RECORD, PROOF, "--root", root, "--json").code == 2

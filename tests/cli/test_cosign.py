"""``kaohe keys witness`` and ``kaohe cosign`` as an auditor calls them."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest

from generator.ledger.cosignature import cosignatures, parse_cosigner_key, parse_private_cosigner_key
from generator.ledger.note import Signer
from generator.signing import demo
from tests.audit.office import Office, Plan
from tests.audit.witnesses import TIME, A, witnessed_plan
from tests.cli.conftest import Kaohe


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """A small office with two auditors. Not to be changed."""
    return Office(tmp_path_factory.mktemp("office") / "site", witnessed_plan("all", kinds=Plan().kinds[:2])).publish()


@pytest.fixture
def site(office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of its site, with the first auditor's key beside it, in the current folder."""
    monkeypatch.chdir(tmp_path)
    Path("key").write_text(A.text() + "\n", encoding="utf-8")
    return Path(shutil.copytree(office.folder, tmp_path / "site"))


def test_a_witness_key_and_its_public_half(kaohe: Kaohe, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    made = kaohe("keys", "witness", "auditor.example/1", "--out", "key")
    key = parse_cosigner_key(made.out.strip())
    assert parse_private_cosigner_key(Path("key").read_text().strip()).key == key
    assert Path("key").stat().st_mode & 0o777 == 0o600
    assert "PRIVATE" not in made.out + made.err
    assert kaohe("keys", "witness", "auditor.example/1", "--out", "key", "--json").codes == ["U121"]
    assert kaohe("keys", "witness", "with space", "--out", "other", "--json").codes == ["L110"]
    assert not Path("other").exists()


@pytest.mark.parametrize("holder", demo.WITNESSES)
def test_demonstration_witnesses(kaohe: Kaohe, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, holder: str) -> None:
    monkeypatch.chdir(tmp_path)
    made = kaohe("keys", "demo", holder, "--witness", "--out", "key", "--lang", "en")
    assert "Demonstration" in made.err
    cosigner = parse_private_cosigner_key(Path("key").read_text().strip())
    assert (cosigner.name, cosigner.seed) == (f"{holder}.example", demo.witness_seed(holder))
    assert made.out.strip() == cosigner.key.text()
    assert demo.is_demo_key(cosigner.key.public_key)
    assert kaohe("keys", "demo", "demo-office-1", "--witness", "--out", "other", "--json").codes == ["U119"]


def test_cosigning_and_again(kaohe: Kaohe, site: Path, office: Office) -> None:
    first = kaohe("cosign", "site", "--key", "key", "--root", office.root, "--time", str(TIME), "--lang", "en")
    assert first.code == 0
    assert "size 2" in first.err
    assert "manifest no longer fits" in first.err
    assert first.out.rstrip("\n") == A.sign(_text(site), TIME).text().rstrip("\n")
    soon = ("--time", str(TIME + 3599))
    again = kaohe("cosign", "site/ledger", "--key", "key", "--root", office.root, *soon, "--json").value
    assert again == {
        "version": "kaohe/output/v1",
        "status": "ok",
        "size": 2,
        "first": TIME,
        "time": TIME,
        "line": first.out.rstrip("\n"),
        "written": False,
        "named": True,
    }


def test_looking_again_later(kaohe: Kaohe, site: Path, office: Office) -> None:
    call = ("cosign", "site", "--key", "key", "--root", office.root, "--time")
    assert kaohe(*call, str(TIME)).code == 0
    soon = kaohe(*call, str(TIME + 60), "--lang", "en")
    assert (soon.code, "an hour" in soon.err) == (0, True)
    later = kaohe(*call, str(TIME + 7200), "--lang", "en")
    assert (later.code, f"again, time {TIME + 7200}: since {TIME}" in later.err) == (0, True)
    assert later.out.rstrip("\n") == A.sign(_text(site), TIME + 7200).text().rstrip("\n")
    assert "满一小时" in kaohe(*call, str(TIME + 7260)).err
    (cosigned,) = cosignatures((site / "ledger/checkpoint").read_bytes(), [A.key])
    assert cosigned.times == (TIME, TIME + 7200)


def _text(site: Path) -> str:
    return (site / "ledger/checkpoint").read_text("utf-8").rpartition("\n\n")[0] + "\n"


def test_the_clock_is_this_machines_where_no_time_is_given(kaohe: Kaohe, site: Path, office: Office) -> None:
    before = int(time.time())
    assert kaohe("cosign", "site", "--key", "key", "--root", office.root).code == 0
    (cosigned,) = cosignatures((site / "ledger/checkpoint").read_bytes(), [A.key])
    assert before <= cosigned.time <= int(time.time())


def test_what_is_no_call(kaohe: Kaohe, site: Path, office: Office) -> None:
    Path("log").write_text(Signer("example.org/log", bytes(32)).text(), encoding="utf-8")
    for arguments, code, found in [
        (("site", "--key", "key", "--root", "0" * 63), 2, ["U106"]),
        (("site", "--key", "key", "--root", office.root, "--time", "0"), 2, ["U103"]),
        (("site", "--key", "key"), 2, ["U102"]),
        (("site", "--key", "log", "--root", office.root), 2, ["U144"]),
        (("site", "--key", "none", "--root", office.root), 4, ["C130"]),
        (("none", "--key", "key", "--root", office.root), 2, ["U142"]),
        (("site", "--key", "key", "--root", "0" * 64), 1, ["A110"]),
    ]:
        result = kaohe("cosign", *arguments, "--json")
        assert (result.code, result.codes[:1]) == (code, found), arguments
    assert "PRIVATE" not in kaohe("cosign", "site", "--key", "log", "--root", office.root).err


def test_a_refusal_is_a_finding_and_says_what_to_do(kaohe: Kaohe, site: Path, office: Office, tmp_path: Path) -> None:
    assert kaohe("cosign", "site", "--key", "key", "--root", office.root, "--time", str(TIME)).code == 0
    plan = witnessed_plan("all", kinds=Plan().kinds[:1])
    shorter = Office(tmp_path / "shorter", plan).publish()
    assert shorter.root == office.root
    refused = kaohe("cosign", "shorter", "--key", "key", "--root", office.root, "--lang", "en")
    assert refused.code == 1
    assert "L202" in refused.err
    assert "contradicts-" in refused.err

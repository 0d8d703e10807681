"""``kaohe verify`` remembers what passed, for this person, and says when a log does not continue it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from generator.core import messages
from generator.core.messages import LANGS, Lang
from tests.audit.office import Office, Plan, real_plan
from tests.cli.conftest import Kaohe


def office(folder: Path, *kinds: str, demonstration: bool = False) -> Office:
    plan = Plan() if demonstration else real_plan()
    return Office(folder, Plan(**{**plan.__dict__, "kinds": kinds or plan.kinds})).publish()


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Office:
    return office(tmp_path_factory.mktemp("full") / "site")


@pytest.fixture(scope="module")
def younger(tmp_path_factory: pytest.TempPathFactory) -> Office:
    return office(tmp_path_factory.mktemp("younger") / "site", "trust", "scheme", "report")


def memory() -> dict[str, Path]:
    """What is in this person's state folder."""
    state = Path(os.environ["XDG_STATE_HOME"])
    return {path.relative_to(state).as_posix(): path for path in state.rglob("*") if path.is_file()}


def checkpoint(made: Office) -> Path:
    return made.folder / "ledger/checkpoint"


def test_by_default_it_remembers_and_compares(kaohe: Kaohe, full: Office, younger: Office) -> None:
    last = f"kaohe/seen/{full.root}/last"
    assert kaohe("verify", str(younger.folder), "--root", full.root).code == 0
    assert memory()[last].read_bytes() == checkpoint(younger).read_bytes()
    assert kaohe("verify", str(full.folder), "--root", full.root).code == 0
    assert memory()[last].read_bytes() == checkpoint(full).read_bytes()
    done = kaohe("verify", str(younger.folder), "--root", full.root, "--json")
    assert done.code == 1
    check = done.value["verdict"]["checks"][15]
    assert (check["label"], check["status"], check["problems"][0]["code"]) == ("V16", "failed", "A350")
    assert check["facts"]["remembered_checkpoint"] == checkpoint(full).read_text("utf-8")
    assert check["facts"]["site_checkpoint"] == checkpoint(younger).read_text("utf-8")
    assert memory()[last].read_bytes() == checkpoint(full).read_bytes(), "the evidence is kept"


@pytest.mark.parametrize("arguments", [["--no-memory"], []], ids=["--no-memory", "no root"])
def test_without_memory(kaohe: Kaohe, full: Office, younger: Office, arguments: list[str]) -> None:
    root = ["--root", full.root] if arguments else []
    assert kaohe("verify", str(full.folder), *root, *arguments).code == (0 if root else 4)
    assert memory() == {}
    assert kaohe("verify", str(full.folder), "--root", full.root).code == 0
    done = kaohe("verify", str(younger.folder), *root, *arguments)
    assert done.code == (0 if root else 4)
    assert messages.text("verify.memory.first", "zh") in done.out


@pytest.mark.parametrize("lang", LANGS)
def test_a_checkpoint_that_a_person_kept(
    kaohe: Kaohe, full: Office, younger: Office, tmp_path: Path, lang: Lang
) -> None:
    kept = tmp_path / "kept"
    kept.write_bytes(checkpoint(full).read_bytes())
    arguments = ["--root", full.root, "--no-memory", "--last", str(kept), "--lang", lang]
    assert kaohe("verify", str(full.folder), *arguments).code == 0
    done = kaohe("verify", str(younger.folder), *arguments)
    assert done.code == 1
    assert messages.text("A352", lang, size=3, remembered_size=5) in done.out
    for note in (checkpoint(full), checkpoint(younger)):
        assert all(f"| {line}\n" in done.out for line in note.read_text("utf-8").splitlines())
    assert memory() == {}


def test_both_memories_count(kaohe: Kaohe, full: Office, younger: Office) -> None:
    assert kaohe("verify", str(full.folder), "--root", full.root).code == 0
    last = ["--last", str(checkpoint(younger))]
    assert kaohe("verify", str(younger.folder), "--root", full.root, *last).code == 1
    assert kaohe("verify", str(full.folder), "--root", full.root, *last).code == 0


def test_a_kept_checkpoint_that_is_not_there(kaohe: Kaohe, full: Office) -> None:
    done = kaohe("verify", str(full.folder), "--root", full.root, "--last", "nowhere", "--json")
    assert (done.code, done.codes) == (4, ["C130"])


def test_a_kept_checkpoint_that_is_none(kaohe: Kaohe, full: Office) -> None:
    arguments = ["--root", full.root, "--last", str(full.folder / "index.html")]
    done = kaohe("verify", str(full.folder), *arguments, "--json")
    assert (done.code, done.value["verdict"]["checks"][15]["problems"][0]["code"]) == (4, "A355")
    assert memory() == {}


def test_where_nothing_can_be_remembered_the_result_stands(
    kaohe: Kaohe, full: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "state").write_bytes(b"a file where the folder belongs")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    done = kaohe("verify", str(full.folder), "--root", full.root, "--json")
    assert (done.code, done.err) == (0, "")
    assert [notice["code"] for notice in done.value["notices"]] == ["U160"]
    done = kaohe("verify", str(full.folder), "--root", full.root)
    assert done.code == 0
    assert "U160" in done.err


def test_nothing_is_remembered_after_a_failed_verification(
    kaohe: Kaohe, full: Office, younger: Office, tmp_path: Path
) -> None:
    assert kaohe("verify", str(younger.folder), "--root", full.root).code == 0
    before = {name: path.read_bytes() for name, path in memory().items()}
    spoiled = office(tmp_path / "site")
    signature = next((spoiled.folder / "ledger/statements/4/signatures").iterdir())
    signature.unlink()
    assert kaohe("verify", str(spoiled.folder), "--root", full.root).code == 1
    assert {name: path.read_bytes() for name, path in memory().items()} == before


def test_the_demonstration_is_not_remembered(kaohe: Kaohe, tmp_path: Path) -> None:
    made = office(tmp_path / "site", demonstration=True)
    assert kaohe("verify", str(made.folder), "--root", made.root).code == 0
    assert memory() == {}


def test_without_a_home_nothing_is_remembered(kaohe: Kaohe, full: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody() -> Path:
        raise RuntimeError

    monkeypatch.setattr(Path, "home", nobody)
    done = kaohe("verify", str(full.folder), "--root", full.root, "--json")
    assert (done.code, done.value["notices"]) == (0, [])

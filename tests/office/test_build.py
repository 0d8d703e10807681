"""The shell around the builder: what it gets to see, and how the new site takes the place of the old one."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from generator.audit.verdict import Check, Verdict
from generator.core.errors import FindingsError, KaoheError, LeakError, NotCheckedError, UsageError
from generator.core.problem import Place, Problem
from generator.office import build as module
from generator.office.build import build, export_public_side
from generator.office.workspace import Workspace
from tests.conftest import Practice
from tests.office.acting import codes, snapshot

OLD = b"<p>old</p>"


@pytest.fixture
def workspace(practice: Practice) -> Workspace:
    return practice("closed")


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """An earlier site."""
    site = tmp_path / "public" / "site"
    site.mkdir(parents=True)
    (site / "manifest.sha256").write_bytes(b"")
    (site / "index.html").write_bytes(OLD)
    return site


class Programs:
    """Stands for the builder and the leak gate; remembers how it was called."""

    def __init__(self, builder: int = 0, gate: int = 0, answer: object = None) -> None:
        self.status = {"generator.site": builder, "generator.leakgate": gate}
        self.answer = answer
        self.calls: dict[str, dict[str, Any]] = {}

    def run(self, command: Sequence[str], **options: Any) -> subprocess.CompletedProcess[bytes]:
        name = command[3]
        export = Path(options["cwd"])
        self.calls[name] = {**options, "command": list(command), "sees": sorted(snapshot(export))}
        if name == "generator.site" and self.status[name] == 0:
            (Path(command[5]) / "manifest.sha256").write_bytes(f"{'0' * 64}  index.html\n".encode())
            (Path(command[5]) / "index.html").write_bytes(b"<p>new</p>")
        answer = {"pages": 1, "files": 2} if self.status[name] == 0 else self.answer
        return subprocess.CompletedProcess(command, self.status[name], json.dumps(answer).encode(), b"")


@pytest.fixture
def programs(monkeypatch: pytest.MonkeyPatch) -> Programs:
    """Builder and gate that succeed, and a verification that passes."""
    made = Programs()
    monkeypatch.setattr(subprocess, "run", made.run)
    monkeypatch.setattr(module, "verify", lambda *_: Verdict((Check(1, "root", "ok"),), True, None, None))
    return made


def outcome(workspace: Workspace, target: Path, kind: type[KaoheError]) -> list[tuple[str, str]]:
    """The problems of a build that fails; it leaves the old site and nothing beside it."""
    before = snapshot(target.parent)
    found = codes(lambda: build(workspace, target, ["secret"], [], None), kind)
    assert snapshot(target.parent) == before
    return found


def test_the_builder_sees_ledger_and_configuration_only(workspace: Workspace, tmp_path: Path) -> None:
    export_public_side(workspace, tmp_path / "export")
    exported = snapshot(tmp_path / "export")
    assert {path.split("/")[0] for path in exported} == {"ledger", "site_config", "mkdocs.yml"}
    assert {p.removeprefix("ledger/"): d for p, d in exported.items() if p.startswith("ledger/")} == snapshot(
        workspace.ledger
    )
    assert not any(b"KAOHE-CANARY" in data for data in exported.values() if data)


@pytest.mark.parametrize("place", ["records/ledger/x", "site_config/pages/x", "site_config/x"])
def test_nothing_is_exported_through_a_link(workspace: Workspace, tmp_path: Path, place: str) -> None:
    (workspace.root / place).symlink_to(workspace.root / "records/organ.yml")
    assert codes(lambda: export_public_side(workspace, tmp_path / "export"), FindingsError) == [("C131", place)]


@pytest.mark.parametrize("name", ["records/ledger", "site_config", "mkdocs.yml"])
def test_what_is_missing_or_a_link_itself(workspace: Workspace, tmp_path: Path, name: str) -> None:
    moved = (workspace.root / name).rename(tmp_path / "moved")
    missing = "U122" if name == "records/ledger" else "C130"
    assert [code for code, _ in codes(lambda: export_public_side(workspace, tmp_path / "one"))] == [missing]
    (workspace.root / name).symlink_to(moved)
    assert [code for code, _ in codes(lambda: export_public_side(workspace, tmp_path / "two"))] == ["C131"]


def test_the_new_site_takes_the_place_of_the_old(workspace: Workspace, target: Path, programs: Programs) -> None:
    built = build(workspace, target, ["secret"], ["known"], None)
    assert (built.site["pages"], built.restricted, built.checks) == (1, 1, 1)
    assert snapshot(target.parent).keys() == {"site", "site/index.html", "site/manifest.sha256"}
    assert (target / "index.html").read_bytes() == b"<p>new</p>"
    request = json.loads(programs.calls["generator.leakgate"]["input"])
    assert (request["values"], request["public"]) == (["secret"], ["known"])
    assert request["expected"] == ["index.html", "manifest.sha256"]


def test_children_know_nothing_of_the_person(
    workspace: Workspace, target: Path, programs: Programs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KAOHE_IDENTITY", "somewhere")
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    build(workspace, target, [], [], None)
    for call in programs.calls.values():
        assert call["env"].keys() == {"PATH", "LANG", "HOME", "TZ", "TMPDIR"}
        assert os.environ.get("HOME") not in (call["env"]["HOME"], call["env"]["TMPDIR"])
        assert "-I" in call["command"]
    assert {path.split("/")[0] for path in programs.calls["generator.site"]["sees"]} == {
        "ledger", "site_config", "mkdocs.yml",
    }  # fmt: skip


def test_a_first_site_needs_no_old_one(workspace: Workspace, tmp_path: Path, programs: Programs) -> None:
    build(workspace, tmp_path / "new" / "site", [], [], None)
    assert (tmp_path / "new" / "site" / "index.html").is_file()
    (tmp_path / "empty").mkdir()
    build(workspace, tmp_path / "empty", [], [], None)
    assert (tmp_path / "empty" / "index.html").is_file()


def test_without_an_atomic_exchange_the_site_is_moved(
    workspace: Workspace, target: Path, programs: Programs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_swap", lambda *_: False)
    build(workspace, target, [], [], None)
    assert snapshot(target.parent).keys() == {"site", "site/index.html", "site/manifest.sha256"}
    assert (target / "index.html").read_bytes() == b"<p>new</p>"


def test_a_folder_of_something_else_is_not_overwritten(
    workspace: Workspace, tmp_path: Path, programs: Programs
) -> None:
    precious = tmp_path / "public" / "papers"
    precious.mkdir(parents=True)
    (precious / "paper").write_bytes(b"only copy")
    assert outcome(workspace, precious, UsageError) == [("U123", "")]
    assert programs.calls == {}
    assert outcome(workspace, precious / "paper", UsageError) == [("U123", "")]


def test_a_leak_publishes_nothing(workspace: Workspace, target: Path, programs: Programs) -> None:
    programs.status["generator.leakgate"] = 3
    programs.answer = {"findings": [{"code": "K101", "path": "index.html", "line": 1, "col": 2}]}
    assert outcome(workspace, target, LeakError) == [("K101", "index.html")]


@pytest.mark.parametrize("answer", [None, [], "x", {"findings": []}])
def test_a_gate_that_gives_no_answer_publishes_nothing(
    workspace: Workspace, target: Path, programs: Programs, answer: object
) -> None:
    programs.status["generator.leakgate"] = -9
    programs.answer = answer
    assert outcome(workspace, target, NotCheckedError) == [("B181", "")]


def test_a_builder_that_fails_publishes_nothing(workspace: Workspace, target: Path, programs: Programs) -> None:
    programs.status["generator.site"] = 1
    programs.answer = {
        "problems": [{"code": "B120", "path": "mkdocs.yml", "line": 3, "col": 1, "params": {"key": "x"}}]
    }
    assert outcome(workspace, target, FindingsError) == [("B120", "mkdocs.yml")]
    programs.answer = None
    assert outcome(workspace, target, NotCheckedError) == [("B180", "")]


def test_a_site_that_does_not_verify_is_not_published(
    workspace: Workspace, target: Path, programs: Programs, monkeypatch: pytest.MonkeyPatch
) -> None:
    failed = Check(7, "inclusion", "failed", problems=(Problem("L155", Place("ledger/checkpoint")),))
    monkeypatch.setattr(module, "verify", lambda *_: Verdict((failed,), True, None, None))
    assert outcome(workspace, target, FindingsError) == [("L155", "ledger/checkpoint")]

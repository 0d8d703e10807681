"""Killed anywhere, ``build`` leaves the old site or the new one, and the next build leaves nothing else behind.

The builder is a process of its own that writes only into the scratch folder (tests/integration/test_failures.py kills
the real one); here its work is a copy, so that every write of the shell around it can be tried.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from generator.office import build as module
from generator.office.build import build
from generator.office.workspace import Workspace
from tests.audit.office import Office, Plan
from tests.faults.durability import unsafe_after, unsafe_before
from tests.faults.injection import Fault, Place, chosen, places, run, run_with_room
from tests.faults.publishing import require_same
from tests.office.acting import snapshot

pytestmark = pytest.mark.slow

SAMPLE = 12


@dataclass(frozen=True)
class Builds:
    """An office with an old site, and the site that its next build makes."""

    before: Path
    root: str
    old: dict[str, bytes | None]
    new: dict[str, bytes | None]

    def copy(self, target: Path) -> Path:
        shutil.rmtree(target, ignore_errors=True)
        return Path(shutil.copytree(self.before, target))

    def building(self, folder: Path) -> Callable[[], object]:
        """What ``kaohe build`` does."""
        return lambda: build(Workspace(folder / "office"), folder / "site", [], [], self.root)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Office, Office]:
    """The site before and after one more statement."""
    folder = tmp_path_factory.mktemp("sites")
    kinds = ("trust", "scheme", "report", "decision", "closed")
    old, new = (Office(folder / str(size), Plan(kinds=kinds[:size])).publish() for size in (4, 5))
    return old, new


@pytest.fixture
def builds(made: tuple[Office, Office], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Builds:
    old, new = made
    before = tmp_path / "before"
    shutil.copytree(new.folder / "ledger", before / "office/records/ledger")
    (before / "office/site_config").mkdir()
    (before / "office/site_config/strings.yml").write_bytes(b"")
    (before / "office/mkdocs.yml").write_bytes(b"")
    shutil.copytree(old.folder, before / "site")

    def builder(export: Path, out: Path, *_: object) -> dict[str, Any]:
        require_same(snapshot(export / "ledger"), snapshot(new.folder / "ledger"))
        for path, data in snapshot(new.folder).items():
            if data is not None:
                (out / path).parent.mkdir(parents=True, exist_ok=True)
                (out / path).write_bytes(data)
        return {"pages": 0, "files": 0}

    monkeypatch.setattr(module, "_run_builder", builder)
    monkeypatch.setattr(module, "run_gate", lambda *_: {})
    return Builds(before, new.root, snapshot(old.folder), snapshot(new.folder))


def exchange_in(found: list[Place]) -> range:
    """The writes from the moment in which the new site is whole, up to where the old one is being deleted."""
    first = found.index(Place("sync", ("/",)))
    return range(first, min(first + 10, len(found)))


def finish(folder: Path, builds: Builds) -> None:
    outcome = run(builds.building(folder))
    assert outcome.finished, outcome.error
    require_same(snapshot(folder / "site"), builds.new)
    assert set(os.listdir(folder)) == {"office", "site"}


@pytest.mark.parametrize("there", [True, False], ids=["an old site", "no site yet"])
def test_killed_at_every_write(builds: Builds, tmp_path: Path, there: bool) -> None:
    if not there:
        shutil.rmtree(builds.before / "site")
    found = places(builds.building(builds.copy(tmp_path / "cut")))
    # The writes around the exchange are few and all of them count; those before are the same again and again.
    late = exchange_in(found)
    seen = set()
    for place in sorted({*chosen(found, SAMPLE), *late}):
        folder = builds.copy(tmp_path / "cut")
        assert run(builds.building(folder), place).killed, found[place]
        now = snapshot(folder / "site") if (folder / "site").exists() else {}
        assert now in ((builds.old if there else {}), builds.new), found[place]
        seen.add(now == builds.new)
        finish(folder, builds)
    assert seen == {False, True}


def test_killed_where_two_folders_cannot_be_exchanged(
    builds: Builds, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Such a system has a moment without a site; the old one is beside it, and the next build tidies up."""
    monkeypatch.setattr(module, "_swap", lambda *_: False)
    found = places(builds.building(builds.copy(tmp_path / "cut")))
    missing = 0
    for place in exchange_in(found):
        folder = builds.copy(tmp_path / "cut")
        assert run(builds.building(folder), place).killed
        if (folder / "site").exists():
            assert snapshot(folder / "site") in (builds.old, builds.new)
        else:
            missing += 1
            require_same(snapshot(folder / ".site.old"), builds.old)
        finish(folder, builds)
    assert missing == 1


def test_no_room_from_any_write_on(builds: Builds, tmp_path: Path) -> None:
    found = places(builds.building(builds.copy(tmp_path / "cut")))
    for place in chosen(found, SAMPLE):
        folder = builds.copy(tmp_path / "cut")
        outcome = run(builds.building(folder), place, Fault.FULL)
        assert outcome.finished or (outcome.error, outcome.codes) == ("OSError", ("ENOSPC",)), outcome.error
        require_same(snapshot(folder / "site"), builds.new if outcome.finished else snapshot(folder / "site"))
        assert snapshot(folder / "site") in (builds.old, builds.new)
        finish(folder, builds)


@pytest.mark.parametrize("size", [0, 500, 2_000])
def test_files_that_cannot_grow(builds: Builds, tmp_path: Path, size: int) -> None:
    folder = builds.copy(tmp_path / "cut")
    outcome = run_with_room(builds.building(folder), size)
    assert (outcome.error, outcome.codes) == ("OSError", ("EFBIG",))
    require_same(snapshot(folder / "site"), builds.old)
    finish(folder, builds)


def test_a_loss_of_power_takes_nothing_away(builds: Builds, tmp_path: Path) -> None:
    """The whole new site is on the disk before it takes the old one's place."""
    shutil.rmtree(builds.before / "site")
    folder = builds.copy(tmp_path / "whole")
    found = places(builds.building(folder))
    assert unsafe_before(found, f"{folder}/site") == []
    assert [name for name in unsafe_after(found) if f"{folder}/site" in name] == []

"""Killed anywhere, or out of room, ``release`` leaves the old site or the new one whole; running it again finishes.

The site itself is laid down by a stand-in (tests/integration/test_failures.py kills the real builder); signing, the
second verification, waiting signatures and the exchange are the real ones.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.audit.verify import verify
from generator.office import release as module
from generator.office.needles import Needles
from generator.office.workspace import Workspace
from tests.faults.injection import Fault, chosen, places, run
from tests.office.acting import snapshot
from tests.office.releasing import PUBLISHER, SUPERVISOR, Maker, Prepared, commit_all, prepare, sign_as

pytestmark = pytest.mark.slow

SAMPLE = 10
OLD = {"manifest.sha256": b"old\n"}


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    return prepare(tmp_path_factory.mktemp("releasing"))


@pytest.fixture
def before(prepared: Prepared, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An office under version control with an old site."""
    monkeypatch.setattr(module, "make_site", Maker(prepared))
    root = Path(shutil.copytree(prepared.office, tmp_path / "before"))
    (root / ".gitignore").write_text("/site/\n", "utf-8")
    commit_all(root)
    (root / "site").mkdir()
    (root / "site" / "manifest.sha256").write_bytes(OLD["manifest.sha256"])
    for holder in (PUBLISHER, SUPERVISOR):
        (tmp_path / holder).touch(mode=0o600)
    return root


def copy(before: Path) -> Path:
    shutil.rmtree(before.with_name("cut"), ignore_errors=True)
    return Path(shutil.copytree(before, before.with_name("cut"), symlinks=True))


def releasing(root: Path) -> Callable[[], object]:
    """What ``kaohe release`` does for two people who release together."""
    keys = [root.with_name(holder) for holder in (PUBLISHER, SUPERVISOR)]
    workspace = Workspace(root)
    return lambda: module.release(
        workspace, root / "site", keys, Needles((), ()), workspace.pinned_root(), None, sign_as, lambda _: None
    )


def require_whole(root: Path) -> bool:
    """The old site, untouched, or the new one, released; says which."""
    now = snapshot(root / "site")
    if now == OLD:
        return False
    assert verify(root / "site", Workspace(root).pinned_root()).exit_code == 0
    return True


@pytest.mark.parametrize("fault", [Fault.KILL, Fault.FULL], ids=["killed", "no room"])
def test_at_every_write(before: Path, fault: Fault) -> None:
    found = places(releasing(copy(before)))
    undisturbed = snapshot(before.with_name("cut") / "site")
    exchange = max(at for at, place in enumerate(found) if place == ("sync", ("/",)))
    late = range(exchange, min(exchange + 6, len(found))) if fault is Fault.KILL else range(0)
    seen = set()
    for place in sorted({*chosen(found, SAMPLE), *late}):
        root = copy(before)
        outcome = run(releasing(root), place, fault)
        assert outcome.killed or outcome.finished or outcome.error == "OSError", (found[place], outcome)
        seen.add(require_whole(root))
        again = run(releasing(root))
        assert again.finished, (found[place], again)
        assert snapshot(root / "site") == undisturbed, found[place]
    assert seen == {False, True}

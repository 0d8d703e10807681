"""Releasing: what is refused before anything changes, who must sign, what a cut-off run leaves."""

from __future__ import annotations

import base64
import os
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from generator.audit.verify import verify
from generator.core.errors import FindingsError, KaoheError, LeakError, NotCheckedError, UsageError
from generator.office import build
from generator.office import release as module
from generator.office.exclusive import exclusive
from generator.office.needles import Needles
from generator.office.release import Candidate, Released, pending_folder
from generator.office.workspace import Workspace
from generator.signing import demo
from generator.signing.release import signature_name
from generator.signing.ssh_keys import ed25519_key
from tests.office.acting import codes, snapshot
from tests.office.releasing import OFFICE, PUBLISHER, SUPERVISOR, Maker, Prepared, commit_all, git, prepare, sign_as

NOTHING = Needles((), ())


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    return prepare(tmp_path_factory.mktemp("releasing"))


@pytest.fixture
def maker(prepared: Prepared, monkeypatch: pytest.MonkeyPatch) -> Maker:
    made = Maker(prepared)
    monkeypatch.setattr(module, "make_site", made)
    return made


@pytest.fixture
def workspace(prepared: Prepared, tmp_path: Path, maker: Maker) -> Workspace:
    """A copy of the office under version control, without a site."""
    root = Path(shutil.copytree(prepared.office, tmp_path / "office"))
    (root / ".gitignore").write_text("/site/\n", "utf-8")
    commit_all(root)
    return Workspace(root)


def file_of(holder: str) -> str:
    return signature_name(ed25519_key(demo.public_key(holder)).fingerprint_hex)


def release(
    workspace: Workspace,
    *holders: str,
    mirror: Path | None = None,
    root: str | None = None,
    texts: Needles = NOTHING,
    confirm: Callable[[Candidate], None] = lambda candidate: None,
) -> Released:
    keys = [Path(holder) for holder in holders]
    return module.release(workspace, workspace.root / "site", keys, texts, root, mirror, sign_as, confirm)


def refused(workspace: Workspace, kind: type[KaoheError], *holders: str, **options: object) -> list[str]:
    """The codes of a release that fails and changes nothing."""
    before = snapshot(workspace.root)
    found = codes(lambda: release(workspace, *holders, **options), kind)  # type: ignore[arg-type]
    after = snapshot(workspace.root)
    assert {path: data for path, data in after.items() if not path.startswith(".git/")} == {
        path: data for path, data in before.items() if not path.startswith(".git/")
    }
    return [code for code, _ in found]


def test_released_by_all_who_must(workspace: Workspace, prepared: Prepared) -> None:
    done = release(workspace, PUBLISHER, SUPERVISOR)
    assert done.shown and not done.mirrored
    site = workspace.root / "site"
    made = snapshot(prepared.site)
    # What is signed is the site that anyone can build; the signatures are all that is added.
    assert {path: data for path, data in snapshot(site).items() if path in made} == made
    assert snapshot(site).keys() - made.keys() == {file_of(PUBLISHER), file_of(SUPERVISOR)}
    verdict = verify(site, workspace.pinned_root())
    assert verdict.exit_code == 0
    assert verdict.check(15).facts["holders"] == [PUBLISHER, SUPERVISOR]
    assert not workspace.drafts.exists()


def test_one_after_the_other(workspace: Workspace, tmp_path: Path) -> None:
    first = release(workspace, PUBLISHER)
    assert not first.shown
    assert first.candidate.signed.missing == {"supervision": 1}
    assert not (workspace.root / "site").exists()
    assert {path.name for path in pending_folder(workspace).iterdir()} == {"manifest.sha256", file_of(PUBLISHER)}
    # The second holder works on another machine, to which the first one's signature came through the repository.
    git(workspace.root, "add", "-A")
    git(workspace.root, "commit", "-q", "-m", "signed")
    other = Workspace(tmp_path / "other")
    git(tmp_path, "clone", "-q", str(workspace.root), "other")
    second = release(other, SUPERVISOR)
    assert second.shown
    assert verify(other.root / "site", other.pinned_root()).exit_code == 0
    assert not other.drafts.exists()


def test_a_site_that_another_released_gets_one_more_signature(workspace: Workspace) -> None:
    release(workspace, PUBLISHER, SUPERVISOR)
    before = snapshot(workspace.root / "site")
    done = release(workspace, "demo-supervisor-2")
    assert done.shown
    after = snapshot(workspace.root / "site")
    assert after.keys() - before.keys() == {file_of("demo-supervisor-2")}
    assert {path: data for path, data in after.items() if path in before} == before


def test_once_more_changes_nothing(workspace: Workspace) -> None:
    release(workspace, PUBLISHER, SUPERVISOR)
    before = snapshot(workspace.root / "site")
    assert release(workspace, PUBLISHER).shown
    assert snapshot(workspace.root / "site") == before


def test_signatures_that_wait_for_an_older_state_are_dropped(workspace: Workspace) -> None:
    release(workspace, SUPERVISOR)
    (pending_folder(workspace) / "manifest.sha256").write_bytes(b"older\n")
    assert not release(workspace, PUBLISHER).shown
    assert {path.name for path in pending_folder(workspace).iterdir()} == {"manifest.sha256", file_of(PUBLISHER)}


def test_false_signatures_that_wait_do_not_count(workspace: Workspace) -> None:
    release(workspace, SUPERVISOR)
    waiting = pending_folder(workspace) / file_of(SUPERVISOR)
    waiting.write_bytes(waiting.read_bytes().replace(b"A", b"B", 1))
    assert not release(workspace, PUBLISHER).shown


def test_the_person_sees_what_is_signed_and_may_refuse(workspace: Workspace) -> None:
    seen: list[Candidate] = []

    def no(candidate: Candidate) -> None:
        seen.append(candidate)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        release(workspace, PUBLISHER, SUPERVISOR, confirm=no)
    assert (seen[0].size, seen[0].organ) == (2, "xinghe-bureau")
    log_root = (workspace.ledger / "checkpoint").read_text("utf-8").splitlines()[2]
    assert bytes.fromhex(seen[0].log_root) == base64.b64decode(log_root)
    assert not (workspace.root / "site").exists()
    assert not workspace.drafts.exists()


@pytest.mark.parametrize(("holder", "code"), [(OFFICE, "G304"), ("demo-auditor-1", "G303")])
def test_a_key_that_may_not(workspace: Workspace, holder: str, code: str) -> None:
    assert sorted(refused(workspace, FindingsError, PUBLISHER, holder)) == sorted(["G313", code])


@pytest.mark.parametrize(
    "change",
    [
        lambda root: (root / "mkdocs.yml").write_bytes((root / "mkdocs.yml").read_bytes() + b"\n"),
        lambda root: (root / "site_config/pages/new.md").write_text("# x\n"),
        lambda root: (root / "site_config/pages/en/about.md").unlink(),
        lambda root: (root / "records/ledger/log.vkey").write_bytes(b"x\n"),
    ],
)
def test_what_is_not_committed(workspace: Workspace, change: Callable[[Path], object]) -> None:
    change(workspace.root)
    assert refused(workspace, UsageError, PUBLISHER, SUPERVISOR) == ["U153"]


def test_what_git_was_told_not_to_look_at(workspace: Workspace) -> None:
    """Ignored, or marked as unchanged: the bytes that are built are compared, not what git says about them."""
    (workspace.root / ".git/info/exclude").write_text("extra.md\n")
    (workspace.root / "site_config/pages/extra.md").write_text("# x\n")
    git(workspace.root, "update-index", "--assume-unchanged", "mkdocs.yml")
    (workspace.root / "mkdocs.yml").write_bytes((workspace.root / "mkdocs.yml").read_bytes() + b"\n")
    assert git(workspace.root, "status", "--porcelain") == ""
    assert refused(workspace, UsageError, PUBLISHER, SUPERVISOR) == ["U153", "U153"]


def test_inputs_may_be_uncommitted(workspace: Workspace) -> None:
    (workspace.records / "organ.yml").write_bytes((workspace.records / "organ.yml").read_bytes() + b"\n")
    assert release(workspace, PUBLISHER, SUPERVISOR).shown


def test_without_version_control(workspace: Workspace) -> None:
    shutil.rmtree(workspace.root / ".git")
    assert release(workspace, PUBLISHER, SUPERVISOR).shown


def test_a_folder_that_git_ignores_as_a_whole(workspace: Workspace) -> None:
    shutil.rmtree(workspace.root / ".git")
    git(workspace.root.parent, "init", "-q")
    (workspace.root.parent / ".gitignore").write_text("/office/\n")
    assert release(workspace, PUBLISHER, SUPERVISOR).shown
    (workspace.root.parent / ".gitignore").unlink()
    assert "U153" in refused(workspace, UsageError, PUBLISHER, SUPERVISOR)


def test_a_statement_that_waits(workspace: Workspace) -> None:
    """Publishing was cut off before the log grew."""
    shutil.copytree(workspace.ledger / "statements/1", workspace.ledger / "statements/2")
    assert refused(workspace, UsageError, PUBLISHER) == ["U154"]


def test_nothing_published(workspace: Workspace) -> None:
    shutil.rmtree(workspace.ledger)
    assert refused(workspace, UsageError, PUBLISHER) == ["U122"]


def test_without_a_root(workspace: Workspace, maker: Maker) -> None:
    pinned = workspace.pinned_root()
    (workspace.records / "root").unlink()
    assert refused(workspace, UsageError, PUBLISHER, SUPERVISOR) == ["U158"]
    assert maker.made == 0
    assert release(workspace, PUBLISHER, SUPERVISOR, root=pinned).shown


def test_another_root(workspace: Workspace) -> None:
    assert refused(workspace, FindingsError, PUBLISHER, SUPERVISOR, root="0" * 64) == ["A110"]


def test_while_somebody_publishes(workspace: Workspace) -> None:
    with exclusive(workspace.records, "records"):
        assert refused(workspace, NotCheckedError, PUBLISHER) == ["U126"]


def test_a_folder_that_holds_something_else(workspace: Workspace) -> None:
    (workspace.root / "site").mkdir()
    (workspace.root / "site" / "precious").touch()
    assert refused(workspace, UsageError, PUBLISHER) == ["U123"]


def test_the_gate_sees_the_signatures(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """What would stand in a signature's file is looked at like everything else."""
    secret = "内部评议意见不宜公开"

    def spoiled(site: Path, restricted: Sequence[str], public: Sequence[str], beside: Sequence[str] = ()) -> object:
        assert sorted(beside) == sorted([file_of(PUBLISHER), file_of(SUPERVISOR)])
        (site / file_of(PUBLISHER)).write_text(secret, "utf-8")
        return gate(site, restricted, public, beside)

    gate = build.run_gate
    monkeypatch.setattr(module, "run_gate", spoiled)
    found = refused(workspace, LeakError, PUBLISHER, SUPERVISOR, texts=Needles((secret,), ()))
    assert set(found) == {"K110"}


def test_cut_off_at_every_exchange(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """The old site or the new one; and running it again finishes."""
    (workspace.root / "site").mkdir()
    (workspace.root / "site" / "manifest.sha256").write_bytes(b"old\n")
    real = build.exchange

    class Killed(BaseException):
        pass

    def killed_before(new: Path, target: Path) -> None:
        raise Killed

    def killed_after(new: Path, target: Path) -> None:
        real(new, target)
        raise Killed

    monkeypatch.setattr(module, "exchange", killed_before)
    with pytest.raises(Killed):
        release(workspace, PUBLISHER, SUPERVISOR)
    assert os.listdir(workspace.root / "site") == ["manifest.sha256"]
    monkeypatch.setattr(module, "exchange", killed_after)
    with pytest.raises(Killed):
        release(workspace, PUBLISHER, SUPERVISOR)
    assert verify(workspace.root / "site", workspace.pinned_root()).exit_code == 0
    monkeypatch.setattr(module, "exchange", real)
    before = snapshot(workspace.root / "site")
    assert release(workspace, PUBLISHER).shown
    assert snapshot(workspace.root / "site") == before

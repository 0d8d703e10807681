"""The mirror is moved forward or not at all."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from generator.core.errors import FindingsError, KaoheError, NotCheckedError, UsageError
from generator.ledger import log
from generator.ledger.log_keys import LogKeys
from generator.ledger.merkle import Tree, leaf_hash
from generator.ledger.note import Signer
from generator.office import build
from generator.office import mirror as module
from generator.office.mirror import advance, require_beginning
from tests.office.acting import codes, snapshot
from tests.office.releasing import commit_all, git

SIGNER = Signer("river.example/log", bytes(range(32)))
KEYS = LogKeys.only(SIGNER.verifier)


def entries(size: int, fork: int = 99) -> list[bytes]:
    return [f"entry {number}{' another' if number >= fork else ''}".encode() for number in range(size)]


def tree(size: int, fork: int = 99) -> Tree:
    return Tree(leaf_hash(entry) for entry in entries(size, fork))


class Office:
    """An office whose log grows, its mirror, and where the mirror was cloned from."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.mirror, self.origin = folder / "office", folder / "mirror", folder / "origin"
        for made in (self.folder / "ledger", self.folder / "site"):
            made.mkdir(parents=True)
        git(folder, "init", "-q", "--bare", "origin")
        git(folder, "clone", "-q", "origin", "mirror")
        for name, value in (("user.name", "x"), ("user.email", "x@example.org")):
            git(self.mirror, "config", name, value)

    def grow(self, size: int, fork: int = 99) -> None:
        shutil.rmtree(self.folder / "ledger")
        for before in range(size):
            known = entries(before, fork)
            files = log.append(known, [entries(size, fork)[before]], SIGNER, SIGNER.name, [before] if before else [])
            for path, data in files.items():
                (self.folder / "ledger" / path).parent.mkdir(parents=True, exist_ok=True)
                (self.folder / "ledger" / path).write_bytes(data)
        (self.folder / "site" / "index.html").write_text(f"<p>{size}</p>", "utf-8")

    def check(self, size: int, fork: int = 99) -> None:
        require_beginning(self.mirror, self.folder, tree(size, fork), KEYS)

    def show(self, size: int, fork: int = 99) -> bool:
        self.grow(size, fork)
        self.check(size, fork)
        return advance(self.mirror, self.folder, self.folder / "ledger", self.folder / "site", f"{size}")

    def refused(self, size: int, kind: type[KaoheError], fork: int = 99) -> list[tuple[str, str]]:
        before = git(self.origin, "for-each-ref"), git(self.mirror, "rev-parse", "HEAD")
        found = codes(lambda: self.show(size, fork), kind)
        assert (git(self.origin, "for-each-ref"), git(self.mirror, "rev-parse", "HEAD")) == before
        return found


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def public(office: Office, tmp_path: Path) -> dict[str, bytes | None]:
    """What a reader who clones gets."""
    folder = tmp_path / "reader"
    shutil.rmtree(folder, ignore_errors=True)
    git(tmp_path, "clone", "-q", "origin", "reader")
    return {path: data for path, data in snapshot(folder).items() if path.split("/")[0] in ("ledger", "site") and data}


def test_it_grows_with_the_log(office: Office, tmp_path: Path) -> None:
    for size in (1, 2, 5):
        assert office.show(size)
        expected = {p: d for p, d in snapshot(office.folder).items() if d is not None}
        assert public(office, tmp_path) == expected
    assert git(office.mirror, "log", "--format=%s").split() == ["5", "2", "1"]
    assert not office.show(5)
    assert git(office.mirror, "log", "--format=%s").split() == ["5", "2", "1"]


def test_without_anywhere_to_push_to(office: Office, tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "alone")
    for name, value in (("user.name", "x"), ("user.email", "x@example.org")):
        git(tmp_path / "alone", "config", name, value)
    office.mirror = tmp_path / "alone"
    assert office.show(2)
    assert "ledger/checkpoint" in git(office.mirror, "ls-files").split()


def test_a_fork_is_refused(office: Office) -> None:
    office.show(5)
    assert office.refused(5, FindingsError, fork=3) == [("A330", "ledger/checkpoint")]
    assert office.refused(7, FindingsError, fork=0) == [("A330", "ledger/checkpoint")]


def test_a_fork_in_an_old_checkpoint_is_kept_as_evidence(office: Office) -> None:
    """The newest agrees, an older one does not: somebody was shown another history."""
    office.show(5)
    office.grow(3, fork=1)
    shutil.copy(office.folder / "ledger/checkpoints/3", office.mirror / "ledger/checkpoints/3")
    git(office.mirror, "commit", "-q", "-a", "-m", "evidence")
    assert office.refused(5, FindingsError) == [("A330", "ledger/checkpoints/3")]


def test_an_old_copy_of_the_office_is_refused(office: Office) -> None:
    office.show(5)
    assert office.refused(3, FindingsError) == [("A330", "ledger/checkpoint")]


@pytest.mark.parametrize("data", [b"", b"x\n", b"x\nnumber\n", "六\n5\n\n".encode()])
def test_what_is_no_checkpoint(office: Office, data: bytes) -> None:
    office.show(2)
    (office.mirror / "ledger/checkpoint").write_bytes(data)
    git(office.mirror, "commit", "-q", "-a", "-m", "spoiled")
    assert office.refused(3, FindingsError) == [("A330", "ledger/checkpoint")]


def test_another_clone_was_faster(office: Office, tmp_path: Path) -> None:
    """Its commits are fetched first, and what is behind them is only moved forward."""
    office.show(2)
    first = office.mirror
    git(tmp_path, "clone", "-q", "origin", "second")
    for name, value in (("user.name", "y"), ("user.email", "y@example.org")):
        git(tmp_path / "second", "config", name, value)
    office.mirror = tmp_path / "second"
    office.show(3)
    office.mirror = first
    assert office.show(4)
    assert git(office.origin, "log", "--format=%s", "main").split() == ["4", "3", "2"]


def test_clones_that_went_different_ways(office: Office, tmp_path: Path) -> None:
    office.show(2)
    git(tmp_path, "clone", "-q", "origin", "second")
    for folder in (tmp_path / "second", office.mirror):
        (folder / "note").write_text(folder.name, "utf-8")
        commit_all(folder)
    git(tmp_path / "second", "push", "-q")
    assert office.refused(3, UsageError) == [("U156", "")]


def test_a_push_that_fails_is_made_up_for(office: Office, tmp_path: Path) -> None:
    office.show(1)
    hook = office.origin / "hooks" / "pre-receive"
    hook.write_text("#!/bin/sh\nexit 1\n", "utf-8")
    hook.chmod(0o755)
    assert codes(lambda: office.show(2), NotCheckedError) == [("U157", "")]
    hook.unlink()
    assert not office.show(2)
    assert public(office, tmp_path)["site/index.html"] == b"<p>2</p>"


def test_what_a_run_that_was_cut_off_left(office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    office.show(1)

    class Killed(BaseException):
        pass

    def killed(mirror: Path) -> None:
        raise Killed

    def half(new: Path, target: Path) -> None:
        real(new, target)
        raise Killed

    real = build.exchange
    for name, stub in (("exchange", half), ("_require_bytes", killed)):
        with monkeypatch.context() as patched, pytest.raises(Killed):
            patched.setattr(module, name, stub)
            office.show(3)
        (office.mirror / "ledger" / "left").write_bytes(b"left")
    office.show(3)
    assert public(office, tmp_path) == {p: d for p, d in snapshot(office.folder).items() if d is not None}


def test_other_files_of_the_mirror_are_left_alone(office: Office) -> None:
    office.show(1)
    (office.mirror / "README").write_text("mine", "utf-8")
    (office.mirror / "new").write_text("mine too", "utf-8")
    git(office.mirror, "add", "README")
    office.show(2)
    assert git(office.mirror, "status", "--porcelain").splitlines() == ["A  README", "?? new"]


def test_settings_that_ignore_files(office: Office, tmp_path: Path) -> None:
    (office.mirror / ".gitignore").write_text("*\n", "utf-8")
    office.show(1)
    assert "ledger/checkpoint" in public(office, tmp_path)


def test_settings_that_change_bytes(office: Office) -> None:
    office.show(1)
    (office.mirror / ".gitattributes").write_text("*.html text\n", "utf-8")
    office.grow(2)
    (office.folder / "site/index.html").write_bytes(b"<p>\r\n")
    office.check(2)
    pushed = git(office.origin, "for-each-ref")
    with pytest.raises(FindingsError) as caught:
        advance(office.mirror, office.folder, office.folder / "ledger", office.folder / "site", "2")
    assert [(p.code, p.place.path) for p in caught.value.problems] == [("A331", "site/index.html")]
    assert git(office.origin, "for-each-ref") == pushed


def test_what_cannot_be_a_mirror(office: Office, tmp_path: Path) -> None:
    office.grow(1)
    (tmp_path / "plain").mkdir()
    (office.mirror / "inside").mkdir()
    commit_all(office.folder)
    for folder in (tmp_path / "plain", tmp_path / "nowhere", office.mirror / "inside", office.folder):
        office.mirror = folder
        assert codes(lambda: office.check(1), UsageError) == [("U155", "")]


def test_a_detached_head(office: Office) -> None:
    office.show(1)
    git(office.mirror, "checkout", "-q", "--detach")
    assert office.refused(2, UsageError) == [("U155", "")]

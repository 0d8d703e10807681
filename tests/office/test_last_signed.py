"""What was signed last is remembered outside the work tree, and nothing else is signed in its place."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from generator.core.errors import FindingsError, NotCheckedError
from generator.ledger.checkpoint import Checkpoint, sign_checkpoint
from generator.ledger.merkle import Tree, leaf_hash
from generator.ledger.note import Signer
from generator.office.last_signed import LastSigned, state_folder
from tests.office.acting import codes

SIGNER = Signer("log.example/kaohe", b"\x09" * 32)


def tree(*entries: bytes) -> Tree:
    return Tree(leaf_hash(entry) for entry in entries)


def signed(grown: Tree, signer: Signer = SIGNER) -> bytes:
    return sign_checkpoint(Checkpoint(signer.name, grown.size, grown.root()), signer)


@pytest.fixture
def last(tmp_path: Path) -> LastSigned:
    return LastSigned(tmp_path / "state", SIGNER.verifier)


def test_where_it_lies(tmp_path: Path) -> None:
    assert state_folder({}, tmp_path) == tmp_path / ".local/state/kaohe"
    assert state_folder({"XDG_STATE_HOME": "relative"}, tmp_path) == tmp_path / ".local/state/kaohe"
    assert state_folder({"XDG_STATE_HOME": "/var/state"}, tmp_path) == Path("/var/state/kaohe")
    others = [Signer("log.example/kaohe", b"\x08" * 32), Signer("other.example/kaohe", b"\x09" * 32)]
    assert len({LastSigned(tmp_path, signer.verifier).path for signer in (SIGNER, *others)}) == 3


def test_what_continues_is_signed(last: LastSigned) -> None:
    with last.held():
        last.require_extended(tree(b"a"))
        last.write(signed(tree(b"a", b"b")))
        for grown in (tree(b"a", b"b"), tree(b"a", b"b", b"c"), tree(b"a", b"b", b"c", b"d", b"e")):
            last.require_extended(grown)
    assert last.path.stat().st_mode & 0o200


@pytest.mark.parametrize("other", [tree(), tree(b"a"), tree(b"a", b"x"), tree(b"x", b"b", b"c"), tree(b"b", b"a")])
def test_what_does_not_continue_is_not(last: LastSigned, other: Tree) -> None:
    with last.held():
        last.write(signed(tree(b"a", b"b")))
        assert codes(lambda: last.require_extended(other), FindingsError) == [("L312", str(last.path))]


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"",
        lambda data: data[:-5],
        lambda data: data.replace(b"\n2\n", b"\n1\n"),
        lambda data: signed(tree(b"a"), Signer("log.example/kaohe", b"\x08" * 32)),
    ],
)
def test_a_damaged_memory_is_no_memory(last: LastSigned, damage: Callable[[bytes], bytes]) -> None:
    data = signed(tree(b"a", b"b"))
    assert damage(data) != data
    with last.held():
        last.write(damage(data))
        found = codes(lambda: last.require_extended(tree(b"a", b"b", b"c")), NotCheckedError)
    assert {path for _, path in found} == {str(last.path)}


def test_where_nothing_can_be_remembered_nothing_is_signed(tmp_path: Path) -> None:
    (tmp_path / "state").write_bytes(b"a file where the folder belongs")
    last = LastSigned(tmp_path / "state", SIGNER.verifier)

    def hold() -> None:
        with last.held():
            pass

    assert codes(hold, NotCheckedError) == [("L314", str(last.path))]
    assert codes(lambda: last.write(b""), NotCheckedError) == [("L314", str(last.path))]


def test_a_link_in_its_place_is_not_followed(last: LastSigned, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_bytes(signed(tree(b"a")))
    with last.held():
        last.path.symlink_to(tmp_path / "elsewhere")
        assert codes(lambda: last.require_extended(tree(b"a")), NotCheckedError) == [("C131", str(last.path))]


def test_two_copies_of_the_repository_do_not_sign_at_once(last: LastSigned) -> None:
    def second() -> None:
        with last.held():
            pass

    with last.held():
        assert [code for code, _ in codes(second, NotCheckedError)] == ["U126"]

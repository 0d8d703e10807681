from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.core.errors import FindingsError, NotCheckedError
from generator.ledger import log, merkle, note, tiles
from generator.ledger.checkpoint import Checkpoint, open_checkpoint, sign_checkpoint
from generator.ledger.log import LogFiles
from generator.ledger.log_keys import LogKeys

ORIGIN = "example.org/log"
SIGNER = note.Signer(ORIGIN, hashlib.sha256(b"log").digest())
OTHER = note.Signer(ORIGIN, hashlib.sha256(b"other").digest())


def entries_up_to(count: int) -> list[bytes]:
    return [b'{"index":%d}' % i for i in range(count)]


def make_log(*sizes: int) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    entries = entries_up_to(sizes[-1])
    published: list[int] = []
    for size in sizes:
        before = published[-1] if published else 0
        files |= log.append(entries[:before], entries[before:size], SIGNER, ORIGIN, published)
        published.append(size)
    return files


def codes(files: dict[str, bytes], signer: note.Signer = SIGNER) -> list[tuple[str, str]]:
    return [(p.place.path, p.code) for p in log.check_log(LogFiles(files), LogKeys.only(signer.verifier))]


def write(files: dict[str, bytes], folder: Path) -> None:
    for path, data in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)


@pytest.mark.parametrize("sizes", [(1,), (1, 2), (5,), (1, 5, 255), (256,), (3, 256, 257), (255, 512, 700)])
def test_a_log_made_here_is_a_log(sizes: tuple[int, ...], tmp_path: Path) -> None:
    files = make_log(*sizes)
    assert codes(files) == []
    write(files, tmp_path)
    read = log.read_log(tmp_path)
    assert dict(read.files) == files
    assert read.sizes == list(sizes)
    assert read.entries == entries_up_to(sizes[-1])
    assert list(read.checkpoints) == list(sizes)
    for size, data in read.checkpoints.items():
        assert open_checkpoint(data, SIGNER.verifier, ORIGIN).size == size
    assert log.check_log(read, LogKeys.only(SIGNER.verifier)) == []


def test_files_come_in_the_order_in_which_they_must_be_written() -> None:
    order = list(log.append([], entries_up_to(257), SIGNER, ORIGIN, []))
    assert order[-3:] == ["log.vkey", "checkpoints/257", "checkpoint"]
    later = log.append(entries_up_to(257), [b"more"], SIGNER, ORIGIN, [257])
    assert list(later) == ["tile/entries/001.p/2", "tile/0/001.p/2", "checkpoints/258", "checkpoint"]


def test_a_kept_tree_gives_the_same_files() -> None:
    entries = entries_up_to(300)
    tree = merkle.Tree(merkle.leaf_hash(entry) for entry in entries)
    kept = log.append(entries, [b"a", b"b"], SIGNER, ORIGIN, [300], tree)
    assert kept == log.append(entries, [b"a", b"b"], SIGNER, ORIGIN, [300])
    assert tree.size == 302


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda tree: log.append([b"a"], [b"b"], SIGNER, ORIGIN, [], tree), "L163"),
        (lambda tree: log.append([b"a"], [b"b"], SIGNER, ORIGIN, [1, 2], tree), "L163"),
        (lambda tree: log.append([b"a", b"b"], [b"c"], SIGNER, ORIGIN, [2], tree), "L163"),
        (lambda tree: log.append([b"a"], [], SIGNER, ORIGIN, [1], tree), "L164"),
        (lambda tree: log.append([b"a"], [b"x" * 65_536], SIGNER, ORIGIN, [1], tree), "L142"),
        (lambda tree: log.append([b"a"], [b"b"], SIGNER, "example.org/other", [1], tree), "L137"),
    ],
)
def test_what_cannot_be_appended(call: Callable[[merkle.Tree], object], code: str) -> None:
    tree = merkle.Tree([merkle.leaf_hash(b"a")])
    with pytest.raises(FindingsError) as error:
        call(tree)
    assert error.value.problems[0].code == code
    assert tree.size == 1


def test_every_changed_byte_is_found() -> None:
    files = make_log(1, 3)
    for path, data in files.items():
        for position in range(len(data)):
            changed = bytearray(data)
            changed[position] ^= 1 << position % 8
            assert codes(files | {path: bytes(changed)}), (path, position)


def test_every_missing_and_every_cut_file_is_found() -> None:
    files = make_log(1, 3, 257)
    for path, data in files.items():
        assert codes({other: content for other, content in files.items() if other != path}), path
        assert codes(files | {path: data[:-1]}), path
        assert codes(files | {path: data + b"\n"}), path
        assert codes(files | {path: b""}), path


def resigned(size: int, root: bytes, name: int) -> dict[str, bytes]:
    data = sign_checkpoint(Checkpoint(ORIGIN, size, root), SIGNER)
    return {f"checkpoints/{name}": data}


def test_each_way_to_be_wrong_has_its_code() -> None:
    files = make_log(2, 5)

    def without(*paths: str) -> dict[str, bytes]:
        return {path: data for path, data in files.items() if path not in paths}

    assert codes({}) == [("checkpoints/", "L150"), ("log.vkey", "L159")]
    for stray in (
        "checkpoint.bak",
        "checkpoints",
        "checkpoints/05",
        "checkpoints/0",
        "checkpoints/five",
        "tile/x",
        "tile",
    ):
        assert codes(files | {stray: b""}) == [(stray, "L151")]
    assert codes(without("checkpoint")) == [("checkpoint", "L152")]
    assert codes(files | {"checkpoint": files["checkpoints/2"]}) == [("checkpoint", "L153")]
    assert codes(files | {"checkpoints/2": files["checkpoints/5"]}) == [("checkpoints/2", "L154")]
    false_root = resigned(2, hashlib.sha256(b"false").digest(), 2)
    assert codes(files | false_root) == [("checkpoints/2", "L155")]
    assert codes(without("tile/0/000.p/2")) == [("tile/0/000.p/2", "L156")]
    assert codes(without("tile/entries/000.p/5")) == [("tile/entries/000.p/5", "L156")]
    assert codes(files | {"tile/0/000.p/3": b""}) == [("tile/0/000.p/3", "L157")]
    assert codes(files | {"tile/0/000.p/5": bytes(160)}) == [("tile/0/000.p/5", "L158")]
    assert codes(without("log.vkey")) == [("log.vkey", "L159")]
    assert codes(files | {"log.vkey": log.key_file(OTHER.verifier)}) == [("log.vkey", "L160")]
    assert codes(files, OTHER) == [("checkpoints/2", "L127"), ("checkpoints/5", "L127"), ("log.vkey", "L160")]


def test_a_rewritten_entry_is_found_in_every_checkpoint_after_it() -> None:
    files = make_log(2, 5, 6)
    entries = entries_up_to(6)
    entries[3] = b"rewritten"
    forged = files | tiles.tiles_for(entries, [2, 5, 6])
    assert codes(forged) == [("checkpoints/5", "L155"), ("checkpoints/6", "L155")]


def test_a_fork_signed_by_the_log_key_is_found() -> None:
    files = make_log(2, 5)
    fork = log.append([b"other", b"history"], entries_up_to(5)[2:], SIGNER, ORIGIN, [2])
    assert ("checkpoints/2", "L155") in codes(files | fork)


def test_a_checkpoint_for_a_size_that_is_not_there() -> None:
    files = make_log(2)
    for size in (3, 10**18):
        found = codes(files | resigned(size, bytes(32), size))
        assert found[0] == ("checkpoint", "L153")
        assert found[-1][1] == "L156"


def test_lines_of_cosigners_are_tolerated() -> None:
    files = make_log(1)
    cosigned = files["checkpoint"] + "— witness.example.org AAAAAAAA\n".encode()
    assert codes(files | {"checkpoint": cosigned, "checkpoints/1": cosigned}) == []


def test_reading_leaves_other_files_alone_and_reports_links(tmp_path: Path) -> None:
    files = make_log(2)
    write(files, tmp_path)
    (tmp_path / "statements").mkdir()
    (tmp_path / "README").write_text("not the log's")
    assert log.check_log(log.read_log(tmp_path), LogKeys.only(SIGNER.verifier)) == []
    (tmp_path / "tile/0/001").symlink_to(tmp_path / "README")
    (tmp_path / "checkpoints/3").symlink_to(tmp_path / "missing")
    (tmp_path / "tile/1").symlink_to(tmp_path)
    os.mkfifo(tmp_path / "tile/2")
    (tmp_path / "checkpoint.old").write_bytes(b"x" * (note.MAX_NOTE_SIZE + 1))
    (tmp_path / "tile/\x1b[31m").write_bytes(b"")
    read = log.read_log(tmp_path)
    assert [(p.place.path, p.code) for p in log.check_log(read, LogKeys.only(SIGNER.verifier))] == [
        ("checkpoint.old", "C111"),
        ("checkpoints/3", "C131"),
        ("tile/0/001", "C131"),
        ("tile/1", "C131"),
        ("tile/2", "C131"),
        ("tile/\\x1b[31m", "L151"),
    ]


def test_folders_of_any_depth(tmp_path: Path) -> None:
    write(make_log(1), tmp_path)
    folders = [f"{tmp_path}/tile" + "/d" * depth for depth in range(1, 1100)]
    for folder in folders:
        os.mkdir(folder)
    stray = Path(f"{folders[-1]}/f")
    stray.write_bytes(b"")
    found = log.check_log(log.read_log(tmp_path), LogKeys.only(SIGNER.verifier))
    assert [p.code for p in found] == ["L151"]
    # Taken away here, because the clean-up of temporary folders is recursive.
    stray.unlink()
    for folder in reversed(folders):
        os.rmdir(folder)


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(NotCheckedError) as error:
        log.read_log(tmp_path / "missing")
    assert error.value.problems[0].code == "L165"

"""Files nobody vouches for, and writing so that a crash leaves the old or the new."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.core import files
from generator.core.errors import FindingsError, KaoheError, NotCheckedError


def code(call: Callable[[], object]) -> str:
    with pytest.raises(KaoheError) as caught:
        call()
    (problem,) = caught.value.problems
    return problem.code


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "plain").write_bytes(b"12345")
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to("plain")
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "linked").symlink_to("folder", target_is_directory=True)
    os.mkfifo(tmp_path / "pipe")
    return tmp_path


def test_reads_up_to_the_limit(folder: Path) -> None:
    assert files.read_bounded(folder / "plain", "plain", 5) == b"12345"
    assert code(lambda: files.read_bounded(folder / "plain", "plain", 4)) == "C111"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("missing", "C130"),
        ("plain/below", "C130"),
        ("folder", "C131"),
        ("link", "C131"),
        ("loop", "C131"),
        ("linked", "C131"),
        ("pipe", "C131"),
    ],
)
def test_what_is_not_read(folder: Path, name: str, expected: str) -> None:
    assert code(lambda: files.read_bounded(folder / name, name, 5)) == expected


def test_no_descriptor_is_left_open(folder: Path) -> None:
    before = len(os.listdir("/proc/self/fd"))
    for name in ("plain", "folder", "pipe", "link"):
        try:
            files.read_bounded(folder / name, name, 1)
        except FindingsError:
            continue
    assert len(os.listdir("/proc/self/fd")) == before


def test_what_the_system_refuses_was_not_checked(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> int:
        raise PermissionError(13, "no")

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(NotCheckedError) as caught:
        files.read_bounded(folder / "plain", "plain", 5)
    assert [problem.code for problem in caught.value.problems] == ["C132"]


def test_lists_regular_files_in_order(tmp_path: Path) -> None:
    for name in ("b", "a/c", "a/b/d", "a.x", ".hidden"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    assert files.list_files(tmp_path, "x") == [".hidden", "a.x", "a/b/d", "a/c", "b"]


@pytest.mark.parametrize("kind", ["link", "linked", "pipe"])
def test_a_listing_refuses_what_is_no_file(folder: Path, kind: str) -> None:
    for other in {"link", "loop", "linked", "pipe"} - {kind}:
        (folder / other).unlink()
    assert code(lambda: files.list_files(folder, "x")) == "C131"


def test_a_listing_refuses_a_link_or_nothing_to_list(folder: Path) -> None:
    assert code(lambda: files.list_files(folder / "linked", "x")) == "C131"
    assert code(lambda: files.list_files(folder / "plain", "x")) == "C130"
    assert code(lambda: files.list_files(folder / "missing", "x")) == "C130"


def test_replaces_a_file_and_leaves_nothing_else(tmp_path: Path) -> None:
    for data in (b"old", b"new"):
        files.write_atomic(tmp_path / "a" / "b", data)
    assert (tmp_path / "a" / "b").read_bytes() == b"new"
    assert os.listdir(tmp_path / "a") == ["b"]


def test_a_write_that_is_cut_off_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "file"
    files.write_atomic(target, b"old")
    with monkeypatch.context() as patch, pytest.raises(OSError, match="cut off"):
        patch.setattr(os, "fsync", cut_off)
        files.write_atomic(target, b"new")
    assert target.read_bytes() == b"old"
    assert sorted(filter(files.is_unfinished, os.listdir(tmp_path))) == [".file.new"]
    files.write_atomic(target, b"new")
    assert (target.read_bytes(), os.listdir(tmp_path)) == (b"new", ["file"])


def test_a_folder_appears_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workshop, target = tmp_path / "workshop", tmp_path / "published" / "0"
    content = {"a": b"1", "b/c": b"2"}
    with monkeypatch.context() as patch, pytest.raises(OSError, match="cut off"):
        patch.setattr(Path, "rename", cut_off)
        files.write_folder(target, content, workshop)
    assert not target.exists()
    assert list(target.parent.iterdir()) == []
    (workshop / ".0.new" / "stale").touch()
    files.write_folder(target, content, workshop)
    assert {name: (target / name).read_bytes() for name in files.list_files(target, "x")} == content
    assert list(workshop.iterdir()) == []


def cut_off(*_: object) -> None:
    raise OSError("cut off")


def test_new_folders_are_on_the_disk_before_what_is_in_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise a loss of power could take away the folder with the file."""
    synced: list[Path] = []
    real = files.sync_folder

    def sync(folder: Path) -> None:
        synced.append(folder)
        real(folder)

    monkeypatch.setattr(files, "sync_folder", sync)
    files.write_atomic(tmp_path / "a/b/file", b"1")
    assert synced == [tmp_path, tmp_path / "a", tmp_path / "a/b"]
    files.write_atomic(tmp_path / "a/b/file", b"2")
    assert synced[3:] == [tmp_path / "a/b"]


def test_folders_for_one_person(tmp_path: Path) -> None:
    files.make_folder(tmp_path / "a/b", 0o700)
    assert [path.stat().st_mode & 0o777 for path in (tmp_path / "a", tmp_path / "a/b")] == [0o700, 0o700]
    files.make_folder(tmp_path / "a/b")


def test_a_folder_goes_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, workshop = tmp_path / "ledger/3", tmp_path / "draft"
    workshop.mkdir()
    files.write_folder(folder, {"x": b"1", "y/z": b"2"}, workshop)

    def cut_off(path: Path, ignore_errors: bool = False) -> None:
        if path.exists():
            (path / "x").unlink()
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(shutil, "rmtree", cut_off)
        with pytest.raises(KeyboardInterrupt):
            files.remove_folder(folder, workshop)
    assert not folder.exists()
    files.write_folder(folder, {"x": b"3"}, workshop)
    assert [path.name for path in folder.iterdir()] == ["x"]
    files.remove_folder(folder, workshop)
    files.remove_folder(folder, workshop)
    assert not folder.exists()
    assert list(workshop.iterdir()) == []

"""The folder to build in: taken away at the end, swept when its owner is gone, left alone while it is held."""

from __future__ import annotations

import errno
import subprocess
import sys
from pathlib import Path

import pytest

from generator.office.scratch import PREFIX, scratch_in

KILLED = """
import os, signal, sys
from pathlib import Path
from generator.office.scratch import scratch_in
with scratch_in(Path(sys.argv[1])) as folder:
    (folder / "export").mkdir()
    os.kill(os.getpid(), signal.SIGKILL)
"""


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_it_is_empty_inside_the_folder_and_taken_away(tmp_path: Path) -> None:
    with scratch_in(tmp_path) as folder:
        assert folder.parent == tmp_path
        assert folder.name.startswith(PREFIX)
        assert list(folder.iterdir()) == []
        (folder / "site" / "data").mkdir(parents=True)
        (folder / "site" / "data" / "file").write_bytes(b"x")
    assert names(tmp_path) == []


def test_a_failure_takes_it_away_too(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), scratch_in(tmp_path):
        raise RuntimeError
    assert names(tmp_path) == []


def test_what_a_killed_process_left_is_swept_by_the_next(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path)], check=False)
    assert done.returncode < 0
    assert len(names(tmp_path)) == 1
    with scratch_in(tmp_path) as folder:
        assert names(tmp_path) == [folder.name]
    assert names(tmp_path) == []


def test_a_folder_in_use_is_left_alone(tmp_path: Path) -> None:
    with scratch_in(tmp_path) as first:
        (first / "export").mkdir()
        with scratch_in(tmp_path) as second:
            assert names(tmp_path) == sorted([first.name, second.name])
        assert names(tmp_path) == [first.name]
        assert (first / "export").is_dir()


def test_nothing_else_is_swept(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "paper").write_bytes(b"only copy")
    (tmp_path / f"{PREFIX}link").symlink_to("elsewhere")
    (tmp_path / f"{PREFIX}file").write_bytes(b"")
    (tmp_path / ".kaohe").mkdir()
    before = names(tmp_path)
    with scratch_in(tmp_path):
        pass
    assert names(tmp_path) == before
    assert (tmp_path / "elsewhere" / "paper").read_bytes() == b"only copy"


def refuse(descriptor: int, operation: int) -> None:
    """A file system that knows no locks."""
    raise OSError(errno.ENOLCK, f"{descriptor} {operation}")


def test_where_folders_cannot_be_held_nothing_is_swept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / f"{PREFIX}old").mkdir()
    monkeypatch.setattr("fcntl.flock", refuse)
    with scratch_in(tmp_path) as folder:
        assert names(tmp_path) == sorted([folder.name, f"{PREFIX}old"])
    assert names(tmp_path) == [f"{PREFIX}old"]


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), scratch_in(tmp_path / "nowhere"):
        pass

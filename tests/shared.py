"""Folders that cost much and that nobody changes: made once in a run of the tests, for all of its processes.

Nothing is kept from one run to the next. In the end each process looks whether what it used is what was made.
"""

from __future__ import annotations

import fcntl
import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest


class Shared:
    """The folders below ``root``, which belongs to one run."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._made: dict[str, str] = {}
        root.mkdir(exist_ok=True)

    def folder(self, name: str, make: Callable[[Path], object]) -> Path:
        """The folder ``name`` with what ``make`` puts at the path that it is given, or put there for somebody else.

        Whoever comes while it is being made waits. Where ``make`` fails, the next who asks tries again.
        """
        place, digest = self._root / name / name, self._root / f"{name}.sha256"
        if name not in self._made:
            with (self._root / f"{name}.lock").open("w") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                if not digest.exists():
                    # What somebody else began and could not finish.
                    shutil.rmtree(place.parent, ignore_errors=True)
                    place.parent.mkdir()
                    make(place)
                    digest.write_text(_digest(place), "ascii")
            self._made[name] = digest.read_text("ascii")
        return place

    def changed(self) -> list[str]:
        """The folders used by this process that are no longer what they were when they were made."""
        return [name for name, digest in self._made.items() if _digest(self._root / name / name) != digest]


def of_run(factory: pytest.TempPathFactory, worker: str) -> Shared:
    """What all processes of the run share; ``worker`` is the name of this one, ``master`` where there is no other."""
    base = factory.getbasetemp()
    return Shared((base if worker == "master" else base.parent) / "shared")


def _digest(folder: Path) -> str:
    """SHA-256 over the paths below ``folder``, where links lead, and the bytes of files."""
    found = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        kind, data = "file", b""
        if path.is_symlink():
            kind, data = "link", str(path.readlink()).encode()
        elif path.is_dir():
            kind = "folder"
        elif path.is_file():
            data = path.read_bytes()
        name = path.relative_to(folder).as_posix()
        found.update(f"{kind} {len(name.encode())} {name} {len(data)}\n".encode() + data)
    return found.hexdigest()

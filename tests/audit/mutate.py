"""Seeded mutations of a folder: one random change to its files, to see whether verification notices.

``mutate(folder, seed)`` changes ``folder`` in place and says what it did; the same seed and files give the same change.
As a program: ``python -m tests.audit.mutate FOLDER SEED``.
"""

from __future__ import annotations

import random
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

MAX_RUN = 64


def mutate(folder: Path, seed: int, below: str = "") -> str:
    """Change one file under ``folder`` (whose path begins with ``below``); always leaves other bytes than before.

    Returns what was done: operation, path and position.
    """
    random_source = random.Random(seed)
    paths = sorted(
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and not path.is_symlink() and path.relative_to(folder).as_posix().startswith(below)
    )
    while True:
        path = random_source.choice(paths)
        operation = random_source.choice(sorted(OPERATIONS))
        done = OPERATIONS[operation](folder, path, paths, random_source)
        if done is not None:
            return f"{operation} {path}{done}"


def _flip_bit(folder: Path, path: str, paths: list[str], source: random.Random) -> str | None:
    data = bytearray((folder / path).read_bytes())
    if not data:
        return None
    at, bit = source.randrange(len(data)), source.randrange(8)
    data[at] ^= 1 << bit
    (folder / path).write_bytes(data)
    return f" at {at}, bit {bit}"


def _delete_byte(folder: Path, path: str, paths: list[str], source: random.Random) -> str | None:
    data = (folder / path).read_bytes()
    if not data:
        return None
    at = source.randrange(len(data))
    (folder / path).write_bytes(data[:at] + data[at + 1 :])
    return f" at {at}"


def _insert_byte(folder: Path, path: str, paths: list[str], source: random.Random) -> str | None:
    data = (folder / path).read_bytes()
    at, value = source.randrange(len(data) + 1), source.randrange(256)
    (folder / path).write_bytes(data[:at] + bytes([value]) + data[at:])
    return f" at {at}, value {value}"


def _truncate(folder: Path, path: str, paths: list[str], source: random.Random) -> str | None:
    data = (folder / path).read_bytes()
    if not data:
        return None
    length = source.randrange(len(data))
    (folder / path).write_bytes(data[:length])
    return f" to {length} of {len(data)}"


def _repeat_run(folder: Path, path: str, paths: list[str], source: random.Random) -> str | None:
    data = (folder / path).read_bytes()
    if not data:
        return None
    start = source.randrange(len(data))
    end = min(len(data), start + source.randint(1, MAX_RUN))
    (folder / path).write_bytes(data[:end] + data[start:end] + data[end:])
    return f" from {start} to {end}"


def _copy_file(folder: Path, path: str, paths: list[str], source: random.Random) -> str | None:
    target = folder / f"{path}.copy"
    if target.exists():
        return None
    shutil.copyfile(folder / path, target)
    return f" to {path}.copy"


def _remove_file(folder: Path, path: str, paths: list[str], source: random.Random) -> str | None:
    (folder / path).unlink()
    return ""


def _swap_files(folder: Path, path: str, paths: list[str], source: random.Random) -> str | None:
    other = source.choice(paths)
    first, second = (folder / path).read_bytes(), (folder / other).read_bytes()
    if first == second:
        return None
    (folder / path).write_bytes(second)
    (folder / other).write_bytes(first)
    return f" with {other}"


OPERATIONS: dict[str, Callable[[Path, str, list[str], random.Random], str | None]] = {
    "flip": _flip_bit,
    "delete": _delete_byte,
    "insert": _insert_byte,
    "truncate": _truncate,
    "repeat": _repeat_run,
    "copy": _copy_file,
    "remove": _remove_file,
    "swap": _swap_files,
}


if __name__ == "__main__":
    print(mutate(Path(sys.argv[1]), int(sys.argv[2])))

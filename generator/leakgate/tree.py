"""The folder itself: exactly the expected files, and nothing that is not a plain file or a plain folder."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from generator.core.errors import NotCheckedError
from generator.core.problem import Place, Problem

MAX_FILE = 64 * 1024 * 1024
CheckName = Callable[[str, str], list[Problem]]
"""Looks at a relative path; the second argument is how the entry may be shown should the path hold a value."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A plain file: its place on disk and the path that may be shown for it."""

    file: Path
    path: str
    shown: str


@dataclass(frozen=True, slots=True)
class _Folder:
    place: Path
    path: str
    shown: str
    named: bool
    """Whether the path was already reported, so that what lies in the folder is not reported for it again."""


def survey(folder: Path, expected: frozenset[str], check_name: CheckName) -> tuple[list[Entry], list[Problem]]:
    """The files to scan and what is wrong with the folder.

    Raises NotCheckedError K405 where ``folder`` is not a folder. Findings: K101 file that was not expected, K102
    expected file that is absent, K103 symbolic link, K104 name with a leading dot, K105 neither file nor folder, K106
    file too large, K107 name that is not portable text, K108 empty folder, K402 folder that cannot be read.
    """
    if not folder.is_dir():
        raise NotCheckedError(NotCheckedError.of("K405").problems)
    entries: list[Entry] = []
    problems: list[Problem] = []
    present: set[str] = set()
    waiting = [_Folder(folder, "", "", named=False)]
    while waiting:
        here = waiting.pop()
        try:
            names = sorted(item.name for item in here.place.iterdir())
        except OSError:
            problems.append(Problem("K402", Place(here.shown)))
            continue
        if not names and here.path:
            problems.append(Problem("K108", Place(here.shown)))
        for number, name in enumerate(names, 1):
            path = f"{here.path}/{name}" if here.path else name
            masked = f"{here.shown}/[{number}]" if here.shown else f"[{number}]"
            item = _Folder(here.place / name, path, masked, here.named)
            found = [] if here.named else check_name(path, masked)
            if not _is_portable(name):
                found.append(Problem("K107", Place(masked)))
            problems += found
            if not found and not here.named:
                item = _Folder(item.place, path, path, named=False)
            elif found:
                item = _Folder(item.place, path, masked, named=True)
            if name.startswith("."):
                problems.append(Problem("K104", Place(item.shown)))
            present.add(path)
            problems += _kind_problems(item, expected, entries, waiting)
    for number, path in enumerate(sorted(expected), 1):
        if path not in present:
            masked = f"[expected {number}]"
            problems.append(Problem("K102", Place(masked if check_name(path, masked) else path)))
    return entries, problems


def read(file: Path) -> bytes:
    """The bytes of a plain file, never through a link; raises OSError."""
    with os.fdopen(os.open(file, os.O_RDONLY | os.O_NOFOLLOW), "rb") as stream:
        return stream.read()


def _kind_problems(
    item: _Folder, expected: frozenset[str], entries: list[Entry], waiting: list[_Folder]
) -> Iterator[Problem]:
    try:
        status = item.place.lstat()
    except OSError:
        yield Problem("K402", Place(item.shown))
        return
    if stat.S_ISDIR(status.st_mode):
        waiting.append(item)
    elif stat.S_ISLNK(status.st_mode):
        yield Problem("K103", Place(item.shown))
    elif not stat.S_ISREG(status.st_mode):
        yield Problem("K105", Place(item.shown))
    else:
        if item.path not in expected:
            yield Problem("K101", Place(item.shown))
        if status.st_size > MAX_FILE:
            yield Problem("K106", Place(item.shown))
        else:
            entries.append(Entry(item.place, item.path, item.shown))


def _is_portable(name: str) -> bool:
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return name.isprintable() and "\\" not in name

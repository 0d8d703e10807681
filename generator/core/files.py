"""Reading files nobody vouches for: no links, no surprises, bounded sizes."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Mapping
from pathlib import Path

from generator.core.errors import FindingsError, NotCheckedError

_UNFINISHED = ".new"


def read_bounded(path: Path, name: str, limit: int) -> bytes:
    """The bytes of a regular file of at most ``limit`` bytes; ``name`` is how messages call it.

    Raises FindingsError C130 (missing), C131 (a link or not a regular file), C111 (too large) and
    NotCheckedError C132 (the system did not let us read it).
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise FindingsError.of("C130", name) from error
    except OSError as error:
        if path.is_symlink():
            raise FindingsError.of("C131", name) from error
        raise NotCheckedError.of("C132", name) from error
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise FindingsError.of("C131", name)
    with os.fdopen(descriptor, "rb") as file:
        data = file.read(limit + 1)
    if len(data) > limit:
        raise FindingsError.of("C111", name, limit=limit)
    return data


def list_files(folder: Path, name: str) -> list[str]:
    """Relative posix paths of all regular files below ``folder``, sorted.

    Raises FindingsError C131 for the first link or special file, C130 where the folder is missing.
    """
    if folder.is_symlink() or not folder.is_dir():
        raise FindingsError.of("C131" if folder.is_symlink() else "C130", name)
    found: list[str] = []
    pending = [""]
    while pending:
        prefix = pending.pop()
        with os.scandir(folder / prefix) as entries:
            for entry in entries:
                relative = f"{prefix}{entry.name}"
                if entry.is_dir(follow_symlinks=False):
                    pending.append(f"{relative}/")
                elif entry.is_file(follow_symlinks=False):
                    found.append(relative)
                else:
                    raise FindingsError.of("C131", f"{name}/{relative}")
    return sorted(found)


def write_atomic(path: Path, data: bytes) -> None:
    """Write ``data`` so that a reader, or a crash, sees the old file or the new one and nothing between.

    When this returns the file is on the disk, and so are the folders made for it.
    """
    make_folder(path.parent)
    temporary = path.with_name(f".{path.name}{_UNFINISHED}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o644)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
    sync_folder(path.parent)


def write_folder(folder: Path, files: Mapping[str, bytes], workshop: Path) -> None:
    """Make ``folder`` with ``files`` (relative paths) in one step: it appears whole or not at all.

    ``folder`` must not exist. The files are first written below ``workshop``, a folder of the same file system in
    which leftovers of a write that was cut off disturb nobody; they are swept away by the next one.
    """
    make_folder(folder.parent)
    temporary = workshop / f".{folder.name}{_UNFINISHED}"
    shutil.rmtree(temporary, ignore_errors=True)
    for relative, data in files.items():
        write_atomic(temporary / relative, data)
    temporary.rename(folder)
    sync_folder(folder.parent)


def remove_folder(folder: Path, workshop: Path) -> None:
    """Take ``folder`` away in one step, so that a crash leaves it there whole or not at all; it need not exist.

    What is left of it meanwhile lies in ``workshop``, as for :func:`write_folder`.
    """
    gone = workshop / f".{folder.name}{_UNFINISHED}"
    shutil.rmtree(gone, ignore_errors=True)
    if folder.is_dir():
        folder.rename(gone)
        sync_folder(folder.parent)
        shutil.rmtree(gone)


def make_folder(folder: Path, mode: int = 0o777) -> None:
    """Make ``folder`` and those above it where they are missing, on the disk when this returns; ``mode`` is for all."""
    if not folder.is_dir():
        make_folder(folder.parent, mode)
        folder.mkdir(mode, exist_ok=True)
        sync_folder(folder.parent)


def is_unfinished(name: str) -> bool:
    """Whether a file of this name is one that :func:`write_atomic` has not put in its place yet."""
    return name.startswith(".") and name.endswith(_UNFINISHED)


def sync_folder(folder: Path) -> None:
    """Make renames in ``folder`` durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

"""A folder to build in, beside what it will replace, that no crash leaves behind for good."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PREFIX = ".kaohe-build-"


@contextmanager
def scratch_in(folder: Path) -> Iterator[Path]:
    """An empty folder inside ``folder`` (on its file system), taken away at the end.

    A process that was killed could not take its own away, so each one first sweeps what nobody holds any more. Raises
    OSError.
    """
    with _held(folder):
        # Under one lock, so that no other process sweeps a folder between its making and its holding.
        _sweep(folder)
        scratch = Path(tempfile.mkdtemp(prefix=PREFIX, dir=folder))
        descriptor = _hold(scratch, wait=False)
    try:
        yield scratch
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
        if descriptor is not None:
            os.close(descriptor)


@contextmanager
def _held(folder: Path) -> Iterator[None]:
    descriptor = _hold(folder, wait=True)
    try:
        yield
    finally:
        if descriptor is not None:
            os.close(descriptor)


def _hold(folder: Path, *, wait: bool) -> int | None:
    """Hold ``folder`` until the descriptor is closed, by the system at the latest; None where another process does."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        return None
    return descriptor


def _sweep(folder: Path) -> None:
    for leftover in folder.glob(f"{PREFIX}*"):
        if leftover.is_dir() and not leftover.is_symlink():
            descriptor = _hold(leftover, wait=False)
            if descriptor is not None:
                # A builder that outlived its parent may still write here; then the next build takes the rest away.
                shutil.rmtree(leftover, ignore_errors=True)
                os.close(descriptor)

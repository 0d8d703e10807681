"""One at a time: a folder held by one process, given back by the system whatever becomes of it."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from generator.core.errors import NotCheckedError


@contextmanager
def exclusive(folder: Path, name: str) -> Iterator[None]:
    """Hold ``folder`` (``name`` in messages) to the end of the block; no file is left behind, not even by a crash.

    Raises NotCheckedError U126 where another process holds it, OSError where the file system knows no locks.
    """
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise NotCheckedError.of("U126", name) from error
        yield
    finally:
        os.close(descriptor)

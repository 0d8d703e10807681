"""Writing a file that only its owner may read."""

from __future__ import annotations

import os
from pathlib import Path

from generator.core.errors import UsageError


def write_private(path: Path, data: bytes, exists: str) -> None:
    """Write a new file with mode 0600, folders above it included.

    Nothing is overwritten and no link followed: raises UsageError with the code ``exists``.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise UsageError.of(exists, path.name) from error
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)

"""What was seen of a log before: a checkpoint that is held against the one shown now.

The reader's own memory lies in ``<state>/seen/<root>/``: ``last`` is the newest checkpoint that passed, ``leaves`` the
32-byte leaf hashes of its entries, which tell a log that was cut off from one that was exchanged
(docs/spec/50-verify.md, "Memory").
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from generator.core.errors import FindingsError, KaoheError, NotCheckedError
from generator.core.files import make_folder, read_bounded, write_atomic
from generator.core.problem import Problem
from generator.ledger.note import MAX_NOTE_SIZE

MAX_LEAVES = 256 * 1024 * 1024
_FOLDER = "seen"
_CHECKPOINT = "last"
_LEAVES = "leaves"


@dataclass(frozen=True, slots=True)
class Memory:
    """A checkpoint seen before, as the bytes of its signed note; ``name`` is how messages call where it comes from.

    ``leaf_hashes``: those of its entries (or more) where they are known, else empty. ``problems``: why it could not be
    read although it is there.
    """

    name: str
    checkpoint: bytes = field(repr=False)
    leaf_hashes: bytes = field(default=b"", repr=False)
    problems: tuple[Problem, ...] = ()


def given(path: Path) -> Memory:
    """The checkpoint in a file that a person names. Raises NotCheckedError C130, C131, C111 or C132."""
    try:
        return Memory(path.name, read_bounded(path.resolve(), path.name, MAX_NOTE_SIZE))
    except FindingsError as error:
        raise NotCheckedError(error.problems) from error
    except RuntimeError as error:
        # Links in a circle.
        raise NotCheckedError.of("C131", path.name) from error


def recall(state: Path, root: str) -> Memory | None:
    """What this machine has seen of the ledger with this root; None where it has seen nothing yet.

    Raises nothing: what is there and cannot be read is in ``problems``.
    """
    folder = state / _FOLDER / root
    path = folder / _CHECKPOINT
    if not os.path.lexists(path):
        return None
    try:
        data = read_bounded(path, str(path), MAX_NOTE_SIZE)
    except KaoheError as error:
        return Memory(str(path), b"", problems=tuple(error.problems))
    try:
        leaves = read_bounded(folder / _LEAVES, _LEAVES, MAX_LEAVES)
    except KaoheError:
        # They prove themselves against the checkpoint or are of no use; without them less can be said.
        leaves = b""
    return Memory(str(path), data, leaves)


def remember(state: Path, root: str, seen: Memory, before: Memory | None) -> None:
    """Keep ``seen``, which was held against ``before``; on disk when this returns.

    Where another verification has changed the memory meanwhile its result stays: ours was not held against it. Raises
    NotCheckedError U160 where it cannot be written.
    """
    folder = state / _FOLDER / root
    path = folder / _CHECKPOINT
    try:
        make_folder(folder, 0o700)
        with _held(folder):
            there = path.read_bytes() if os.path.lexists(path) else None
            if there != (None if before is None else before.checkpoint):
                return
            # The hashes first: a crash between the two leaves more of them than the checkpoint has entries, which
            # is as good.
            write_atomic(folder / _LEAVES, seen.leaf_hashes)
            write_atomic(path, seen.checkpoint)
    except OSError as error:
        raise NotCheckedError.of("U160", str(path), reason=error.strerror or "") from error


@contextmanager
def _held(folder: Path) -> Iterator[None]:
    """Hold ``folder`` against other verifications; the system gives it back after a crash."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)

"""The checkpoint a log's key signed last, remembered outside the work tree.

Whoever restores an old copy of the repository, or exchanges it, must not get a second history signed. A file for each
log and key: ``<state>/<SHA-256 of the verifier key's text>/last`` (docs/spec/31-statements.md, "Publishing").
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from generator.core.canonical import sha256_hex
from generator.core.errors import FindingsError, NotCheckedError
from generator.core.files import read_bounded, write_atomic
from generator.ledger.checkpoint import open_checkpoint
from generator.ledger.merkle import Tree
from generator.ledger.note import MAX_NOTE_SIZE, VerifierKey
from generator.office.exclusive import exclusive


def state_folder(environment: Mapping[str, str], home: Path) -> Path:
    """``kaohe`` in the folder for programs' state: XDG_STATE_HOME where it is absolute, else ``~/.local/state``."""
    named = Path(environment.get("XDG_STATE_HOME", ""))
    return (named if named.is_absolute() else home / ".local" / "state") / "kaohe"


@dataclass(frozen=True, slots=True)
class LastSigned:
    """What ``verifier``'s private half signed last, as far as this machine knows."""

    state: Path
    verifier: VerifierKey

    @property
    def path(self) -> Path:
        """The file that holds the checkpoint."""
        return self.state / sha256_hex(self.verifier.text().encode()) / "last"

    @contextmanager
    def held(self) -> Iterator[None]:
        """Nobody else signs with this key on this machine meanwhile, from whatever copy of the repository.

        Raises NotCheckedError L314 (the folder cannot be made), U126 (somebody does).
        """
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise self._unusable(error) from error
        with exclusive(self.path.parent, str(self.path.parent)):
            yield

    def require_extended(self, tree: Tree) -> None:
        """Refuse a log that is not what was signed last, with or without more entries.

        Raises FindingsError L312 (it is shorter, or its beginning is another), NotCheckedError L314 (the folder cannot
        be written to) and what a damaged file gives.
        """
        if not os.access(self.path.parent, os.W_OK | os.X_OK):
            raise NotCheckedError.of("L314", str(self.path), reason=os.strerror(errno.EACCES))
        if not os.path.lexists(self.path):
            return
        try:
            data = read_bounded(self.path, str(self.path), MAX_NOTE_SIZE)
            last = open_checkpoint(data, self.verifier, self.verifier.name, str(self.path))
        except FindingsError as error:
            raise NotCheckedError(error.problems) from error
        if last.size > tree.size or tree.root(last.size) != last.root:
            raise FindingsError.of("L312", str(self.path), size=last.size)

    def write(self, checkpoint: bytes) -> None:
        """Remember ``checkpoint``; on disk when this returns. Raises NotCheckedError L314."""
        try:
            write_atomic(self.path, checkpoint)
        except OSError as error:
            raise self._unusable(error) from error

    def _unusable(self, error: OSError) -> NotCheckedError:
        return NotCheckedError.of("L314", str(self.path), reason=error.strerror or "")

"""The checkpoint a log's key signed last, remembered outside the work tree.

Whoever restores an old copy of the repository, or exchanges it, must not get a second history signed. A file for each
log and key: ``<state>/<SHA-256 of the verifier key's text>/last`` (docs/spec/31-statements.md, "Publishing"). Beside it
``successor`` holds the key that took its place; from then on the old one signs nothing (docs/spec/23-trust.md).
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from generator.core.canonical import sha256_hex
from generator.core.errors import FindingsError, NotCheckedError
from generator.core.files import make_folder, read_bounded, write_atomic
from generator.ledger.checkpoint import open_checkpoint
from generator.ledger.merkle import Tree
from generator.ledger.note import MAX_NOTE_SIZE, VerifierKey
from generator.office.exclusive import exclusive

_LAST = "last"
_SUCCESSOR = "successor"


def state_folder(environment: Mapping[str, str], home: Path) -> Path:
    """``kaohe`` in the folder for programs' state: XDG_STATE_HOME where it is absolute, else ``~/.local/state``."""
    named = Path(environment.get("XDG_STATE_HOME", ""))
    return (named if named.is_absolute() else home / ".local" / "state") / "kaohe"


@dataclass(frozen=True, slots=True)
class LastSigned:
    """What ``verifier``'s private half signed last, as far as this machine knows.

    ``replaces``: the key whose place it takes with this very checkpoint, None where it signed before.
    """

    state: Path
    verifier: VerifierKey
    replaces: VerifierKey | None = None

    @property
    def path(self) -> Path:
        """The file that holds the checkpoint."""
        return self._folder(self.verifier) / _LAST

    @contextmanager
    def held(self) -> Iterator[None]:
        """Nobody else signs with these keys on this machine meanwhile, from whatever copy of the repository.

        Raises NotCheckedError L314 (the folder cannot be made), U126 (somebody does).
        """
        with ExitStack() as locks:
            for folder in map(self._folder, self._keys):
                try:
                    make_folder(folder, 0o700)
                except OSError as error:
                    raise self._unusable(error) from error
                locks.enter_context(exclusive(folder, str(folder)))
            yield

    def require_extended(self, tree: Tree) -> None:
        """Refuse a log that is not what was signed last, with or without more entries, and a key that was replaced.

        Raises FindingsError L312 (it is shorter, or its beginning is another), G350 (another key took this one's
        place), NotCheckedError L314 (the folder cannot be written to) and what a damaged file gives.
        """
        for key in self._keys:
            folder = self._folder(key)
            if not os.access(folder, os.W_OK | os.X_OK):
                raise NotCheckedError.of("L314", str(folder / _LAST), reason=os.strerror(errno.EACCES))
            successor = self._read(folder / _SUCCESSOR)
            # A change that was cut off is finished by the very key that began it.
            if successor is not None and (key == self.verifier or successor != self._successor):
                raise FindingsError.of("G350", str(folder / _SUCCESSOR))
            data = self._read(folder / _LAST)
            if data is None:
                continue
            try:
                last = open_checkpoint(data, key, key.name, str(folder / _LAST))
            except FindingsError as error:
                raise NotCheckedError(error.problems) from error
            if last.size > tree.size or tree.root(last.size) != last.root:
                raise FindingsError.of("L312", str(folder / _LAST), size=last.size)

    def write(self, checkpoint: bytes) -> None:
        """Remember ``checkpoint``, and that the replaced key signs no more; on disk when this returns.

        Raises NotCheckedError L314.
        """
        try:
            if self.replaces is not None:
                write_atomic(self._folder(self.replaces) / _SUCCESSOR, self._successor)
            write_atomic(self.path, checkpoint)
        except OSError as error:
            raise self._unusable(error) from error

    @property
    def _keys(self) -> list[VerifierKey]:
        return [key for key in (self.replaces, self.verifier) if key is not None]

    @property
    def _successor(self) -> bytes:
        return self.verifier.text().encode() + b"\n"

    def _folder(self, key: VerifierKey) -> Path:
        return self.state / sha256_hex(key.text().encode())

    def _read(self, path: Path) -> bytes | None:
        if not os.path.lexists(path):
            return None
        try:
            return read_bounded(path, str(path), MAX_NOTE_SIZE)
        except FindingsError as error:
            raise NotCheckedError(error.problems) from error

    def _unusable(self, error: OSError) -> NotCheckedError:
        return NotCheckedError.of("L314", str(self.path), reason=error.strerror or "")

"""Checkpoints (C2SP tlog-checkpoint v1.0.0): the log's origin, size and root as a signed note.

Byte format and codes: docs/spec/20-log.md, "Checkpoint". Extension lines, which the standard
advises against, are refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from generator.core import strict_base64
from generator.core.errors import FindingsError
from generator.ledger import note
from generator.ledger.merkle import HASH_SIZE

MAX_ORIGIN_SIZE = 255
MAX_SIZE = 2**63 - 1

_DECIMAL = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A tree head: ``origin`` names the log, ``size`` counts its entries, ``root`` is their 32-byte RFC 6962 root."""

    origin: str
    size: int
    root: bytes

    def encode(self) -> str:
        """The note text. Raises FindingsError L132 (origin), L133 (size), L134 (root)."""
        if not is_origin(self.origin):
            raise FindingsError.of("L132")
        if not 0 <= self.size <= MAX_SIZE:
            raise FindingsError.of("L133")
        if len(self.root) != HASH_SIZE:
            raise FindingsError.of("L134")
        return f"{self.origin}\n{self.size}\n{strict_base64.encode(self.root)}\n"


def is_origin(text: str) -> bool:
    """Whether ``text`` can name a log: one non-empty line of at most 255 bytes of UTF-8, every character printable."""
    return bool(text) and text.isprintable() and len(text.encode("utf-8")) <= MAX_ORIGIN_SIZE


def parse_size(text: str) -> int | None:
    """A tree size in its one decimal form (at most 2**63 - 1), or None."""
    if not _DECIMAL.fullmatch(text) or int(text) > MAX_SIZE:
        return None
    return int(text)


def decode(text: str, path: str = "") -> Checkpoint:
    """The checkpoint of a note text.

    Raises FindingsError L131 (fewer than three lines), L135 (extension lines), L132 (origin), L133 (size), L134 (root).
    """
    lines = text.split("\n")
    if len(lines) < 4 or lines[-1] != "":
        raise FindingsError.of("L131", path)
    if len(lines) > 4:
        raise FindingsError.of("L135", path)
    if not is_origin(lines[0]):
        raise FindingsError.of("L132", path)
    size = parse_size(lines[1])
    if size is None:
        raise FindingsError.of("L133", path)
    root = strict_base64.decode(lines[2])
    if root is None or len(root) != HASH_SIZE:
        raise FindingsError.of("L134", path)
    return Checkpoint(lines[0], size, root)


def require_log_key(name: str, origin: str) -> None:
    """Refuse to sign for ``origin`` with a key that has another name (FindingsError L137)."""
    if name != origin:
        raise FindingsError.of("L137")


def sign_checkpoint(checkpoint: Checkpoint, signer: note.Signer) -> bytes:
    """The checkpoint as a note signed by the log's key.

    Raises FindingsError L137 where the key's name is not the origin, and those of :meth:`Checkpoint.encode`.
    """
    require_log_key(signer.name, checkpoint.origin)
    return note.sign(checkpoint.encode(), [signer])


def open_checkpoint(data: bytes, verifier: note.VerifierKey, origin: str, path: str = "") -> Checkpoint:
    """The checkpoint of ``data`` once the log's signature was verified; signatures of other keys are ignored.

    Raises FindingsError L136 (another log's checkpoint), those of :func:`decode` and of :func:`note.open_note`.
    """
    checkpoint = decode(note.open_note(data, [verifier], path).text, path)
    if checkpoint.origin != origin:
        raise FindingsError.of("L136", path, found=checkpoint.origin, expected=origin)
    return checkpoint

"""What receipts and witness requests share: lines of hashes, an empty line, a checkpoint.

Byte format and codes: docs/spec/22-witnesses.md.
"""

from __future__ import annotations

from collections.abc import Sequence

from generator.core import strict_base64
from generator.core.errors import FindingsError
from generator.ledger.merkle import HASH_SIZE
from generator.ledger.note import MAX_NOTE_SIZE

MAX_HASHES = 63
MAX_BYTES = MAX_NOTE_SIZE + 8192


def encode_hashes(hashes: Sequence[bytes]) -> str:
    """One line of base64 per hash. Raises FindingsError L183 (a hash is not 32 bytes), L184 (more than 63)."""
    if len(hashes) > MAX_HASHES:
        raise FindingsError.of("L184", limit=MAX_HASHES)
    for number, value in enumerate(hashes, start=1):
        if len(value) != HASH_SIZE:
            raise FindingsError.of("L183", number=number)
    return "".join(f"{strict_base64.encode(value)}\n" for value in hashes)


def split_checkpoint(data: bytes, begins: str, code: str, path: str) -> tuple[list[str], bytes]:
    """The lines before the first empty line, and the bytes behind it.

    Raises FindingsError ``code`` (too large, not UTF-8, or not beginning with ``begins``), L185 (no empty line).
    """
    if len(data) > MAX_BYTES or not data.startswith(begins.encode()):
        raise FindingsError.of(code, path)
    head, blank, checkpoint = data.partition(b"\n\n")
    try:
        lines = head.decode("utf-8").split("\n")
    except UnicodeDecodeError:
        raise FindingsError.of(code, path) from None
    if not blank:
        raise FindingsError.of("L185", path)
    return lines, checkpoint


def decode_hashes(lines: Sequence[str], path: str) -> tuple[bytes, ...]:
    """The hashes of the proof's lines. Raises FindingsError L184 (more than 63), L183 (not a hash)."""
    if len(lines) > MAX_HASHES:
        raise FindingsError.of("L184", path, limit=MAX_HASHES)
    hashes = []
    for number, line in enumerate(lines, start=1):
        value = strict_base64.decode(line)
        if value is None or len(value) != HASH_SIZE:
            raise FindingsError.of("L183", path, number=number)
        hashes.append(value)
    return tuple(hashes)

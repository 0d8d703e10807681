"""Receipts (C2SP tlog-proof): one file that shows, without the log, that an entry is in it.

Byte format and codes: docs/spec/22-witnesses.md, "Receipt".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from generator.core import strict_base64
from generator.core.errors import FindingsError
from generator.ledger import merkle
from generator.ledger.checkpoint import MAX_SIZE, Checkpoint, open_checkpoint, parse_size
from generator.ledger.note import VerifierKey
from generator.ledger.proof_lines import decode_hashes, encode_hashes, split_checkpoint

SUFFIX = ".tlog-proof"
"""How the names of receipts end."""

_FIRST_LINE = "c2sp.org/tlog-proof@v1"
_EXTRA = "extra "
_INDEX = "index "


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a receipt says; nothing in it is verified.

    ``index`` counts from 0, ``hashes`` lead from the entry's leaf to the root in ``checkpoint`` (a signed note, as it
    was issued). ``extra`` is whatever the maker put in: no signature covers it.
    """

    index: int
    hashes: tuple[bytes, ...]
    checkpoint: bytes
    extra: bytes | None = None


def make_receipt(index: int, proof: Sequence[bytes], checkpoint: bytes, extra: bytes | None = None) -> bytes:
    """The file for entry ``index`` with its inclusion ``proof`` at the size of ``checkpoint`` (with cosignatures).

    Raises FindingsError L182 (index), L183 (a hash is not 32 bytes), L184 (more than 63 hashes).
    """
    if not 0 <= index <= MAX_SIZE:
        raise FindingsError.of("L182")
    head = f"{_FIRST_LINE}\n"
    if extra is not None:
        head += f"{_EXTRA}{strict_base64.encode(extra)}\n"
    return f"{head}{_INDEX}{index}\n{encode_hashes(proof)}\n".encode() + checkpoint


def parse_receipt(data: bytes, path: str = "") -> Receipt:
    """The receipt in ``data``, in its form only.

    Raises FindingsError L180 (too large, not UTF-8, first line), L181 (extra), L182 (index), L183 and L184 (hashes),
    L185 (no empty line before the checkpoint).
    """
    lines, checkpoint = split_checkpoint(data, f"{_FIRST_LINE}\n", "L180", path)
    rest = lines[1:]
    extra = None
    if rest and rest[0].startswith(_EXTRA):
        extra = strict_base64.decode(rest.pop(0).removeprefix(_EXTRA))
        if extra is None:
            raise FindingsError.of("L181", path)
    index = parse_size(rest[0].removeprefix(_INDEX)) if rest and rest[0].startswith(_INDEX) else None
    if index is None:
        raise FindingsError.of("L182", path)
    return Receipt(index, decode_hashes(rest[1:], path), checkpoint, extra)


def verify_receipt(receipt: Receipt, entry: bytes, verifier: VerifierKey, origin: str, path: str = "") -> Checkpoint:
    """The checkpoint that holds ``entry`` at the receipt's index, once both were verified.

    Cosignatures are not looked at: :mod:`generator.ledger.policy` judges them on ``receipt.checkpoint``.
    Raises FindingsError L101 to L103 (the proof) and those of :func:`open_checkpoint`.
    """
    checkpoint = open_checkpoint(receipt.checkpoint, verifier, origin, path)
    leaf = merkle.leaf_hash(entry)
    merkle.verify_inclusion(receipt.index, checkpoint.size, leaf, receipt.hashes, checkpoint.root)
    return checkpoint

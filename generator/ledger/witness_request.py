"""The body of a witness's ``add-checkpoint`` call (C2SP tlog-witness): one state of a log extends another.

Byte format and codes: docs/spec/22-witnesses.md, "Asking for a cosignature".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from generator.core.errors import FindingsError
from generator.ledger import merkle
from generator.ledger.checkpoint import MAX_SIZE, Checkpoint, open_checkpoint, parse_size
from generator.ledger.note import VerifierKey
from generator.ledger.proof_lines import decode_hashes, encode_hashes, split_checkpoint

_OLD = "old "


@dataclass(frozen=True, slots=True)
class WitnessRequest:
    """What a request says, nothing verified: ``hashes`` lead from the log of ``old_size`` to that of ``checkpoint``."""

    old_size: int
    hashes: tuple[bytes, ...]
    checkpoint: bytes


def make_request(old_size: int, proof: Sequence[bytes], checkpoint: bytes) -> bytes:
    """The body for a reader that has the state of ``old_size``; ``proof`` is the consistency proof, empty from 0.

    Raises FindingsError L187 (size), L183 (a hash is not 32 bytes), L184 (more than 63), L189 (hashes from 0).
    """
    if not 0 <= old_size <= MAX_SIZE:
        raise FindingsError.of("L187")
    if old_size == 0 and proof:
        raise FindingsError.of("L189")
    return f"{_OLD}{old_size}\n{encode_hashes(proof)}\n".encode() + checkpoint


def parse_request(data: bytes, path: str = "") -> WitnessRequest:
    """The request in ``data``, in its form only.

    Raises FindingsError L187 (too large, not UTF-8, first line), L183 and L184 (hashes), L185 (no empty line before the
    checkpoint), L189 (hashes from 0).
    """
    lines, checkpoint = split_checkpoint(data, _OLD, "L187", path)
    old_size = parse_size(lines[0].removeprefix(_OLD))
    if old_size is None:
        raise FindingsError.of("L187", path)
    hashes = decode_hashes(lines[1:], path)
    if old_size == 0 and hashes:
        raise FindingsError.of("L189", path)
    return WitnessRequest(old_size, hashes, checkpoint)


def verify_request(
    request: WitnessRequest, old_root: bytes, verifier: VerifierKey, origin: str, path: str = ""
) -> Checkpoint:
    """The new checkpoint, once it was verified to extend the log of ``old_size`` entries and 32-byte ``old_root``.

    With old size 0 nothing but the checkpoint is verified, and ``old_root`` must be that of no entries.
    Raises FindingsError L188 (the old size is above the checkpoint's), L106 (not the root of no entries), L104 to L107
    (the proof) and those of :func:`open_checkpoint`.
    """
    checkpoint = open_checkpoint(request.checkpoint, verifier, origin, path)
    if request.old_size > checkpoint.size:
        raise FindingsError.of("L188", path, old=request.old_size, new=checkpoint.size)
    if request.old_size == 0:
        if old_root != merkle.EMPTY_ROOT:
            raise FindingsError.of("L106", path, old=0, new=checkpoint.size)
        return checkpoint
    merkle.verify_consistency(request.old_size, checkpoint.size, old_root, checkpoint.root, request.hashes)
    return checkpoint

"""The miniature office with auditors that cosign its log."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from generator.ledger.cosignature import Cosigner, add_cosignature
from generator.ledger.note import Signer, parse_note
from tests.audit.office import ORIGIN, Plan, real_plan, real_seed

A = Cosigner("auditor.example/a", hashlib.sha256(b"auditor a").digest())
B = Cosigner("auditor.example/b", hashlib.sha256(b"auditor b").digest())
TIME = 1767225600
LOG_KEY = Signer(ORIGIN, real_seed("log")).verifier.text()


def policy(quorum: str) -> str:
    """A policy that knows both auditors; ``quorum`` is the word of their group, or ``none``."""
    lines = [f"log {LOG_KEY}", f"witness a {A.key.text()}", f"witness b {B.key.text()}"]
    if quorum == "none":
        return "\n".join([*lines, "quorum none"]) + "\n"
    return "\n".join([*lines, f"group auditors {quorum} a b", "quorum auditors"]) + "\n"


def witnessed_plan(quorum: str = "all", timestamping: Sequence[str] = (), **changes: Any) -> Plan:
    """A plan of a real office whose trust names both auditors."""
    edit = changes.pop("body", lambda record_type, record_name, body: body)

    def body(record_type: str, record_name: str, given: dict[str, Any]) -> dict[str, Any]:
        if record_type == "trust":
            return given | {"policy": policy(quorum), "timestamping": list(timestamping)}
        edited: dict[str, Any] = edit(record_type, record_name, given)
        return edited

    return real_plan(body=body, **changes)


def cosign_by_hand(ledger: Path, size: int, cosigner: Cosigner, time: int = TIME) -> None:
    """Add a true line to a published checkpoint, without looking at anything else."""
    path = ledger / "checkpoints" / str(size)
    before = path.read_bytes()
    after = add_cosignature(before, cosigner.sign(parse_note(before).text, time), cosigner.key)
    for target in (path, ledger / "checkpoint"):
        if target.read_bytes() == before:
            target.write_bytes(after)

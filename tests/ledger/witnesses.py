"""A small log and its witnesses, as docs/spec/22-witnesses.md has them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from generator.core.errors import FindingsError
from generator.ledger import log, merkle, note
from generator.ledger.cosignature import Cosigner, add_cosignature

SPEC = (Path(__file__).parents[2] / "docs" / "spec" / "22-witnesses.md").read_text("utf-8")
VECTORS: dict[str, str] = dict(re.findall(r"<!-- vector: (.+?) -->\n```\n(.*?)```\n", SPEC, flags=re.DOTALL))

ORIGIN = "example.org/log"
SIGNER = note.Signer(ORIGIN, bytes(range(32)))
ENTRIES = [b"first", b"second", b"third"]
TREE = merkle.Tree(merkle.leaf_hash(entry) for entry in ENTRIES)
FILES = log.append([], ENTRIES[:1], SIGNER, ORIGIN, []) | log.append(ENTRIES[:1], ENTRIES[1:], SIGNER, ORIGIN, [1])
FIRST, NEWEST = FILES["checkpoints/1"], FILES["checkpoints/3"]

A = Cosigner("witness.example/a", bytes(range(32, 64)))
B = Cosigner("witness.example/b", bytes(range(64, 96)))
TIME = 1767225600


def cosigned(checkpoint: bytes, cosigner: Cosigner, time: int = TIME) -> bytes:
    """The checkpoint with one more cosignature."""
    return add_cosignature(checkpoint, cosigner.sign(note.parse_note(checkpoint).text, time), cosigner.key)


def code_of(error: pytest.ExceptionInfo[FindingsError]) -> str:
    """The code of the first problem."""
    return error.value.problems[0].code

"""Judges cosigned checkpoints, receipts and witness requests with the library aics-tlog; knows nothing of ours.

Reads one JSON object per line on standard input and answers each with a line ``ok`` or ``no: reason``. The same
questions as ``go_witness/main.go`` gets.
"""

from __future__ import annotations

import base64
import json
import sys
from typing import Any

from aics_tlog.checkpoint import parse_checkpoint, verify_checkpoint  # type: ignore[import-not-found]
from aics_tlog.hashing import leaf_hash  # type: ignore[import-not-found]
from aics_tlog.note import b64_decode, parse_note, parse_vkey  # type: ignore[import-not-found]
from aics_tlog.tree import verify_consistency, verify_inclusion  # type: ignore[import-not-found]


def open_checkpoint(data: bytes, question: dict[str, Any]) -> Any:
    """The checkpoint once signature and quorum hold."""
    key = parse_vkey(question["log"])
    witnesses = [parse_vkey(text) for text in question["witnesses"]]
    note = parse_note(data)
    result = verify_checkpoint(note, key, witnesses, question["quorum"], expected_origin=key.name)
    if not result.ok:
        raise ValueError(result.error)
    return parse_checkpoint(note.text)


def number(text: str) -> int:
    """A decimal in its one form."""
    if not text.isascii() or not text.isdigit() or str(int(text)) != text:
        raise ValueError("number")
    return int(text)


def split(data: bytes) -> tuple[list[str], bytes]:
    """The lines before the first empty one, and what is behind it."""
    head, found, checkpoint = data.partition(b"\n\n")
    if not found:
        raise ValueError("no empty line")
    return head.decode().split("\n"), checkpoint


def receipt(data: bytes, question: dict[str, Any]) -> bool:
    """Whether the entry is where the receipt says."""
    lines, checkpoint = split(data)
    if lines.pop(0) != "c2sp.org/tlog-proof@v1":
        raise ValueError("first line")
    if lines and lines[0].startswith("extra "):
        b64_decode(lines.pop(0)[6:])
    if not lines or not lines[0].startswith("index "):
        raise ValueError("index")
    index, hashes = number(lines[0][6:]), [b64_decode(line) for line in lines[1:]]
    tree = open_checkpoint(checkpoint, question)
    leaf = leaf_hash(base64.b64decode(question["entry"]))
    return bool(verify_inclusion(leaf, index, tree.size, hashes, tree.root))


def request(data: bytes, question: dict[str, Any]) -> bool:
    """Whether the new checkpoint extends the old root."""
    lines, checkpoint = split(data)
    if not lines[0].startswith("old "):
        raise ValueError("first line")
    old, hashes = number(lines[0][4:]), [b64_decode(line) for line in lines[1:]]
    tree = open_checkpoint(checkpoint, question)
    return bool(verify_consistency(old, tree.size, base64.b64decode(question["old_root"]), tree.root, hashes))


def judge(question: dict[str, Any]) -> bool:
    """The answer to one question. Raises ValueError for what is malformed or false."""
    data = base64.b64decode(question["data"])
    if question["kind"] == "checkpoint":
        open_checkpoint(data, question)
        return True
    return {"receipt": receipt, "request": request}[question["kind"]](data, question)


def main() -> None:
    """Answer every line."""
    for line in sys.stdin:
        try:
            print("ok" if judge(json.loads(line)) else "no: proof")
        except ValueError as error:
            print(f"no: {str(error)!r}")


if __name__ == "__main__":
    main()

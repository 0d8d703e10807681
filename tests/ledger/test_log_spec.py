"""The worked example of docs/spec/20-log.md is true, and its code tables are complete."""

from __future__ import annotations

import re
from pathlib import Path

from generator.core import messages
from generator.ledger import log, merkle, note
from generator.ledger.log_keys import LogKeys

SPEC = Path(__file__).parents[2] / "docs" / "spec" / "20-log.md"
TEXT = SPEC.read_text("utf-8")
VECTORS = dict(re.findall(r"<!-- vector: (.+?) -->\n```\n(.*?)```\n", TEXT, flags=re.DOTALL))

ORIGIN = "example.org/log"
ENTRIES = [b"first", b"second", b"third"]


def test_the_files_are_those_of_the_example() -> None:
    signer = note.Signer(ORIGIN, bytes(range(32)))
    first = log.append([], ENTRIES[:1], signer, ORIGIN, [])
    files = first | log.append(ENTRIES[:1], ENTRIES[1:], signer, ORIGIN, [1])
    shown = {path: data for path, data in files.items() if path != "checkpoint"}
    for path, data in shown.items():
        text = VECTORS[path]
        assert data == (bytes.fromhex(text) if path.startswith("tile/") else text.encode()), path
    assert len(shown) == len([name for name in VECTORS if " " not in name]) == 7
    assert files["checkpoint"] == files["checkpoints/3"]
    assert log.check_log(log.LogFiles(files), LogKeys.only(note.parse_vkey(VECTORS["log.vkey"].strip()))) == []


def test_the_proofs_are_those_of_the_example() -> None:
    leaves = [merkle.leaf_hash(entry) for entry in ENTRIES]
    inclusion = [bytes.fromhex(line) for line in VECTORS["inclusion 1 in 3"].split()]
    consistency = [bytes.fromhex(line) for line in VECTORS["consistency 1 to 3"].split()]
    assert inclusion == merkle.inclusion_proof(1, leaves)
    assert consistency == merkle.consistency_proof(1, leaves)
    merkle.verify_inclusion(1, 3, leaves[1], inclusion, merkle.root(leaves))
    merkle.verify_consistency(1, 3, leaves[0], merkle.root(leaves), consistency)


def test_every_code_of_the_log_is_explained() -> None:
    explained = set(re.findall(r"\bL1[0-6]\d\b", TEXT))
    assert explained == {code for code in messages.catalogue() if re.fullmatch(r"L1[0-6]\d", code)}

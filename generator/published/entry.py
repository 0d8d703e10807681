"""The log entry: a readable line that names a statement and its signatures (docs/SPEC.md, "Log entry")."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from generator.core import canonical
from generator.published.shapes import HEX64, SLUG, Document
from generator.published.statement import KINDS

VERSION = "kaohe/entry/v1"
_KEYS = ("version", "index", "organ", "root", "kind", "cycle", "statement", "signatures")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the log; ``signatures`` maps key fingerprints to SHA-256 of the signature files."""

    index: int
    organ: str
    root: str
    kind: str
    cycle: str
    statement: str
    signatures: Mapping[str, str]

    def encode(self) -> bytes:
        """The bytes that go into the log."""
        return canonical.encode(
            {
                "version": VERSION,
                "index": self.index,
                "organ": self.organ,
                "root": self.root,
                "kind": self.kind,
                "cycle": self.cycle,
                "statement": self.statement,
                "signatures": dict(self.signatures),
            }
        )


def decode_entry(data: bytes, path: str) -> Entry:
    """The entry in ``data``. Raises FindingsError C102, C103 or C110."""
    document = Document(canonical.decode(data, path), path).keys(_KEYS)
    document.get("version").one_of((VERSION,))
    cycle = document.get("cycle").text()
    if cycle:
        document.get("cycle").text(SLUG)
    signatures = document.get("signatures").members()
    for fingerprint in signatures:
        Document(fingerprint, path, "/signatures").text(HEX64)
    return Entry(
        index=document.get("index").integer(),
        organ=document.get("organ").text(SLUG),
        root=document.get("root").text(HEX64),
        kind=document.get("kind").one_of(KINDS),
        cycle=cycle,
        statement=document.get("statement").text(HEX64),
        signatures={fingerprint: item.text(HEX64) for fingerprint, item in signatures.items()},
    )

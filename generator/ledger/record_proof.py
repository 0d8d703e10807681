"""Record proofs: one file that shows, without the site and the log, who published a record and where it is logged.

Format ``kaohe/record-proof/v1`` (docs/spec/42-proofs.md); what it proves is checked in
:mod:`generator.ledger.record_verification`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from generator.core import canonical
from generator.core.errors import FindingsError
from generator.published.shapes import HEX64, Document

VERSION = "kaohe/record-proof/v1"
MAX_BYTES = 64 * 1024 * 1024

_PATH = re.compile(r"records/[a-z0-9-]+/[a-z0-9._-]+\.json", re.ASCII)


@dataclass(frozen=True, slots=True)
class ProvenStatement:
    """A statement with what its log entry is made of, and the receipt for that entry."""

    index: int
    data: bytes
    signatures: Mapping[str, bytes]
    receipt: bytes


@dataclass(frozen=True, slots=True)
class ProvenTrust:
    """A trust statement, complete: its list of digests and its one record besides."""

    statement: ProvenStatement
    sums: bytes
    record: bytes


@dataclass(frozen=True, slots=True)
class RecordProof:
    """What a proof says; nothing in it is verified.

    ``path`` is the record's inside its statement, ``position`` where it stands in ``SHA256SUMS`` (from 0), ``hashes``
    lead from its leaf to ``records_root``. ``trust`` are the trust statements that rule the statement and its receipt.
    """

    path: str
    position: int
    hashes: tuple[bytes, ...]
    statement: ProvenStatement
    trust: tuple[ProvenTrust, ...]

    def encode(self) -> bytes:
        """The file's bytes: canonical JSON. Raises FindingsError C102 where a part is no text (a spoiled signature)."""
        return canonical.encode(
            {
                "version": VERSION,
                "record": {
                    "path": self.path,
                    "position": self.position,
                    "hashes": [value.hex() for value in self.hashes],
                },
                "statement": _statement(self.statement),
                "trust": [
                    {
                        **_statement(one.statement),
                        "sums": _text(one.sums),
                        "record": _text(one.record),
                    }
                    for one in self.trust
                ],
            }
        )


def decode_record_proof(data: bytes, path: str) -> RecordProof:
    """The proof in ``data``, in its form only. Raises FindingsError C102, C103 (not canonical JSON), C110 (shape)."""
    document = Document(canonical.decode(data, path), path).keys(("version", "record", "statement", "trust"))
    document.get("version").one_of((VERSION,))
    record = document.get("record").keys(("path", "position", "hashes"))
    trust = []
    for item in document.get("trust").items():
        item.keys((*_STATEMENT, "sums", "record"))
        trust.append(ProvenTrust(_read_statement(item), _bytes(item.get("sums")), _bytes(item.get("record"))))
    return RecordProof(
        path=record.get("path").text(_PATH),
        position=record.get("position").integer(),
        hashes=tuple(bytes.fromhex(item.text(HEX64)) for item in record.get("hashes").items()),
        statement=_read_statement(document.get("statement").keys(_STATEMENT)),
        trust=tuple(trust),
    )


_STATEMENT: Sequence[str] = ("index", "statement", "signatures", "receipt")


def _statement(proven: ProvenStatement) -> dict[str, Any]:
    return {
        "index": proven.index,
        "statement": _text(proven.data),
        "signatures": {fingerprint: _text(data) for fingerprint, data in proven.signatures.items()},
        "receipt": _text(proven.receipt),
    }


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise FindingsError.of("C102") from error


def _read_statement(document: Document) -> ProvenStatement:
    signatures = document.get("signatures").members()
    for fingerprint in signatures:
        Document(fingerprint, document.path, f"{document.at}/signatures").text(HEX64)
    return ProvenStatement(
        index=document.get("index").integer(),
        data=_bytes(document.get("statement")),
        signatures={fingerprint: _bytes(item) for fingerprint, item in signatures.items()},
        receipt=_bytes(document.get("receipt")),
    )


def _bytes(document: Document) -> bytes:
    # Canonical JSON has no lone surrogates, so that every text has bytes.
    return document.text().encode("utf-8")

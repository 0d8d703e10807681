"""The public record: one file of canonical JSON, and its path (docs/SPEC.md, "Public records")."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from generator.core import canonical
from generator.core.errors import FindingsError
from generator.published.shapes import DIGEST, NONCE, SLUG, Document

VERSION = "kaohe/record/v1"
TYPES = (
    "trust",
    "organ",
    "calendar",
    "scheme",
    "people-scheme",
    "slots",
    "unit-result",
    "report",
    "unit-decision",
    "people",
    "deliberation",
    "closure",
    "withdrawal",
    "plan",
    "office",
    "interpretation",
    "roster",
    "goals",
    "materials",
    "population",
    "review",
    "gates",
    "preliminary",
    "release-review",
    "notice",
    "effective",
    "unit-correction",
    "appeals",
    "application",
    "rectification",
    "feedback",
    "amendment",
)
MAX_BYTES = 256 * 1024
_KEYS = ("version", "organ", "cycle", "type", "name", "revision", "nonce", "body", "commitments")


@dataclass(frozen=True, slots=True)
class PublicRecord:
    """A record as it is published. Only the airlock (:mod:`generator.disclosure`) makes new ones; others read them."""

    organ: str
    cycle: str
    type: str
    name: str
    revision: int
    nonce: str
    body: dict[str, Any]
    commitments: tuple[str, ...]

    @property
    def path(self) -> str:
        """Path inside its statement."""
        return f"records/{self.type}/{self.name}.json"

    def encode(self) -> bytes:
        """Canonical bytes. Raises FindingsError C101 where the body holds something JSON cannot hold exactly."""
        return canonical.encode(
            {
                "version": VERSION,
                "organ": self.organ,
                "cycle": self.cycle,
                "type": self.type,
                "name": self.name,
                "revision": self.revision,
                "nonce": self.nonce,
                "body": self.body,
                "commitments": list(self.commitments),
            }
        )


def decode_record(data: bytes, path: str) -> PublicRecord:
    """The record in ``data``; ``path`` is for messages.

    Raises FindingsError C102/C103 (not canonical JSON), C110 (wrong shape), C111 (too large).
    """
    if len(data) > MAX_BYTES:
        raise FindingsError.of("C111", path, limit=MAX_BYTES)
    document = Document(canonical.decode(data, path), path).keys(_KEYS)
    document.get("version").one_of((VERSION,))
    cycle = document.get("cycle").text()
    if cycle:
        document.get("cycle").text(SLUG)
    body = document.get("body")
    body.members()
    return PublicRecord(
        organ=document.get("organ").text(SLUG),
        cycle=cycle,
        type=document.get("type").one_of(TYPES),
        name=document.get("name").text(SLUG),
        revision=document.get("revision").integer(1),
        nonce=document.get("nonce").text(NONCE),
        body=body.value,
        commitments=tuple(item.text(DIGEST) for item in document.get("commitments").items()),
    )

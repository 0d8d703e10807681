"""The trust record: holders, their keys and roles, thresholds per kind (docs/SPEC.md, "Public records")."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from generator.core import strict_base64
from generator.core.errors import FindingsError
from generator.published.record import PublicRecord
from generator.published.shapes import SLUG, Document
from generator.published.statement import KINDS

ROLES = ("office", "leadership", "supervision", "publisher", "auditor")
_KEYS = ("trust_version", "demo", "origin", "log_key", "holders", "thresholds", "quorum")
_LENGTH = 4
_KEY_LINE = re.compile(r"[a-z0-9@.-]+ [A-Za-z0-9+/]+={0,2}")


@dataclass(frozen=True, slots=True)
class Holder:
    """A person by opaque id, with one role and the keys (type and base64 blob) only they control."""

    id: str
    role: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Trust:
    """Who may sign what from this statement's entry in the log to the next one's."""

    version: int
    demo: bool
    origin: str
    log_key: str
    holders: tuple[Holder, ...]
    thresholds: Mapping[str, Mapping[str, int]]
    quorum: str

    def body(self) -> dict[str, Any]:
        """The record body."""
        return {
            "trust_version": self.version,
            "demo": self.demo,
            "origin": self.origin,
            "log_key": self.log_key,
            "holders": [{"id": h.id, "role": h.role, "keys": list(h.keys)} for h in self.holders],
            "thresholds": {kind: dict(roles) for kind, roles in self.thresholds.items()},
            "quorum": self.quorum,
        }


def read_trust(record: PublicRecord, path: str) -> Trust:
    """The trust in a record's body.

    Raises FindingsError C110 (shape) or G301 (two holders with one id, one key twice, whatever type of key it is
    wrapped in and the log's included, a threshold nobody can reach).
    """
    document = Document(record.body, path, "/body").keys(_KEYS)
    holders: list[Holder] = []
    for item in document.get("holders").items():
        item.keys(("id", "role", "keys"))
        keys = tuple(key.text(_KEY_LINE) for key in item.get("keys").items())
        holders.append(Holder(item.get("id").text(SLUG), item.get("role").one_of(ROLES), keys))
    thresholds: dict[str, dict[str, int]] = {}
    for kind, roles in document.get("thresholds").members().items():
        Document(kind, path, "/body/thresholds").one_of(KINDS)
        thresholds[kind] = {}
        for role, number in roles.members().items():
            Document(role, path, f"/body/thresholds/{kind}").one_of(ROLES)
            thresholds[kind][role] = number.integer(1)
            if number.integer(1) > sum(holder.role == role for holder in holders):
                raise FindingsError.of("G301", path, at=f"{kind}/{role}")
        if not roles.members():
            raise FindingsError.of("G301", path, at=kind)
    ids = [holder.id for holder in holders]
    log_key = document.get("log_key").text()
    all_keys = [log_point(log_key), *(key_point(key) for holder in holders for key in holder.keys)]
    if len(set(ids)) != len(ids) or len(set(all_keys)) != len(all_keys) or not all(h.keys for h in holders):
        raise FindingsError.of("G301", path, at="holders")
    return Trust(
        version=document.get("trust_version").integer(1),
        demo=document.get("demo").boolean(),
        origin=document.get("origin").text(),
        log_key=log_key,
        holders=tuple(holders),
        thresholds=thresholds,
        quorum=document.get("quorum").one_of(("none",)),
    )


def key_point(line: str) -> bytes:
    """The curve point in an SSH public key line: the same for one secret, whatever type or application surrounds it.

    Its whole text where it holds none; whether a key is well formed is not decided here.
    """
    _, _, encoded = line.partition(" ")
    rest, fields = strict_base64.decode(encoded.partition(" ")[0]) or b"", []
    while len(rest) >= _LENGTH:
        end = _LENGTH + int.from_bytes(rest[:_LENGTH], "big")
        fields.append(rest[_LENGTH:end])
        rest = rest[end:]
    # An ECDSA key names its curve between its type and its point.
    at = 2 if line.startswith("ecdsa-") else 1
    return fields[at] if at < len(fields) else line.encode()


def log_point(verifier_key: str) -> bytes:
    """The public key in a ``name+id+base64`` text (its first byte names the algorithm), empty where it is malformed."""
    parts = verifier_key.split("+", 2)
    return (strict_base64.decode(parts[2]) or b"")[1:] if len(parts) == 3 else b""

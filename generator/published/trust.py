"""The trust record: holders, their keys and roles, thresholds, and what changed since the version before.

Shape only: what one record must be to make sense alone. How a record may follow another is
:mod:`generator.ledger.trust_rules`. Source: docs/spec/23-trust.md.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from generator.core import strict_base64
from generator.core.errors import FindingsError
from generator.published.record import PublicRecord
from generator.published.shapes import HEX64, SLUG, Document
from generator.published.statement import KINDS, STEPS

ROLES = ("office", "leadership", "supervision", "publisher", "auditor", "expert", "reviewer")
RELEASE = "release"
"""What a threshold can be set for besides the kinds of statement: a site as it is put on display."""
SIGNED = (*KINDS, RELEASE, *(f"{kind}/{step}" for kind, steps in STEPS.items() for step in steps))
COMPROMISED = "compromised"
REVOKED_REASONS = ("lost", COMPROMISED, "departed", "replaced")
SUCCESSION_REASONS = ("threshold_lost", "log_split")
MAX_POLICY = 64 * 1024

_KEYS = (
    "trust_version",
    "demo",
    "origin",
    "log_key",
    "holders",
    "thresholds",
    "fido",
    "policy",
    "timestamping",
    "revoked",
    "previous_log",
    "succeeds",
)
_LENGTH = 4
_KEY_LINE = re.compile(r"[a-z0-9@.-]+ [A-Za-z0-9+/]+={0,2}")


@dataclass(frozen=True, slots=True)
class Holder:
    """A person by opaque id, with one role and the keys (type and base64 blob) only they control."""

    id: str
    role: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fido:
    """What a FIDO device must have seen before it signed: a touch, a PIN (or finger). A PIN needs a touch."""

    touch: bool = True
    pin: bool = False


@dataclass(frozen=True, slots=True)
class Revoked:
    """A key that no longer counts: fingerprint in hex, whose it was, and one of ``REVOKED_REASONS``."""

    key: str
    holder: str
    reason: str


@dataclass(frozen=True, slots=True)
class PreviousLog:
    """The last checkpoint of the log that this version's log continues under another key; ``root`` in hex."""

    origin: str
    log_key: str
    size: int
    root: str


@dataclass(frozen=True, slots=True)
class Succeeds:
    """The ledger that this one claims to take over from: its root, and the last checkpoint of its log."""

    root: str
    origin: str
    log_key: str
    size: int
    log_root: str
    reason: str


@dataclass(frozen=True, slots=True)
class Trust:
    """Who may sign what from this statement's entry in the log to the next one's.

    ``thresholds`` by kind of statement, ``kind/step`` where a step has its own, or ``RELEASE``; ``policy`` is the text
    of a C2SP tlog-policy; ``timestamping`` holds base64 of DER certificates.
    """

    version: int
    demo: bool
    origin: str
    log_key: str
    holders: tuple[Holder, ...]
    thresholds: Mapping[str, Mapping[str, int]]
    policy: str
    fido: Fido = field(default_factory=Fido)
    timestamping: tuple[str, ...] = ()
    revoked: tuple[Revoked, ...] = ()
    previous_log: PreviousLog | None = None
    succeeds: Succeeds | None = None

    def threshold(self, kind: str, step: str = "") -> Mapping[str, int]:
        """Holders by role for a statement of this kind: what is set for its step, else for the kind; {} for neither."""
        return self.thresholds.get(f"{kind}/{step}", self.thresholds.get(kind, {}))

    def kinds_of(self, role: str) -> list[str]:
        """The kinds of which a role may sign at least one step, sorted."""
        return sorted({signed.partition("/")[0] for signed, roles in self.thresholds.items() if role in roles})

    def body(self) -> dict[str, Any]:
        """The record body."""
        before, old = self.previous_log, self.succeeds
        return {
            "trust_version": self.version,
            "demo": self.demo,
            "origin": self.origin,
            "log_key": self.log_key,
            "holders": [{"id": h.id, "role": h.role, "keys": list(h.keys)} for h in self.holders],
            "thresholds": {kind: dict(roles) for kind, roles in self.thresholds.items()},
            "fido": {"touch": self.fido.touch, "pin": self.fido.pin},
            "policy": self.policy,
            "timestamping": list(self.timestamping),
            "revoked": [{"key": r.key, "holder": r.holder, "reason": r.reason} for r in self.revoked],
            "previous_log": before
            and {"origin": before.origin, "log_key": before.log_key, "size": before.size, "root": before.root},
            "succeeds": old
            and {
                "root": old.root,
                "origin": old.origin,
                "log_key": old.log_key,
                "size": old.size,
                "log_root": old.log_root,
                "reason": old.reason,
            },
        }


def read_trust(record: PublicRecord, path: str) -> Trust:
    """The trust in a record's body.

    Raises FindingsError C110 (shape; a PIN without a touch; a name that is not the version) or G301 (two holders with
    one id, one key twice, whatever type of key it is wrapped in and the log's included, a threshold nobody can reach).
    """
    document = Document(record.body, path, "/body").keys(_KEYS)
    version = document.get("trust_version").integer(1)
    if record.name != f"v{version}":
        raise Document(record.name, path, "/name").refuse(f"v{version}")
    holders: list[Holder] = []
    for item in document.get("holders").items():
        item.keys(("id", "role", "keys"))
        keys = tuple(key.text(_KEY_LINE) for key in item.get("keys").items())
        holders.append(Holder(item.get("id").text(SLUG), item.get("role").one_of(ROLES), keys))
    thresholds = _thresholds(document.get("thresholds"), holders)
    ids = [holder.id for holder in holders]
    log_key = document.get("log_key").text()
    all_keys = [log_point(log_key), *(key_point(key) for holder in holders for key in holder.keys)]
    if len(set(ids)) != len(ids) or len(set(all_keys)) != len(all_keys) or not all(h.keys for h in holders):
        raise FindingsError.of("G301", path, at="holders")
    policy = document.get("policy")
    if len(policy.text().encode("utf-8", "replace")) > MAX_POLICY:
        raise policy.refuse(f"<= {MAX_POLICY}")
    return Trust(
        version=version,
        demo=document.get("demo").boolean(),
        origin=document.get("origin").text(),
        log_key=log_key,
        holders=tuple(holders),
        thresholds=thresholds,
        policy=policy.text(),
        fido=_fido(document.get("fido")),
        timestamping=tuple(item.text() for item in document.get("timestamping").items()),
        revoked=tuple(_revoked(item) for item in document.get("revoked").items()),
        previous_log=document.get("previous_log").optional(_previous_log),
        succeeds=document.get("succeeds").optional(_succeeds),
    )


def _thresholds(document: Document, holders: list[Holder]) -> dict[str, dict[str, int]]:
    thresholds: dict[str, dict[str, int]] = {}
    for kind, roles in document.members().items():
        Document(kind, document.path, document.at).one_of(SIGNED)
        thresholds[kind] = {}
        for role, number in roles.members().items():
            Document(role, document.path, roles.at).one_of(ROLES)
            thresholds[kind][role] = number.integer(1)
            if number.integer(1) > sum(holder.role == role for holder in holders):
                raise FindingsError.of("G301", document.path, at=f"{kind}/{role}")
        if not roles.members():
            raise FindingsError.of("G301", document.path, at=kind)
    return thresholds


def _fido(document: Document) -> Fido:
    document.keys(("touch", "pin"))
    fido = Fido(document.get("touch").boolean(), document.get("pin").boolean())
    if fido.pin and not fido.touch:
        raise document.get("touch").refuse("true")
    return fido


def _revoked(document: Document) -> Revoked:
    document.keys(("key", "holder", "reason"))
    return Revoked(
        document.get("key").text(HEX64),
        document.get("holder").text(SLUG),
        document.get("reason").one_of(REVOKED_REASONS),
    )


def _previous_log(document: Document) -> PreviousLog:
    document.keys(("origin", "log_key", "size", "root"))
    return PreviousLog(
        origin=document.get("origin").text(),
        log_key=document.get("log_key").text(),
        size=document.get("size").integer(1),
        root=document.get("root").text(HEX64),
    )


def _succeeds(document: Document) -> Succeeds:
    document.keys(("root", "origin", "log_key", "size", "log_root", "reason"))
    return Succeeds(
        root=document.get("root").text(HEX64),
        origin=document.get("origin").text(),
        log_key=document.get("log_key").text(),
        size=document.get("size").integer(1),
        log_root=document.get("log_root").text(HEX64),
        reason=document.get("reason").one_of(SUCCESSION_REASONS),
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

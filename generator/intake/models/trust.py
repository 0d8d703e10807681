"""Who signs what: keys, holders, roles and thresholds, as the office writes them (P1-A22; docs/spec/23-trust.md)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, PlainValidator, WithJsonSchema

from generator.core import strict_base64
from generator.intake.fields import Bool, Count, Date, Hex256, Record, Ring, Slug, SshPublicKey, Text, Vkey, fault
from generator.published.trust import MAX_POLICY

Role = Literal["office", "leadership", "supervision", "publisher", "auditor", "expert", "reviewer"]
Kind = Literal[
    "trust", "scheme", "inputs", "report", "decision", "notice", "change", "closed", "release",
    "inputs/goals", "inputs/materials", "inputs/review",
    "notice/preliminary", "notice/result", "notice/effective", "notice/interpretation", "notice/feedback",
    "change/correction", "change/review", "change/application", "change/rectification", "change/amendment",
    "change/withdrawal",
]  # fmt: skip
"""What a threshold is set for: a kind of statement, one step of it, or a release of the site."""
RevokedReason = Literal["lost", "compromised", "departed", "replaced"]
SuccessionReason = Literal["threshold_lost", "log_split"]


def _lines(value: object) -> str:
    if not isinstance(value, str):
        raise fault("M106")
    lines = value.strip("\n")
    if not lines:
        raise fault("M150")
    if len(lines) >= MAX_POLICY:
        raise fault("M151", limit=MAX_POLICY - 1, length=len(lines))
    return lines + "\n"


def _certificate(value: object) -> str:
    text = "".join(value.split()) if isinstance(value, str) else ""
    if not strict_base64.decode(text):
        raise fault("G345")
    return text


PolicyText = Annotated[
    str, PlainValidator(_lines), WithJsonSchema({"type": "string", "minLength": 1, "maxLength": MAX_POLICY})
]
"""Lines that mean something one by one; the last one ends like the others (M106, M150, M151)."""

Certificate = Annotated[str, PlainValidator(_certificate), WithJsonSchema({"type": "string"})]
"""Base64 of a DER certificate; line ends inside it mean nothing (G345)."""


class Holder(Record):
    """One person, known by an opaque id, with the keys only this person controls."""

    id: Annotated[Slug, Ring.PUBLIC]
    role: Annotated[Role, Ring.PUBLIC]
    keys: Annotated[list[SshPublicKey], Ring.PUBLIC, Field(min_length=1, max_length=20)]


class Fido(Record):
    """What a FIDO device must have seen for its signature to count."""

    touch: Annotated[Bool, Ring.PUBLIC] = True
    pin: Annotated[Bool, Ring.PUBLIC] = False


class Revoked(Record):
    """A key that an earlier version had and that counts no longer."""

    key: Annotated[Hex256, Ring.PUBLIC]
    holder: Annotated[Slug, Ring.PUBLIC]
    reason: Annotated[RevokedReason, Ring.PUBLIC]


class PreviousLog(Record):
    """The last checkpoint of the log under its former key."""

    origin: Annotated[Text, Ring.PUBLIC]
    log_key: Annotated[Vkey, Ring.PUBLIC]
    size: Annotated[Count, Ring.PUBLIC]
    root: Annotated[Hex256, Ring.PUBLIC]


class Succeeds(Record):
    """The ledger that could not go on, and the last checkpoint of its log."""

    root: Annotated[Hex256, Ring.PUBLIC]
    origin: Annotated[Text, Ring.PUBLIC]
    log_key: Annotated[Vkey, Ring.PUBLIC]
    size: Annotated[Count, Ring.PUBLIC]
    log_root: Annotated[Hex256, Ring.PUBLIC]
    reason: Annotated[SuccessionReason, Ring.PUBLIC]


class Trust(Record):
    """``records/trust.yml``: becomes the trust statement. ``demo`` admits the published demonstration keys."""

    schema_: Annotated[Literal["kaohe/trust/v1"], Ring.PUBLIC, Field(alias="schema")]
    version: Annotated[Count, Ring.PUBLIC]
    date: Annotated[Date, Ring.PUBLIC]
    demo: Annotated[Bool, Ring.PUBLIC] = False
    origin: Annotated[Text, Ring.PUBLIC]
    log_key: Annotated[Vkey, Ring.PUBLIC]
    holders: Annotated[list[Holder], Ring.PUBLIC, Field(min_length=1, max_length=1000)]
    thresholds: Annotated[dict[Kind, dict[Role, Count]], Ring.PUBLIC]
    fido: Annotated[Fido, Ring.PUBLIC] = Fido()
    policy: Annotated[PolicyText, Ring.PUBLIC]
    timestamping: Annotated[list[Certificate], Ring.PUBLIC, Field(max_length=16)] = Field(default_factory=list)
    revoked: Annotated[list[Revoked], Ring.PUBLIC, Field(max_length=2000)] = Field(default_factory=list)
    previous_log: Annotated[PreviousLog | None, Ring.PUBLIC] = None
    succeeds: Annotated[Succeeds | None, Ring.PUBLIC] = None

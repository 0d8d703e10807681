"""Who signs what: keys, holders, roles and thresholds, as the office writes them (P1-A22)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from generator.intake.fields import Bool, Count, Date, Record, Ring, Slug, SshPublicKey, Text, Vkey

Role = Literal["office", "leadership", "supervision", "publisher", "auditor"]
Kind = Literal["trust", "scheme", "inputs", "report", "decision", "notice", "change", "closed"]


class Holder(Record):
    """One person, known by an opaque id, with the keys only this person controls."""

    id: Annotated[Slug, Ring.PUBLIC]
    role: Annotated[Role, Ring.PUBLIC]
    keys: Annotated[list[SshPublicKey], Ring.PUBLIC, Field(min_length=1, max_length=20)]


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
    quorum: Annotated[Literal["none"], Ring.PUBLIC] = "none"

"""The organ, its departments, its assessment office and who may open what is sealed (P1-A5, P1-A11, P2-1.1(1))."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from generator.intake.fields import AgeRecipient, Bilingual, ClauseId, Record, Ring, Slug, Text

Department = Literal["discipline", "personnel", "organisation", "other"]


class Unit(Record):
    """A department of the organ: the unit that is assessed."""

    id: Annotated[Slug, Ring.PUBLIC]
    name: Annotated[Bilingual, Ring.PUBLIC]
    duties: Annotated[list[Bilingual], Ring.PUBLIC, Field(min_length=1, max_length=100)]
    head: Annotated[Text | None, Ring.RESTRICTED] = None


class Member(Record):
    """A seat in the assessment office: the holder of a key and the department that sends them (P1-A11)."""

    holder: Annotated[Slug, Ring.PUBLIC]
    department: Annotated[Department, Ring.PUBLIC]


class Recipient(Record):
    """Someone for whom the openings of withheld values are sealed."""

    id: Annotated[Slug, Ring.PUBLIC]
    key: Annotated[AgeRecipient, Ring.PUBLIC]


class Contact(Record):
    """Where the public turns with questions and objections (P2-4.3). An office's address, never a person's."""

    office: Annotated[Bilingual, Ring.PUBLIC]
    hours: Annotated[Bilingual, Ring.PUBLIC]


class Confidentiality(Record):
    """Whether restricted records may lie in clear in the office's repository, and by which clause (P2-5.1)."""

    repository: Annotated[Literal["private", "public"], Ring.PUBLIC]
    clear: Annotated[Literal["accepted", "refused"], Ring.PUBLIC]
    cites: Annotated[list[ClauseId], Ring.PUBLIC, Field(min_length=1)]


class Organ(Record):
    """``records/organ.yml``."""

    schema_: Annotated[Literal["kaohe/organ/v1"], Ring.PUBLIC, Field(alias="schema")]
    id: Annotated[Slug, Ring.PUBLIC]
    name: Annotated[Bilingual, Ring.PUBLIC]
    departments: Annotated[list[Unit], Ring.PUBLIC, Field(min_length=1, max_length=2000)]
    office: Annotated[list[Member], Ring.PUBLIC, Field(min_length=1, max_length=200)]
    contact: Annotated[Contact, Ring.PUBLIC]
    recipients: Annotated[list[Recipient], Ring.PUBLIC, Field(min_length=1, max_length=200)]
    confidentiality: Annotated[Confidentiality | None, Ring.PUBLIC] = None

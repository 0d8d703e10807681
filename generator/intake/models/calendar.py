"""Working days of a year: the yearly notice moves holidays, so they are data (domain rules on holidays)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from generator.intake.fields import Date, Record, Ring, Slug, Text


class Calendar(Record):
    """``records/calendar/<year>.yml``."""

    schema_: Annotated[Literal["kaohe/calendar/v1"], Ring.PUBLIC, Field(alias="schema")]
    year: Annotated[Slug, Ring.PUBLIC]
    basis: Annotated[Text, Ring.PUBLIC]
    holidays: Annotated[list[Date], Ring.PUBLIC, Field(max_length=400)]
    makeup_workdays: Annotated[list[Date], Ring.PUBLIC, Field(max_length=400)]

"""What is fed into scoring: provider departments' figures and counted ballots (P1-A6, P1-A14, P1-A15)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from generator.intake.fields import Bilingual, Count, Date, Number, Record, Ring, Slug, Text


class RosterEntry(Record):
    """A unit that takes part, or one that is exempt with a reason (P1-A6)."""

    unit: Annotated[Slug, Ring.PUBLIC]
    exempt: Annotated[Bilingual | None, Ring.PUBLIC] = None


class Roster(Record):
    """``roster.yml``: every department exactly once."""

    schema_: Annotated[Literal["kaohe/roster/v1"], Ring.PUBLIC, Field(alias="schema")]
    cycle: Annotated[Slug, Ring.PUBLIC]
    date: Annotated[Date, Ring.PUBLIC]
    units: Annotated[list[RosterEntry], Ring.PUBLIC, Field(min_length=1, max_length=2000)]


class Period(Record):
    """First and last day that a figure speaks about."""

    first: Annotated[Date, Ring.PUBLIC]
    last: Annotated[Date, Ring.PUBLIC]


class DataPoint(Record):
    """One unit's figure (or, for rankings, its places by rater), or the reason why there is none.

    What it rests on stays with the office.
    """

    unit: Annotated[Slug, Ring.PUBLIC]
    value: Annotated[Number | None, Ring.PUBLIC] = None
    places: Annotated[list[Count] | None, Ring.RESTRICTED, Field(max_length=1000)] = None
    missing: Annotated[Bilingual | None, Ring.PUBLIC] = None
    evidence: Annotated[list[Text], Ring.RESTRICTED, Field(max_length=100)] = Field(default_factory=list)
    note: Annotated[Text | None, Ring.RESTRICTED] = None


class Data(Record):
    """``inputs/data/<indicator>.yml``: one indicator's figures from one provider (P1-A14)."""

    schema_: Annotated[Literal["kaohe/data/v1"], Ring.PUBLIC, Field(alias="schema")]
    cycle: Annotated[Slug, Ring.PUBLIC]
    indicator: Annotated[Slug, Ring.PUBLIC]
    provider: Annotated[Slug, Ring.PUBLIC]
    date: Annotated[Date, Ring.PUBLIC]
    period: Annotated[Period, Ring.PUBLIC]
    signed_off_by: Annotated[Text, Ring.RESTRICTED]
    report: Annotated[Text, Ring.RESTRICTED]
    values: Annotated[list[DataPoint], Ring.PUBLIC, Field(min_length=1, max_length=2000)]


class Tally(Record):
    """Counted ballots of one rater group on one indicator of one unit; single ballots never enter (P1-A15)."""

    unit: Annotated[Slug, Ring.PUBLIC]
    indicator: Annotated[Slug, Ring.PUBLIC]
    issued: Annotated[Count, Ring.RESTRICTED]
    returned: Annotated[Count, Ring.RESTRICTED]
    invalid: Annotated[Count, Ring.RESTRICTED] = 0
    counts: Annotated[dict[Slug, Count], Ring.RESTRICTED, Field(max_length=50)]


class Votes(Record):
    """``inputs/votes/<group>.yml``: everything one rater group said in one cycle."""

    schema_: Annotated[Literal["kaohe/votes/v1"], Ring.PUBLIC, Field(alias="schema")]
    cycle: Annotated[Slug, Ring.PUBLIC]
    group: Annotated[Slug, Ring.PUBLIC]
    channel: Annotated[Literal["work_report", "self_report", "peers", "public"], Ring.PUBLIC]
    date: Annotated[Date, Ring.PUBLIC]
    teller: Annotated[Text, Ring.RESTRICTED]
    scrutineer: Annotated[Text, Ring.RESTRICTED]
    tallies: Annotated[list[Tally], Ring.PUBLIC, Field(min_length=1)]

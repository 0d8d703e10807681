"""The scheme of a cycle: what is assessed, by which rules, with which weights (P1-A3 to P1-A9, P2-2)."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from generator.intake.fields import (
    Bilingual,
    ClauseId,
    Count,
    Date,
    NonNegative,
    Number,
    Record,
    Ring,
    Slug,
    Text,
    fault,
)
from generator.intake.models.rules import Rule, VoteShareBands

MAX_SHARE_CELLS = 300
"""How finely all tables of vote shares of a scheme together may cut their plane: checking takes time with it."""

Cites = Annotated[list[Slug | ClauseId], Ring.PUBLIC, Field(min_length=1, max_length=20)]


class Basis(Record):
    """A local or national source that a scheme may cite besides the regulation's clauses (P1-A1)."""

    id: Annotated[Slug, Ring.PUBLIC]
    title: Annotated[Bilingual, Ring.PUBLIC]
    article: Annotated[Text, Ring.PUBLIC]


class Rounding(Record):
    """The one rounding: mode and digits of published values; thresholds compare before it."""

    mode: Annotated[Literal["half_up", "half_even", "down", "up"], Ring.PUBLIC]
    digits: Annotated[Count, Ring.PUBLIC]
    cites: Cites


class Missing(Record):
    """What happens when a unit has no value for an indicator; never silently zero."""

    policy: Annotated[Literal["incomplete", "peer_mean", "full", "zero_with_reason"], Ring.PUBLIC]
    cites: Cites


class Indicator(Record):
    """A sub-indicator: one rule, one weight (points of the total), one responsible source (P1-A9, P2-2.2)."""

    id: Annotated[Slug, Ring.PUBLIC]
    name: Annotated[Bilingual, Ring.PUBLIC]
    definition: Annotated[Bilingual, Ring.PUBLIC]
    sub_indicator: Annotated[Slug, Ring.PUBLIC]
    part: Annotated[Literal["quantitative", "qualitative"], Ring.PUBLIC]
    nature: Annotated[Literal["outcome", "process"], Ring.PUBLIC]
    scope: Annotated[Literal["individual", "team", "organ"], Ring.PUBLIC]
    dimension: Annotated[Literal["duties", "results", "conduct"], Ring.PUBLIC]
    method: Annotated[Literal["analysis", "questionnaire", "site_visit", "records"], Ring.PUBLIC]
    weight: Annotated[NonNegative, Ring.PUBLIC]
    unit: Annotated[Bilingual, Ring.PUBLIC]
    provider: Annotated[Slug, Ring.PUBLIC]
    rule: Annotated[Rule, Ring.PUBLIC]
    missing: Annotated[Missing, Ring.PUBLIC]
    cites: Cites


class Family(Record):
    """An indicator family (P2-2.2(1) to (4)) with its share of the total."""

    id: Annotated[Slug, Ring.PUBLIC]
    name: Annotated[Bilingual, Ring.PUBLIC]
    weight: Annotated[NonNegative, Ring.PUBLIC]
    cites: Cites
    indicators: Annotated[list[Indicator], Ring.PUBLIC, Field(min_length=1, max_length=50)]


class Grade(Record):
    """A grade and the exact total from which it is reached; the lowest has no bound."""

    id: Annotated[Slug, Ring.PUBLIC]
    name: Annotated[Bilingual, Ring.PUBLIC]
    at_least: Annotated[Number | None, Ring.PUBLIC] = None


class Notice(Record):
    """How long before the first input the scheme must have been made known (P1-A12); working days."""

    lead_workdays: Annotated[Count, Ring.PUBLIC]
    cites: Cites


class Thresholds(Record):
    """Disclosure thresholds: smallest group whose mean, and whose vote counts, may be shown."""

    group_mean: Annotated[Count, Ring.PUBLIC]
    vote_counts: Annotated[Count, Ring.PUBLIC]
    protection_width: Annotated[Number, Ring.PUBLIC]
    cites: Cites


class Scheme(Record):
    """``records/cycles/<cycle>/scheme.yml``."""

    schema_: Annotated[Literal["kaohe/scheme/v1"], Ring.PUBLIC, Field(alias="schema")]
    id: Annotated[Slug, Ring.PUBLIC]
    cycle: Annotated[Slug, Ring.PUBLIC]
    title: Annotated[Bilingual, Ring.PUBLIC]
    published: Annotated[Date, Ring.PUBLIC]
    subjects: Annotated[Literal["unit"], Ring.PUBLIC]
    basis: Annotated[list[Basis], Ring.PUBLIC, Field(max_length=100)]
    total: Annotated[NonNegative, Ring.PUBLIC]
    rounding: Annotated[Rounding, Ring.PUBLIC]
    notice: Annotated[Notice, Ring.PUBLIC]
    disclosure: Annotated[Thresholds, Ring.PUBLIC]
    families: Annotated[list[Family], Ring.PUBLIC, Field(min_length=1, max_length=10)]
    grades: Annotated[list[Grade], Ring.PUBLIC, Field(min_length=2, max_length=20)]
    grades_cites: Cites

    @model_validator(mode="after")
    def _tables_can_be_checked(self) -> Self:
        rules = (indicator.rule for family in self.families for indicator in family.indicators)
        tables = [rule.rows for rule in rules if isinstance(rule, VoteShareBands)]
        second = (sum(row.other_at_least is not None or row.other_below is not None for row in rows) for rows in tables)
        if sum(len(rows) * (1 + others) for rows, others in zip(tables, second, strict=True)) > MAX_SHARE_CELLS:
            raise fault("M161", at=("families",), limit=MAX_SHARE_CELLS)
        return self

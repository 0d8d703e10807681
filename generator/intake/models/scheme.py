"""The scheme of a cycle: what is assessed, by which rules, with which weights (P1-A3 to P1-A9, P2-2)."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal, Self

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
    fault,
)
from generator.intake.models import parameters
from generator.intake.models.parameters import Cites, Parameter
from generator.intake.models.person_rules import Adjustments, Channel, Drop, Quota, Status, Team, Ties, Veto, Waiver
from generator.intake.models.rules import Rule, VoteShareBands

MAX_SHARE_CELLS = 300
"""How finely all tables of vote shares of a scheme together may cut their plane: checking takes time with it."""


class Basis(Record):
    """A local or national source that a scheme may cite besides the regulation's clauses (P1-A1)."""

    id: Annotated[Slug, Ring.PUBLIC]
    title: Annotated[Bilingual, Ring.PUBLIC]
    article: Annotated[Bilingual, Ring.PUBLIC]


class Rounding(Record):
    """The one rounding: mode and digits of published values; thresholds compare before it."""

    mode: Annotated[Literal["half_up", "half_even", "down", "up"], Ring.PUBLIC]
    digits: Annotated[Count, Ring.PUBLIC]
    cites: Cites


class Missing(Record):
    """What happens when a unit has no value for an indicator; never silently zero."""

    policy: Annotated[Literal["incomplete", "peer_mean", "full", "zero_with_reason"], Ring.PUBLIC]
    cites: Cites


class Bounds(Record):
    """The smallest and the largest figure that can be meant; a side that is not given is open (P1-A14)."""

    at_least: Annotated[Number | None, Ring.PUBLIC] = None
    at_most: Annotated[Number | None, Ring.PUBLIC] = None


class Indicator(Record):
    """One rule, one weight (points of the total), one responsible source (P1-A9).

    ``sub_indicator``: which of the eleven of P2-2.2 it carries out; for units every one of those must be covered.
    ``bounds``: what a figure can be; without them only what the rule and a unit of % say (docs/spec/12-scoring.md).
    """

    left_out_when_absent: ClassVar[frozenset[str]] = frozenset({"bounds"})

    id: Annotated[Slug, Ring.PUBLIC]
    name: Annotated[Bilingual, Ring.PUBLIC]
    definition: Annotated[Bilingual, Ring.PUBLIC]
    sub_indicator: Annotated[Slug | None, Ring.PUBLIC] = None
    part: Annotated[Literal["quantitative", "qualitative"], Ring.PUBLIC]
    nature: Annotated[Literal["outcome", "process"], Ring.PUBLIC]
    scope: Annotated[Literal["individual", "team", "organ"], Ring.PUBLIC]
    dimension: Annotated[Literal["duties", "results", "conduct"], Ring.PUBLIC]
    method: Annotated[Literal["analysis", "questionnaire", "site_visit", "records"], Ring.PUBLIC]
    weight: Annotated[NonNegative, Ring.PUBLIC]
    unit: Annotated[Bilingual, Ring.PUBLIC]
    provider: Annotated[Slug, Ring.PUBLIC]
    rule: Annotated[Rule, Ring.PUBLIC]
    bounds: Annotated[Bounds | None, Ring.PUBLIC] = None
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


class WeightCap(Record):
    """The most that one indicator may weigh, in points of the total (P2-1.2(2))."""

    at_most: Annotated[NonNegative, Ring.PUBLIC]
    cites: Cites


class Thresholds(Record):
    """Disclosure thresholds: smallest group whose mean, and whose vote counts, may be shown."""

    group_mean: Annotated[Count, Ring.PUBLIC]
    vote_counts: Annotated[Count, Ring.PUBLIC]
    protection_width: Annotated[Number, Ring.PUBLIC]
    cites: Cites


Schema = Annotated[Literal["kaohe/scheme/v1"], Ring.PUBLIC, Field(alias="schema")]
Kind = Literal["leader", "staff"]


class Scheme(Record):
    """``records/cycles/<cycle>/scheme.yml`` for units, ``records/cycles/<cycle>/people/scheme.yml`` for people.

    What stands after ``grades_cites`` is optional: weight cap, parameters and waivers for both, the rest for people.
    """

    left_out_when_absent: ClassVar[frozenset[str]] = frozenset({"weight_cap"})

    schema_: Schema
    id: Annotated[Slug, Ring.PUBLIC]
    cycle: Annotated[Slug, Ring.PUBLIC]
    title: Annotated[Bilingual, Ring.PUBLIC]
    published: Annotated[Date, Ring.PUBLIC]
    subjects: Annotated[Literal["unit", "person"], Ring.PUBLIC]
    basis: Annotated[list[Basis], Ring.PUBLIC, Field(max_length=100)]
    total: Annotated[NonNegative, Ring.PUBLIC]
    rounding: Annotated[Rounding, Ring.PUBLIC]
    notice: Annotated[Notice, Ring.PUBLIC]
    disclosure: Annotated[Thresholds, Ring.PUBLIC]
    families: Annotated[list[Family], Ring.PUBLIC, Field(min_length=1, max_length=10)]
    grades: Annotated[list[Grade], Ring.PUBLIC, Field(min_length=2, max_length=20)]
    grades_cites: Cites
    weight_cap: Annotated[WeightCap | None, Ring.PUBLIC] = None
    parameters: Annotated[list[Parameter], Ring.PUBLIC] = Field(default_factory=list)
    waivers: Annotated[list[Waiver], Ring.PUBLIC] = Field(default_factory=list)
    extends: Annotated[Slug | None, Ring.PUBLIC] = None
    applies_to: Annotated[list[Kind], Ring.PUBLIC] = Field(default_factory=list)
    block: Annotated[Count | None, Ring.PUBLIC] = None
    block_cites: Annotated[list[Slug | ClauseId], Ring.PUBLIC] = Field(default_factory=list)
    channels: Annotated[list[Channel], Ring.PUBLIC] = Field(default_factory=list)
    adjustments: Annotated[Adjustments | None, Ring.PUBLIC] = None
    statuses: Annotated[list[Status], Ring.PUBLIC] = Field(default_factory=list)
    vetoes: Annotated[list[Veto], Ring.PUBLIC] = Field(default_factory=list)
    team: Annotated[Team | None, Ring.PUBLIC] = None
    quota: Annotated[Quota | None, Ring.PUBLIC] = None
    ties: Annotated[Ties | None, Ring.PUBLIC] = None

    @model_validator(mode="before")
    @classmethod
    def _parameters(cls, data: Any) -> Any:
        return parameters.resolved(data)

    @model_validator(mode="after")
    def _tables_can_be_checked(self) -> Self:
        rules = (indicator.rule for family in self.families for indicator in family.indicators)
        tables = [rule.rows for rule in rules if isinstance(rule, VoteShareBands)]
        second = (sum(row.other_at_least is not None or row.other_below is not None for row in rows) for rows in tables)
        if sum(len(rows) * (1 + others) for rows, others in zip(tables, second, strict=True)) > MAX_SHARE_CELLS:
            raise fault("M161", at=("families",), limit=MAX_SHARE_CELLS)
        return self


class IndicatorRefinement(Record):
    """What a refinement changes of an indicator; an indicator that the base does not have must be complete."""

    id: Annotated[Slug, Ring.PUBLIC]
    name: Annotated[Bilingual | None, Ring.PUBLIC] = None
    definition: Annotated[Bilingual | None, Ring.PUBLIC] = None
    sub_indicator: Annotated[Slug | None, Ring.PUBLIC] = None
    part: Annotated[Literal["quantitative", "qualitative"] | None, Ring.PUBLIC] = None
    nature: Annotated[Literal["outcome", "process"] | None, Ring.PUBLIC] = None
    scope: Annotated[Literal["individual", "team", "organ"] | None, Ring.PUBLIC] = None
    dimension: Annotated[Literal["duties", "results", "conduct"] | None, Ring.PUBLIC] = None
    method: Annotated[Literal["analysis", "questionnaire", "site_visit", "records"] | None, Ring.PUBLIC] = None
    weight: Annotated[NonNegative | None, Ring.PUBLIC] = None
    unit: Annotated[Bilingual | None, Ring.PUBLIC] = None
    provider: Annotated[Slug | None, Ring.PUBLIC] = None
    rule: Annotated[Rule | None, Ring.PUBLIC] = None
    bounds: Annotated[Bounds | None, Ring.PUBLIC] = None
    missing: Annotated[Missing | None, Ring.PUBLIC] = None
    cites: Cites


class FamilyRefinement(Record):
    """What a refinement changes of a family; a family that the base does not have must be complete."""

    id: Annotated[Slug, Ring.PUBLIC]
    name: Annotated[Bilingual | None, Ring.PUBLIC] = None
    weight: Annotated[NonNegative | None, Ring.PUBLIC] = None
    cites: Cites
    indicators: Annotated[list[IndicatorRefinement], Ring.PUBLIC] = Field(default_factory=list)


class Refinement(Record):
    """A scheme that ``extends`` another (P1-A5): ``people/leaders.yml``, ``people/staff.yml``.

    A field that stands here replaces the base's. Families, indicators, bases, parameters, grades, waivers, statuses,
    vetoes and channels are matched by id; everything else is replaced whole. ``drop`` names what is left out.
    """

    schema_: Annotated[Literal["kaohe/refinement/v1"], Ring.PUBLIC, Field(alias="schema")]
    id: Annotated[Slug, Ring.PUBLIC]
    extends: Annotated[Slug, Ring.PUBLIC]
    title: Annotated[Bilingual, Ring.PUBLIC]
    published: Annotated[Date, Ring.PUBLIC]
    applies_to: Annotated[list[Kind], Ring.PUBLIC] = Field(default_factory=list)
    basis: Annotated[list[Basis], Ring.PUBLIC] = Field(default_factory=list)
    parameters: Annotated[list[Parameter], Ring.PUBLIC] = Field(default_factory=list)
    waivers: Annotated[list[Waiver], Ring.PUBLIC] = Field(default_factory=list)
    drop: Annotated[list[Drop], Ring.PUBLIC] = Field(default_factory=list)
    total: Annotated[NonNegative | None, Ring.PUBLIC] = None
    notice: Annotated[Notice | None, Ring.PUBLIC] = None
    disclosure: Annotated[Thresholds | None, Ring.PUBLIC] = None
    families: Annotated[list[FamilyRefinement], Ring.PUBLIC] = Field(default_factory=list)
    grades: Annotated[list[Grade], Ring.PUBLIC] = Field(default_factory=list)
    grades_cites: Annotated[list[Slug | ClauseId], Ring.PUBLIC] = Field(default_factory=list)
    channels: Annotated[list[Channel], Ring.PUBLIC] = Field(default_factory=list)
    adjustments: Annotated[Adjustments | None, Ring.PUBLIC] = None
    statuses: Annotated[list[Status], Ring.PUBLIC] = Field(default_factory=list)
    vetoes: Annotated[list[Veto], Ring.PUBLIC] = Field(default_factory=list)
    team: Annotated[Team | None, Ring.PUBLIC] = None
    quota: Annotated[Quota | None, Ring.PUBLIC] = None
    ties: Annotated[Ties | None, Ring.PUBLIC] = None

    @model_validator(mode="before")
    @classmethod
    def _parameters(cls, data: Any) -> Any:
        # The parameter may stand in the base; what it is worth shows once both are put together.
        return parameters.placed(data)

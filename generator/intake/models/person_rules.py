"""What a scheme says about people besides their points: channels, statuses, vetoes, team, quota, ties (P1-A6, P1-A15).

Every table row carries its own citations. What each part does: docs/spec/12-scoring.md, "From points to a grade".
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from generator.intake.fields import Bilingual, Bool, ClauseId, Count, NonNegative, Number, Record, Ring, Slug
from generator.intake.models.parameters import Cites
from generator.intake.models.rules import TieMethod

ChannelName = Literal["work_report", "self_report", "peers", "public"]

StatusEffect = Literal["not_excellent", "grade_at_most", "deferred", "comment_only", "no_grade", "not_assessed"]
"""What a status does to a grade, from light to heavy; where several apply the heaviest wins."""

VetoEffect = Literal["zero_item", "not_excellent", "grade_at_most", "fail"]


class Channel(Record):
    """One of the four channels of P1-A15, its share of what is judged through channels, and who speaks through it.

    ``groups``: rater groups; ``indicators``: qualitative indicators that have no rater groups of their own.
    """

    id: Annotated[ChannelName, Ring.PUBLIC]
    weight: Annotated[NonNegative, Ring.PUBLIC]
    groups: Annotated[list[Slug], Ring.PUBLIC] = Field(default_factory=list)
    indicators: Annotated[list[Slug], Ring.PUBLIC] = Field(default_factory=list)
    cites: Cites


class Status(Record):
    """A row of the special-status table.

    ``longer_than``: applies only where it lasted longer than this share of the cycle's days. ``cycles``: for how many
    cycles it has effect, the one of its first day included (none: in every cycle it touches). ``counts``: whether the
    person counts in the quota's base.
    """

    id: Annotated[Slug, Ring.PUBLIC]
    name: Annotated[Bilingual, Ring.PUBLIC]
    effect: Annotated[StatusEffect, Ring.PUBLIC]
    grade: Annotated[Slug | None, Ring.PUBLIC] = None
    longer_than: Annotated[NonNegative | None, Ring.PUBLIC] = None
    cycles: Annotated[Count | None, Ring.PUBLIC] = None
    counts: Annotated[Bool, Ring.PUBLIC]
    cites: Cites


class Veto(Record):
    """A finding that overrules points (一票否决): an item at zero, a ceiling on the grade, or the lowest grade."""

    id: Annotated[Slug, Ring.PUBLIC]
    name: Annotated[Bilingual, Ring.PUBLIC]
    effect: Annotated[VetoEffect, Ring.PUBLIC]
    grade: Annotated[Slug | None, Ring.PUBLIC] = None
    indicators: Annotated[list[Slug], Ring.PUBLIC] = Field(default_factory=list)
    cites: Cites


class TeamRow(Record):
    """What the grade of the person's unit means: a factor on the total, a ceiling on the grade, or both."""

    unit_grade: Annotated[Slug, Ring.PUBLIC]
    coefficient: Annotated[NonNegative | None, Ring.PUBLIC] = None
    at_most: Annotated[Slug | None, Ring.PUBLIC] = None


class Team(Record):
    """How the unit's result reaches its people; ``missing``: what holds where the unit has no grade."""

    rows: Annotated[list[TeamRow], Ring.PUBLIC, Field(min_length=1)]
    missing: Annotated[Literal["incomplete", "no_effect"], Ring.PUBLIC]
    cites: Cites


class Quota(Record):
    """At most ``ratio`` of the people get ``grade`` (or a better one); a ceiling, never a target.

    ``by``: over which people it is counted. Groups whose base is below ``min_base`` are counted together. Whatever
    rounds a fraction of a person up needs its own citation.
    """

    grade: Annotated[Slug, Ring.PUBLIC]
    ratio: Annotated[NonNegative, Ring.PUBLIC]
    rounding: Annotated[Literal["floor", "half_up"], Ring.PUBLIC] = "floor"
    rounding_cites: Annotated[list[Slug | ClauseId], Ring.PUBLIC] = Field(default_factory=list)
    by: Annotated[Literal["all", "kind", "unit"], Ring.PUBLIC] = "all"
    min_base: Annotated[Count, Ring.PUBLIC] = 0
    merge: Annotated[Literal["none", "small_together"], Ring.PUBLIC] = "none"
    cites: Cites


class TieBreak(Record):
    """What decides between equal totals: points of an indicator, family or part, or the share of one vote option."""

    by: Annotated[Literal["indicator", "family", "part", "option_share"], Ring.PUBLIC]
    id: Annotated[Slug, Ring.PUBLIC]
    option: Annotated[Slug | None, Ring.PUBLIC] = None


class Ties(Record):
    """How places are counted among equal totals, and what is compared before people decide."""

    method: Annotated[TieMethod, Ring.PUBLIC]
    breaks: Annotated[list[TieBreak], Ring.PUBLIC] = Field(default_factory=list)
    cites: Cites


class Adjustment(Record):
    """Points added to or taken from the total: ``each`` per case, at most ``cap``.

    ``missing``: without a number of cases the total stays incomplete, or nothing counts where the reason is stated.
    """

    id: Annotated[Slug, Ring.PUBLIC]
    name: Annotated[Bilingual, Ring.PUBLIC]
    definition: Annotated[Bilingual, Ring.PUBLIC]
    direction: Annotated[Literal["bonus", "penalty"], Ring.PUBLIC]
    unit: Annotated[Bilingual, Ring.PUBLIC]
    provider: Annotated[Slug, Ring.PUBLIC]
    each: Annotated[NonNegative, Ring.PUBLIC]
    cap: Annotated[NonNegative | None, Ring.PUBLIC] = None
    missing: Annotated[Literal["incomplete", "zero_with_reason"], Ring.PUBLIC]
    cites: Cites


class Adjustments(Record):
    """Bonuses and penalties on the total, the caps of their sums, and the ceiling of the total itself."""

    items: Annotated[list[Adjustment], Ring.PUBLIC, Field(min_length=1)]
    bonus_cap: Annotated[NonNegative, Ring.PUBLIC]
    penalty_cap: Annotated[NonNegative, Ring.PUBLIC]
    ceiling: Annotated[Number, Ring.PUBLIC]
    cites: Cites


class Waiver(Record):
    """Something the regulation names that this scheme leaves out, and why (P1-A8, P2-2.2)."""

    target: Annotated[Slug, Ring.PUBLIC]
    reason: Annotated[Bilingual, Ring.PUBLIC]
    cites: Cites


class Drop(Record):
    """A family or indicator of the base that a refinement leaves out, and why (P1-A5)."""

    id: Annotated[Slug, Ring.PUBLIC]
    reason: Annotated[Bilingual, Ring.PUBLIC]
    cites: Cites

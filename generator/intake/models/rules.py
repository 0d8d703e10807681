"""The rule kinds a scheme may use, as typed data (docs/SPEC.md, "Scoring rules").

Every number of a rule is an exact rational. A rule turns one indicator's input into points between
0 and the indicator's weight; what each kind computes is in :mod:`generator.scoring.rules`.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from generator.intake.fields import Count, NonNegative, Record, Ring
from generator.intake.models.rater_rules import (
    GroupPolicy,
    OptionLimit,
    OutlierMean,
    Rated,
    RatedMean,
    RaterGroup,
    ShareBand,
    TrimmedMean,
    Validity,
    VoteOption,
    VoteShareBands,
    VotesToPoints,
)
from generator.intake.models.value_rules import (
    AllOrNothing,
    Band,
    BandTable,
    CappedBonus,
    Exemption,
    Ground,
    ImportedScore,
    Interpolation,
    Knot,
    LinearToTarget,
    ListedValue,
    OptionList,
    PerCaseDeduction,
    PeriodRule,
    RatioToBest,
    StepPenalty,
)

__all__ = [
    "AllOrNothing",
    "Band",
    "BandTable",
    "CappedBonus",
    "Exemption",
    "Ground",
    "GroupPolicy",
    "ImportedScore",
    "Interpolation",
    "Knot",
    "LinearToTarget",
    "ListedValue",
    "OptionLimit",
    "OptionList",
    "OutlierMean",
    "PerCaseDeduction",
    "PeriodMean",
    "PeriodRule",
    "RankDecrement",
    "RankTable",
    "Rated",
    "RatedMean",
    "RaterGroup",
    "RatioToBest",
    "Reads",
    "Rule",
    "ShareBand",
    "StepPenalty",
    "TieMethod",
    "TrimmedMean",
    "Validity",
    "VoteOption",
    "VoteShareBands",
    "VotesToPoints",
    "rater_groups",
    "reads",
]

TieMethod = Literal["standard", "dense", "average"]
"""Equal values share a place: the first (1, 2, 2, 4), the next (1, 2, 2, 3), or the mean of theirs (1, 2.5, 2.5, 4)."""


class RankDecrement(Record):
    """First place full marks, each further place ``decrement`` of full marks less.

    ``by: places``: mean over places that others gave (raters, months). ``by: value``: the place among the cohort's
    values, for which ``ties`` and ``direction`` are declared.
    """

    kind: Annotated[Literal["rank_decrement"], Ring.PUBLIC]
    decrement: Annotated[NonNegative, Ring.PUBLIC]
    by: Annotated[Literal["places", "value"], Ring.PUBLIC] = "places"
    direction: Annotated[Literal["higher", "lower"], Ring.PUBLIC] = "higher"
    ties: Annotated[TieMethod | None, Ring.PUBLIC] = None


class RankTable(Record):
    """Points by place: the first entry for first place and so on, ``beyond`` for every place after the last entry."""

    kind: Annotated[Literal["rank_table"], Ring.PUBLIC]
    points: Annotated[list[NonNegative], Ring.PUBLIC, Field(min_length=1)]
    beyond: Annotated[NonNegative, Ring.PUBLIC]
    by: Annotated[Literal["places", "value"], Ring.PUBLIC] = "places"
    direction: Annotated[Literal["higher", "lower"], Ring.PUBLIC] = "higher"
    ties: Annotated[TieMethod | None, Ring.PUBLIC] = None


class PeriodMean(Record):
    """``rule`` applied to each of ``periods`` values (months, quarters); the mean of the points.

    ``missing_period``: a period without a value leaves the indicator incomplete, or is left out of the mean.
    """

    kind: Annotated[Literal["period_mean"], Ring.PUBLIC]
    periods: Annotated[Count, Ring.PUBLIC]
    missing_period: Annotated[Literal["incomplete", "left_out"], Ring.PUBLIC]
    rule: Annotated[PeriodRule, Ring.PUBLIC]


Rule = Annotated[
    LinearToTarget
    | StepPenalty
    | BandTable
    | PerCaseDeduction
    | CappedBonus
    | RatioToBest
    | AllOrNothing
    | Interpolation
    | OptionList
    | ImportedScore
    | RankDecrement
    | RankTable
    | PeriodMean
    | VotesToPoints
    | VoteShareBands
    | RatedMean
    | TrimmedMean
    | OutlierMean,
    Field(discriminator="kind"),
]
"""The closed list of rule kinds."""

Reads = Literal["value", "places", "periods", "ballots", "ratings"]
"""What a subject's entry must hold for a rule."""


def reads(rule: Rule) -> Reads:
    """Which part of the inputs ``rule`` is scored from."""
    if isinstance(rule, (VotesToPoints, VoteShareBands)):
        return "ballots"
    if isinstance(rule, Rated):
        return "ratings"
    if isinstance(rule, PeriodMean):
        return "periods"
    if isinstance(rule, (RankDecrement, RankTable)) and rule.by == "places":
        return "places"
    return "value"


def rater_groups(rule: Rule) -> list[RaterGroup]:
    """The rater groups that a rule names; none where it names none."""
    return list(rule.groups) if isinstance(rule, (VotesToPoints, Rated)) else []

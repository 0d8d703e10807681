"""The rule kinds a scheme may use, as typed data (docs/SPEC.md, "Scoring rules").

Every number of a rule is an exact rational. A rule turns one indicator's input into points between
0 and the indicator's weight; what each kind computes is in :mod:`generator.scoring.rules`.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from generator.intake.fields import Bilingual, Count, NonNegative, Number, Record, Ring, Slug
from generator.intake.models.parameters import Cites


TieMethod = Literal["standard", "dense", "average"]
"""Equal values share a place: the first (1, 2, 2, 4), the next (1, 2, 2, 3), or the mean of theirs (1, 2.5, 2.5, 4)."""


class LinearToTarget(Record):
    """Points in proportion to value / target, capped at full marks and at 0 (``direction: lower`` inverts)."""

    kind: Annotated[Literal["linear_to_target"], Ring.PUBLIC]
    target: Annotated[Number, Ring.PUBLIC]
    direction: Annotated[Literal["higher", "lower"], Ring.PUBLIC] = "higher"


class Ground(Record):
    """A condition under which a case or step is not held against the subject."""

    id: Annotated[Slug, Ring.PUBLIC]
    name: Annotated[Bilingual, Ring.PUBLIC]
    cites: Cites


class Exemption(Record):
    """What is left out of a deduction: cases the office states under one of the grounds, ``at_most`` in all."""

    grounds: Annotated[list[Ground], Ring.PUBLIC, Field(min_length=1)]
    at_most: Annotated[Count | None, Ring.PUBLIC] = None


class StepPenalty(Record):
    """Full marks at the target (inclusive); every ``step`` short of it costs ``penalty``; whole or partial steps."""

    kind: Annotated[Literal["step_penalty"], Ring.PUBLIC]
    target: Annotated[Number, Ring.PUBLIC]
    step: Annotated[Number, Ring.PUBLIC]
    penalty: Annotated[NonNegative, Ring.PUBLIC]
    steps: Annotated[Literal["whole", "partial"], Ring.PUBLIC]
    direction: Annotated[Literal["higher", "lower"], Ring.PUBLIC] = "higher"


class Band(Record):
    """A half-open band [from, to); the last one may be closed by leaving ``to`` out."""

    at_least: Annotated[Number | None, Ring.PUBLIC] = None
    below: Annotated[Number | None, Ring.PUBLIC] = None
    points: Annotated[NonNegative, Ring.PUBLIC]


class BandTable(Record):
    """Points by band; bands must neither overlap nor leave a gap."""

    kind: Annotated[Literal["band_table"], Ring.PUBLIC]
    bands: Annotated[list[Band], Ring.PUBLIC, Field(min_length=1)]


class PerCaseDeduction(Record):
    """Full marks less ``each`` per case, down to 0 (扣完为止); cases under an exemption do not count."""

    kind: Annotated[Literal["per_case_deduction"], Ring.PUBLIC]
    each: Annotated[NonNegative, Ring.PUBLIC]
    exempt: Annotated[Exemption | None, Ring.PUBLIC] = None


class CappedBonus(Record):
    """``base`` points plus ``each`` per item, the sum of additions at most ``cap``."""

    kind: Annotated[Literal["capped_bonus"], Ring.PUBLIC]
    base: Annotated[NonNegative, Ring.PUBLIC]
    each: Annotated[NonNegative, Ring.PUBLIC]
    cap: Annotated[NonNegative, Ring.PUBLIC]


class RatioToBest(Record):
    """Points in proportion to the best value of the cohort."""

    kind: Annotated[Literal["ratio_to_best"], Ring.PUBLIC]


class AllOrNothing(Record):
    """Full marks where the target is met, met exactly included; nothing otherwise."""

    kind: Annotated[Literal["all_or_nothing"], Ring.PUBLIC]
    target: Annotated[Number, Ring.PUBLIC]
    direction: Annotated[Literal["higher", "lower"], Ring.PUBLIC] = "higher"


class Knot(Record):
    """A value of the figure and the points it is worth."""

    at: Annotated[Number, Ring.PUBLIC]
    points: Annotated[NonNegative, Ring.PUBLIC]


class Interpolation(Record):
    """Points on the straight line between the two neighbouring values; beyond the ends, the points of the end."""

    kind: Annotated[Literal["interpolation"], Ring.PUBLIC]
    knots: Annotated[list[Knot], Ring.PUBLIC, Field(min_length=2)]


class ListedValue(Record):
    """A value that may be given, and what it is called."""

    value: Annotated[NonNegative, Ring.PUBLIC]
    name: Annotated[Bilingual | None, Ring.PUBLIC] = None


class OptionList(Record):
    """The figure is one of the listed values; points in proportion to ``out_of``."""

    kind: Annotated[Literal["option_list"], Ring.PUBLIC]
    options: Annotated[list[ListedValue], Ring.PUBLIC, Field(min_length=2)]
    out_of: Annotated[Number, Ring.PUBLIC]


class ImportedScore(Record):
    """A score from elsewhere between ``lowest`` and ``highest``, brought to full marks in proportion."""

    kind: Annotated[Literal["imported_score"], Ring.PUBLIC]
    lowest: Annotated[Number, Ring.PUBLIC]
    highest: Annotated[Number, Ring.PUBLIC]


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


PeriodRule = Annotated[
    LinearToTarget
    | StepPenalty
    | BandTable
    | AllOrNothing
    | Interpolation
    | OptionList
    | ImportedScore
    | PerCaseDeduction
    | CappedBonus,
    Field(discriminator="kind"),
]
"""Rules that read one value and know nothing of the cohort."""


class PeriodMean(Record):
    """``rule`` applied to each of ``periods`` values (months, quarters); the mean of the points.

    ``missing_period``: a period without a value leaves the indicator incomplete, or is left out of the mean.
    """

    kind: Annotated[Literal["period_mean"], Ring.PUBLIC]
    periods: Annotated[Count, Ring.PUBLIC]
    missing_period: Annotated[Literal["incomplete", "left_out"], Ring.PUBLIC]
    rule: Annotated[PeriodRule, Ring.PUBLIC]


GroupPolicy = Literal["renormalise", "peer_mean", "incomplete", "full", "zero_with_reason"]
"""What happens when a rater group has nothing valid for a subject."""


class VoteOption(Record):
    """One option on a ballot and what it is worth (points of a hundred)."""

    id: Annotated[Slug, Ring.PUBLIC]
    name: Annotated[Bilingual, Ring.PUBLIC]
    points: Annotated[NonNegative, Ring.PUBLIC]


class RaterGroup(Record):
    """A group of raters and its share of the indicator."""

    id: Annotated[Slug, Ring.PUBLIC]
    name: Annotated[Bilingual, Ring.PUBLIC]
    weight: Annotated[NonNegative, Ring.PUBLIC]


class OptionLimit(Record):
    """At most so many choices of one option on one ballot: a number, or a share of the subjects on it."""

    option: Annotated[Slug, Ring.PUBLIC]
    count: Annotated[Count | None, Ring.PUBLIC] = None
    share: Annotated[NonNegative | None, Ring.PUBLIC] = None


class Validity(Record):
    """When a whole ballot, or a group's whole vote, does not count.

    ``returned_at_least``: returned ballots as a share of those issued; below it the group counts as having none.
    """

    limits: Annotated[list[OptionLimit], Ring.PUBLIC] = Field(default_factory=list)
    all_equal: Annotated[Literal["valid", "invalid"], Ring.PUBLIC] = "valid"
    returned_at_least: Annotated[NonNegative | None, Ring.PUBLIC] = None
    cites: Cites


class VotesToPoints(Record):
    """Mean of option points over valid ballots per group, groups by weight (weights sum to 100), scaled to full marks.

    ``missing_group``: what happens when a group has no valid ballot.
    """

    kind: Annotated[Literal["votes_to_points"], Ring.PUBLIC]
    options: Annotated[list[VoteOption], Ring.PUBLIC, Field(min_length=2)]
    groups: Annotated[list[RaterGroup], Ring.PUBLIC, Field(min_length=1)]
    missing_group: Annotated[GroupPolicy, Ring.PUBLIC]
    validity: Annotated[Validity | None, Ring.PUBLIC] = None


class ShareBand(Record):
    """A row of a vote-share table; ``and_at_most``/``and_at_least`` bound the share of the second set of options."""

    at_least: Annotated[Number | None, Ring.PUBLIC] = None
    below: Annotated[Number | None, Ring.PUBLIC] = None
    other_at_least: Annotated[Number | None, Ring.PUBLIC] = None
    other_below: Annotated[Number | None, Ring.PUBLIC] = None
    points: Annotated[NonNegative, Ring.PUBLIC]


class VoteShareBands(Record):
    """Points by the share of votes for ``share_of`` (and, where a row says so, for ``other``).

    ``hit``: ``unique`` makes two matching rows an error, ``first`` takes the first in order.
    """

    kind: Annotated[Literal["vote_share_bands"], Ring.PUBLIC]
    options: Annotated[list[Slug], Ring.PUBLIC, Field(min_length=1)]
    share_of: Annotated[list[Slug], Ring.PUBLIC, Field(min_length=1)]
    other: Annotated[list[Slug], Ring.PUBLIC] = Field(default_factory=list)
    hit: Annotated[Literal["unique", "first"], Ring.PUBLIC]
    rows: Annotated[list[ShareBand], Ring.PUBLIC, Field(min_length=1)]


class Rated(Record):
    """What the three kinds with sheets of raters share: each rater gives a number from ``lowest`` to ``highest``.

    A group's mean is a share of ``highest`` in points of a hundred; groups count by weight (weights sum to 100).
    """

    lowest: Annotated[NonNegative, Ring.PUBLIC]
    highest: Annotated[NonNegative, Ring.PUBLIC]
    groups: Annotated[list[RaterGroup], Ring.PUBLIC, Field(min_length=1)]
    missing_group: Annotated[GroupPolicy, Ring.PUBLIC]
    validity: Annotated[Validity | None, Ring.PUBLIC] = None


class RatedMean(Rated):
    """Plain mean of the raters' numbers."""

    kind: Annotated[Literal["rated_mean"], Ring.PUBLIC]


class TrimmedMean(Rated):
    """Mean without the ``drop_low`` lowest and ``drop_high`` highest numbers, from ``minimum`` raters on.

    ``fallback``: with fewer raters the plain mean counts, or the group counts as having none.
    """

    kind: Annotated[Literal["trimmed_mean"], Ring.PUBLIC]
    drop_low: Annotated[Count, Ring.PUBLIC]
    drop_high: Annotated[Count, Ring.PUBLIC]
    minimum: Annotated[Count, Ring.PUBLIC]
    fallback: Annotated[Literal["plain", "missing"], Ring.PUBLIC]


class OutlierMean(Rated):
    """Mean of the numbers that differ from the plain mean by no more than ``deviation`` of it.

    With fewer than ``minimum`` left the plain mean counts (``fallback: plain``) or the group counts as having none.
    """

    kind: Annotated[Literal["outlier_mean"], Ring.PUBLIC]
    deviation: Annotated[NonNegative, Ring.PUBLIC]
    minimum: Annotated[Count, Ring.PUBLIC]
    fallback: Annotated[Literal["plain", "missing"], Ring.PUBLIC]


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

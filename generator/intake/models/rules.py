"""The rule kinds a scheme may use, as typed data (docs/SPEC.md, "Scoring rules").

Every number of a rule is an exact rational. A rule turns one indicator's input into points between
0 and the indicator's weight; what each kind computes is in :mod:`generator.scoring.rules`.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from generator.intake.fields import Bilingual, NonNegative, Number, Record, Ring, Slug


class LinearToTarget(Record):
    """Points in proportion to value / target, capped at full marks and at 0 (``direction: lower`` inverts)."""

    kind: Annotated[Literal["linear_to_target"], Ring.PUBLIC]
    target: Annotated[Number, Ring.PUBLIC]
    direction: Annotated[Literal["higher", "lower"], Ring.PUBLIC] = "higher"


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
    bands: Annotated[list[Band], Ring.PUBLIC, Field(min_length=1, max_length=200)]


class PerCaseDeduction(Record):
    """Full marks less ``each`` per case, down to 0 (扣完为止)."""

    kind: Annotated[Literal["per_case_deduction"], Ring.PUBLIC]
    each: Annotated[NonNegative, Ring.PUBLIC]


class CappedBonus(Record):
    """``base`` points plus ``each`` per item, the sum of additions at most ``cap``."""

    kind: Annotated[Literal["capped_bonus"], Ring.PUBLIC]
    base: Annotated[NonNegative, Ring.PUBLIC]
    each: Annotated[NonNegative, Ring.PUBLIC]
    cap: Annotated[NonNegative, Ring.PUBLIC]


class RatioToBest(Record):
    """Points in proportion to the best value of the cohort."""

    kind: Annotated[Literal["ratio_to_best"], Ring.PUBLIC]


class RankDecrement(Record):
    """First place full marks, each further place ``decrement`` of full marks less; mean over the raters' rankings."""

    kind: Annotated[Literal["rank_decrement"], Ring.PUBLIC]
    decrement: Annotated[NonNegative, Ring.PUBLIC]


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


class VotesToPoints(Record):
    """Mean of option points over valid ballots per group, groups by weight (weights sum to 100), scaled to full marks.

    ``missing_group``: what happens when a group has no valid ballot.
    """

    kind: Annotated[Literal["votes_to_points"], Ring.PUBLIC]
    options: Annotated[list[VoteOption], Ring.PUBLIC, Field(min_length=2, max_length=50)]
    groups: Annotated[list[RaterGroup], Ring.PUBLIC, Field(min_length=1, max_length=50)]
    missing_group: Annotated[Literal["renormalise", "incomplete"], Ring.PUBLIC]


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
    options: Annotated[list[Slug], Ring.PUBLIC, Field(min_length=1, max_length=50)]
    share_of: Annotated[list[Slug], Ring.PUBLIC, Field(min_length=1, max_length=50)]
    other: Annotated[list[Slug], Ring.PUBLIC, Field(max_length=50)] = Field(default_factory=list)
    hit: Annotated[Literal["unique", "first"], Ring.PUBLIC]
    rows: Annotated[list[ShareBand], Ring.PUBLIC, Field(min_length=1, max_length=50)]


Rule = Annotated[
    LinearToTarget
    | StepPenalty
    | BandTable
    | PerCaseDeduction
    | CappedBonus
    | RatioToBest
    | RankDecrement
    | VotesToPoints
    | VoteShareBands,
    Field(discriminator="kind"),
]

"""The rule kinds that turn ballots and ratings into points, as typed data (docs/spec/12-scoring.md, "Rule kinds")."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from generator.intake.fields import Bilingual, Count, NonNegative, Number, Record, Ring, Slug
from generator.intake.models.parameters import Cites

GroupPolicy = Literal["renormalise", "peer_mean", "incomplete", "full", "zero_with_reason"]
"""What happens when a rater group has nothing valid for a subject."""


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
    options: Annotated[list[Slug], Ring.PUBLIC, Field(min_length=1, max_length=50)]
    share_of: Annotated[list[Slug], Ring.PUBLIC, Field(min_length=1, max_length=50)]
    other: Annotated[list[Slug], Ring.PUBLIC, Field(max_length=50)] = Field(default_factory=list)
    hit: Annotated[Literal["unique", "first"], Ring.PUBLIC]
    rows: Annotated[list[ShareBand], Ring.PUBLIC, Field(min_length=1, max_length=50)]


class Rated(Record):
    """What the three kinds with sheets of raters share: each rater gives a number from ``lowest`` to ``highest``.

    A group's mean is a share of ``highest`` in points of a hundred; groups count by weight (weights sum to 100).
    """

    lowest: Annotated[NonNegative, Ring.PUBLIC]
    highest: Annotated[NonNegative, Ring.PUBLIC]
    groups: Annotated[list[RaterGroup], Ring.PUBLIC, Field(min_length=1, max_length=50)]
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

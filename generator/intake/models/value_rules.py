"""The rule kinds that turn one value into points, as typed data (docs/spec/12-scoring.md, "Rule kinds")."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from generator.intake.fields import Bilingual, Count, NonNegative, Number, Record, Ring, Slug
from generator.intake.models.parameters import Cites


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

    grounds: Annotated[list[Ground], Ring.PUBLIC, Field(min_length=1, max_length=50)]
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
    bands: Annotated[list[Band], Ring.PUBLIC, Field(min_length=1, max_length=200)]


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
    knots: Annotated[list[Knot], Ring.PUBLIC, Field(min_length=2, max_length=200)]


class ListedValue(Record):
    """A value that may be given, and what it is called."""

    value: Annotated[NonNegative, Ring.PUBLIC]
    name: Annotated[Bilingual | None, Ring.PUBLIC] = None


class OptionList(Record):
    """The figure is one of the listed values; points in proportion to ``out_of``."""

    kind: Annotated[Literal["option_list"], Ring.PUBLIC]
    options: Annotated[list[ListedValue], Ring.PUBLIC, Field(min_length=2, max_length=200)]
    out_of: Annotated[Number, Ring.PUBLIC]


class ImportedScore(Record):
    """A score from elsewhere between ``lowest`` and ``highest``, brought to full marks in proportion."""

    kind: Annotated[Literal["imported_score"], Ring.PUBLIC]
    lowest: Annotated[Number, Ring.PUBLIC]
    highest: Annotated[Number, Ring.PUBLIC]


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

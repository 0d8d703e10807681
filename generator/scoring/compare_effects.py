"""Who gains and who loses by a changed number, where that follows from the rule alone.

A change has an effect here only if every subject with the same input gets at least (or at most) as many points as
before. Source: docs/spec/12-scoring.md, "Comparing schemes".
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

from generator.intake.models.person_rules import Adjustment, Adjustments, Quota, TeamRow
from generator.intake.models.rules import (
    AllOrNothing,
    BandTable,
    CappedBonus,
    ImportedScore,
    Knot,
    LinearToTarget,
    OptionList,
    PerCaseDeduction,
    RankDecrement,
    RankTable,
    StepPenalty,
    VoteOption,
)
from generator.intake.models.scheme import Grade, Indicator
from generator.intake.rings import Record
from generator.scoring.primitives import Interval
from generator.scoring.tables import interval_text

MORE, FEWER = "more", "fewer"

RAISING: dict[tuple[type[Record], str], str] = {
    (StepPenalty, "penalty"): "fewer_below_target",
    (StepPenalty, "step"): "more_below_target",
    (PerCaseDeduction, "each"): "fewer_with_cases",
    (CappedBonus, "each"): "more_with_items",
    (CappedBonus, "base"): MORE,
    (CappedBonus, "cap"): "more_with_items",
    (RankDecrement, "decrement"): "fewer_after_first",
    (RankTable, "beyond"): "more_last",
    (ImportedScore, "lowest"): "scale_fewer",
    (ImportedScore, "highest"): "scale_fewer",
    (OptionList, "out_of"): "scale_fewer",
    (VoteOption, "points"): "more_with_option",
    (Knot, "points"): "more_near",
    (Grade, "at_least"): "harder",
    (Quota, "ratio"): "more_places",
    (TeamRow, "coefficient"): "more_in_unit",
    (Adjustments, "ceiling"): "more_at_top",
    (Adjustments, "bonus_cap"): "more_at_top",
    (Adjustments, "penalty_cap"): "fewer_with_penalties",
    (Indicator, "weight"): "weighs_more",
}
"""What follows where the number is raised; where it is lowered, the opposite."""

OPPOSITE = {
    MORE: FEWER,
    "fewer_below_target": "more_below_target",
    "more_below_target": "fewer_below_target",
    "fewer_with_cases": "more_with_cases",
    "more_with_items": "fewer_with_items",
    "fewer_after_first": "more_after_first",
    "more_last": "fewer_last",
    "scale_fewer": "scale_more",
    "more_with_option": "fewer_with_option",
    "more_near": "fewer_near",
    "harder": "easier",
    "more_places": "fewer_places",
    "more_in_unit": "fewer_in_unit",
    "more_at_top": "fewer_at_top",
    "fewer_with_penalties": "more_with_penalties",
    "weighs_more": "weighs_less",
    "target_harder": "target_easier",
}


def effect_of(old: Record, new: Record, name: str) -> str:
    """The key of what follows from the change of a field, empty where nothing does."""
    before, after = getattr(old, name), getattr(new, name)
    if not isinstance(before, Fraction) or not isinstance(after, Fraction):
        return ""
    key = RAISING.get((type(new), name), "")
    if isinstance(new, (LinearToTarget, StepPenalty, AllOrNothing)) and name == "target":
        if not isinstance(old, type(new)) or new.direction != old.direction:
            return ""
        key = "target_harder" if new.direction == "higher" else "target_easier"
    if isinstance(new, Adjustment) and name in ("each", "cap"):
        key = "more_with_items" if new.direction == "bonus" else "fewer_with_cases"
    if not key or after > before:
        return key
    return OPPOSITE.get(key) or next(one for one, other in OPPOSITE.items() if other == key)


def band_changes(old: BandTable, new: BandTable) -> Iterator[tuple[str, Fraction, Fraction]]:
    """The stretches of values for which the points differ, with the points before and after."""
    bounds = {bound for rule in (old, new) for band in rule.bands for bound in (band.at_least, band.below)}
    cuts = [None, *sorted(bound for bound in bounds if bound is not None), None]
    pieces: list[tuple[Interval, Fraction, Fraction]] = []
    for low, high in pairwise(cuts):
        before, after = _points(old, low, high), _points(new, low, high)
        if pieces and pieces[-1][1:] == (before, after):
            pieces[-1] = Interval(pieces[-1][0].at_least, high), before, after
        else:
            pieces.append((Interval(low, high), before, after))
    yield from ((interval_text(where), before, after) for where, before, after in pieces if before != after)


def _points(rule: BandTable, low: Fraction | None, high: Fraction | None) -> Fraction:
    """The points of a stretch that no bound of the rule cuts."""
    inner = low if low is not None else (Fraction(0) if high is None else high - 1)
    return next((b.points for b in rule.bands if inner in Interval(b.at_least, b.below)), Fraction(0))

"""Rules that need more than one value of one subject: the cohort's, places in rankings, or several periods."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from generator.core.errors import FindingsError
from generator.intake.models.rules import PeriodMean, RankDecrement, RankTable
from generator.published.derivation import Step
from generator.scoring import primitives
from generator.scoring.cohort import Cohort
from generator.scoring.figure_rules import clamped, value_steps
from generator.scoring.primitives import Cites

RankRule = RankDecrement | RankTable


def best_steps(value: Fraction, most: Fraction, cohort: Cohort, cites: Cites) -> list[Step]:
    """Points in proportion to the best value. Raises FindingsError S209 where there is none above 0."""
    if cohort.best is None or cohort.best <= 0:
        raise FindingsError.of("S209")
    return clamped([primitives.ratio_to_best(value, cohort.best, cohort.units, most, cites)], most, cites)


def place_steps(rule: RankRule, places: Sequence[int], most: Fraction, cites: Cites) -> list[Step]:
    """The mean over given places; each place is worked out once, in ascending order.

    Ascending order also keeps the order of those who gave them out of the derivation.
    """
    steps: list[Step] = []
    worth: dict[int, Fraction] = {}
    for place in sorted(set(places)):
        steps += _place(rule, place, most, cites)
        worth[place] = steps[-1].value
    return [*steps, primitives.mean([worth[place] for place in sorted(places)], cites)]


def ranked_steps(rule: RankRule, value: Fraction, most: Fraction, cohort: Cohort, cites: Cites) -> list[Step]:
    """Points by the place of ``value`` among the cohort's values; equal values get equal points."""
    first, equal = cohort.place(value, lower=rule.direction == "lower", dense=rule.ties == "dense")
    if rule.ties != "average" or equal == 1:
        return _place(rule, first, most, cites)
    if isinstance(rule, RankTable):
        return place_steps(rule, range(first, first + equal), most, cites)
    shared = primitives.shared_place(first, equal, cites)
    points = primitives.rank_points(shared.value, rule.decrement, most, cites)
    return clamped([shared, points], most, cites)


def period_steps(
    rule: PeriodMean, values: Sequence[Fraction | None], most: Fraction, cites: Cites
) -> list[Step] | None:
    """The mean of the points of the periods; None where a value that is needed is missing."""
    present = [value for value in values if value is not None]
    if not present or (len(present) < len(values) and rule.missing_period == "incomplete"):
        return None
    steps: list[Step] = []
    points: list[Fraction] = []
    for value in present:
        steps += value_steps(rule.rule, value, most, cites)
        points.append(steps[-1].value)
    return [*steps, primitives.mean(points, cites)]


def _place(rule: RankRule, place: int, most: Fraction, cites: Cites) -> list[Step]:
    if isinstance(rule, RankTable):
        points = rule.points[place - 1] if place <= len(rule.points) else rule.beyond
        return [primitives.place_points(place, points, cites)]
    return clamped([primitives.rank_points(Fraction(place), rule.decrement, most, cites)], most, cites)

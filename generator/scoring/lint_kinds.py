"""The checks of rule kinds with a scale, places or raters (docs/spec/12-scoring.md, "Checks of a scheme")."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from fractions import Fraction
from itertools import pairwise

from generator.core.exact import plain
from generator.core.problem import Problem
from generator.intake.bind import Bound
from generator.intake.models.rules import (
    ImportedScore,
    Interpolation,
    OptionList,
    OutlierMean,
    RankDecrement,
    RankTable,
    Rated,
    TrimmedMean,
    Validity,
)
from generator.intake.models.scheme import Scheme
from generator.intake.node import Loc
from generator.scoring.lint_ids import SOUNDNESS

RATINGS = "P1-A15"


def ranking_problems(
    bound: Bound[Scheme], loc: Loc, rule: RankDecrement | RankTable, weight: Fraction
) -> Iterator[Problem]:
    """S124 decrement above the whole, S136 tie method declared or not, S137 later places worth more, S109."""
    if isinstance(rule, RankDecrement) and rule.decrement > 1:
        yield bound.problem("S124", (*loc, "decrement"), clause=SOUNDNESS, value=plain(rule.decrement))
    if (rule.by == "value") != (rule.ties is not None):
        yield bound.problem("S136", loc if rule.ties is None else (*loc, "ties"), clause=SOUNDNESS, by=rule.by)
    if isinstance(rule, RankTable):
        for place, (before, after) in enumerate(pairwise([*rule.points, rule.beyond]), 2):
            if after > before:
                at = (*loc, "points", place - 1) if place <= len(rule.points) else (*loc, "beyond")
                words = {"place": place, "points": plain(after), "before": plain(before)}
                yield bound.problem("S137", at, clause=SOUNDNESS, **words)
        if rule.points[0] > weight:
            words = {"points": plain(rule.points[0]), "weight": plain(weight)}
            yield bound.problem("S109", (*loc, "points", 0), clause=SOUNDNESS, **words)


def knot_problems(bound: Bound[Scheme], loc: Loc, rule: Interpolation, weight: Fraction) -> Iterator[Problem]:
    """S128 values that do not ascend, S109 a value worth more than the indicator."""
    for place, (before, after) in enumerate(pairwise(rule.knots), 1):
        if after.at <= before.at:
            words = {"value": plain(after.at), "before": plain(before.at)}
            yield bound.problem("S128", (*loc, "knots", place, "at"), clause=SOUNDNESS, **words)
    for place, knot in enumerate(rule.knots):
        if knot.points > weight:
            words = {"points": plain(knot.points), "weight": plain(weight)}
            yield bound.problem("S109", (*loc, "knots", place, "points"), clause=SOUNDNESS, **words)


def scale_problems(bound: Bound[Scheme], loc: Loc, rule: OptionList | ImportedScore) -> Iterator[Problem]:
    """S129: a scale of no length, or a listed value that is above full marks or stands twice."""
    if isinstance(rule, ImportedScore):
        if rule.highest <= rule.lowest:
            words = {"lowest": plain(rule.lowest), "highest": plain(rule.highest)}
            yield bound.problem("S129", (*loc, "highest"), clause=SOUNDNESS, **words)
        return
    if rule.out_of <= 0:
        yield bound.problem("S129", (*loc, "out_of"), clause=SOUNDNESS, lowest="0", highest=plain(rule.out_of))
    seen: set[Fraction] = set()
    for place, option in enumerate(rule.options):
        if option.value in seen or option.value > rule.out_of:
            words = {"value": plain(option.value), "out_of": plain(rule.out_of)}
            yield bound.problem("S139", (*loc, "options", place, "value"), clause=SOUNDNESS, **words)
        seen.add(option.value)


def rater_problems(bound: Bound[Scheme], loc: Loc, rule: Rated) -> Iterator[Problem]:
    """S129 a scale of no length, S154 too small a minimum, S156 nothing left after trimming."""
    if rule.highest <= rule.lowest:
        words = {"lowest": plain(rule.lowest), "highest": plain(rule.highest)}
        yield bound.problem("S129", (*loc, "highest"), clause=RATINGS, **words)
    if isinstance(rule, OutlierMean) and rule.minimum < 1:
        yield bound.problem("S154", (*loc, "minimum"), clause=RATINGS, least=1)
    if isinstance(rule, TrimmedMean) and rule.minimum <= rule.drop_low + rule.drop_high:
        words = {"dropped": str(rule.drop_low + rule.drop_high), "minimum": str(rule.minimum)}
        yield bound.problem("S156", (*loc, "minimum"), clause=RATINGS, **words)
    if rule.validity is not None:
        yield from validity_problems(bound, (*loc, "validity"), rule.validity, ())


def validity_problems(
    bound: Bound[Scheme], loc: Loc, validity: Validity, options: Collection[str]
) -> Iterator[Problem]:
    """S113 an option that is not on the ballot, S153 a limit that is no limit, S125 a share outside 0 to 1."""
    for place, limit in enumerate(validity.limits):
        at = (*loc, "limits", place)
        if limit.option not in options:
            known = ", ".join(options) or "-"
            yield bound.problem("S113", (*at, "option"), clause=RATINGS, id=limit.option, known=known)
        if (limit.count is None) == (limit.share is None):
            yield bound.problem("S153", at, clause=RATINGS)
        if limit.share is not None and limit.share > 1:
            yield bound.problem("S125", (*at, "share"), clause=RATINGS, bound=plain(limit.share))
    share = validity.returned_at_least
    if share is not None and share > 1:
        yield bound.problem("S125", (*loc, "returned_at_least"), clause=RATINGS, bound=plain(share))

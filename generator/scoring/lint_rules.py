"""The checks of a single rule: bounds, tables, options and groups (docs/spec/12-scoring.md, "Checks of a scheme")."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from generator.core.exact import plain
from generator.core.problem import Problem
from generator.intake.bind import Bound
from generator.intake.models.rules import (
    BandTable,
    CappedBonus,
    ImportedScore,
    Interpolation,
    LinearToTarget,
    OptionList,
    PerCaseDeduction,
    PeriodMean,
    RankDecrement,
    RankTable,
    Rated,
    RaterGroup,
    Rule,
    StepPenalty,
    VoteShareBands,
    VotesToPoints,
)
from generator.intake.models.scheme import Indicator, Scheme
from generator.intake.node import Loc
from generator.scoring.lint_ids import SOUNDNESS, difference, repeated
from generator.scoring.lint_kinds import (
    knot_problems,
    ranking_problems,
    rater_problems,
    scale_problems,
    validity_problems,
)
from generator.scoring.primitives import Interval
from generator.scoring.tables import Row, corners, interval_text, is_empty, line_faults, share_cells

HUNDRED = Fraction(100)


def rule_problems(bound: Bound[Scheme], at: Loc, indicator: Indicator) -> Iterator[Problem]:
    """The problems of the rule of ``indicator``, which stands at ``at``, and of its bounds (S158)."""
    yield from _rule(bound, (*at, "rule"), indicator.rule, indicator.weight)
    if (bounds := indicator.bounds) is not None:
        given = [side for side in (bounds.at_least, bounds.at_most) if side is not None]
        if not given or given[0] > given[-1]:
            yield bound.problem("S158", (*at, "bounds"), clause=SOUNDNESS)


def _rule(bound: Bound[Scheme], loc: Loc, rule: Rule, weight: Fraction) -> Iterator[Problem]:
    match rule:
        case LinearToTarget() if rule.target <= 0:
            yield bound.problem("S121", (*loc, "target"), clause=SOUNDNESS)
        case StepPenalty() if rule.step <= 0:
            yield bound.problem("S122", (*loc, "step"), clause=SOUNDNESS)
        case BandTable():
            yield from _points(bound, (*loc, "bands"), [band.points for band in rule.bands], weight)
            yield from _bands(bound, (*loc, "bands"), rule)
        case CappedBonus() if rule.base + rule.cap != weight:
            words = difference(rule.base + rule.cap, weight)
            yield bound.problem("S120", (*loc, "cap"), clause=SOUNDNESS, **words)
        case RankDecrement() | RankTable():
            yield from ranking_problems(bound, loc, rule, weight)
        case Interpolation():
            yield from knot_problems(bound, loc, rule, weight)
        case OptionList() | ImportedScore():
            yield from scale_problems(bound, loc, rule)
        case PerCaseDeduction() if rule.exempt is not None:
            grounds = (((*loc, "exempt", "grounds", i, "id"), g.id) for i, g in enumerate(rule.exempt.grounds))
            yield from repeated(bound, grounds)
        case PeriodMean():
            if rule.periods < 2:
                yield bound.problem("S154", (*loc, "periods"), clause=SOUNDNESS, least=2)
            yield from _rule(bound, (*loc, "rule"), rule.rule, weight)
        case Rated():
            yield from _groups(bound, loc, rule.groups)
            yield from rater_problems(bound, loc, rule)
        case VotesToPoints():
            yield from _votes(bound, loc, rule)
        case VoteShareBands():
            yield from _points(bound, (*loc, "rows"), [row.points for row in rule.rows], weight)
            yield from _shares(bound, loc, rule)


def _points(bound: Bound[Scheme], loc: Loc, points: list[Fraction], weight: Fraction) -> Iterator[Problem]:
    """S109: a row worth more than the whole indicator."""
    for place, given in enumerate(points):
        if given > weight:
            words = {"points": plain(given), "weight": plain(weight)}
            yield bound.problem("S109", (*loc, place, "points"), clause=SOUNDNESS, **words)


def _bands(bound: Bound[Scheme], loc: Loc, rule: BandTable) -> Iterator[Problem]:
    """S105 empty band, S106 overlap, S107 gap, S108 values at an end that no band covers."""
    intervals = [Interval(band.at_least, band.below) for band in rule.bands]
    for place, interval in enumerate(intervals):
        if is_empty(interval):
            yield bound.problem("S105", (*loc, place), clause=SOUNDNESS, where=interval_text(interval))
    holes, overlaps = line_faults(intervals)
    for overlap in overlaps:
        # The later of the two in the file is where a reader looks; the other is named by its number.
        first, second = sorted((overlap.first, overlap.second))
        words = {"first": first + 1, "second": second + 1, "where": interval_text(overlap.interval)}
        yield bound.problem("S106", (*loc, second), clause=SOUNDNESS, **words)
    for hole in holes:
        inner = hole.interval.at_least is not None and hole.interval.below is not None
        at = loc if hole.after is None else (*loc, hole.after)
        yield bound.problem("S107" if inner else "S108", at, clause=SOUNDNESS, where=interval_text(hole.interval))


def _votes(bound: Bound[Scheme], loc: Loc, rule: VotesToPoints) -> Iterator[Problem]:
    """S119 an option worth more than a hundred, S101 repeated ids; groups and validity."""
    yield from repeated(bound, (((*loc, "options", i, "id"), option.id) for i, option in enumerate(rule.options)))
    for place, option in enumerate(rule.options):
        if option.points > HUNDRED:
            at = (*loc, "options", place, "points")
            yield bound.problem("S119", at, clause=SOUNDNESS, id=option.id, points=plain(option.points))
    yield from _groups(bound, loc, rule.groups)
    if rule.validity is not None:
        yield from validity_problems(bound, (*loc, "validity"), rule.validity, {option.id for option in rule.options})


def _groups(bound: Bound[Scheme], loc: Loc, groups: list[RaterGroup]) -> Iterator[Problem]:
    """S104 group weights, S101 repeated groups."""
    yield from repeated(bound, (((*loc, "groups", i, "id"), group.id) for i, group in enumerate(groups)))
    weights = sum((group.weight for group in groups), Fraction(0))
    if weights != HUNDRED:
        yield bound.problem("S104", (*loc, "groups"), clause=SOUNDNESS, **difference(weights, HUNDRED))


def _shares(bound: Bound[Scheme], loc: Loc, rule: VoteShareBands) -> Iterator[Problem]:
    """S101 repeated options, S113 unknown ones, S125 bounds that are no shares, S127 a bound on no second share."""
    sound = True
    for name, listed in (("options", rule.options), ("share_of", rule.share_of), ("other", rule.other)):
        yield from repeated(bound, (((*loc, name, i), option) for i, option in enumerate(listed)))
        for place, option in enumerate(listed):
            if option not in rule.options:
                sound = False
                known = ", ".join(rule.options)
                yield bound.problem("S113", (*loc, name, place), clause=SOUNDNESS, id=option, known=known)
    for place, row in enumerate(rule.rows):
        for name in ("at_least", "below", "other_at_least", "other_below"):
            given: Fraction | None = getattr(row, name)
            at = (*loc, "rows", place, name)
            if given is None:
                continue
            if not 0 <= given <= 1:
                sound = False
                yield bound.problem("S125", at, clause=SOUNDNESS, bound=plain(given))
            if name.startswith("other") and not rule.other:
                sound = False
                yield bound.problem("S127", at, clause=SOUNDNESS)
    if sound:
        yield from _share_rows(bound, loc, rule)


def _share_rows(bound: Bound[Scheme], loc: Loc, rule: VoteShareBands) -> Iterator[Problem]:
    """S110 two rows match and neither comes first, S111 no row matches, S112 a row that never counts."""
    rows = [Row(Interval(row.at_least, row.below), Interval(row.other_at_least, row.other_below)) for row in rule.rows]
    reported: set[tuple[int, ...]] = set()
    counted: set[int] = set()
    for cell in share_cells(rows, corners(rule.options, rule.share_of, rule.other)):
        counted.update(cell.rows if rule.hit == "unique" else cell.rows[:1])
        words = {"share": plain(cell.witness[0]), "other": plain(cell.witness[1]) if rule.other else "-"}
        if not cell.rows and () not in reported:
            reported.add(())
            yield bound.problem("S111", (*loc, "rows"), clause=SOUNDNESS, **words)
        pairs = [(a, b) for i, a in enumerate(cell.rows) for b in cell.rows[i + 1 :]]
        for pair in pairs if rule.hit == "unique" else []:
            if pair not in reported:
                reported.add(pair)
                numbers = {"first": pair[0] + 1, "second": pair[1] + 1}
                yield bound.problem("S110", (*loc, "rows", pair[1]), clause=SOUNDNESS, **numbers, **words)
    for place in range(len(rows)):
        if place not in counted:
            yield bound.problem("S112", (*loc, "rows", place), clause=SOUNDNESS, row=place + 1)

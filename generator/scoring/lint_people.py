"""The checks of what a scheme says about people: who may use what, grades and items named, quota, team, ties.

Source: docs/spec/12-scoring.md, "Checks of a scheme".
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.core.exact import plain
from generator.core.problem import Problem
from generator.intake.bind import Bound
from generator.intake.models.parameters import cycle_day
from generator.intake.models.person_rules import TieBreak
from generator.intake.models.rules import PerCaseDeduction, PeriodMean, RankTable, Rated, VoteShareBands, VotesToPoints
from generator.intake.models.scheme import Indicator, Scheme
from generator.intake.node import Loc
from generator.regulation import catalogue
from generator.scoring.lint_ids import SOUNDNESS, repeated

PEOPLE, GRADES, WHO = "P1-A6", "P1-A18", "P1-A8"
FOR_PEOPLE = ("block", "channels", "adjustments", "statuses", "vetoes", "team", "quota", "ties", "applies_to")
UNIT_POLICIES = frozenset({"renormalise", "incomplete"})


def audience_problems(bound: Bound[Scheme], loc: Loc, indicator: Indicator) -> Iterator[Problem]:
    """S140: a rule that only a scheme for people may have."""
    rule = indicator.rule
    if bound.record.subjects == "person":
        return
    at = (*loc, "rule", "kind")
    if isinstance(rule, (PeriodMean, Rated)):
        yield bound.problem("S140", at, clause=SOUNDNESS, what=rule.kind)
    elif isinstance(rule, RankTable) and rule.by == "places":
        yield bound.problem("S140", at, clause=SOUNDNESS, what="rank_table by places")
    elif isinstance(rule, VotesToPoints) and rule.missing_group not in UNIT_POLICIES:
        yield bound.problem("S140", (*loc, "rule", "missing_group"), clause=SOUNDNESS, what=rule.missing_group)
    elif isinstance(rule, PerCaseDeduction) and rule.exempt is not None:
        yield bound.problem("S140", (*loc, "rule", "exempt"), clause=SOUNDNESS, what="exempt")


def people_problems(bound: Bound[Scheme]) -> Iterator[Problem]:
    """S138, S140, S141, S145 to S152, S155 and S157."""
    scheme = bound.record
    if scheme.subjects == "unit":
        for name in FOR_PEOPLE:
            if getattr(scheme, name):
                yield bound.problem("S140", (name,), clause=SOUNDNESS, what=name)
        return
    if not scheme.block:
        yield bound.problem("S141", ("block",), clause=PEOPLE)
    if cycle_day(scheme.cycle) is None:
        yield bound.problem("S157", ("cycle",), clause="P1-A10")
    for at, family in enumerate(scheme.families):
        if family.id in catalogue.groups():
            yield bound.problem("S155", ("families", at, "id"), clause=WHO, id=family.id)
    yield from _statuses(bound)
    yield from _vetoes(bound)
    yield from _team(bound)
    yield from _quota(bound)
    yield from _ties(bound)
    yield from _adjustments(bound)


def _grade(bound: Bound[Scheme], loc: Loc, name: str | None) -> Iterator[Problem]:
    """S145: a grade that the scheme does not have."""
    grades = [grade.id for grade in bound.record.grades]
    if name is not None and name not in grades:
        yield bound.problem("S145", loc, clause=GRADES, id=name, known=", ".join(grades))


def _needs(bound: Bound[Scheme], loc: Loc, effect: str, field: str, *, given: bool, needed: bool) -> Iterator[Problem]:
    """S146: an effect without what it needs, or with what it does not use."""
    if given != needed:
        at = (*loc, field) if given else loc
        yield bound.problem("S146", at, clause=PEOPLE, effect=effect, field=field)


def _statuses(bound: Bound[Scheme]) -> Iterator[Problem]:
    """S101, S145, S146, and S152 for a share or a number of cycles that can never or always be met."""
    rows = bound.record.statuses
    yield from repeated(bound, ((("statuses", i, "id"), row.id) for i, row in enumerate(rows)))
    for at, row in enumerate(rows):
        loc = ("statuses", at)
        yield from _grade(bound, (*loc, "grade"), row.grade)
        needed = row.effect == "grade_at_most"
        yield from _needs(bound, loc, row.effect, "grade", given=row.grade is not None, needed=needed)
        if row.longer_than is not None and row.longer_than >= 1:
            yield bound.problem("S152", (*loc, "longer_than"), clause=PEOPLE, value=plain(row.longer_than))
        if row.cycles == 0:
            yield bound.problem("S152", (*loc, "cycles"), clause=PEOPLE, value="0")


def _vetoes(bound: Bound[Scheme]) -> Iterator[Problem]:
    """S101, S145, S146, and S147 for an indicator that the scheme does not have."""
    rows = bound.record.vetoes
    yield from repeated(bound, ((("vetoes", i, "id"), row.id) for i, row in enumerate(rows)))
    for at, row in enumerate(rows):
        loc = ("vetoes", at)
        yield from _grade(bound, (*loc, "grade"), row.grade)
        needed = row.effect == "grade_at_most"
        yield from _needs(bound, loc, row.effect, "grade", given=row.grade is not None, needed=needed)
        zero = row.effect == "zero_item"
        yield from _needs(bound, loc, row.effect, "indicators", given=bool(row.indicators), needed=zero)
        for place, name in enumerate(row.indicators):
            yield from known_indicator(bound, (*loc, "indicators", place), name)


def _team(bound: Bound[Scheme]) -> Iterator[Problem]:
    """S101 two rows for one grade of the unit, S145, S148 a row without effect."""
    if bound.record.team is None:
        return
    rows = bound.record.team.rows
    yield from repeated(bound, ((("team", "rows", i, "unit_grade"), row.unit_grade) for i, row in enumerate(rows)))
    for at, row in enumerate(rows):
        yield from _grade(bound, ("team", "rows", at, "at_most"), row.at_most)
        if row.coefficient is None and row.at_most is None:
            yield bound.problem("S148", ("team", "rows", at), clause="P1-A3", id=row.unit_grade)


def _quota(bound: Bound[Scheme]) -> Iterator[Problem]:
    """S138 rounding up without a citation of its own, S145, S149 a quota that limits nothing or forbids everything."""
    quota, grades = bound.record.quota, bound.record.grades
    if quota is None:
        return
    yield from _grade(bound, ("quota", "grade"), quota.grade)
    if quota.rounding == "half_up" and not quota.rounding_cites:
        yield bound.problem("S138", ("quota", "rounding"), clause="P1-A1")
    if not 0 < quota.ratio < 1:
        yield bound.problem("S149", ("quota", "ratio"), clause=GRADES, value=plain(quota.ratio))
    if quota.grade == grades[-1].id:
        yield bound.problem("S149", ("quota", "grade"), clause=GRADES, value=quota.grade)


def _ties(bound: Bound[Scheme]) -> Iterator[Problem]:
    """S147 and S151: a tie-break that names nothing."""
    if bound.record.ties is None:
        return
    for at, tie_break in enumerate(bound.record.ties.breaks):
        yield from _tie_break(bound, ("ties", "breaks", at), tie_break)


def _tie_break(bound: Bound[Scheme], loc: Loc, tie_break: TieBreak) -> Iterator[Problem]:
    scheme = bound.record
    if tie_break.by == "indicator":
        yield from known_indicator(bound, (*loc, "id"), tie_break.id)
    elif tie_break.by == "option_share":
        rules = {i.id: i.rule for family in scheme.families for i in family.indicators}
        rule = rules.get(tie_break.id)
        options: list[str] = []
        if isinstance(rule, VotesToPoints):
            options = [option.id for option in rule.options]
        elif isinstance(rule, VoteShareBands):
            options = list(rule.options)
        if tie_break.option not in options:
            known = ", ".join(options) or "-"
            yield bound.problem("S151", loc, clause=GRADES, id=tie_break.option or "-", known=known)
    else:
        known_ids = {family.id for family in scheme.families} if tie_break.by == "family" else set(catalogue.parts())
        if tie_break.id not in known_ids:
            yield bound.problem(
                "S151", (*loc, "id"), clause=GRADES, id=tie_break.id, known=", ".join(sorted(known_ids))
            )


def _adjustments(bound: Bound[Scheme]) -> Iterator[Problem]:
    """S101 an id used twice (indicators included), S150 a ceiling below the bound of the best grade."""
    scheme = bound.record
    if scheme.adjustments is None:
        return
    taken = {indicator.id for family in scheme.families for indicator in family.indicators}
    for at, item in enumerate(scheme.adjustments.items):
        if item.id in taken:
            yield bound.problem("S101", ("adjustments", "items", at, "id"), clause=SOUNDNESS, id=item.id)
        taken.add(item.id)
    bound_of_best = scheme.grades[0].at_least
    if bound_of_best is not None and scheme.adjustments.ceiling < bound_of_best:
        words = {"ceiling": plain(scheme.adjustments.ceiling), "bound": plain(bound_of_best)}
        yield bound.problem("S150", ("adjustments", "ceiling"), clause=GRADES, **words)


def known_indicator(bound: Bound[Scheme], loc: Loc, name: str) -> Iterator[Problem]:
    """S147: an indicator that the scheme does not have."""
    known = [indicator.id for family in bound.record.families for indicator in family.indicators]
    if name not in known:
        yield bound.problem("S147", loc, clause=SOUNDNESS, id=name, known=", ".join(known))

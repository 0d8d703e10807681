"""What a refinement may not do: give up a dimension, lower a floor, raise a quota, soften a status or veto (P1-A5).

Source: docs/spec/12-scoring.md, "Refinements".
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from generator.core.exact import plain
from generator.core.problem import Problem
from generator.intake.bind import Bound
from generator.intake.models.person_rules import Status, Veto
from generator.intake.models.rules import Rated, Rule, VotesToPoints
from generator.intake.models.scheme import Indicator, Scheme
from generator.intake.node import Loc
from generator.scoring.person_status import WEIGHT

CLAUSE = "P1-A5"
VETO_WEIGHT = {"zero_item": 0, "not_excellent": 1, "grade_at_most": 2, "fail": 3}


def loosened(base: Scheme, bound: Bound[Scheme]) -> Iterator[Problem]:
    """S165 to S168 for everything that ``bound`` gives up of ``base``."""
    yield from _dimensions(base, bound)
    yield from _floors(base, bound)
    yield from _quota(base, bound)
    yield from _statuses(base, bound)
    yield from _vetoes(base, bound)
    yield from _team(base, bound)


def _indicators(scheme: Scheme) -> dict[str, tuple[Loc, Indicator]]:
    return {
        indicator.id: (("families", f, "indicators", i), indicator)
        for f, family in enumerate(scheme.families)
        for i, indicator in enumerate(family.indicators)
    }


def _dimensions(base: Scheme, bound: Bound[Scheme]) -> Iterator[Problem]:
    had = {indicator.dimension for _, indicator in _indicators(base).values()}
    has = {indicator.dimension for _, indicator in _indicators(bound.record).values()}
    for dimension in sorted(had - has):
        yield bound.problem("S165", ("extends",), clause="P1-A4", dimension=dimension)


def _floors(base: Scheme, bound: Bound[Scheme]) -> Iterator[Problem]:
    new = bound.record
    pairs: list[tuple[Loc, Fraction | int | None, Fraction | int | None]] = [
        (("notice", "lead_workdays"), base.notice.lead_workdays, new.notice.lead_workdays)
    ]
    for name in ("group_mean", "vote_counts", "protection_width"):
        pairs.append((("disclosure", name), getattr(base.disclosure, name), getattr(new.disclosure, name)))
    if base.quota is not None and new.quota is not None:
        pairs.append((("quota", "min_base"), base.quota.min_base, new.quota.min_base))
    bounds = {grade.id: grade.at_least for grade in base.grades}
    for at, grade in enumerate(new.grades):
        old = bounds.get(grade.id)
        # A bound is worth what share of the total it is.
        share = None if grade.at_least is None or not new.total else grade.at_least / new.total
        pairs.append((("grades", at, "at_least"), None if old is None or not base.total else old / base.total, share))
    changed = _indicators(new)
    for name, (_, indicator) in _indicators(base).items():
        if name in changed:
            loc, now = changed[name]
            pairs.append(((*loc, "rule"), _returned(indicator.rule), _returned(now.rule)))
    for loc, before, after in pairs:
        if before is not None and (after is None or after < before):
            words = {"field": loc[-1], "before": plain(Fraction(before)), "after": _said(after)}
            yield bound.problem("S166", loc, clause=CLAUSE, **words)


def _returned(rule: Rule) -> Fraction | None:
    validity = rule.validity if isinstance(rule, (VotesToPoints, Rated)) else None
    return validity.returned_at_least if validity is not None else None


def _said(number: Fraction | int | None) -> str:
    return "-" if number is None else plain(Fraction(number))


def _quota(base: Scheme, bound: Bound[Scheme]) -> Iterator[Problem]:
    old, new = base.quota, bound.record.quota
    if old is None or new is None:
        return
    if new.ratio > old.ratio:
        words = {"field": "ratio", "before": plain(old.ratio), "after": plain(new.ratio)}
        yield bound.problem("S167", ("quota", "ratio"), clause=CLAUSE, **words)
    if (old.rounding, new.rounding) == ("floor", "half_up"):
        words = {"field": "rounding", "before": old.rounding, "after": new.rounding}
        yield bound.problem("S167", ("quota", "rounding"), clause=CLAUSE, **words)
    if new.grade != old.grade:
        words = {"field": "grade", "before": old.grade, "after": new.grade}
        yield bound.problem("S167", ("quota", "grade"), clause=CLAUSE, **words)


def _statuses(base: Scheme, bound: Bound[Scheme]) -> Iterator[Problem]:
    old = {row.id: row for row in base.statuses}
    for at, row in enumerate(bound.record.statuses):
        if row.id in old and _status_weight(base, row) < _status_weight(base, old[row.id]):
            words = {"id": row.id, "before": old[row.id].effect, "after": row.effect}
            yield bound.problem("S168", ("statuses", at, "effect"), clause=CLAUSE, **words)


def _status_weight(scheme: Scheme, row: Status) -> tuple[int, int, Fraction, Fraction]:
    """The heavier, the larger: effect, how low the grade, how soon it applies, for how long."""
    cycles = Fraction(row.cycles) if row.cycles is not None else Fraction(0)
    return WEIGHT[row.effect], _low(scheme, row.grade), -(row.longer_than or Fraction(0)), cycles


def _vetoes(base: Scheme, bound: Bound[Scheme]) -> Iterator[Problem]:
    old = {row.id: row for row in base.vetoes}
    for at, row in enumerate(bound.record.vetoes):
        if row.id in old and _veto_weight(base, row) < _veto_weight(base, old[row.id]):
            words = {"id": row.id, "before": old[row.id].effect, "after": row.effect}
            yield bound.problem("S168", ("vetoes", at, "effect"), clause=CLAUSE, **words)


def _veto_weight(scheme: Scheme, row: Veto) -> tuple[int, int, int]:
    return VETO_WEIGHT[row.effect], _low(scheme, row.grade), len(row.indicators)


def _low(scheme: Scheme, grade: str | None) -> int:
    grades = [entry.id for entry in scheme.grades]
    return grades.index(grade) if grade in grades else -1


def _team(base: Scheme, bound: Bound[Scheme]) -> Iterator[Problem]:
    if base.team is None or bound.record.team is None:
        return
    new = {row.unit_grade: (at, row) for at, row in enumerate(bound.record.team.rows)}
    for row in base.team.rows:
        at, now = new.get(row.unit_grade, (0, None))
        words = {"id": row.unit_grade, "before": row.at_most or _said(row.coefficient)}
        if now is None:
            yield bound.problem("S168", ("team",), clause=CLAUSE, after="-", **words)
            continue
        raised = now.coefficient is not None and row.coefficient is not None and now.coefficient > row.coefficient
        dropped = row.coefficient is not None and row.coefficient < 1 and now.coefficient is None
        if raised or dropped or _low(base, now.at_most) < _low(base, row.at_most):
            after = now.at_most or _said(now.coefficient)
            yield bound.problem("S168", ("team", "rows", at), clause=CLAUSE, after=after, **words)

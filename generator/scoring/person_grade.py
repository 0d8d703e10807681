"""One person's way from a sheet to the grade before the quota: vetoes, team, grade band, ceilings.

Source: docs/spec/12-scoring.md, "From points to a grade (people)", stages 3 to 5.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from fractions import Fraction

from generator.intake.models.scheme import Scheme
from generator.published.derivation import Step
from generator.scoring import group_steps
from generator.scoring.person_status import WITHHOLDING
from generator.scoring.person_values import Limit, Person, PersonResult, Reason, StatusEffect, TeamEffect, VetoEffect
from generator.scoring.sheet import Sheet, grade_of


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What is known of a person besides points: status, vetoes by row id, the grade of the unit (None: it has none)."""

    status: StatusEffect | None
    vetoes: Collection[str]
    unit_grade: str | None


def before_quota(scheme: Scheme, person: Person, sheet: Sheet | None, known: Circumstances) -> PersonResult:
    """The person's result as far as it does not depend on anyone else."""
    vetoes = tuple(_vetoes(scheme, known.vetoes))
    team = _team(scheme, person.unit, known.unit_grade)
    if sheet is None:
        return _result(person, None, known.status, vetoes, team, reason="not_assessed")
    steps = _zero_steps(scheme, sheet, vetoes)
    zeroed = steps[-1].value if steps else sheet.total
    total = zeroed
    unit_missing = team is None and known.unit_grade is None
    if total is not None and unit_missing and scheme.team is not None and scheme.team.missing == "incomplete":
        total, steps = None, []
    if total is not None and team is not None and team.coefficient is not None:
        step = group_steps.coefficient(total, team.coefficient, team.cites)
        steps += [step, *group_steps.within(step.value, ceiling_of(scheme), team.cites)]
        total = steps[-1].value
    limits = tuple(_limits(scheme, known.status, vetoes, team))
    if known.status is not None and known.status.effect in WITHHOLDING:
        return _result(
            person, sheet, known.status, vetoes, team, steps, total, limits, reason=_withheld(known.status.effect)
        )
    if total is None or zeroed is None or sheet.total is None:
        return _result(person, sheet, known.status, vetoes, team, steps, None, limits, reason="incomplete")
    grade, reason = _grade(scheme, (sheet.total, zeroed, total), limits)
    return _result(person, sheet, known.status, vetoes, team, steps, total, limits, grade, reason)


def ceiling_of(scheme: Scheme) -> Fraction:
    """The most that a total can be."""
    return scheme.total if scheme.adjustments is None else scheme.adjustments.ceiling


def _grade(
    scheme: Scheme, totals: tuple[Fraction, Fraction, Fraction], limits: tuple[Limit, ...]
) -> tuple[str, Reason]:
    """The band of the last total under all ceilings, and the last stage that changed the grade."""
    order = [grade.id for grade in scheme.grades]
    by_points, by_veto, by_team = (grade_of(scheme, total).id for total in totals)
    reason: Reason = "score" if by_veto == by_points else "veto"
    reason = reason if by_team == by_veto else "team"
    grade = by_team
    for limit in limits:
        if order.index(limit.grade) > order.index(grade):
            grade, reason = limit.grade, limit.source
    return grade, reason


def _vetoes(scheme: Scheme, found: Collection[str]) -> Iterator[VetoEffect]:
    for row in scheme.vetoes:
        if row.id in found:
            yield VetoEffect(row.id, row.effect, row.grade, tuple(row.indicators), tuple(row.cites))


def _team(scheme: Scheme, unit: str, grade: str | None) -> TeamEffect | None:
    if scheme.team is None or grade is None:
        return None
    for row in scheme.team.rows:
        if row.unit_grade == grade:
            return TeamEffect(unit, grade, row.coefficient, row.at_most, tuple(scheme.team.cites))
    return TeamEffect(unit, grade, None, None, tuple(scheme.team.cites))


def _zero_steps(scheme: Scheme, sheet: Sheet, vetoes: tuple[VetoEffect, ...]) -> list[Step]:
    """From the indicators' sum to a total without the items that vetoes set to zero; empty where none does."""
    if sheet.total is None:
        return []
    total = sum((family.points or Fraction(0) for family in sheet.families), Fraction(0))
    points = {item.id: item.points or Fraction(0) for item in sheet.indicators}
    steps: list[Step] = []
    for veto in (veto for veto in vetoes if veto.effect == "zero_item"):
        for indicator in veto.indicators:
            worth = points.pop(indicator, Fraction(0))
            if worth > 0:
                steps.append(group_steps.item_zero(total, worth, veto.cites))
                total = steps[-1].value
    if steps and sheet.adjusted is not None:
        steps += sheet.adjusted.total_steps(total) or ()
    return steps


def _limits(
    scheme: Scheme, status: StatusEffect | None, vetoes: tuple[VetoEffect, ...], team: TeamEffect | None
) -> Iterator[Limit]:
    second, lowest = scheme.grades[1].id, scheme.grades[-1].id
    if status is not None and status.effect == "not_excellent":
        yield Limit("status", status.id, second, status.cites)
    if status is not None and status.effect == "grade_at_most":
        yield Limit("status", status.id, status.grade or lowest, status.cites)
    for veto in vetoes:
        grade = {"not_excellent": second, "grade_at_most": veto.grade or lowest, "fail": lowest}.get(veto.effect)
        if grade is not None:
            yield Limit("veto", veto.id, grade, veto.cites)
    if team is not None and team.at_most is not None:
        yield Limit("team", team.unit, team.at_most, team.cites)


def _withheld(effect: str) -> Reason:
    reasons: dict[str, Reason] = {"deferred": "deferred", "comment_only": "comment_only", "no_grade": "no_grade"}
    return reasons.get(effect, "not_assessed")


def _result(
    person: Person,
    sheet: Sheet | None,
    status: StatusEffect | None,
    vetoes: tuple[VetoEffect, ...],
    team: TeamEffect | None,
    steps: list[Step] | None = None,
    total: Fraction | None = None,
    limits: tuple[Limit, ...] = (),
    grade: str | None = None,
    reason: Reason = "score",
) -> PersonResult:
    return PersonResult(
        person.id,
        person.kind,
        person.unit,
        sheet,
        status,
        vetoes,
        team,
        tuple(steps or ()),
        total,
        grade,
        limits,
        None,
        grade,
        reason,
    )

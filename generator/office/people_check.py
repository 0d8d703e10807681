"""The whole check of a cycle's people track: schemes, references, dates, and the decision against the recommendation.

A quota is a ceiling on what was decided as well (P1-A18); nothing here changes a grade. docs/spec/15-people.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import chain
from typing import Any

from generator.core.errors import FindingsError
from generator.core.problem import Problem, in_order
from generator.intake import people as references
from generator.intake.bind import Bound
from generator.intake.corrections import people_corrections
from generator.intake.models import people as records
from generator.intake.models.people import PeopleDecision, PeopleRoster
from generator.intake.models.scheme import Scheme
from generator.intake.node import Loc
from generator.intake.repository import Cycle, Office
from generator.office.people_cohort import (
    decided,
    people_assessment,
    people_schemes,
    resolved_schemes,
    unit_grades,
)
from generator.procedure import people_sequence
from generator.procedure.workdays import WorkingYear
from generator.scoring.people import Assessment, PersonResult, QuotaStatement

CLAUSE = "P1-A18"
UNGRADED = frozenset({"incomplete", "not_assessed", "comment_only", "no_grade", "deferred"})


def check(office: Office, cycle: Cycle, years: Mapping[int, WorkingYear]) -> list[Problem]:
    """Every problem of one cycle's people track (S, R, X2xx, and X10x and X16x of dates and heads), sorted.

    ``years`` are the calendars of the organ. The decision is not compared with the score: see :func:`against_score`.
    Raises nothing for wrong inputs.
    """
    resolved, problems = resolved_schemes(cycle)
    by_file = {made.bound.path: made for made in resolved.values()}
    problems += chain.from_iterable(made.problems() for made in by_file.values())
    problems += references.check(office, cycle, {kind: made.scheme for kind, made in resolved.items()})
    problems += people_sequence.check(cycle, years)
    return in_order(problems)


def _all_there(office: Office, cycle: Cycle) -> bool:
    """Whether everything that the score rests on is there and was read: from the report on it is."""
    unread = any(path in office.unread for path in cycle.present)
    readable = cycle.scheme is not None and cycle.roster is not None and cycle.one(records.ROSTER) is not None
    return readable and cycle.report is not None and not unread


def against_score(office: Office, cycle: Cycle) -> Iterator[Problem]:
    """S2xx, S302 to S309 and X276 to X278: what people come to, against what was decided about them.

    Expects a cycle whose records, those of its units included, passed every other check: where something is wrong with
    one, results mean nothing. Says nothing before the report and while a record is unread.
    """
    if not _all_there(office, cycle):
        return
    try:
        unit_grades(cycle)
    except FindingsError:
        # The units' inputs are looked at elsewhere; without their results there is nothing to go by here.
        return
    decision = cycle.one(records.DECISION)
    try:
        assessment = placed_assessment(cycle)
    except FindingsError as error:
        yield from error.problems
        return
    yield from assessment.problems
    if decision is not None and decision.record.grades:
        yield from _departures(decision, assessment)
        yield from _within_quota(cycle, assessment)


def placed_assessment(cycle: Cycle) -> Assessment:
    """Everyone's recommended grade in a cycle with a roster; problems stand at its lines, ties in the outcome.

    Raises FindingsError S2xx and S302 to S309. No problem names a person.
    """
    roster = cycle.one(records.ROSTER)
    assert roster is not None
    try:
        assessment = people_assessment(cycle)
    except FindingsError as error:
        raise FindingsError([_at_roster(problem, roster) for problem in error.problems]) from error
    ties = tuple(replace(problem, place=roster.place(("people",))) for problem in assessment.problems)
    return replace(assessment, problems=ties)


def _at_roster(problem: Problem, roster: Bound[PeopleRoster]) -> Problem:
    """A finding of the score without the person it names, at that person's line instead."""
    lines = {entry.id: at for at, entry in enumerate(roster.record.people)}
    at = lines.get(problem.params.get("unit", ""))
    params = {name: value for name, value in problem.params.items() if value not in lines}
    return replace(problem, params=params, place=roster.place(("people", at, "id") if at is not None else ("people",)))


def _departures(decision: Bound[PeopleDecision], assessment: Assessment) -> Iterator[Problem]:
    """X276, X277: a decision that differs from the recommendation says why, one that does not says nothing."""
    results = {result.id: result for result in assessment.people}
    for at, entry in enumerate(decision.record.grades):
        result = results.get(entry.person)
        if result is None:
            continue
        same = (entry.grade, entry.no_grade) == _recommended(result)
        if not same and entry.departs is None:
            yield decision.problem("X276", ("grades", at, "person"), clause=CLAUSE)
        elif same and entry.departs is not None:
            yield decision.problem("X277", ("grades", at, "departs"), clause=CLAUSE)


def _recommended(result: PersonResult) -> tuple[str | None, str | None]:
    """Grade and reason for none, as a decision that follows the recommendation has them."""
    return result.recommended, result.reason if result.recommended is None and result.reason in UNGRADED else None


def _within_quota(cycle: Cycle, assessment: Assessment) -> Iterator[Problem]:
    """X278: what was decided, and what it is after corrections, keeps under the quota's ceiling in every group."""
    schemes = people_schemes(cycle)
    decision = cycle.one(records.DECISION)
    assert decision is not None
    grades = {person: what.grade for person, what in decided(cycle).items()}
    steps: list[tuple[Bound[Any], Loc, dict[str, str | None]]] = [(decision, ("grades",), grades)]
    for number, bound in people_corrections(cycle).items():
        corrected = decided(cycle, corrected=True, through=number)
        steps.append((bound, ("corrections",), {person: what.grade for person, what in corrected.items()}))
    for statement in assessment.quota:
        for bound, loc, held in steps:
            if _holding(statement, assessment, schemes, held) > statement.ceiling:
                yield bound.problem("X278", loc, clause=CLAUSE, grade=statement.grade)
                break


def _holding(
    statement: QuotaStatement, assessment: Assessment, schemes: Mapping[str, Scheme], grades: Mapping[str, str | None]
) -> int:
    """How many people of the statement's group have its grade or a better one."""
    terms = (statement.grade, statement.ratio, statement.rounding)
    count = 0
    for result in assessment.people:
        quota = schemes[result.kind].quota
        if quota is None or (quota.grade, quota.ratio, quota.rounding) != terms:
            continue
        order = [grade.id for grade in schemes[result.kind].grades]
        named = {"all", result.kind, result.unit} & {statement.group, *statement.merged}
        count += bool(named) and grades.get(result.id) in order[: order.index(statement.grade) + 1]
    return count

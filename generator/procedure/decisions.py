"""Whether a decision was validly made and says something about every unit (P1-A18), and what the supervisor counted."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from generator.core.problem import Problem
from generator.intake.bind import Bound
from generator.intake.models.procedure import Decision, Deliberation
from generator.intake.repository import Cycle
from generator.intake.similar import nearest, repeated
from generator.regulation import catalogue
from generator.regulation.nearest import nearest as nearest_clauses

CLAUSE = "P1-A18"


def check(cycle: Cycle, disputed: Collection[str] = ()) -> Iterator[Problem]:
    """X121, X122, R101 and X170 to X177 for the decision and the closing of one cycle.

    Whether a grade departs from the recommendation needs the score: see :func:`departures`. Whether ``disputed`` units
    must be graded is not looked at.
    """
    if cycle.decision is not None:
        yield from check_meeting(cycle.decision, cycle.decision.record.deliberation)
        yield from _grades(cycle, cycle.decision, disputed)
    if (closed := cycle.closed) is not None and closed.record.deviations > closed.record.checked:
        yield closed.problem("X177", ("deviations",), clause="P1-A23")


def departures(
    decision: Bound[Decision], recommended: Mapping[str, str | None], lacking: Callable[[str], str]
) -> Iterator[Problem]:
    """P111, P112 and P113: a grade that departs from the recommended one says why, one that does not says nothing.

    ``recommended`` goes by unit, None for a result that is incomplete, of which ``lacking`` names the indicators; units
    that are not in it are left out.
    """
    for at, entry in enumerate(decision.record.grades):
        if entry.unit not in recommended:
            continue
        loc, grade = ("grades", at, "grade"), recommended[entry.unit]
        if grade is None:
            yield decision.problem("P113", loc, clause="P1-A13", unit=entry.unit, indicators=lacking(entry.unit))
        elif entry.grade != grade and entry.departs is None:
            yield decision.problem("P111", loc, clause=CLAUSE, unit=entry.unit)
        elif entry.grade == grade and entry.departs is not None:
            yield decision.problem("P112", loc, clause=CLAUSE, unit=entry.unit)


def check_meeting(decision: Bound[Any], meeting: Deliberation) -> Iterator[Problem]:
    """X170 to X172 for the meeting of a decision, which stands in it as ``deliberation``.

    Where the attendance is listed, who stepped aside in one matter is present in the others and counts as both (X355).
    """
    words = {"present": meeting.present, "recused": meeting.recused, "members": meeting.members}
    if not meeting.passed:
        yield decision.problem("X170", ("deliberation", "passed"), clause=CLAUSE)
    if not meeting.attendance and meeting.present + meeting.recused > meeting.members:
        yield decision.problem("X171", ("deliberation", "present"), clause=CLAUSE, **words)
    if 2 * meeting.present <= meeting.members:
        yield decision.problem("X172", ("deliberation", "present"), clause=CLAUSE, **words)


def _grades(cycle: Cycle, decision: Bound[Decision], disputed: Collection[str]) -> Iterator[Problem]:
    grades = decision.record.grades
    units = [entry.unit for entry in grades]
    known = [grade.id for grade in cycle.scheme.record.grades] if cycle.scheme is not None else []
    for at in repeated(units):
        yield decision.problem("X121", ("grades", at, "unit"), clause=CLAUSE, unit=units[at])
    for at, entry in enumerate(grades):
        loc = ("grades", at)
        if entry.unit in cycle.exempt:
            yield decision.problem("X174", (*loc, "unit"), clause="P1-A6", unit=entry.unit)
        elif cycle.roster is not None and entry.unit not in cycle.assessed and entry.unit not in disputed:
            near = nearest(entry.unit, cycle.assessed)
            yield decision.problem("X122", (*loc, "unit"), clause=CLAUSE, unit=entry.unit, near=near)
        if known and entry.grade not in known:
            words = {"given": entry.grade, "known": "、".join(known)}
            yield decision.problem("X175", (*loc, "grade"), clause=CLAUSE, **words)
        if (entry.departs is None) != (entry.departs_clause is None):
            pair = ("departs", "departs_clause")
            there, absent = pair if entry.departs is not None else pair[::-1]
            yield decision.problem("X176", (*loc, there), clause=CLAUSE, unit=entry.unit, there=there, absent=absent)
        if entry.departs_clause is not None and not catalogue.exists(entry.departs_clause):
            near = "、".join(nearest_clauses(entry.departs_clause, catalogue.ids()))
            yield decision.problem("R101", (*loc, "departs_clause"), id=entry.departs_clause, near=near)
    present = set(units)
    for unit in cycle.assessed:
        if unit not in present and unit not in disputed:
            yield decision.problem("X173", ("grades",), clause=CLAUSE, unit=unit)

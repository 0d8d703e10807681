"""Corrections of units' results against decision, figures, objections and trust (P1-A17, P1-A18, P1-A22).

A later correction of a cycle starts from what the ones before it left. Codes X400 to X403, X405, X409, X419, X452,
X470, X471, and those that decisions, figures and people's corrections share (docs/spec/16-procedure.md).
What a correction makes of the score is looked at in :mod:`generator.office.unit_corrections`.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from generator.core.problem import Place, Problem
from generator.intake import domain
from generator.intake.bind import Bound
from generator.intake.corrections import correction_files, people_corrections, unit_corrections
from generator.intake.few import few
from generator.intake.figures import BALLOT_RULES, CASE_RULES, RANK_RULES
from generator.intake.models import afterwards, outcome, plan
from generator.intake.models.afterwards import UnitCorrection, UnitCorrections
from generator.intake.models.scheme import Indicator
from generator.intake.node import Loc
from generator.intake.record_file import record_path
from generator.intake.repository import Cycle
from generator.intake.similar import nearest, repeated
from generator.procedure.afterwards_subjects import Subject, planned, units, unread
from generator.procedure.named import may_have_had
from generator.regulation import catalogue
from generator.regulation.nearest import nearest as nearest_clauses

DECIDES = "P1-A18"
FIGURES = "P1-A14"
OPINIONS = "P1-A17"
NOT_HEAVIER = "P1-A23"
SEPARATION = "P1-A22"
UPHELD = frozenset({"upheld", "partly"})


def check(cycle: Cycle, roles: Mapping[str, str | None] | None) -> Iterator[Problem]:
    """What is wrong with ``procedure/correction.yml`` and those after it before anything is scored anew.

    ``roles`` goes by holder, None for one who has left; it is None where trust could not be read. X121, X136 to X138,
    X175, X176, X283, X284, X313, X383, X400 to X403, X405, X409, X419, X452, R101; of people's too X419, X470, X471.
    """
    yield from _numbers(cycle)
    yield from _order(cycle)
    for number, bound in unit_corrections(cycle).items():
        yield from few(_corrections(cycle, number, bound, roles), bound.path)


def correctable(indicator: Indicator) -> bool:
    """Whether points come from figures that are public; ballots and places of rankings are not."""
    return indicator.rule.kind not in BALLOT_RULES | RANK_RULES


def figure_before(cycle: Cycle, number: int, indicator: str, unit: str) -> Fraction | None:
    """The figure that the correction with a number finds: the reported one, or what an earlier one made of it.

    None where there was none.
    """
    for bound in reversed(unit_corrections(cycle, number - 1).values()):
        for entry in bound.record.corrections:
            for figure in entry.figures:
                if (entry.unit, figure.indicator) == (unit, indicator):
                    return figure.value
    data = cycle.data.get(indicator)
    points = data.record.values if data is not None else ()
    return next((point.value for point in points if point.unit == unit), None)


def _numbers(cycle: Cycle) -> Iterator[Problem]:
    """X470: none is left out on the way to a number. X471: only a cycle with a plan has more than one.

    Of units the second is X403's matter.
    """
    files = correction_files(cycle)
    shown = {record_path(bound.path): bound.path for bound in cycle.records()}
    without_plan = planned(cycle) is None and not unread(cycle, plan.PLAN)
    for number, paths in files.items():
        for path in paths if number > 1 else ():
            place = Place(shown.get(path, path))
            if number - 1 not in files:
                yield Problem("X470", place, {"number": str(number), "missing": str(number - 1)}, clause=DECIDES)
            if without_plan and "/people/" in path:
                yield Problem("X471", place, clause=DECIDES)


def _order(cycle: Cycle) -> Iterator[Problem]:
    """X419: a later correction is not dated before an earlier one, be it of units or of people.

    People's corrections among themselves are looked at with their other acts (X168).
    """
    every: list[tuple[int, str, Bound[Any]]] = [(n, "correction", b) for n, b in unit_corrections(cycle).items()]
    every += [(n, "people.correction", b) for n, b in people_corrections(cycle).items()]
    for number, name, bound in every:
        ending = "" if number == 1 else f"-{number}"
        for earlier, other, before in every:
            alike = name == other == "people.correction"
            if earlier < number and not alike and before.record.date > bound.record.date:
                suffix = "" if earlier == 1 else f"-{earlier}"
                words = {"later": f"{name}{ending}.date", "earlier": f"{other}{suffix}.date"}
                yield bound.problem("X419", ("date",), clause=DECIDES, **words)
                break


def _corrections(
    cycle: Cycle, number: int, bound: Bound[UnitCorrections], roles: Mapping[str, str | None] | None
) -> Iterator[Problem]:
    record, decided = bound.record, units(cycle, number - 1)
    if planned(cycle) is None and not unread(cycle, plan.PLAN):
        yield bound.problem("X403", ("corrections",), clause=DECIDES)
    if cycle.decision is not None and record.date < cycle.decision.record.date:
        yield bound.problem("X419", ("date",), clause=DECIDES, later="correction.date", earlier="decision.date")
    for at in repeated(entry.unit for entry in record.corrections):
        unit = record.corrections[at].unit
        yield bound.problem("X121", ("corrections", at, "unit"), clause=DECIDES, unit=unit)
    for at, entry in enumerate(record.corrections):
        loc: Loc = ("corrections", at)
        if cycle.decision is not None and entry.unit not in decided:
            near = nearest(entry.unit, decided)
            yield bound.problem("X400", (*loc, "unit"), clause=DECIDES, unit=entry.unit, near=near)
        yield from _clause(bound, (*loc, "clause"), entry.clause)
        yield from _approval(bound, loc, entry, roles)
        yield from _figures(cycle, number, bound, loc, entry)
        yield from _grade(cycle, bound, loc, entry)
        if entry.unit in decided:
            yield from _against_decided(bound, loc, entry, decided[entry.unit])
        yield from _objection(cycle, bound, loc, entry)


def _approval(
    bound: Bound[UnitCorrections], loc: Loc, entry: UnitCorrection, roles: Mapping[str, str | None] | None
) -> Iterator[Problem]:
    """X283, X284, X313: the office enters, two or more of the leadership approve."""
    acting = [entry.entered_by, *entry.approved_by]
    places: list[Loc] = [(*loc, "entered_by"), *((*loc, "approved_by", at) for at in range(len(entry.approved_by)))]
    for at in repeated(acting):
        yield bound.problem("X284", places[at], clause=SEPARATION)
    if roles is None:
        return
    needed = ["office", *("leadership" for _ in entry.approved_by)]
    for holder, place, role in zip(acting, places, needed, strict=True):
        if holder not in roles:
            yield bound.problem("X283", place, clause=SEPARATION, near=nearest(holder, roles))
        elif not may_have_had(roles, holder, role):
            words = {"holder": holder, "role": roles[holder], "expected": role}
            yield bound.problem("X313", place, clause=SEPARATION, **words)


def _figures(
    cycle: Cycle, number: int, bound: Bound[UnitCorrections], loc: Loc, entry: UnitCorrection
) -> Iterator[Problem]:
    if cycle.scheme is None:
        return
    for at in repeated(figure.indicator for figure in entry.figures):
        words = {"indicator": entry.figures[at].indicator}
        yield bound.problem("X409", (*loc, "figures", at, "indicator"), clause=FIGURES, **words)
    known = {name: indicator for name, indicator in cycle.indicators.items() if correctable(indicator)}
    moved = {
        figure.indicator
        for other in bound.record.corrections
        for figure in other.figures
        if other.unit != entry.unit and figure.value != figure_before(cycle, number, figure.indicator, other.unit)
    }
    for at, figure in enumerate(entry.figures):
        here: Loc = (*loc, "figures", at)
        indicator = known.get(figure.indicator)
        if indicator is None:
            near = nearest(figure.indicator, known)
            yield bound.problem("X401", (*here, "indicator"), clause=FIGURES, indicator=figure.indicator, near=near)
            continue
        # Another unit's figure may change what the same figure of this one is worth: then it is said once more.
        same = figure.value == figure_before(cycle, number, figure.indicator, entry.unit)
        if same and figure.indicator in cycle.data and figure.indicator not in moved:
            words = {"unit": entry.unit, "indicator": figure.indicator}
            yield bound.problem("X402", (*here, "value"), clause=OPINIONS, **words)
        if indicator.rule.kind in CASE_RULES and figure.value < 0:
            words = {"unit": entry.unit, "indicator": figure.indicator}
            yield bound.problem("X136", (*here, "value"), clause=FIGURES, **words)
        else:
            yield from domain.check(bound, (*here, "value"), indicator, figure.value)


def _grade(cycle: Cycle, bound: Bound[UnitCorrections], loc: Loc, entry: UnitCorrection) -> Iterator[Problem]:
    known = [grade.id for grade in cycle.scheme.record.grades] if cycle.scheme is not None else []
    if known and entry.grade not in known:
        words = {"given": entry.grade, "known": "、".join(known)}
        yield bound.problem("X175", (*loc, "grade"), clause=DECIDES, **words)
    if (entry.departs is None) != (entry.departs_clause is None):
        pair = ("departs", "departs_clause")
        there, absent = pair if entry.departs is not None else pair[::-1]
        yield bound.problem("X176", (*loc, there), clause=DECIDES, unit=entry.unit, there=there, absent=absent)
    if entry.departs_clause is not None:
        yield from _clause(bound, (*loc, "departs_clause"), entry.departs_clause)


def _against_decided(
    bound: Bound[UnitCorrections], loc: Loc, entry: UnitCorrection, decided: Subject
) -> Iterator[Problem]:
    """X383: nobody comes off worse for an objection. X452: what changes neither figure nor grade is no correction.

    Both go by the grade before: ``decided`` holds the corrections before this one.
    """
    objected, scale, before = entry.reason == "objection_upheld", decided.scale, decided.grade
    known = before is not None and {entry.grade, before} <= set(scale)
    if objected and known and scale.index(entry.grade) > scale.index(before or ""):
        yield bound.problem("X383", (*loc, "grade"), clause=NOT_HEAVIER)
    if not entry.figures and (not objected or entry.grade == before):
        yield bound.problem("X452", (*loc, "figures"), clause=DECIDES, unit=entry.unit)


def _objection(cycle: Cycle, bound: Bound[UnitCorrections], loc: Loc, entry: UnitCorrection) -> Iterator[Problem]:
    """An objection that was upheld, or a reconsideration or appeal that changed the result, is named and is there."""
    if entry.objection is None:
        if entry.reason == "objection_upheld":
            yield bound.problem("X405", (*loc, "reason"), clause=OPINIONS, unit=entry.unit)
        return
    written = cycle.has("procedure/effective.yml") or cycle.has("procedure/appeals.yml")
    if not written or unread(cycle, outcome.EFFECTIVE) or unread(cycle, afterwards.APPEALS):
        # A correction may go out before the results are in effect; the file with the answers must then bear it out.
        return
    answered = _answered(cycle, entry.objection, entry.unit)
    if answered is None:
        yield bound.problem("X405", (*loc, "objection"), clause=OPINIONS, unit=entry.unit)
    elif bound.record.date < answered:
        words = {"later": "correction.date", "earlier": "objections.answered"}
        yield bound.problem("X419", ("date",), clause=OPINIONS, **words)


def _answered(cycle: Cycle, name: str, unit: str) -> datetime.date | None:
    """When the objection or appeal ``name`` about ``unit`` was decided in its favour; None where there is none."""
    effective, appeals = cycle.one(outcome.EFFECTIVE), cycle.one(afterwards.APPEALS)
    for objection in effective.record.objections if effective is not None else ():
        if (objection.id, objection.about) == (name, unit) and objection.outcome in UPHELD:
            return objection.answered
    for appeal in appeals.record.appeals if appeals is not None else ():
        if (appeal.id, appeal.about) == (name, unit) and appeal.outcome == "changed":
            return appeal.decided
    return None


def _clause(bound: Bound[UnitCorrections], loc: Loc, clause: str) -> Iterator[Problem]:
    if not catalogue.exists(clause):
        yield bound.problem("R101", loc, id=clause, near="、".join(nearest_clauses(clause, catalogue.ids())))

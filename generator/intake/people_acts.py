"""Statuses, goals, decision and corrections of people against roster, schemes and trust (P1-A6, P1-A18, P1-A22).

Codes X250 to X285; docs/spec/15-people.md. Whether a decision follows the recommendation needs the score and is not
looked at here. No message holds a person, a status or a grade that somebody has.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from generator.core.problem import Problem
from generator.intake.bind import Bound
from generator.intake.corrections import people_corrections
from generator.intake.models import people
from generator.intake.models.people import (
    Correction,
    Goal,
    Goals,
    PeopleCorrection,
    PeopleDecision,
    PeopleStatus,
    PersonGrade,
)
from generator.intake.node import Loc
from generator.intake.people_figures import OF_RATERS, figure
from generator.intake.people_track import Track
from generator.intake.people_votes import tally
from generator.intake.similar import nearest, repeated
from generator.regulation import catalogue
from generator.regulation.nearest import nearest as nearest_clauses

DUTIES = "P2-1.1(1)"
DECIDES = "P1-A18"
SEPARATION = "P1-A22"


def check(track: Track, holders: Collection[str] | None) -> Iterator[Problem]:
    """X210, X211, R101 and X250 to X285 for one cycle; ``holders`` are those of trust (None: not readable)."""
    if track.status is not None:
        yield from _status(track, track.status)
    if (goals := track.cycle.one(people.GOALS)) is not None:
        yield from _goals(track, goals)
    decision = track.cycle.one(people.DECISION)
    if decision is not None:
        yield from _decision(track, decision)
    for correction in people_corrections(track.cycle).values():
        yield from _correction(track, correction, decision, holders)


def _status(track: Track, bound: Bound[PeopleStatus]) -> Iterator[Problem]:
    record, year = bound.record, int(track.cycle.name)
    entries = [(entry.person, entry.status, entry.from_) for entry in record.statuses]
    for at in repeated(entries):
        yield bound.problem("X211", ("statuses", at, "person"), clause=DECIDES)
    for at, entry in enumerate(record.statuses):
        loc: Loc = ("statuses", at)
        yield from track.unknown(bound, (*loc, "person"), entry.person, "P1-A6")
        known = _rows(track, entry.person, "statuses")
        if known is not None and entry.status not in known:
            yield bound.problem("X250", (*loc, "status"), clause=DECIDES, known="、".join(sorted(known)))
        if entry.to is not None and entry.to < entry.from_:
            yield bound.problem("X251", (*loc, "to"), clause=DECIDES)
        if entry.from_.year > year:
            yield bound.problem("X253", (*loc, "from"), clause="P1-A10")
        yield from _cites(track, bound, loc, entry.cites)
    found = [(entry.person, entry.veto) for entry in record.vetoes]
    for at in repeated(found):
        yield bound.problem("X211", ("vetoes", at, "person"), clause=DECIDES)
    for at, veto in enumerate(record.vetoes):
        loc = ("vetoes", at)
        yield from track.unknown(bound, (*loc, "person"), veto.person, "P1-A6")
        known = _rows(track, veto.person, "vetoes")
        if known is not None and veto.veto not in known:
            yield bound.problem("X252", (*loc, "veto"), clause=DECIDES, known="、".join(sorted(known)))
        if veto.date.year > year:
            yield bound.problem("X253", (*loc, "date"), clause="P1-A10")
        yield from _cites(track, bound, loc, veto.cites)


def _rows(track: Track, person: str, table: str) -> set[str] | None:
    """The ids of a table of the person's scheme; None where there is no scheme to ask."""
    scheme = track.schemes.get(track.kinds.get(person, ""))
    return {row.id for row in getattr(scheme, table)} if scheme is not None else None


def _cites(track: Track, bound: Bound[Any], loc: Loc, cites: Sequence[str]) -> Iterator[Problem]:
    bases = {basis.id for scheme in track.schemes.values() for basis in scheme.basis}
    for at, cited in enumerate(cites):
        if track.schemes and cited not in bases and not catalogue.exists(cited):
            yield bound.problem("X254", (*loc, "cites", at), clause="P1-A1")


def _goals(track: Track, bound: Bound[Goals]) -> Iterator[Problem]:
    goals = bound.record.goals
    for at in repeated([(goal.person, goal.id) for goal in goals]):
        yield bound.problem("X260", ("goals", at, "id"), clause=DUTIES)
    for at, goal in enumerate(goals):
        loc: Loc = ("goals", at)
        yield from track.unknown(bound, (*loc, "person"), goal.person, "P1-A6")
        kind = track.kinds.get(goal.person)
        if kind in track.schemes and not track.asks(kind or "", goal.indicator):
            yield bound.problem("X216", (*loc, "indicator"), clause=DUTIES, indicator=goal.indicator)
        yield from _changes(track, bound, loc, goal)
    for person, _ in track.due({goal.person for goal in goals}):
        yield track.at_roster("X261", person, DUTIES)


def _changes(track: Track, bound: Bound[Goals], loc: Loc, goal: Goal) -> Iterator[Problem]:
    target, day = goal.target, bound.record.date
    for at, change in enumerate(goal.changes):
        here = (*loc, "changes", at)
        if change.from_ != target:
            yield bound.problem("X262", (*here, "from"), clause=DUTIES)
        if change.to == change.from_:
            yield bound.problem("X265", (*here, "to"), clause=DUTIES)
        if change.date <= day:
            yield bound.problem("X263", (*here, "date"), clause=DUTIES)
        if f"{change.date.year:04d}" != track.cycle.name:
            yield bound.problem("X264", (*here, "date"), clause="P1-A10")
        target, day = change.to, change.date


def _decision(track: Track, bound: Bound[PeopleDecision]) -> Iterator[Problem]:
    record = bound.record
    ordered = [person for tie in record.ties for person in tie.order]
    places: list[Loc] = [("ties", at, "order", n) for at, tie in enumerate(record.ties) for n in range(len(tie.order))]
    for at in repeated(ordered):
        yield bound.problem("X275", places[at], clause=DECIDES)
    for person, loc in zip(ordered, places, strict=True):
        yield from track.unknown(bound, loc, person, "P1-A6")
    for at, tie in enumerate(record.ties):
        yield from _clause(bound, ("ties", at, "clause"), tie.clause)
    parts = {"document": record.document, "date": record.date, "deliberation": record.deliberation}
    there = [name for name, part in (*parts.items(), ("grades", record.grades or None)) if part is not None]
    if not there:
        return
    absent = [name for name in (*parts, "grades") if name not in there]
    if absent:
        yield bound.problem("X270", (there[0],), clause=DECIDES, there=there[0], absent="、".join(absent))
    people_named = [entry.person for entry in record.grades]
    for at in repeated(people_named):
        yield bound.problem("X211", ("grades", at, "person"), clause=DECIDES)
    for at, entry in enumerate(record.grades):
        yield from _grade(track, bound, ("grades", at), entry)
    if record.grades and track.roster is not None:
        for person in track.kinds:
            if person not in set(people_named):
                yield track.at_roster("X271", person, DECIDES)


def _grade(track: Track, bound: Bound[PeopleDecision], loc: Loc, entry: PersonGrade) -> Iterator[Problem]:
    yield from track.unknown(bound, (*loc, "person"), entry.person, "P1-A6")
    if (entry.grade is None) == (entry.no_grade is None):
        yield bound.problem("X272", (*loc, "person"), clause=DECIDES)
    yield from _known_grade(track, bound, loc, entry.person, entry.grade)
    if (entry.departs is None) != (entry.departs_clause is None):
        pair = ("departs", "departs_clause")
        there, absent = pair if entry.departs is not None else pair[::-1]
        yield bound.problem("X274", (*loc, there), clause=DECIDES, there=there, absent=absent)
    if entry.departs_clause is not None:
        yield from _clause(bound, (*loc, "departs_clause"), entry.departs_clause)


def _known_grade(track: Track, bound: Bound[Any], loc: Loc, person: str, grade: str | None) -> Iterator[Problem]:
    scheme = track.schemes.get(track.kinds.get(person, ""))
    known = [row.id for row in scheme.grades] if scheme is not None else []
    if grade is not None and known and grade not in known:
        yield bound.problem("X273", (*loc, "grade"), clause=DECIDES, known="、".join(known))


def _correction(
    track: Track,
    bound: Bound[PeopleCorrection],
    decision: Bound[PeopleDecision] | None,
    holders: Collection[str] | None,
) -> Iterator[Problem]:
    corrections = bound.record.corrections
    decided = {entry.person for entry in decision.record.grades} if decision is not None else set()
    for at in repeated([entry.person for entry in corrections]):
        yield bound.problem("X211", ("corrections", at, "person"), clause=DECIDES)
    for at, entry in enumerate(corrections):
        loc: Loc = ("corrections", at)
        yield from track.unknown(bound, (*loc, "person"), entry.person, "P1-A6")
        if decision is not None and entry.person in track.kinds and entry.person not in decided:
            yield bound.problem("X281", (*loc, "person"), clause=DECIDES)
        if not entry.figures and not entry.tallies and entry.grade is None and entry.no_grade is None:
            yield bound.problem("X282", (*loc, "person"), clause="P1-A17")
        if entry.grade is not None and entry.no_grade is not None:
            yield bound.problem("X272", (*loc, "person"), clause=DECIDES)
        yield from _known_grade(track, bound, loc, entry.person, entry.grade)
        yield from _clause(bound, (*loc, "clause"), entry.clause)
        yield from _approval(bound, loc, entry, holders)
        yield from _corrected(track, bound, loc, entry)


def _approval(
    bound: Bound[PeopleCorrection], loc: Loc, entry: Correction, holders: Collection[str] | None
) -> Iterator[Problem]:
    acting = [entry.entered_by, *entry.approved_by]
    places: list[Loc] = [(*loc, "entered_by"), *((*loc, "approved_by", at) for at in range(len(entry.approved_by)))]
    for at in repeated(acting):
        yield bound.problem("X284", places[at], clause=SEPARATION)
    for holder, place in zip(acting, places, strict=True):
        if holders is not None and holder not in holders:
            yield bound.problem("X283", place, clause=SEPARATION, near=nearest(holder, holders))


def _corrected(track: Track, bound: Bound[PeopleCorrection], loc: Loc, entry: Correction) -> Iterator[Problem]:
    kind = track.kinds.get(entry.person)
    if kind not in track.schemes or kind is None:
        return
    for at in repeated([point.indicator for point in entry.figures]):
        yield bound.problem("X211", (*loc, "figures", at, "indicator"), clause="P1-A14")
    for at, point in enumerate(entry.figures):
        here = (*loc, "figures", at)
        if track.reads(point.indicator) in OF_RATERS:
            yield bound.problem("X214", (*here, "indicator"), clause="P1-A14", indicator=point.indicator)
        else:
            yield from figure(track, bound, here, point.indicator, kind, point)
    for at in repeated([(count.indicator, count.group) for count in entry.tallies]):
        yield bound.problem("X211", (*loc, "tallies", at, "indicator"), clause="P1-A15")
    for at, count in enumerate(entry.tallies):
        yield from tally(track, bound, (*loc, "tallies", at), count.group, kind, count)


def _clause(bound: Bound[Any], loc: Loc, clause: str) -> Iterator[Problem]:
    if not catalogue.exists(clause):
        yield bound.problem("R101", loc, id=clause, near="、".join(nearest_clauses(clause, catalogue.ids())))

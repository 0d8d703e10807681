"""What only several records of the people track together can get wrong (P1-A6).

Codes X201 to X290; docs/spec/15-people.md. Messages point at lines: they hold no number of a person, no figure, no
count, no status and no grade that somebody has.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from generator.core.problem import Place, Problem
from generator.intake import people_acts, people_figures, people_votes
from generator.intake.bind import Bound
from generator.intake.corrections import correction_files
from generator.intake.models import people
from generator.intake.models.people import PeopleRoster
from generator.intake.models.scheme import Scheme
from generator.intake.people_track import Track
from generator.intake.record_file import RecordFile
from generator.intake.repository import Cycle, Office
from generator.intake.similar import nearest, repeated

CLAUSE = "P1-A6"
_HAVE_NAMES: tuple[tuple[RecordFile[Any], str], ...] = ((people.DATA, "indicator"), (people.VOTES, "group"))


def check(office: Office, cycle: Cycle, schemes: Mapping[str, Scheme]) -> Iterator[Problem]:
    """Every problem between a cycle's people records; ``schemes`` by kind, resolved.

    Looks only at what could be read: what is missing because its file is wrong or sealed is not reported again.
    """
    if not cycle.people and not any(path.startswith(cycle.path("people/")) for path in cycle.present):
        return
    track = Track(cycle, schemes)
    departments = {unit.id for unit in office.organ.record.departments} if office.organ is not None else set()
    holders = [holder.id for holder in office.trust.record.holders] if office.trust is not None else None
    yield from _files(track)
    yield from _heads(cycle)
    if track.roster is not None:
        yield from _roster(track, track.roster, departments)
    yield from people_figures.check(track, departments)
    yield from people_votes.check(track)
    yield from people_acts.check(track, holders)


def _files(track: Track) -> Iterator[Problem]:
    """X290: everything needs the base scheme, and what names people needs the roster; X279: a correction a decision."""
    cycle = track.cycle
    if not track.exists(people.SCHEME):
        yield Problem("X290", Place(cycle.path("people/scheme.yml")), clause=CLAUSE)
    schemes = {cycle.path(f"people/{name}.yml") for name in ("scheme", "leaders", "staff")}
    named = [path for path in cycle.present if path.startswith(cycle.path("people/")) and path not in schemes]
    if named and not track.exists(people.ROSTER):
        yield Problem("X290", Place(cycle.path("people/roster.yml")), clause=CLAUSE)
    decision = cycle.one(people.DECISION)
    undecided = decision.record.date is None if decision is not None else not track.exists(people.DECISION)
    corrected = any("/people/" in path for paths in correction_files(cycle).values() for path in paths)
    later = corrected or cycle.closed is not None
    if undecided and later and track.exists(people.ROSTER):
        yield Problem("X279", Place(cycle.path("people/decision.yml")), clause="P1-A18")


def _heads(cycle: Cycle) -> Iterator[Problem]:
    for file, field in _HAVE_NAMES:
        for name, bound in cycle.each(file).items():
            given = getattr(bound.record, field)
            if given != name:
                yield bound.problem("X102", (field,), field=field, given=given, expected=name)


def _roster(track: Track, bound: Bound[PeopleRoster], departments: Collection[str]) -> Iterator[Problem]:
    entries, year = bound.record.people, int(track.cycle.name)
    for at in repeated([entry.id for entry in entries]):
        yield bound.problem("X201", ("people", at, "id"), clause=CLAUSE)
    without_scheme: set[str] = set()
    for at, entry in enumerate(entries):
        if departments and entry.unit not in departments:
            near = nearest(entry.unit, departments)
            yield bound.problem("X202", ("people", at, "unit"), clause=CLAUSE, near=near)
        if entry.to is not None and entry.to < entry.from_:
            yield bound.problem("X203", ("people", at, "to"), clause=CLAUSE)
        elif entry.from_.year > year or (entry.to is not None and entry.to.year < year):
            yield bound.problem("X204", ("people", at, "from"), clause=CLAUSE, cycle=track.cycle.name)
        if track.schemes and entry.kind not in track.schemes and entry.kind not in without_scheme:
            without_scheme.add(entry.kind)
            yield bound.problem("X206", ("people", at, "kind"), clause=CLAUSE)
    base = track.cycle.one(people.SCHEME)
    slots = base.record.block if base is not None else None
    if slots is not None and len(entries) > slots:
        yield bound.problem("X205", ("people", slots, "id"), clause=CLAUSE, slots=slots)

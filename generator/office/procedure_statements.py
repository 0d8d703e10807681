"""What the statements of the procedure consist of: for each act its day, its records and the files that it rests on.

docs/spec/16-procedure.md, "Acts".
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from pydantic import BaseModel

from generator.core.errors import FindingsError
from generator.core.problem import Place, Problem
from generator.disclosure import procedure
from generator.disclosure.airlock import Airlock, Released
from generator.disclosure.public_form import public_form
from generator.intake.bind import Bound
from generator.intake.corrections import correction_files
from generator.intake.discover import path_of
from generator.intake.models import afterwards, evaluation, outcome, people, plan
from generator.intake.record_file import RecordFile
from generator.intake.repository import Cycle
from generator.ledger.statements import PublishedStatement
from generator.office.goals_again import goals_again
from generator.office.opinion import opinion_now
from generator.procedure import amended
from generator.procedure.population import population
from generator.published.vocabulary import ORDER, PLAN

M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Part:
    """What one act adds to a statement; ``inputs`` by record path."""

    date: datetime.date
    records: Sequence[Released]
    inputs: Sequence[str]


def planned(cycle: str, published: Sequence[PublishedStatement]) -> bool:
    """Whether the cycle's published scheme announced a plan."""
    return any(s.statement.cycle == cycle and s.statement.kind == "scheme" and s.of_type(PLAN) for s in published)


def announced(cycle: Cycle, airlock: Airlock, last: datetime.date) -> Part | None:
    """What is announced with a scheme: plan, office and interpretations up to the day ``last``; None without a plan."""
    bound = cycle.one(plan.PLAN)
    if bound is None:
        return None
    office = _need(cycle, plan.OFFICE, "scheme")
    released = [
        procedure.release_record(airlock, "plan", cycle.name, bound.record),
        procedure.release_record(airlock, "office", cycle.name, office.record),
    ]
    early = [b for b in cycle.each(plan.INTERPRETATIONS).values() if b.record.date <= last]
    released += [procedure.release_record(airlock, "interpretation", b.record.id, b.record) for b in early]
    return Part(last, released, [bound.path, office.path, *(item.path for item in early)])


def procedure_part(act: str, cycle: Cycle, published: Sequence[PublishedStatement], airlock: Airlock) -> Part:
    """The part of the statement on ``act``, one of the acts that only a cycle with a plan has, and its goals.

    Raises FindingsError P114 (a record is missing), P116 (nothing is new since the last statement of its act) and P117
    (an interpretation, answer or amendment that was published is another one now).
    """
    if act in _REPEATED:
        return _repeated(act, cycle, published, airlock)
    if act == "materials":
        made = _materials(cycle, airlock, _names(published, cycle.name, "amendment"))
        return replace(made, records=[*made.records, *goals_again(cycle, published, airlock)])
    return _MAKERS[act](cycle, airlock)


def require_amendments(act: str, cycle: Cycle, published: Sequence[PublishedStatement], day: datetime.date) -> None:
    """Refuse an act, dated ``day``, that would go by an amendment nobody can read yet.

    Raises FindingsError P118 for each amendment that is dated no later and not published.
    """
    out = _names(published, cycle.name, "amendment")
    fresh = [b for b in amended.amendments(cycle) if b.record.id not in out and b.record.date <= day]
    if act in ORDER and act != "scheme" and fresh:
        raise FindingsError([b.problem("P118", (), clause="P1-A12", kind=act, id=b.record.id) for b in fresh])


def _names(published: Sequence[PublishedStatement], cycle: str, record_type: str) -> frozenset[str]:
    """The names of the cycle's published records of a type."""
    own = [found for found in published if found.statement.cycle == cycle]
    return frozenset(record.name for found in own for record in found.of_type(record_type))


def _goals(cycle: Cycle, airlock: Airlock) -> Part:
    goals = _need(cycle, evaluation.GOALS, "goals")
    roster = cycle.roster
    if roster is None:
        raise _missing("goals", cycle.path("roster.yml"))
    released = [
        procedure.release_record(airlock, "roster", cycle.name, roster.record),
        procedure.release_record(airlock, "goals", cycle.name, goals.record),
    ]
    return Part(max(goals.record.date, roster.record.date), released, [goals.path, roster.path])


def _materials(cycle: Cycle, airlock: Airlock, amendments: Collection[str]) -> Part:
    """``amendments`` are those that are published: the items go out with the event that is announced by then."""
    materials, goals = _need(cycle, evaluation.MATERIALS, "materials"), _need(cycle, evaluation.GOALS, "materials")
    _need(cycle, plan.PLAN, "materials")
    draw = amended.draws(cycle, amendments)[-1]
    released = [
        procedure.release_record(airlock, "materials", cycle.name, materials.record),
        procedure.release_population(airlock, population(cycle), draw.event, draw.drawn),
    ]
    return Part(materials.record.date, released, [materials.path, goals.path, *_scored(cycle)])


def _review(cycle: Cycle, airlock: Airlock) -> Part:
    review, gates = _need(cycle, evaluation.REVIEW, "review"), _need(cycle, evaluation.GATES, "review")
    released = [
        procedure.release_record(airlock, "review", cycle.name, review.record),
        procedure.release_record(airlock, "gates", cycle.name, gates.record),
    ]
    return Part(max(review.record.date, gates.record.date), released, [review.path, gates.path])


def _preliminary(cycle: Cycle, airlock: Airlock) -> Part:
    preliminary = _need(cycle, outcome.PRELIMINARY, "preliminary")
    released = [procedure.release_preliminary(airlock, preliminary.record, opinion_now(cycle))]
    return Part(preliminary.record.date, released, [preliminary.path, *_scored(cycle), *_scored_people(cycle)])


def _notice(cycle: Cycle, airlock: Airlock) -> Part:
    notice, review = _need(cycle, outcome.NOTICE, "notice"), _need(cycle, outcome.RELEASE_REVIEW, "notice")
    released = [
        procedure.release_record(airlock, "notice", cycle.name, notice.record),
        procedure.release_record(airlock, "release-review", cycle.name, review.record),
    ]
    return Part(max(notice.record.date, review.record.date), released, [notice.path, review.path])


def _effective(cycle: Cycle, airlock: Airlock) -> Part:
    effective = _need(cycle, outcome.EFFECTIVE, "effective")
    return Part(
        effective.record.date,
        [procedure.release_effective(airlock, effective.record, cycle.assessed)],
        [effective.path],
    )


def _appeals(cycle: Cycle, airlock: Airlock) -> Part:
    appeals = _need(cycle, afterwards.APPEALS, "appeals")
    return Part(
        appeals.record.date, [procedure.release_appeals(airlock, appeals.record, cycle.assessed)], [appeals.path]
    )


def _application(cycle: Cycle, airlock: Airlock) -> Part:
    used = _need(cycle, afterwards.APPLICATION, "application")
    released = procedure.release_record(airlock, "application", cycle.name, used.record)
    return Part(used.record.date, [released], [used.path])


_MAKERS: Mapping[str, Callable[[Cycle, Airlock], Part]] = {
    "goals": _goals,
    "review": _review,
    "preliminary": _preliminary,
    "notice": _notice,
    "effective": _effective,
    "appeals": _appeals,
    "application": _application,
}

_REPEATED: Mapping[str, tuple[RecordFile[Any], Callable[[Any], datetime.date]]] = {
    "interpretation": (plan.INTERPRETATIONS, lambda record: record.date),
    "amendment": (plan.AMENDMENTS, lambda record: record.date),
    "feedback": (afterwards.FEEDBACK, lambda record: record.answered),
    "rectification": (afterwards.RECTIFICATIONS, lambda record: _last_day(record)),
}
"""Acts that come as often as there is something new: the files, and the day of a record."""


_GOES_ON = "rectification"
"""The one act whose records are published again as they get longer; all others stay as they are."""

_CLAUSES: Mapping[str, str] = {"interpretation": "P1-A26", "feedback": "P2-4.3", "amendment": "P1-A12"}
"""What the records that stay as they are rest on."""


def _last_day(record: afterwards.Rectification) -> datetime.date:
    days = [record.ordered, *(step.date for step in record.progress)]
    return max([*days, record.verified.date] if record.verified is not None else days)


def _repeated(act: str, cycle: Cycle, published: Sequence[PublishedStatement], airlock: Airlock) -> Part:
    """The records of the act that are new, and rectifications that changed since they were last published.

    Raises FindingsError P116 where there are none, P117 for other records that are published and changed.
    """
    file, day = _REPEATED[act]
    earlier = {
        record.name: record
        for found in published
        if found.statement.cycle == cycle.name
        for record in found.of_type(act)
    }
    pending: list[Bound[Any]] = []
    released: list[Released] = []
    rewritten: list[Problem] = []
    for bound in (bound for _, bound in sorted(cycle.each(file).items())):
        before = earlier.get(bound.record.id)
        if before is None or before.body != public_form(bound.record, leave_out=procedure.HEAD):
            if before is not None and act != _GOES_ON:
                rewritten.append(bound.problem("P117", (), clause=_CLAUSES[act], kind=act, id=bound.record.id))
                continue
            revision = 1 if before is None else before.revision + 1
            pending.append(bound)
            released.append(procedure.release_revision(airlock, act, bound.record.id, revision, bound.record))
    if rewritten:
        raise FindingsError(rewritten)
    if not pending:
        place = Place(path_of(file.path, year=cycle.name).split("<")[0].rstrip("/"))
        raise FindingsError(Problem("P116", place, {"kind": act, "cycle": cycle.name}))
    return Part(max(day(bound.record) for bound in pending), released, [bound.path for bound in pending])


def _scored(cycle: Cycle) -> Iterator[str]:
    """The files that the units' scores rest on."""
    yield cycle.path("scheme.yml")
    yield cycle.path("roster.yml")
    yield from (data.path for data in cycle.data.values())
    yield from (votes.path for votes in cycle.votes.values())


def _scored_people(cycle: Cycle) -> Iterator[str]:
    """The files that the people's scores rest on."""
    later = {path_of(people.DECISION.path, year=cycle.name)}
    later |= {path for paths in correction_files(cycle).values() for path in paths}
    yield from (bound.path for record, bound in cycle.people.items() if record not in later)


def _need(cycle: Cycle, file: RecordFile[M], act: str) -> Bound[M]:
    bound = cycle.one(file)
    if bound is None:
        raise _missing(act, path_of(file.path, year=cycle.name))
    return bound


def _missing(act: str, path: str) -> FindingsError:
    return FindingsError(Problem("P114", Place(path), {"kind": act, "path": path}))

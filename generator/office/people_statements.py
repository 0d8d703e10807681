"""The part of each statement that is about people: one block, and numbers that tell nobody (ADR 8).

What a block commits to is the same for every kind of statement, as far as it is known by then: the goals before
anything is scored, afterwards how the recommendation came about, what was decided, what was put right.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from generator.core.errors import FindingsError
from generator.core.problem import Place, Problem
from generator.disclosure.airlock import Airlock, Released
from generator.disclosure.people import block_size, release_block, release_people_schemes
from generator.disclosure.people_counts import decision_numbers, report_numbers
from generator.disclosure.public_form import public_form
from generator.disclosure.whole_form import whole_form
from generator.intake.bind import Bound
from generator.intake.corrections import correction_files, correction_path, people_corrections, unit_corrections
from generator.intake.models import people as records
from generator.intake.models.scheme import Scheme
from generator.intake.record_file import RecordFile
from generator.intake.repository import Cycle
from generator.ledger.statements import PublishedStatement
from generator.office.people_cohort import corrections, decided, people_assessment, people_schemes
from generator.published.vocabulary import CORRECTION_REASONS, PERSON_KINDS, PLAN, act_of
from generator.published.withdrawal import withdraws
from generator.scoring.person_values import Assessment


@dataclass(frozen=True, slots=True)
class PeoplePart:
    """What people add to a statement; ``inputs`` by record path, ``date`` where the records say one."""

    records: tuple[Released, ...] = ()
    inputs: tuple[str, ...] = ()
    date: datetime.date | None = None


def base_scheme(cycle: Cycle) -> Bound[Scheme] | None:
    """The base scheme for people; None in a cycle that assesses none."""
    return cycle.one(records.SCHEME)


def blocks(cycle: Cycle) -> dict[str, int]:
    """The size of the block of people, empty in a cycle that assesses none. Raises FindingsError D210."""
    base = base_scheme(cycle)
    return {} if base is None else {"people": block_size(base.record, base.path)}


def people_part(kind: str, cycle: Cycle, published: Sequence[PublishedStatement], airlock: Airlock) -> PeoplePart:
    """What people add to the statement ``kind``; nothing where none are assessed, or units alone corrected.

    Expects a cycle that passed its checks. Raises FindingsError P114 (a record is missing), P121 (the
    roster changed since the report), P122 and P127 (not the schemes that were made known), P123 (closing with a
    correction that nobody knows of), D210 and D211 (slots), S301 (a tie that people must decide).
    """
    base = base_scheme(cycle)
    number = next_correction(cycle, published)
    only_units = number in unit_corrections(cycle) and number not in people_corrections(cycle)
    if base is None or (kind == "change" and only_units):
        return PeoplePart()
    schemes = people_schemes(cycle)
    if kind == "scheme":
        return _schemes(cycle, base.record, schemes, airlock)
    _require_unchanged(cycle, base.record, schemes, published)
    if kind == "inputs":
        values, public, inputs, date = _goals(cycle)
    elif kind == "report":
        values, public, inputs, date = _report(cycle, schemes)
    elif kind == "decision":
        values, public, inputs, date = _decision(cycle, schemes, published)
    elif kind == "change":
        values, public, inputs, date = _correction(cycle, number)
    else:
        values, public, inputs, date = _final(cycle, published)
    revision = 1 + sum(len(earlier.of_type("people")) for earlier in _of(cycle, published))
    size = block_size(base.record, base.path)
    block = release_block(airlock, size, revision, values, public, cycle.path("people/roster.yml"))
    return PeoplePart((block, *_meeting(kind, cycle, airlock)), tuple(inputs), date)


_Content = tuple[dict[str, Any], dict[str, Any], list[str], datetime.date | None]


def _schemes(cycle: Cycle, base: Scheme, schemes: Mapping[str, Scheme], airlock: Airlock) -> PeoplePart:
    files: tuple[RecordFile[Any], ...] = (records.SCHEME, *records.REFINEMENTS.values())
    bounds: list[Bound[Any]] = [bound for file in files if (bound := cycle.one(file)) is not None]
    released = release_people_schemes(airlock, {"base": base, **schemes})
    dates = [bound.record.published for bound in bounds]
    return PeoplePart(tuple(released), tuple(_paths(cycle, *files)), max(dates))


def _goals(cycle: Cycle) -> _Content:
    goals = _need(cycle, records.GOALS, "inputs").record
    held = {
        entry.id: {
            "person": entry.id,
            "kind": entry.kind,
            "unit": entry.unit,
            "goals": [whole_form(goal) for goal in goals.goals if goal.person == entry.id],
        }
        for entry in _roster(cycle, "inputs").people
    }
    return held, {}, _paths(cycle, records.ROSTER, records.GOALS), goals.date


def _report(cycle: Cycle, schemes: Mapping[str, Scheme]) -> _Content:
    numbers = report_numbers(schemes, _by_kind(cycle, schemes))
    return _values(cycle, "report"), numbers, _paths_but(cycle, 0, records.DECISION), None


def _decision(cycle: Cycle, schemes: Mapping[str, Scheme], published: Sequence[PublishedStatement]) -> _Content:
    people = _by_kind(cycle, schemes)
    report = [record for earlier in _of(cycle, published, "report") for record in earlier.of_type("people")]
    if [record.body["public"] for record in report] != [report_numbers(schemes, people)]:
        raise _finding("P121", cycle.path("people/roster.yml"), clause="P1-A6")
    grades: dict[str, dict[str | None, int]] = {kind: {} for kind in people}
    kinds = {entry.id: entry.kind for entry in _roster(cycle, "decision").people}
    for person, decision in decided(cycle).items():
        cells = grades[kinds[person]]
        cells[decision.grade] = cells.get(decision.grade, 0) + 1
    numbers = decision_numbers(schemes, people, grades)
    date = _need(cycle, records.DECISION, "decision").record.date
    return _values(cycle, "decision"), numbers, _paths_but(cycle, 0), date


def corrections_made(cycle: Cycle, published: Sequence[PublishedStatement]) -> int:
    """How many statements on corrections the cycle has."""
    made = (act_of(s.statement.kind, s.statement.step) for s in published if s.statement.cycle == cycle.name)
    return sum(act == "correction" for act in made)


def next_correction(cycle: Cycle, published: Sequence[PublishedStatement]) -> int:
    """The number of the correction that comes next; a cycle without a plan has only the first."""
    has_plan = any(s.of_type(PLAN) for s in _of(cycle, published, "scheme"))
    return corrections_made(cycle, published) + 1 if has_plan else 1


def _correction(cycle: Cycle, number: int) -> _Content:
    bound = people_corrections(cycle).get(number)
    if bound is None:
        path = cycle.path(correction_path("people", number))
        raise _finding("P114", path, kind="change", path=path)
    given = {correction.reason for correction in bound.record.corrections}
    public = {"reasons": [reason for reason in CORRECTION_REASONS if reason in given]}
    return _values(cycle, "change", number), public, _paths_but(cycle, number), bound.record.date


def _final(cycle: Cycle, published: Sequence[PublishedStatement]) -> _Content:
    """The results as they stand at the end; a correction that was not made public would be one made in secret."""
    last = corrections_made(cycle, published)
    for number, bound in people_corrections(cycle).items():
        if number > last:
            raise _finding("P123", bound.path, clause="P1-A23")
    return _values(cycle, "change" if last else "decision", last), {}, _paths_but(cycle, last), None


def _values(cycle: Cycle, kind: str, through: int = 0) -> dict[str, Any]:
    """What is committed to about each person: the assessment, then what was decided and, to a number, put right."""
    corrected = kind == "change"
    assessment = people_assessment(cycle, corrected=corrected, through=through)
    if assessment.problems and not corrected:
        raise FindingsError(assessment.problems)
    decisions = {} if kind == "report" else decided(cycle, corrected=corrected, through=through)
    put_right = corrections(cycle, through) if corrected else []
    discussed = cycle.one(records.DECISION)
    said = {entry.person: entry.discussion for entry in discussed.record.grades} if discussed and decisions else {}
    return {
        person: {
            "person": person,
            **result,
            "decision": whole_form(decisions[person]) if person in decisions else None,
            "discussion": said.get(person),
            "corrections": [whole_form(entry) for entry in put_right if entry.person == person],
        }
        for person, result in _results(assessment)
    }


def _results(assessment: Assessment) -> Iterator[tuple[str, dict[str, Any]]]:
    for result in assessment.people:
        form = whole_form(result)
        del form["id"]
        yield result.id, form


def _meeting(kind: str, cycle: Cycle, airlock: Airlock) -> Iterator[Released]:
    """The meeting that decided about people (P1-A18), beside the one about units."""
    if kind != "decision":
        return
    decision = _need(cycle, records.DECISION, kind).record
    meeting = decision.deliberation
    if meeting is None or decision.date is None:
        raise _finding("P114", cycle.path("people/decision.yml"), kind=kind, path=cycle.path("people/decision.yml"))
    body = {
        "document": decision.document,
        "date": decision.date.isoformat(),
        "deliberated": meeting.date.isoformat(),
        "members": meeting.members,
        "present": meeting.present,
        "recused": meeting.recused,
        "passed": meeting.passed,
    }
    held: dict[str, Any] = {"minutes": meeting.minutes}
    if "attendance" in airlock.slots["deliberation"]:
        held["attendance"] = whole_form(meeting.attendance)
    yield airlock.release("deliberation", f"people-{cycle.name}", body, held)


def _require_unchanged(
    cycle: Cycle, base: Scheme, schemes: Mapping[str, Scheme], published: Sequence[PublishedStatement]
) -> None:
    """P1-A12: what was made known is what is applied."""
    known = {record.name: record.body for s in _of(cycle, published, "scheme") for record in s.of_type("people-scheme")}
    now = {name: public_form(scheme) for name, scheme in {"base": base, **schemes}.items()}
    if known != now:
        raise _finding("P122" if known else "P127", cycle.path("people/scheme.yml"), clause="P1-A12")


def _by_kind(cycle: Cycle, schemes: Mapping[str, Scheme]) -> dict[str, int]:
    """How many people of each kind are on the roster, in the order of the vocabulary."""
    kinds: list[str] = [entry.kind for entry in _roster(cycle, "report").people]
    return {kind: kinds.count(kind) for kind in PERSON_KINDS if kind in schemes}


def _roster(cycle: Cycle, kind: str) -> records.PeopleRoster:
    roster: records.PeopleRoster = _need(cycle, records.ROSTER, kind).record
    return roster


def _need(cycle: Cycle, file: RecordFile[Any], kind: str) -> Bound[Any]:
    bound = cycle.one(file)
    if bound is None:
        path = cycle.path(file.path.removeprefix("cycles/<year>/"))
        raise _finding("P114", path, kind=kind, path=path)
    return bound


def _paths(cycle: Cycle, *files: RecordFile[Any]) -> list[str]:
    wanted = {cycle.path(file.path.removeprefix("cycles/<year>/")) for file in files}
    return sorted(wanted & set(cycle.people))


def _paths_but(cycle: Cycle, corrections: int, *files: RecordFile[Any]) -> list[str]:
    """The people's files but these, of corrections those up to a number."""
    later = {path for number, paths in correction_files(cycle).items() if number > corrections for path in paths}
    return sorted(set(cycle.people) - set(_paths(cycle, *files)) - later)


def _of(cycle: Cycle, published: Sequence[PublishedStatement], kind: str = "") -> list[PublishedStatement]:
    of_cycle = [s for s in published if s.statement.cycle == cycle.name and not withdraws(s.statement)]
    return [s for s in of_cycle if kind in ("", s.statement.kind)]


def _finding(code: str, where: str, /, clause: str = "", **params: str) -> FindingsError:
    return FindingsError(Problem(code, Place(where), params, clause=clause))

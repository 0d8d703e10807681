"""What the statements that every cycle has consist of: scheme, goals, report, decision, correction and end."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel

from generator.core.canonical import sha256_hex
from generator.core.errors import FindingsError
from generator.core.problem import Place, Problem
from generator.disclosure import acts
from generator.disclosure.airlock import Airlock
from generator.disclosure.public_form import public_form
from generator.disclosure.unit_result import release_results
from generator.intake.bind import Bound
from generator.intake.corrections import correction_path, people_corrections, unit_corrections
from generator.intake.models import afterwards, outcome, people
from generator.intake.models.scheme import Scheme
from generator.intake.record_file import RecordFile
from generator.intake.repository import Cycle, Office
from generator.intake.similar import nearest
from generator.ledger.statements import PublishedStatement
from generator.office.cohort import unit_sheets
from generator.office.opinion import changed_since_opinion
from generator.office.people_statements import blocks, corrections_made, next_correction
from generator.office.procedure_statements import Part, announced, procedure_part
from generator.office.unit_corrections import unit_correction_part
from generator.procedure.decisions import departures
from generator.published.shapes import Document
from generator.published.vocabulary import act_of

R = TypeVar("R", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Making:
    """What the makers of a cycle's statements are given."""

    act: str
    office: Office
    cycle: Cycle
    scheme: Scheme
    published: Sequence[PublishedStatement]
    airlock: Airlock
    planned: bool


def _scheme(made: Making) -> Part:
    office, cycle, scheme = made.office, made.cycle, made.scheme
    organ = need(office.organ, "scheme", "records/organ.yml")
    years = sorted(office.calendars)
    calendars = [office.calendars[year].record for year in years]
    more = announced(cycle, made.airlock, scheme.published)
    released = acts.release_scheme(made.airlock, scheme, organ, calendars, blocks(cycle), planned=made.planned)
    inputs = [cycle.path("scheme.yml"), "records/organ.yml", *(office.calendars[year].path for year in years)]
    if more is None:
        return Part(scheme.published, released, inputs)
    return Part(scheme.published, [*released, *more.records], [*inputs, *more.inputs])


def _goals(made: Making) -> Part:
    if made.planned:
        return procedure_part(made.act, made.cycle, made.published, made.airlock)
    goals = need(made.cycle.one(people.GOALS), "goals", made.cycle.path("people/goals.yml"))
    return Part(goals.date, [], [])


def _report(made: Making) -> Part:
    cycle, scheme, airlock = made.cycle, made.scheme, made.airlock
    organ = need(made.office.organ, "report", "records/organ.yml")
    report = need(cycle.report, "report", cycle.path("procedure/report.yml"))
    roster = need(cycle.roster, "report", cycle.path("roster.yml"))
    before = last_of(made.published, "scheme", cycle.name, "report")
    _require_unchanged_scheme(before, scheme, cycle)
    sheets = unit_sheets(cycle)
    digest = sha256_hex(before.records[f"records/scheme/{scheme.id}.json"][0])
    results = release_results(airlock, scheme, organ, roster, sheets, cycle, digest)
    inputs = [
        cycle.path("scheme.yml"),
        cycle.path("roster.yml"),
        cycle.path("procedure/report.yml"),
        "records/organ.yml",
    ]
    inputs += [data.path for data in cycle.data.values()] + [votes.path for votes in cycle.votes.values()]
    changed = None
    if made.planned:
        register = cycle.one(outcome.COMMENTS)
        need(register, "report", cycle.path("procedure/comments.yml"))
        assert register is not None
        inputs.append(register.path)
        changed = changed_since_opinion(cycle)
    records = [*results, acts.release_report(airlock, report, len(results), changed)]
    return Part(report.date, records, inputs)


def _decision(made: Making) -> Part:
    cycle = made.cycle
    bound = cycle.decision
    decision = need(bound, "decision", cycle.path("procedure/decision.yml"))
    before = last_of(made.published, "report", cycle.name, "decision")
    recommended: dict[str, str | None] = {}
    digests: dict[str, str] = {}
    problems: list[Problem] = []
    for data, record in before.records.values():
        if record.type != "unit-result":
            continue
        grade = Document(record.body, record.path, "/body").get("grade")
        recommended[record.name] = grade.optional(Document.text)
        digests[record.name] = sha256_hex(data)
    if gone := [item.withdrawal for item in before.withdrawn.values() if item.withdrawal.record_type == "unit-result"]:
        # What was decided rests on the result that was reported, whether or not it may still be read.
        sheets = unit_sheets(cycle)
        recommended |= {unit: sheets[unit].grade for item in gone if (unit := item.record_name) in sheets}
        digests |= {item.record_name: item.sha256 for item in gone}
    assert bound is not None
    for i, item in enumerate(decision.grades):
        if item.unit not in recommended:
            near = nearest(item.unit, recommended)
            problems.append(bound.problem("X122", ("grades", i, "unit"), clause="P1-A18", unit=item.unit, near=near))
    problems += departures(bound, recommended, lambda unit: _lacking(before, unit))
    if problems:
        raise FindingsError(problems)
    released = acts.release_decision(made.airlock, decision, recommended, digests, planned=made.planned)
    return Part(decision.date, released, [cycle.path("procedure/decision.yml")])


def _correction(made: Making) -> Part:
    cycle = made.cycle
    number = next_correction(cycle, made.published)
    if number in unit_corrections(cycle):
        return unit_correction_part(cycle, number, made.published, made.airlock)
    about_people, path = people_corrections(cycle).get(number), cycle.path(correction_path("people", number))
    if about_people is None and number > 1 and made.planned:
        raise FindingsError(Problem("P116", Place(path), {"kind": "correction", "cycle": cycle.name}))
    return Part(need(about_people, "correction", path).date, [], [])


def _closed(made: Making) -> Part:
    cycle = made.cycle
    closing = need(cycle.closed, "closed", cycle.path("procedure/closed.yml"))
    done = {act_of(s.statement.kind, s.statement.step) for s in made.published if s.statement.cycle == cycle.name}
    kept = [cycle.one(file) for act, file in _BEFORE_CLOSED.items() if act not in done]
    put_right = corrections_made(cycle, made.published)
    kept += [bound for number, bound in unit_corrections(cycle).items() if number > put_right]
    if forgotten := [bound for bound in kept if bound is not None]:
        raise FindingsError([Problem("P123", Place(bound.path), clause="P1-A23") for bound in forgotten])
    statements = [s.sha256 for s in made.published if s.statement.cycle == cycle.name]
    released = [acts.release_closing(made.airlock, closing, statements)]
    return Part(closing.date, released, [cycle.path("procedure/closed.yml")])


_BEFORE_CLOSED: Mapping[str, RecordFile[Any]] = {
    "appeals": afterwards.APPEALS,
    "application": afterwards.APPLICATION,
}
"""Acts that a cycle may do without, but not keep to itself, as corrections; of people's see ``people_part``."""

MAKERS: Mapping[str, Callable[[Making], Part]] = {
    "scheme": _scheme,
    "goals": _goals,
    "report": _report,
    "decision": _decision,
    "correction": _correction,
    "closed": _closed,
}
"""The acts that every cycle has; the others are the procedure's."""


def need(bound: Bound[R] | None, kind: str, path: str) -> R:
    """The record of ``bound``. Raises FindingsError P114 where there is none."""
    if bound is None:
        raise FindingsError(Problem("P114", Place(path), {"kind": kind, "path": path}))
    return bound.record


def last_of(published: Sequence[PublishedStatement], kind: str, cycle: str, wanted: str) -> PublishedStatement:
    """The last published statement of a kind. Raises FindingsError P102 where there is none."""
    found = [s for s in published if s.statement.kind == kind and s.statement.cycle == cycle]
    if not found:
        raise FindingsError.of("P102", f"records/cycles/{cycle}", kind=wanted, needed=kind)
    return found[-1]


def _require_unchanged_scheme(before: PublishedStatement, scheme: Scheme, cycle: Cycle) -> None:
    """P1-A12: what was made known is what is applied."""
    if [record.body for record in before.of_type("scheme")] != [public_form(scheme)]:
        raise FindingsError(Problem("P110", Place(cycle.path("scheme.yml")), clause="P1-A12"))


def _lacking(report: PublishedStatement, unit: str) -> str:
    path = _result_path(unit)
    if path not in report.records:
        return "—"
    indicators = Document(report.records[path][1].body, path, "/body").get("indicators").items()
    return ", ".join(item.get("id").text() for item in indicators if item.get("shown").value is None)


def _result_path(unit: str) -> str:
    return f"records/unit-result/{unit}.json"

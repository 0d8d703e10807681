"""From inputs to the exact bytes of a statement: the same function makes a draft and recomputes it for a signer."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from pydantic import BaseModel

from generator.core.canonical import sha256_hex
from generator.core.errors import FindingsError, UsageError
from generator.core.problem import Place, Problem
from generator.disclosure import acts
from generator.disclosure.airlock import Airlock, Released
from generator.disclosure.openings import Openings
from generator.disclosure.public_form import public_form
from generator.disclosure.salts import Salts
from generator.disclosure.slots import slot_table
from generator.disclosure.unit_result import release_results
from generator.intake.bind import Bound
from generator.intake.models import people
from generator.intake.models.scheme import Scheme
from generator.intake.record_file import record_path
from generator.intake.repository import Cycle, Office
from generator.intake.similar import nearest
from generator.ledger import merkle
from generator.ledger.statements import PublishedStatement
from generator.office.cohort import cohort_inputs, participating
from generator.office.people_statements import PeoplePart, blocks, people_part
from generator.office.trust_statements import require_next
from generator.office.withdrawal_statements import withdrawal_part
from generator.procedure.decisions import departures
from generator.procedure.gates import Act, blockers
from generator.published.commitment import Disclosure, slot_name
from generator.published.shapes import Document
from generator.published.statement import SELF, STEPS, Statement, encode_sums
from generator.published.vocabulary import ORDER, clauses_of
from generator.published.withdrawal import KIND, STEP
from generator.scoring.sheet import score

R = TypeVar("R", bound=BaseModel)

KINDS = ("trust", *ORDER, STEP)
"""What can be drafted: every kind of statement, and withdrawals, which are a step of one."""


@dataclass(frozen=True, slots=True)
class Composition:
    """A statement with its records, and what opens their commitments."""

    statement: Statement
    records: tuple[Released, ...]
    openings: Openings

    def files(self) -> dict[str, bytes]:
        """The statement's files by path, without signatures."""
        files = {item.record.path: item.record.encode() for item in self.records}
        sums = encode_sums({path: sha256_hex(data) for path, data in files.items()})
        return {"statement.json": self.statement.encode(), "SHA256SUMS": sums, **files}


@dataclass(frozen=True, slots=True)
class _Part:
    """What one kind of statement consists of."""

    date: datetime.date
    records: Sequence[Released]
    inputs: Sequence[str]
    builds_on: Sequence[str]
    step: str = ""


def compose(
    kind: str, cycle_name: str, office: Office, published: Sequence[PublishedStatement], salts: Salts
) -> Composition:
    """The statement ``kind`` (of :data:`KINDS`) for ``cycle_name`` from the office's inputs and what is published.

    Raises FindingsError with every reason why it cannot be made (P1xx gates, D2xx disclosure, S2xx scoring) and
    UsageError U111 for a cycle that does not exist. Expects inputs that passed ``check``.
    """
    organ = _need(office.organ, kind, "records/organ.yml")
    makers: Mapping[str, Callable[..., _Part]] = {
        "scheme": _scheme,
        "inputs": _goals,
        "report": _report,
        "decision": _decision,
        "change": _correction,
        "closed": _closed,
        STEP: _withdrawal,
    }
    if kind == "trust":
        trust = _need(office.trust, kind, "records/trust.yml")
        assert office.trust is not None
        require_next(published, office.trust)
        airlock = Airlock(organ.id, "", salts, {})
        replaced = [s.sha256 for s in published if s.statement.kind == kind][-1:]
        part = _Part(trust.date, acts.release_trust(airlock, trust), ["records/trust.yml"], replaced)
        root = published[0].sha256 if published else SELF
    else:
        if cycle_name not in office.cycles:
            raise UsageError.of("U111", cycle=cycle_name)
        if not published:
            raise FindingsError.of("P102", f"records/cycles/{cycle_name}", kind=kind, needed="trust")
        cycle = office.cycles[cycle_name]
        scheme = _need(cycle.scheme, kind, cycle.path("scheme.yml"))
        airlock = Airlock(organ.id, cycle_name, salts, slot_table(scheme))
        units = makers[kind](office, cycle, scheme, published, airlock)
        part = units if kind == STEP else _with_people(units, people_part(kind, cycle, published, airlock))
        root = published[0].sha256
    kind = KIND if kind == STEP else kind
    _gate(Act(kind, cycle_name, part.date, part.step), published)
    return _assemble(kind, organ.id, cycle_name, root, part, office, salts)


def _with_people(units: _Part, more: PeoplePart) -> _Part:
    """The statement about units and people: dated when the later of the two was made."""
    return _Part(
        date=max(units.date, more.date or units.date),
        records=[*units.records, *more.records],
        inputs=[*units.inputs, *more.inputs],
        builds_on=units.builds_on,
    )


def act_of(statement: Statement) -> Act:
    """A statement as the procedure sees it."""
    return Act(statement.kind, statement.cycle, datetime.date.fromisoformat(statement.date), statement.step)


def _gate(act: Act, published: Sequence[PublishedStatement]) -> None:
    path = f"records/cycles/{act.cycle}" if act.cycle else "records/trust.yml"
    if problems := blockers([act_of(s.statement) for s in published], act, path):
        raise FindingsError(problems)


def _assemble(kind: str, organ: str, cycle: str, root: str, part: _Part, office: Office, salts: Salts) -> Composition:
    records = sorted(part.records, key=lambda item: item.record.path)
    inputs = []
    for path in sorted({record_path(path) for path in part.inputs}):
        name = slot_name(organ, cycle, "inputs", kind, 1, path)
        inputs.append(Disclosure(salts.salt(name), name, office.files[path]))
    encoded = {item.record.path: item.record.encode() for item in records}
    counts: dict[str, int] = {}
    for item in records:
        counts[item.record.type] = counts.get(item.record.type, 0) + 1
    step = part.step or STEPS.get(kind, ("",))[0]
    clauses = clauses_of(kind, step)
    assert clauses is not None
    statement = Statement(
        organ=organ,
        root=root,
        kind=kind,
        cycle=cycle,
        date=part.date.isoformat(),
        clauses=clauses,
        builds_on=tuple(part.builds_on),
        inputs_root=merkle.root([merkle.leaf_hash(item.digest.encode("ascii")) for item in inputs]).hex(),
        sums_sha256=sha256_hex(encode_sums({path: sha256_hex(data) for path, data in encoded.items()})),
        records_root=merkle.root([merkle.leaf_hash(data) for data in encoded.values()]).hex(),
        counts=counts,
        step=step,
    )
    openings = Openings(
        statement=sha256_hex(statement.encode()),
        nonces={item.record.path: item.record.nonce for item in records},
        disclosures=tuple(disclosure for item in records for disclosure in item.disclosures),
        inputs=tuple(inputs),
    )
    return Composition(statement, tuple(records), openings)


def _scheme(
    office: Office, cycle: Cycle, scheme: Scheme, published: Sequence[PublishedStatement], airlock: Airlock
) -> _Part:
    organ = _need(office.organ, "scheme", "records/organ.yml")
    years = sorted(office.calendars)
    calendars = [office.calendars[year].record for year in years]
    trust = _published(published, "trust", "", "scheme")
    return _Part(
        date=scheme.published,
        records=acts.release_scheme(airlock, scheme, organ, calendars, blocks(cycle)),
        inputs=[cycle.path("scheme.yml"), "records/organ.yml", *(office.calendars[year].path for year in years)],
        builds_on=[trust.sha256],
    )


def _goals(
    office: Office, cycle: Cycle, scheme: Scheme, published: Sequence[PublishedStatement], airlock: Airlock
) -> _Part:
    goals = _need(cycle.one(people.GOALS), "inputs", cycle.path("people/goals.yml"))
    return _Part(goals.date, [], [], [_published(published, "scheme", cycle.name, "inputs").sha256])


def _report(
    office: Office, cycle: Cycle, scheme: Scheme, published: Sequence[PublishedStatement], airlock: Airlock
) -> _Part:
    organ = _need(office.organ, "report", "records/organ.yml")
    report = _need(cycle.report, "report", cycle.path("procedure/report.yml"))
    roster = _need(cycle.roster, "report", cycle.path("roster.yml"))
    before = _published(published, "scheme", cycle.name, "report")
    _require_unchanged_scheme(before, scheme, cycle)
    sheets = score(scheme, participating(cycle), cohort_inputs(cycle))
    digest = sha256_hex(before.records[f"records/scheme/{scheme.id}.json"][0])
    results = release_results(airlock, scheme, organ, roster, sheets, cycle, digest)
    inputs = [
        cycle.path("scheme.yml"),
        cycle.path("roster.yml"),
        cycle.path("procedure/report.yml"),
        "records/organ.yml",
    ]
    inputs += [data.path for data in cycle.data.values()] + [votes.path for votes in cycle.votes.values()]
    records = [*results, acts.release_report(airlock, report, len(results))]
    goals = [s.sha256 for s in published if (s.statement.kind, s.statement.cycle) == ("inputs", cycle.name)]
    return _Part(report.date, records, inputs, [before.sha256, *goals])


def _decision(
    office: Office, cycle: Cycle, scheme: Scheme, published: Sequence[PublishedStatement], airlock: Airlock
) -> _Part:
    bound = cycle.decision
    decision = _need(bound, "decision", cycle.path("procedure/decision.yml"))
    before = _published(published, "report", cycle.name, "decision")
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
        sheets = score(scheme, participating(cycle), cohort_inputs(cycle))
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
    released = acts.release_decision(airlock, decision, recommended, digests)
    return _Part(decision.date, released, [cycle.path("procedure/decision.yml")], [before.sha256])


def _correction(
    office: Office, cycle: Cycle, scheme: Scheme, published: Sequence[PublishedStatement], airlock: Airlock
) -> _Part:
    correction = _need(cycle.one(people.CORRECTION), "change", cycle.path("people/correction.yml"))
    return _Part(correction.date, [], [], [_published(published, "decision", cycle.name, "change").sha256])


def _closed(
    office: Office, cycle: Cycle, scheme: Scheme, published: Sequence[PublishedStatement], airlock: Airlock
) -> _Part:
    closing = _need(cycle.closed, "closed", cycle.path("procedure/closed.yml"))
    statements = [s.sha256 for s in published if s.statement.cycle == cycle.name]
    released = [acts.release_closing(airlock, closing, statements)]
    return _Part(closing.date, released, [cycle.path("procedure/closed.yml")], statements)


def _withdrawal(
    office: Office, cycle: Cycle, scheme: Scheme, published: Sequence[PublishedStatement], airlock: Airlock
) -> _Part:
    part = withdrawal_part(cycle, published, airlock)
    return _Part(part.date, part.records, part.inputs, part.builds_on, STEP)


def _need(bound: Bound[R] | None, kind: str, path: str) -> R:
    if bound is None:
        raise FindingsError(Problem("P114", Place(path), {"kind": kind, "path": path}))
    return bound.record


def _published(published: Sequence[PublishedStatement], kind: str, cycle: str, wanted: str) -> PublishedStatement:
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

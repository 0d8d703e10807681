"""From inputs to the exact bytes of a statement: the same function makes a draft and recomputes it for a signer."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from generator.core.canonical import sha256_hex
from generator.core.errors import FindingsError, UsageError
from generator.disclosure import acts
from generator.disclosure.airlock import Airlock, Released
from generator.disclosure.openings import Openings
from generator.disclosure.salts import Salts
from generator.disclosure.slots import commitment_slots
from generator.intake.models import plan
from generator.intake.record_file import record_path
from generator.intake.repository import Office
from generator.ledger import merkle
from generator.ledger.statements import PublishedStatement
from generator.office.goals_again import GOALS, require_past_changes
from generator.office.people_statements import PeoplePart, people_part
from generator.office.procedure_statements import Part, planned, procedure_part, require_amendments
from generator.office.trust_statements import require_next
from generator.office.unit_statements import MAKERS, Making, last_of, need
from generator.office.withdrawal_statements import withdrawal_part
from generator.procedure.gates import Act, blockers
from generator.published.commitment import Disclosure, slot_name
from generator.published.statement import SELF, Statement, encode_sums
from generator.published.vocabulary import ACTS, PEOPLE_ACTS, act_of, bases_of, clauses_of

DRAFTED = ("trust", *ACTS)
"""What can be drafted: trust, and every act of a cycle."""


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


def compose(
    act: str, cycle_name: str, office: Office, published: Sequence[PublishedStatement], salts: Salts
) -> Composition:
    """The statement on ``act`` (of :data:`DRAFTED`) for ``cycle_name`` from the office's inputs and what is published.

    Raises FindingsError with every reason why it cannot be made (P1xx gates, D2xx disclosure, S2xx scoring) and
    UsageError U111 for a cycle that does not exist. Expects inputs that passed ``check``.
    """
    organ = need(office.organ, act, "records/organ.yml")
    if act == "trust":
        trust = need(office.trust, act, "records/trust.yml")
        assert office.trust is not None
        require_next(published, office.trust)
        part = Part(trust.date, acts.release_trust(Airlock(organ.id, "", salts, {}), trust), ["records/trust.yml"])
        bases = [s.sha256 for s in published if s.statement.kind == act][-1:]
        _gate(Act(act, "", part.date), published, planned=False)
        return _assemble(
            "trust", "", organ.id, "", published[0].sha256 if published else SELF, part, bases, office, salts
        )
    if cycle_name not in office.cycles:
        raise UsageError.of("U111", cycle=cycle_name)
    if not published:
        raise FindingsError.of("P102", f"records/cycles/{cycle_name}", kind=act, needed="trust")
    cycle = office.cycles[cycle_name]
    scheme = need(cycle.scheme, act, cycle.path("scheme.yml"))
    begun = any(s.statement.cycle == cycle_name for s in published)
    has_plan = planned(cycle_name, published) if begun else cycle.one(plan.PLAN) is not None
    kind, step = ACTS[act]
    # Whose turn it is comes first, whatever its date: nobody is told to write files for an act that has to wait.
    _gate(Act(kind, cycle_name, datetime.date.max, step), published, planned=has_plan)
    airlock = Airlock(organ.id, cycle_name, salts, commitment_slots(scheme, planned=has_plan))
    if act == "withdrawal":
        withdrawal = withdrawal_part(cycle, published, airlock)
        part = Part(withdrawal.date, withdrawal.records, withdrawal.inputs)
        bases = list(withdrawal.builds_on)
    else:
        maker = MAKERS.get(act, _procedure)
        part = maker(Making(act, office, cycle, scheme, published, airlock, has_plan))
        require_amendments(act, cycle, published, part.date)
        if act in PEOPLE_ACTS or act == "scheme":
            part = _with_people(part, people_part(PEOPLE_ACTS.get(act, act), cycle, published, airlock))
        if act == GOALS:
            require_past_changes(cycle, part.date)
        bases = _bases(act, cycle_name, published)
    _gate(Act(kind, cycle_name, part.date, step), published, planned=has_plan)
    return _assemble(
        kind, step, organ.id, cycle_name, published[0].sha256, part, bases, office, salts, planned=has_plan
    )


def _with_people(units: Part, more: PeoplePart) -> Part:
    """The statement about units and people: dated when the later of the two was made."""
    return Part(
        date=max(units.date, more.date or units.date),
        records=[*units.records, *more.records],
        inputs=[*units.inputs, *more.inputs],
    )


def _bases(act: str, cycle: str, published: Sequence[PublishedStatement]) -> list[str]:
    """The statements that one on ``act`` rests on, in the order of the log."""
    if act == "scheme":
        return [last_of(published, "trust", "", act).sha256]
    own = [s for s in published if s.statement.cycle == cycle]
    if act == "closed":
        return [s.sha256 for s in own]
    made = [act_of(s.statement.kind, s.statement.step) for s in own]
    bases = bases_of(act, again=act in made)
    return [found.sha256 for found, earlier in zip(own, made, strict=True) if earlier in bases]


def as_act(statement: Statement) -> Act:
    """A statement as the procedure sees it."""
    return Act(statement.kind, statement.cycle, datetime.date.fromisoformat(statement.date), statement.step)


def _gate(act: Act, published: Sequence[PublishedStatement], *, planned: bool) -> None:
    path = f"records/cycles/{act.cycle}" if act.cycle else "records/trust.yml"
    if problems := blockers([as_act(s.statement) for s in published], act, path, planned=planned):
        raise FindingsError(problems)


def _assemble(
    kind: str,
    step: str,
    organ: str,
    cycle: str,
    root: str,
    part: Part,
    bases: Sequence[str],
    office: Office,
    salts: Salts,
    *,
    planned: bool = False,
) -> Composition:
    records = sorted(part.records, key=lambda item: item.record.path)
    inputs = []
    for path in sorted({record_path(path) for path in part.inputs}):
        name = slot_name(organ, cycle, "inputs", act_of(kind, step), 1, path)
        inputs.append(Disclosure(salts.salt(name), name, office.files[path]))
    encoded = {item.record.path: item.record.encode() for item in records}
    counts: dict[str, int] = {}
    for item in records:
        counts[item.record.type] = counts.get(item.record.type, 0) + 1
    clauses = clauses_of(kind, step, planned=planned)
    assert clauses is not None
    statement = Statement(
        organ=organ,
        root=root,
        kind=kind,
        cycle=cycle,
        date=part.date.isoformat(),
        clauses=clauses,
        builds_on=tuple(bases),
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


def _procedure(made: Making) -> Part:
    return procedure_part(made.act, made.cycle, made.published, made.airlock)

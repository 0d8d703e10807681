"""The ledger arranged for readers: cycles with their statements and units, trusts by position, names of everything."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from generator.core.canonical import sha256_hex
from generator.core.errors import FindingsError
from generator.ledger.statements import PublishedStatement
from generator.published.afterwards_bodies import UnitCorrectionBody, read_unit_correction
from generator.published.record import PublicRecord
from generator.published.trust import Trust, read_trust
from generator.published.vocabulary import PERSON_KINDS
from generator.published.withdrawal import withdraws
from generator.site import model
from generator.site.acts import Acts, read_acts
from generator.site.held import Held
from generator.site.people_numbers import Numbers, read_block, read_numbers
from generator.site.people_scheme import PeopleScheme, read_people_scheme
from generator.site.scheme import Basis, Scheme, read_scheme

T = TypeVar("T")

PEOPLE_MEETING = "people-"
"""How the name of the record of the meeting about people begins."""


@dataclass(frozen=True, slots=True)
class UnitEntry:
    """What is published about one unit in one cycle.

    ``result`` and ``decision`` are None where they are withdrawn, ``correction`` where there was none.
    """

    unit: str
    name: model.Bilingual
    result: model.UnitResult | None
    result_at: Held
    decision: model.UnitDecision | None
    decision_at: Held | None
    correction: UnitCorrectionBody | None = None
    correction_at: Held | None = None

    @property
    def grade(self) -> str | None:
        """The grade that holds: as corrected, else as decided; None before there is a decision."""
        if self.correction:
            return self.correction.grade
        return self.decision.grade if self.decision else None


@dataclass(frozen=True, slots=True)
class Sources:
    """What a scheme cites besides the regulation, by id, and the page that lists it.

    ``rulings`` are the interpretations of the cycle: their places on the page that lists them, by id.
    """

    page: str
    basis: Mapping[str, Basis]
    rulings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Block:
    """The block of commitments about people in one statement: how many there are, never about whom."""

    statement: PublishedStatement
    held: Held
    size: int


@dataclass(frozen=True)
class PeopleTrack:
    """What is published about leaders and staff as a whole: schemes by the names of their records, base first."""

    cycle: str
    schemes: tuple[tuple[PeopleScheme, Held], ...]
    blocks: tuple[Block, ...]
    numbers: Numbers
    deliberation: model.Deliberation | None

    @cached_property
    def sources(self) -> Sources:
        """What the schemes for people cite."""
        basis = {key: found for item, _ in self.schemes for key, found in item.scheme.basis.items()}
        return Sources(f"{self.cycle}/people.html", basis)

    def block(self, kind: str) -> Block | None:
        """The block in the statement of a kind."""
        return next((found for found in self.blocks if found.statement.statement.kind == kind), None)

    def applied(self) -> dict[str, PeopleScheme]:
        """The scheme by which each kind of people is assessed; the base scheme is for no kind by itself."""
        by_name = {held.name: scheme for scheme, held in self.schemes}
        return {kind: by_name[kind] for kind in PERSON_KINDS if kind in by_name}


@dataclass(frozen=True)
class Cycle:
    """One assessment cycle; what has not been published yet is None or empty."""

    id: str
    organ: model.Organ
    organ_at: Held
    scheme: Scheme
    scheme_at: Held
    report: model.Report | None
    deliberation: model.Deliberation | None
    closure: model.Closure | None
    units: tuple[UnitEntry, ...]
    people: PeopleTrack | None
    statements: tuple[PublishedStatement, ...]
    acts: Acts = field(default_factory=Acts)

    @cached_property
    def sources(self) -> Sources:
        """What the units' scheme and the plan cite."""
        rulings = {found.held.name: f"{self.id}-{found.held.name}" for found in self.acts.each("interpretation")}
        return Sources(f"{self.id}/scheme.html", self.scheme.basis, rulings)

    @cached_property
    def unit_ids(self) -> frozenset[str]:
        """The units that have a page."""
        return frozenset(entry.unit for entry in self.units)

    @property
    def planned(self) -> bool:
        """Whether the cycle announced a plan, and so has pages about every step of the procedure."""
        return self.acts.planned

    @property
    def closed(self) -> bool:
        """Whether nothing follows any more."""
        return self.closure is not None

    @property
    def decided(self) -> bool:
        """Whether the leadership has decided about the units, whatever is left to read of it."""
        return self.statement("decision") is not None

    def statement(self, kind: str) -> PublishedStatement | None:
        """The cycle's last statement of a kind; withdrawals are no step of it, see :attr:`withdrawals`."""
        return next((found for found in reversed(self.statements) if _is_step(found, kind)), None)

    @property
    def steps(self) -> tuple[PublishedStatement, ...]:
        """The statements of the procedure, without those that only withdraw."""
        return tuple(found for found in self.statements if not withdraws(found.statement))

    @property
    def withdrawals(self) -> tuple[PublishedStatement, ...]:
        """The statements that withdraw records of this cycle."""
        return tuple(found for found in self.statements if withdraws(found.statement))


@dataclass(frozen=True)
class LedgerView:
    """Everything pages need of the ledger."""

    statements: tuple[PublishedStatement, ...]
    trusts: tuple[tuple[int, Trust], ...]
    cycles: tuple[Cycle, ...]

    @property
    def root(self) -> str:
        """SHA-256 of statement 0, by which the ledger is known outside the site."""
        return self.statements[0].sha256

    @property
    def latest(self) -> Cycle | None:
        """The cycle whose results count now: the last that was decided on, else the last with recommendations."""
        decided = [cycle for cycle in self.cycles if cycle.decided] or [c for c in self.cycles if c.units]
        return decided[-1] if decided else None

    @property
    def open(self) -> tuple[Cycle, ...]:
        """The cycles that are under way, but for :attr:`latest`."""
        return tuple(cycle for cycle in self.cycles if not cycle.closed and cycle is not self.latest)

    @property
    def demo(self) -> bool:
        """Whether the trust in force says that this is a demonstration."""
        return self.trusts[-1][1].demo

    @property
    def date(self) -> str:
        """The site's date: that of the last statement."""
        return self.statements[-1].statement.date

    def trust_for(self, index: int) -> Trust:
        """The trust in force for the statement at ``index``; statement 0 answers for itself."""
        return next((trust for at, trust in reversed(self.trusts) if at < index), self.trusts[0][1])

    def trust_set_at(self, index: int) -> Trust | None:
        """The trust that the statement at ``index`` puts in the place of another; None for statement 0 and others."""
        return next((trust for at, trust in self.trusts if at == index and index), None)


def arrange(statements: Sequence[PublishedStatement]) -> LedgerView:
    """The statements as a view. Raises FindingsError B171 (no trust statement first) and C110 (a body's shape)."""
    if not statements or statements[0].statement.kind != "trust":
        raise FindingsError.of("B171", "ledger/statements/0")
    trusts = []
    for found in statements:
        if found.statement.kind == "trust":
            trust = _only(found, "trust", read_trust)
            if trust is None:
                raise FindingsError.of("B172", f"ledger/statements/{found.index}", type="trust")
            trusts.append((found.index, trust[0]))
    ids = sorted({found.statement.cycle for found in statements if found.statement.kind == "scheme"})
    cycles = [_cycle(cycle, [found for found in statements if found.statement.cycle == cycle]) for cycle in ids]
    return LedgerView(tuple(statements), tuple(trusts), tuple(cycles))


def _cycle(cycle: str, statements: list[PublishedStatement]) -> Cycle:
    last = {found.statement.kind: found for found in statements if not withdraws(found.statement)}
    scheme = _required(last["scheme"], "scheme", read_scheme)
    organ = _required(last["scheme"], "organ", model.read_organ)
    report, decision, closed = last.get("report"), last.get("decision"), last.get("closed")
    acts = read_acts(statements)
    return Cycle(
        id=cycle,
        organ=organ[0],
        organ_at=organ[1],
        scheme=scheme[0],
        scheme_at=scheme[1],
        report=_body(report, "report", model.read_report),
        deliberation=_meeting(decision, people=False),
        closure=_body(closed, "closure", model.read_closure),
        units=_units(report, decision, acts.statement("correction"), organ[0]),
        people=_people(cycle, statements, last["scheme"], decision),
        statements=tuple(statements),
        acts=acts,
    )


def _units(
    report: PublishedStatement | None,
    decision: PublishedStatement | None,
    correction: PublishedStatement | None,
    organ: model.Organ,
) -> tuple[UnitEntry, ...]:
    """Every unit that has a result, withdrawn ones included, in the order of the organ."""
    results = {found.unit: (found, at) for found, at in _all(report, "unit-result", model.read_unit_result)}
    decisions = {found.unit: (found, at) for found, at in _all(decision, "unit-decision", model.read_unit_decision)}
    corrections = {found.unit: (found, at) for found, at in _all(correction, "unit-correction", _read_correction)}
    no_results, no_decisions = _gone(report, "unit-result"), _gone(decision, "unit-decision")
    order = {unit: position for position, unit in enumerate(organ.departments)}
    units = []
    for unit in sorted({*results, *no_results}, key=lambda unit: (order.get(unit, len(order)), unit)):
        result, result_at = results[unit] if unit in results else (None, no_results[unit])
        decided, decided_at = decisions.get(unit, (None, no_decisions.get(unit)))
        name = result.name if result else organ.departments.get(unit, {"zh": unit, "en": unit})
        corrected, corrected_at = corrections.get(unit, (None, None))
        units.append(UnitEntry(unit, name, result, result_at, decided, decided_at, corrected, corrected_at))
    return tuple(units)


def _read_correction(record: PublicRecord, path: str) -> UnitCorrectionBody:
    return read_unit_correction(model.body_of(record, path))


def _gone(found: PublishedStatement | None, record_type: str) -> dict[str, Held]:
    """The withdrawn records of a type by name."""
    return {
        item.withdrawal.record_name: Held(found.index, path, item.withdrawal.sha256, 0, item)
        for path, item in (found.withdrawn.items() if found else ())
        if found and item.withdrawal.record_type == record_type
    }


def _is_step(found: PublishedStatement, kind: str) -> bool:
    return found.statement.kind == kind and not withdraws(found.statement)


def _meeting(decision: PublishedStatement | None, *, people: bool) -> model.Deliberation | None:
    """The meeting that decided about units, or the one about people; their records differ in their names."""
    meetings = _all(decision, "deliberation", model.read_deliberation)
    found = [(body, at) for body, at in meetings if at.name.startswith(PEOPLE_MEETING) is people]
    if decision is not None and len(found) > 1:
        raise FindingsError.of("B172", f"ledger/statements/{decision.index}", type="deliberation")
    return found[0][0] if found else None


def _people(
    cycle: str, statements: list[PublishedStatement], scheme: PublishedStatement, decision: PublishedStatement | None
) -> PeopleTrack | None:
    schemes = _all(scheme, "people-scheme", read_people_scheme)
    if not schemes:
        return None
    numbers, blocks = Numbers(), []
    for found in statements:
        if block := _only(found, "people", read_block):
            size, public = block[0]
            blocks.append(Block(found, block[1], size))
            numbers = read_numbers(numbers, found.statement.kind, public)
    schemes.sort(key=lambda pair: pair[1].name)
    return PeopleTrack(cycle, tuple(schemes), tuple(blocks), numbers, _meeting(decision, people=True))


def _all(
    found: PublishedStatement | None, record_type: str, read: Callable[[PublicRecord, str], T]
) -> list[tuple[T, Held]]:
    if found is None:
        return []
    read_records = []
    for path, (data, record) in found.records.items():
        if record.type == record_type:
            full = f"ledger/statements/{found.index}/{path}"
            read_records.append((read(record, full), Held(found.index, path, sha256_hex(data), len(data))))
    return read_records


def _only(
    found: PublishedStatement | None, record_type: str, read: Callable[[PublicRecord, str], T]
) -> tuple[T, Held] | None:
    records = _all(found, record_type, read)
    if found is not None and len(records) > 1:
        raise FindingsError.of("B172", f"ledger/statements/{found.index}", type=record_type)
    return records[0] if records else None


def _required(found: PublishedStatement, record_type: str, read: Callable[[PublicRecord, str], T]) -> tuple[T, Held]:
    record = _only(found, record_type, read)
    if record is None:
        raise FindingsError.of("B172", f"ledger/statements/{found.index}", type=record_type)
    return record


def _body(found: PublishedStatement | None, record_type: str, read: Callable[[PublicRecord, str], T]) -> T | None:
    record = _only(found, record_type, read)
    return record[0] if record else None

"""The statements arranged by cycle, with the bodies that the checks compare; what cannot be read becomes a problem."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from generator.audit import bodies, people_bodies
from generator.audit.bodies import Scheme, UnitDecision, UnitResult
from generator.audit.people_bodies import Block, PeopleScheme
from generator.core.canonical import sha256_hex
from generator.core.errors import FindingsError
from generator.core.problem import Problem
from generator.ledger.statements import PublishedStatement
from generator.published.record import PublicRecord
from generator.published.shapes import Document
from generator.published.vocabulary import PEOPLE_KINDS
from generator.published.withdrawal import Withdrawn, withdraws

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Held(Generic[T]):
    """A record of a statement with its body as read: ``path`` inside the site, ``key`` as pages name it."""

    path: str
    key: str
    sha256: str
    record: PublicRecord
    body: T


@dataclass(frozen=True, slots=True)
class Gone:
    """A record that was withdrawn: ``key`` as pages named it, its digest, and what says that it is gone."""

    key: str
    sha256: str
    by: Withdrawn


@dataclass(slots=True)
class Cycle:
    """One cycle: its statements in log order and the bodies that could be read; None where there is none.

    ``people_schemes`` by record name (``base`` or a kind of people), ``blocks`` by kind of statement. ``gone`` are the
    withdrawn records by type and name.
    """

    id: str
    statements: list[PublishedStatement]
    problems: list[Problem] = field(default_factory=list)
    scheme: Held[Scheme] | None = None
    departments: Held[tuple[str, ...]] | None = None
    slots: Held[dict[str, tuple[str, ...]]] | None = None
    report_units: Held[int] | None = None
    closure: Held[tuple[str, ...]] | None = None
    results: dict[str, Held[UnitResult]] = field(default_factory=dict)
    decisions: dict[str, Held[UnitDecision]] = field(default_factory=dict)
    block_size: Held[int | None] | None = None
    people_schemes: dict[str, Held[PeopleScheme]] = field(default_factory=dict)
    blocks: dict[str, Held[Block]] = field(default_factory=dict)
    department_names: Held[dict[str, Mapping[str, str]]] | None = None
    gone: dict[tuple[str, str], Gone] = field(default_factory=dict)

    def in_order(self) -> list[tuple[str, Held[UnitResult]]]:
        """The results by unit, in the order of the organ record: how tables show them."""
        return [(unit, self.results[unit]) for unit in self.units() if unit in self.results]

    def units(self) -> list[str]:
        """The units that have a result, withdrawn ones included, in the order of the organ record."""
        order = {unit: place for place, unit in enumerate(self.departments.body if self.departments else ())}
        every = {*self.results, *(name for kind, name in self.gone if kind == "unit-result")}
        return sorted(every, key=lambda unit: (order.get(unit, len(order)), unit))

    def withdrawn(self, record_type: str) -> dict[str, Gone]:
        """The withdrawn records of a type by name."""
        return {name: gone for (found, name), gone in self.gone.items() if found == record_type}

    def first(self, kind: str) -> PublishedStatement | None:
        """Its first statement of a kind; withdrawals have no place in the order and are not looked at."""
        return next((s for s in self.statements if s.statement.kind == kind and not withdraws(s.statement)), None)


def record_path(found: PublishedStatement, path: str) -> str:
    """The path of a statement's file inside the site."""
    return f"ledger/statements/{found.index}/{path}"


def read_cycles(statements: Sequence[PublishedStatement]) -> list[Cycle]:
    """The cycles in the order of their first statement; trust statements belong to none."""
    cycles: dict[str, Cycle] = {}
    for found in statements:
        if found.statement.kind != "trust":
            cycles.setdefault(found.statement.cycle, Cycle(found.statement.cycle, [])).statements.append(found)
    for cycle in cycles.values():
        _read(cycle)
    return list(cycles.values())


def _read(cycle: Cycle) -> None:
    cycle.scheme = _one(cycle, "scheme", "scheme", bodies.read_scheme)
    cycle.departments = _one(cycle, "scheme", "organ", bodies.read_departments)
    cycle.department_names = _one(cycle, "scheme", "organ", bodies.read_department_names)
    for found in cycle.statements:
        for path, item in found.withdrawn.items():
            said = item.withdrawal
            cycle.gone[said.record_type, said.record_name] = Gone(f"{found.index}/{path}", said.sha256, item)
    cycle.slots = _one(cycle, "scheme", "slots", bodies.read_slots)
    cycle.report_units = _one(cycle, "report", "report", bodies.read_report_units)
    cycle.closure = _one(cycle, "closed", "closure", bodies.read_closure)
    for held in _all(cycle, "report", "unit-result", bodies.read_unit_result):
        cycle.results[held.record.name] = held
    for held_decision in _all(cycle, "decision", "unit-decision", bodies.read_unit_decision):
        cycle.decisions[held_decision.record.name] = held_decision
    cycle.block_size = _one(cycle, "scheme", "slots", bodies.read_block_size)
    for held_scheme in _all(cycle, "scheme", "people-scheme", people_bodies.read_people_scheme):
        cycle.people_schemes[held_scheme.record.name] = held_scheme
    for kind in PEOPLE_KINDS:
        if (block := _one(cycle, kind, "people", people_bodies.READERS[kind])) is not None:
            cycle.blocks[kind] = block


def _one(cycle: Cycle, kind: str, record_type: str, read: Callable[[Document], T]) -> Held[T] | None:
    """The only record of its type; how many there are is another check's business."""
    held = _all(cycle, kind, record_type, read)
    return held[0] if held else None


def _all(cycle: Cycle, kind: str, record_type: str, read: Callable[[Document], T]) -> list[Held[T]]:
    found = cycle.first(kind)
    held = []
    for path, (data, record) in found.records.items() if found else ():
        if found is None or record.type != record_type:
            continue
        full = record_path(found, path)
        try:
            body = read(Document(record.body, full, "/body"))
        except FindingsError as error:
            cycle.problems += error.problems
            continue
        held.append(Held(full, f"{found.index}/{path}", sha256_hex(data), record, body))
    return held

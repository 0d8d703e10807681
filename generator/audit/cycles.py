"""The statements arranged by cycle, with the bodies that the checks compare; what cannot be read becomes a problem."""

from __future__ import annotations

from collections.abc import Callable, Sequence
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

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Held(Generic[T]):
    """A record of a statement with its body as read: ``path`` inside the site, ``key`` as pages name it."""

    path: str
    key: str
    sha256: str
    record: PublicRecord
    body: T


@dataclass(slots=True)
class Cycle:
    """One cycle: its statements in log order and the bodies that could be read; None where there is none.

    ``people_schemes`` by record name (``base`` or a kind of people), ``blocks`` by kind of statement.
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

    def in_order(self) -> list[tuple[str, Held[UnitResult]]]:
        """The results by unit, in the order of the organ record: how tables show them."""
        order = {unit: place for place, unit in enumerate(self.departments.body if self.departments else ())}
        return sorted(self.results.items(), key=lambda item: (order.get(item[0], len(order)), item[0]))

    def first(self, kind: str) -> PublishedStatement | None:
        """Its first statement of a kind."""
        return next((found for found in self.statements if found.statement.kind == kind), None)


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

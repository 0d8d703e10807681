"""The statements arranged by cycle, with the bodies that the checks compare; what cannot be read becomes a problem."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from generator.audit import bodies, people_bodies
from generator.audit.bodies import Scheme, UnitDecision, UnitResult
from generator.audit.people_bodies import Block, PeopleScheme
from generator.core.canonical import sha256_hex
from generator.core.errors import FindingsError
from generator.core.problem import Problem
from generator.ledger.statements import PublishedStatement
from generator.published.acts import READERS, ClosureBody, MeetingBody, ReportBody
from generator.published.outcome_bodies import read_closure, read_meeting, read_report
from generator.published.record import PublicRecord
from generator.published.shapes import Document
from generator.published.vocabulary import AGAIN_WITH_PLAN, PEOPLE_ACTS, PLAN, act_of
from generator.published.withdrawal import Withdrawn
from generator.published.workdays import CalendarBody, read_calendar

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

    ``people_schemes`` by record name (``base`` or a kind of people), ``blocks`` by kind of statement (``change-2`` and
    so on: those of later corrections), ``calendars`` by year. ``meetings`` by record name. ``acts`` are the records
    that only a cycle with a plan has, by type and name, every revision of each in log order. ``gone`` are the withdrawn
    records by type and name.
    """

    id: str
    statements: list[PublishedStatement]
    problems: list[Problem] = field(default_factory=list)
    scheme: Held[Scheme] | None = None
    departments: Held[tuple[str, ...]] | None = None
    slots: Held[dict[str, tuple[str, ...]]] | None = None
    report: Held[ReportBody] | None = None
    closure: Held[ClosureBody] | None = None
    results: dict[str, Held[UnitResult]] = field(default_factory=dict)
    decisions: dict[str, Held[UnitDecision]] = field(default_factory=dict)
    block_size: Held[int | None] | None = None
    people_schemes: dict[str, Held[PeopleScheme]] = field(default_factory=dict)
    blocks: dict[str, Held[Block]] = field(default_factory=dict)
    office: Held[dict[str, str]] | None = None
    department_names: Held[dict[str, Mapping[str, str]]] | None = None
    calendars: dict[int, Held[CalendarBody]] = field(default_factory=dict)
    meetings: dict[str, Held[MeetingBody]] = field(default_factory=dict)
    acts: dict[str, dict[str, list[Held[Any]]]] = field(default_factory=dict)
    gone: dict[tuple[str, str], Gone] = field(default_factory=dict)

    @property
    def planned(self) -> bool:
        """Whether the scheme was announced with a plan, readable or not: such a cycle knows more acts."""
        scheme = self.act("scheme")
        return scheme is not None and bool(scheme.of_type(PLAN))

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

    def act(self, name: str) -> PublishedStatement | None:
        """The first statement of an act (``vocabulary.ACTS``)."""
        return next(iter(self.all_of(name)), None)

    def all_of(self, name: str) -> list[PublishedStatement]:
        """Every statement of an act in the order of the log."""
        return [s for s in self.statements if act_of(s.statement.kind, s.statement.step) == name]

    def one(self, record_type: str) -> Held[Any] | None:
        """The record of a type of which a cycle has one, its newest revision; None where there is none."""
        return next(iter(self.each(record_type).values()), None)

    def each(self, record_type: str) -> dict[str, Held[Any]]:
        """The newest revision of every record of a type, by name, in the order in which they first appeared."""
        return {name: revisions[-1] for name, revisions in self.acts.get(record_type, {}).items()}

    def every(self, record_type: str) -> list[Held[Any]]:
        """Every revision of every record of a type, in the order of the log."""
        found = [held for revisions in self.acts.get(record_type, {}).values() for held in revisions]
        return sorted(found, key=lambda held: int(held.key.partition("/")[0]))

    def corrected_blocks(self) -> list[Held[Block]]:
        """The blocks of people in the statements on corrections, in the order of the log."""
        return [held for kind, held in self.blocks.items() if kind.partition("-")[0] == "change"]


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
    if cycle.planned:
        cycle.office = _one(cycle, "scheme", "organ", bodies.read_office)
    cycle.department_names = _one(cycle, "scheme", "organ", bodies.read_department_names)
    for found in cycle.statements:
        for path, item in found.withdrawn.items():
            said = item.withdrawal
            cycle.gone[said.record_type, said.record_name] = Gone(f"{found.index}/{path}", said.sha256, item)
    cycle.slots = _one(cycle, "scheme", "slots", bodies.read_slots)
    cycle.report = _one(cycle, "report", "report", read_report)
    cycle.closure = _one(cycle, "closed", "closure", read_closure)
    for held in _all(cycle, "report", "unit-result", bodies.read_unit_result):
        cycle.results[held.record.name] = held
    for held_decision in _all(cycle, "decision", "unit-decision", bodies.read_unit_decision):
        cycle.decisions[held_decision.record.name] = held_decision
    cycle.block_size = _one(cycle, "scheme", "slots", bodies.read_block_size)
    for held_scheme in _all(cycle, "scheme", "people-scheme", people_bodies.read_people_scheme):
        cycle.people_schemes[held_scheme.record.name] = held_scheme
    for act, kind in PEOPLE_ACTS.items():
        statements = cycle.all_of(act) if act in AGAIN_WITH_PLAN else cycle.all_of(act)[:1]
        for statement in statements:
            if found_blocks := _in(cycle, statement, "people", people_bodies.READERS[kind]):
                number = sum(known.partition("-")[0] == kind for known in cycle.blocks) + 1
                cycle.blocks[kind if number == 1 else f"{kind}-{number}"] = found_blocks[0]
    for calendar in _all(cycle, "scheme", "calendar", read_calendar):
        cycle.calendars[calendar.body.year] = calendar
    for meeting in _all(cycle, "decision", "deliberation", read_meeting):
        cycle.meetings[meeting.record.name] = meeting
    for found in cycle.statements:
        for record_type in sorted(READERS):
            for held_act in _in(cycle, found, record_type, READERS[record_type]):
                cycle.acts.setdefault(record_type, {}).setdefault(held_act.record.name, []).append(held_act)


def _one(cycle: Cycle, act: str, record_type: str, read: Callable[[Document], T]) -> Held[T] | None:
    """The only record of its type; how many there are is another check's business."""
    held = _all(cycle, act, record_type, read)
    return held[0] if held else None


def _all(cycle: Cycle, act: str, record_type: str, read: Callable[[Document], T]) -> list[Held[T]]:
    found = cycle.act(act)
    return _in(cycle, found, record_type, read) if found else []


def _in(cycle: Cycle, found: PublishedStatement, record_type: str, read: Callable[[Document], T]) -> list[Held[T]]:
    """The records of a type in one statement; what is wrong with the others goes to the cycle's problems."""
    held = []
    for path, (data, record) in found.records.items():
        if record.type != record_type:
            continue
        full = record_path(found, path)
        try:
            body = read(Document(record.body, full, "/body"))
        except FindingsError as error:
            cycle.problems += error.problems
            continue
        held.append(Held(full, f"{found.index}/{path}", sha256_hex(data), record, body))
    return held

"""Reading the published statements into the view that pages are made from (:mod:`generator.site.ledger_view`)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from generator.core.canonical import sha256_hex
from generator.core.errors import FindingsError
from generator.ledger.statements import PublishedStatement
from generator.published.afterwards_bodies import UnitCorrectionBody, read_unit_correction
from generator.published.record import PublicRecord
from generator.published.trust import read_trust
from generator.published.withdrawal import withdraws
from generator.site import model
from generator.site.acts import read_acts
from generator.site.held import Held
from generator.site.ledger_view import PEOPLE_MEETING, Block, Cycle, LedgerView, PeopleTrack, UnitEntry
from generator.site.people_numbers import Numbers, read_block, read_numbers
from generator.site.people_scheme import read_people_scheme
from generator.site.scheme import read_scheme

T = TypeVar("T")


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
        units=_units(report, decision, acts.of("correction"), organ[0]),
        people=_people(cycle, statements, last["scheme"], decision),
        statements=tuple(statements),
        acts=acts,
    )


def _units(
    report: PublishedStatement | None,
    decision: PublishedStatement | None,
    corrected: Sequence[PublishedStatement],
    organ: model.Organ,
) -> tuple[UnitEntry, ...]:
    """Every unit that has a result, withdrawn ones included, in the order of the organ."""
    results = {found.unit: (found, at) for found, at in _all(report, "unit-result", model.read_unit_result)}
    decisions = {found.unit: (found, at) for found, at in _all(decision, "unit-decision", model.read_unit_decision)}
    corrections: dict[str, list[tuple[UnitCorrectionBody, Held]]] = {}
    for statement in corrected:
        for found, at in _all(statement, "unit-correction", _read_correction):
            corrections.setdefault(found.unit, []).append((found, at))
    no_results, no_decisions = _gone(report, "unit-result"), _gone(decision, "unit-decision")
    order = {unit: position for position, unit in enumerate(organ.departments)}
    units = []
    for unit in sorted({*results, *no_results}, key=lambda unit: (order.get(unit, len(order)), unit)):
        result, result_at = results[unit] if unit in results else (None, no_results[unit])
        decided, decided_at = decisions.get(unit, (None, no_decisions.get(unit)))
        name = result.name if result else organ.departments.get(unit, {"zh": unit, "en": unit})
        put_right = tuple(corrections.get(unit, ()))
        units.append(UnitEntry(unit, name, result, result_at, decided, decided_at, put_right))
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

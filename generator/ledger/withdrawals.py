"""Withdrawals against the statements they are about: each names a record that there is, once, and that may go.

Pure. What a withdrawal is: :mod:`generator.published.withdrawal`; codes L210 to L215: docs/spec/31-statements.md.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING

from generator.core.errors import FindingsError
from generator.core.problem import Place, Problem
from generator.ledger import merkle
from generator.published.statement import decode_sums
from generator.published.withdrawal import RECORD_TYPE, TYPES, Withdrawn, read_withdrawal, withdraws

if TYPE_CHECKING:
    from generator.ledger.statements import PublishedStatement

CLAUSE = "P2-5.1"


def withdrawals_of(found: PublishedStatement, name: str) -> list[Withdrawn]:
    """What a statement withdraws; nothing, whatever its records say, where that is not its step.

    ``name`` is how messages call its directory. Raises FindingsError C110.
    """
    if not withdraws(found.statement):
        return []
    return [
        Withdrawn(found.index, path, read_withdrawal(record, f"{name}/{path}"))
        for path, (_, record) in found.records.items()
        if record.type == RECORD_TYPE
    ]


def published_withdrawals(published: Sequence[PublishedStatement]) -> list[Withdrawn]:
    """Every withdrawal that was published, in log order. Raises FindingsError C110."""
    return list(chain.from_iterable(withdrawals_of(found, f"ledger/statements/{found.index}") for found in published))


def named(withdrawn: Collection[Withdrawn], index: int, statement: str) -> dict[str, Withdrawn]:
    """Those that name records of the statement ``statement`` (its SHA-256) at ``index`` and may, by record path."""
    return {
        item.withdrawal.path: item
        for item in withdrawn
        if item.by > index
        and (item.withdrawal.index, item.withdrawal.statement) == (index, statement)
        and item.withdrawal.record_type in TYPES
    }


def faults(
    item: Withdrawn, found: Mapping[int, PublishedStatement], earlier: Sequence[Withdrawn], place: str
) -> Iterator[Problem]:
    """What is wrong with a withdrawal, seen against the statements before it and the withdrawals ``earlier``.

    ``found`` are the statements that could be read, by index, its own included. L210: there is no such record; L211:
    the leaf is not that record's (where the record is there to tell); L213: a type that cannot be withdrawn; L214:
    withdrawn already; L215: the name of the record that says so.
    """
    said, target = item.withdrawal, found.get(item.withdrawal.index)
    words = {"index": str(said.index), "path": said.path}
    where = Place(place)
    if item.path.rpartition("/")[2] != f"{said.name}.json":
        yield Problem("L215", where, {"expected": said.name})
    if said.record_type not in TYPES:
        yield Problem("L213", where, {"type": said.record_type}, clause=CLAUSE)
    if any((other.withdrawal.index, other.withdrawal.path) == (said.index, said.path) for other in earlier):
        yield Problem("L214", where, words)
    if target is None and said.index < item.by:
        return  # It is there and cannot be read: that is reported where it lies.
    if target is None or said.index >= item.by or not _is_in(item, target, found[item.by]):
        yield Problem("L210", where, words)
    elif (there := target.records.get(said.path)) is not None and merkle.leaf_hash(there[0]).hex() != said.leaf:
        yield Problem("L211", where, words)


def survey_withdrawals(statements: Sequence[PublishedStatement], name: str) -> Iterator[Problem]:
    """What is wrong with the withdrawals of ``statements``, and L212 for each record that is still there."""
    found = {statement.index: statement for statement in statements}
    earlier: list[Withdrawn] = []
    for statement in statements:
        folder = f"{name}/statements/{statement.index}"
        try:
            items = withdrawals_of(statement, folder)
        except FindingsError:
            continue  # Reported where the statement was read.
        for item in items:
            yield from faults(item, found, earlier, f"{folder}/{item.path}")
            earlier.append(item)
    for item in still_there(statements):
        place = Place(f"{name}/{item.withdrawal.listed}")
        yield Problem("L212", place, {"by": str(item.by)}, clause=CLAUSE)


def still_there(statements: Sequence[PublishedStatement]) -> list[Withdrawn]:
    """The withdrawals whose record has not gone: publishing was cut off, or the record was put back."""
    found = {statement.index: statement for statement in statements}
    left = []
    for statement in statements:
        try:
            items = withdrawals_of(statement, "")
        except FindingsError:
            continue
        for item in items:
            target = found.get(item.withdrawal.index)
            if target is None or target.index >= item.by or item.withdrawal.path not in target.records:
                continue
            if _is_in(item, target, statement):
                left.append(item)
    return left


def _is_in(item: Withdrawn, target: PublishedStatement, own: PublishedStatement) -> bool:
    """Whether the statement has such a record, and both belong to one cycle."""
    said = item.withdrawal
    same = (target.sha256, target.statement.cycle) == (said.statement, own.statement.cycle)
    return same and decode_sums(target.sums, "SHA256SUMS").get(said.path) == said.sha256

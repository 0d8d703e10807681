"""What a withdrawal statement consists of: one record for each withdrawal that the office wrote and nobody published.

Whatever the office writes is held against the ledger first: a wrong digest could not be put right once the record is
gone.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from generator.core.canonical import sha256_hex
from generator.core.errors import FindingsError
from generator.core.problem import Place, Problem
from generator.disclosure.airlock import Airlock, Released
from generator.intake.bind import Bound
from generator.intake.models import withdrawal as model
from generator.intake.repository import Cycle
from generator.intake.similar import nearest
from generator.ledger import merkle
from generator.ledger.statements import PublishedStatement
from generator.ledger.withdrawals import published_withdrawals
from generator.published.withdrawal import RECORD_TYPE, Withdrawal

CLAUSE = "P2-5.1"


@dataclass(frozen=True, slots=True)
class WithdrawalPart:
    """The records of a withdrawal statement, its day, the input files it rests on and the statements it is about."""

    date: datetime.date
    records: tuple[Released, ...]
    inputs: tuple[str, ...]
    builds_on: tuple[str, ...]


def withdrawal_part(cycle: Cycle, published: Sequence[PublishedStatement], airlock: Airlock) -> WithdrawalPart:
    """Everything that ``cycle`` withdraws and that is not withdrawn yet, dated by the latest of the files.

    Raises FindingsError P143 (no such statement in this cycle), P144 (it has no such record), P145 (dated before it),
    P146 (withdrawn already, for another reason), P147 (nothing is left to withdraw).
    """
    done = {(item.withdrawal.index, item.withdrawal.path): item for item in published_withdrawals(published)}
    pending: list[tuple[Bound[model.Withdrawal], Withdrawal]] = []
    problems: list[Problem] = []
    for bound in (bound for _, bound in sorted(cycle.withdrawals.items())):
        record = bound.record
        earlier = done.get((record.statement, _path(record)))
        if earlier is None:
            found = _found(bound, cycle, published)
            if isinstance(found, Problem):
                problems.append(found)
            else:
                pending.append((bound, found))
        elif (earlier.withdrawal.reason, earlier.withdrawal.clause) != (record.reason, record.clause):
            words = {"index": earlier.by, "reason": earlier.withdrawal.reason, "basis": earlier.withdrawal.clause}
            problems.append(bound.problem("P146", ("reason",), clause=CLAUSE, **words))
    if not problems and not pending:
        place = Place(cycle.path("procedure/withdrawals"))
        problems.append(Problem("P147", place, {"cycle": cycle.name}))
    if problems:
        raise FindingsError(problems)
    targets = {item.index for _, item in pending}
    return WithdrawalPart(
        date=max(bound.record.date for bound, _ in pending),
        records=tuple(airlock.release(RECORD_TYPE, item.name, item.body()) for _, item in pending),
        inputs=tuple(bound.path for bound, _ in pending),
        builds_on=tuple(published[index].sha256 for index in sorted(targets)),
    )


def _found(
    bound: Bound[model.Withdrawal], cycle: Cycle, published: Sequence[PublishedStatement]
) -> Withdrawal | Problem:
    """The record as the ledger has it, or why it cannot be withdrawn."""
    record, path = bound.record, _path(bound.record)
    target = published[record.statement] if record.statement < len(published) else None
    if target is None or target.statement.cycle != cycle.name:
        own = [str(found.index) for found in published if found.statement.cycle == cycle.name]
        words = {"index": record.statement, "cycle": cycle.name, "known": "、".join(own) or "—"}
        return bound.problem("P143", ("statement",), clause=CLAUSE, **words)
    if path not in target.records:
        near = nearest(record.name, [item.name for item in target.of_type(record.type)])
        words = {"index": record.statement, "path": path, "near": near}
        return bound.problem("P144", ("name",), clause=CLAUSE, **words)
    if record.date.isoformat() < target.statement.date:
        words = {"date": record.date, "before": target.statement.date}
        return bound.problem("P145", ("date",), clause=CLAUSE, **words)
    data = target.records[path][0]
    return Withdrawal(
        statement=target.sha256,
        index=target.index,
        path=path,
        sha256=sha256_hex(data),
        leaf=merkle.leaf_hash(data).hex(),
        reason=record.reason,
        clause=record.clause,
    )


def _path(record: model.Withdrawal) -> str:
    return f"records/{record.type}/{record.name}.json"

"""What is wrong with an office's withdrawals by themselves, before the ledger is asked (P140 to P142)."""

from __future__ import annotations

from collections.abc import Iterator

from generator.core.problem import Problem
from generator.intake.repository import Cycle
from generator.intake.similar import nearest
from generator.regulation import catalogue

CLAUSE = "P2-5.1"


def check(cycle: Cycle) -> Iterator[Problem]:
    """P140 a basis that nobody knows, P141 one record withdrawn by two files, P142 no unit of that name.

    Whether there is such a record is seen when the statement is drafted.
    """
    bases = [basis.id for basis in cycle.scheme.record.basis] if cycle.scheme is not None else None
    units = {*cycle.assessed, *cycle.exempt}
    known: dict[tuple[int, str, str], str] = {}
    for file, bound in sorted(cycle.withdrawals.items()):
        record = bound.record
        if bases is not None and record.clause not in bases and not catalogue.exists(record.clause):
            words = {"id": record.clause, "bases": "、".join(bases) or "—"}
            yield bound.problem("P140", ("clause",), clause="P1-A1", **words)
        target = (record.statement, record.type, record.name)
        if target in known:
            yield bound.problem("P141", ("name",), clause=CLAUSE, other=f"{known[target]}.yml")
        known.setdefault(target, file)
        if record.type != "deliberation" and units and record.name not in units:
            yield bound.problem("P142", ("name",), unit=record.name, near=nearest(record.name, units))

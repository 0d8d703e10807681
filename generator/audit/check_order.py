"""V10: the acts come in their order, each rests on the one before it, and a closed cycle is complete."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterator, Sequence

from generator.audit.cycles import Cycle
from generator.audit.evidence import Evidence, differing, problem
from generator.audit.verdict import Fact, Findings
from generator.core.problem import Problem
from generator.ledger.statements import PublishedStatement
from generator.ledger.withdrawals import withdrawals_of
from generator.published.vocabulary import (
    AFTER_CLOSED,
    BASES,
    BEFORE,
    BEFORE_WITHOUT_PLAN,
    ORDER,
    WITHOUT_PLAN,
    act_of,
    bases_of,
    clauses_of,
    may_come_again,
)
from generator.published.withdrawal import withdraws

ANYWHERE_BETWEEN = {"correction": frozenset({"closed"}), "appeals": frozenset({"closed"})}
"""Acts that later ones of the order do not shut out, but for those named here."""


def check_order(evidence: Evidence) -> Findings:
    """Kinds, dates, clauses, foundations and closures (A180 to A187)."""
    problems: list[Problem] = []
    statements = evidence.statements
    planned = {cycle.id for cycle in evidence.cycles if cycle.planned}
    for found in statements:
        kind = found.statement.kind
        if (found.index == 0 and kind != "trust") or (clauses := _clauses(found, planned)) is None:
            problems.append(problem("A180", _path(found), kind=kind))
        elif found.statement.clauses != clauses:
            problems.append(problem("A185", _path(found), **differing("clauses", found.statement.clauses, clauses)))
    for before, after in itertools.pairwise(statements):
        if after.statement.date < before.statement.date:
            problems.append(problem("A182", _path(after), found=after.statement.date, before=before.statement.date))
    trusts = [found for found in statements if found.statement.kind == "trust"]
    for at, trust in enumerate(trusts):
        problems += _builds_on(trust, trusts[max(at - 1, 0) : at])
    for cycle in evidence.cycles:
        problems += _sequence(cycle)
        problems += _foundations(cycle, trusts)
        problems += _closure(cycle)
    closed = [cycle.id for cycle in evidence.cycles if cycle.act("closed")]
    facts: dict[str, Fact] = {
        "cycles": [cycle.id for cycle in evidence.cycles],
        "closed": closed,
        "open": [cycle.id for cycle in evidence.cycles if cycle.id not in closed],
        "until": statements[-1].statement.date if statements else None,
    }
    return Findings(facts, tuple(problems))


def _sequence(cycle: Cycle) -> Iterator[Problem]:
    """Every act comes after the one it needs and before the later ones, each once but for the repeatable ones."""
    seen: list[str] = []
    for found in cycle.statements:
        act, kind = _act(found), found.statement.kind
        if withdraws(found.statement):
            continue
        if not cycle.planned and act not in WITHOUT_PLAN:
            yield problem("A188", _path(found), "P1-A12", act=act, cycle=cycle.id)
        elif act in seen and not may_come_again(act, planned=cycle.planned):
            yield problem("A181", _path(found), kind=kind, cycle=cycle.id)
        elif not _may_follow(seen, act, cycle.planned):
            yield problem("A183", _path(found), kind=kind, cycle=cycle.id)
        seen.append(act)


def _may_follow(seen: list[str], act: str, planned: bool) -> bool:
    needed = (BEFORE if planned else BEFORE_WITHOUT_PLAN).get(act)
    if needed is not None and needed not in seen:
        return False
    if act not in ORDER:
        return True
    # A correction is made whenever it has to be, and stands in nobody's way.
    after = ANYWHERE_BETWEEN.get(act, frozenset(ORDER[ORDER.index(act) + 1 :]) - {"correction"})
    return not after.intersection(seen)


def _foundations(cycle: Cycle, trusts: Sequence[PublishedStatement]) -> Iterator[Problem]:
    before: list[PublishedStatement] = []
    for found in cycle.statements:
        act = _act(found)
        if withdraws(found.statement):
            yield from _builds_on(found, _withdrawn_from(found, cycle))
        elif act == "closed":
            yield from _builds_on(found, before)
        elif act == "scheme":
            yield from _builds_on(found, [trust for trust in trusts if trust.index < found.index][-1:])
        elif act in BASES:
            bases = bases_of(act, again=act in map(_act, before))
            yield from _builds_on(found, [base for base in before if _act(base) in bases])
        before.append(found)


def _withdrawn_from(found: PublishedStatement, cycle: Cycle) -> list[PublishedStatement]:
    """The statements from which a statement withdraws records: what it rests on, in the order of the log."""
    place = f"ledger/statements/{found.index}"
    indices = {item.withdrawal.index for item in withdrawals_of(found, place)}
    return [target for target in cycle.statements if target.index in indices]


def _builds_on(found: PublishedStatement, expected: list[PublishedStatement]) -> Iterator[Problem]:
    digests = [base.sha256 for base in expected]
    if list(found.statement.builds_on) != digests:
        yield problem("A184", _path(found), **differing("builds_on", found.statement.builds_on, digests))


def _closure(cycle: Cycle) -> Iterator[Problem]:
    """The closure lists every statement of the cycle before it, and none follows that adds anything to it."""
    closed = cycle.act("closed")
    if closed is None:
        return
    for found in cycle.statements:
        if found.index > closed.index and _act(found) not in AFTER_CLOSED:
            yield problem("A186", _path(found), cycle=cycle.id)
    expected = [found.sha256 for found in cycle.statements if found.index < closed.index]
    if cycle.closure and list(cycle.closure.body.statements) != expected:
        wrong = differing("statements", cycle.closure.body.statements, expected)
        yield problem("A187", cycle.closure.path, "P1-A23", **wrong)


def _clauses(found: PublishedStatement, planned: Collection[str]) -> tuple[str, ...] | None:
    statement = found.statement
    return clauses_of(statement.kind, statement.step, planned=statement.cycle in planned)


def _act(found: PublishedStatement) -> str:
    return act_of(found.statement.kind, found.statement.step)


def _path(found: PublishedStatement) -> str:
    return f"ledger/statements/{found.index}/statement.json"

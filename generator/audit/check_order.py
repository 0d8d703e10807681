"""V10: the acts come in their order, each rests on the one before it, and a closed cycle is complete."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from generator.audit.cycles import Cycle
from generator.audit.evidence import Evidence, differing, problem
from generator.audit.verdict import Fact, Findings
from generator.core.problem import Problem
from generator.ledger.statements import PublishedStatement
from generator.ledger.withdrawals import withdrawals_of
from generator.published.vocabulary import OPTIONAL, ORDER, clauses_of
from generator.published.withdrawal import withdraws

FOUNDATIONS = {
    "inputs": ("scheme",),
    "report": ("scheme", "inputs"),
    "decision": ("report",),
    "change": ("decision",),
}
"""What each kind rests on, as far as it is there.

A scheme rests on the trust in force, a trust on the one it replaces, a closure on everything.
"""


def check_order(evidence: Evidence) -> Findings:
    """Kinds, dates, clauses, foundations and closures (A180 to A187)."""
    problems: list[Problem] = []
    statements = evidence.statements
    for found in statements:
        kind = found.statement.kind
        if (found.index == 0 and kind != "trust") or (clauses := clauses_of(kind, found.statement.step)) is None:
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
    closed = [cycle.id for cycle in evidence.cycles if cycle.first("closed")]
    facts: dict[str, Fact] = {
        "cycles": [cycle.id for cycle in evidence.cycles],
        "closed": closed,
        "open": [cycle.id for cycle in evidence.cycles if cycle.id not in closed],
        "until": statements[-1].statement.date if statements else None,
    }
    return Findings(facts, tuple(problems))


def _sequence(cycle: Cycle) -> Iterator[Problem]:
    """The kinds are the beginning of ORDER, each once, but for those that may be left out and withdrawals."""
    seen: list[str] = []
    for found in cycle.statements:
        kind = found.statement.kind
        if withdraws(found.statement):
            continue
        if kind in seen:
            yield problem("A181", _path(found), kind=kind, cycle=cycle.id)
        elif kind in ORDER and not _may_follow(seen, kind):
            yield problem("A183", _path(found), kind=kind, cycle=cycle.id)
        if kind in ORDER and kind not in seen:
            seen.append(kind)


def _may_follow(seen: list[str], kind: str) -> bool:
    before, after = ORDER[: ORDER.index(kind)], ORDER[ORDER.index(kind) + 1 :]
    return all(earlier in seen or earlier in OPTIONAL for earlier in before) and not set(seen) & set(after)


def _foundations(cycle: Cycle, trusts: Sequence[PublishedStatement]) -> Iterator[Problem]:
    before: list[PublishedStatement] = []
    for found in cycle.statements:
        kind = found.statement.kind
        if withdraws(found.statement):
            yield from _builds_on(found, _withdrawn_from(found, cycle))
        elif kind == "closed":
            yield from _builds_on(found, before)
        elif kind == "scheme":
            yield from _builds_on(found, [trust for trust in trusts if trust.index < found.index][-1:])
        elif kind in FOUNDATIONS:
            bases = [cycle.first(base) for base in FOUNDATIONS[kind]]
            yield from _builds_on(found, [base for base in bases if base is not None])
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
    closed = cycle.first("closed")
    if closed is None:
        return
    for found in cycle.statements:
        if found.index > closed.index and not withdraws(found.statement):
            yield problem("A186", _path(found), cycle=cycle.id)
    expected = [found.sha256 for found in cycle.statements if found.index < closed.index]
    if cycle.closure and list(cycle.closure.body) != expected:
        yield problem("A187", cycle.closure.path, "P1-A23", **differing("statements", cycle.closure.body, expected))


def _path(found: PublishedStatement) -> str:
    return f"ledger/statements/{found.index}/statement.json"

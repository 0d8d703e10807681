"""V10: the acts come in their order, each rests on the one before it, and a closed cycle is complete."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from generator.audit.cycles import Cycle
from generator.audit.evidence import Evidence, differing, problem
from generator.audit.verdict import Fact, Findings
from generator.core.problem import Problem
from generator.ledger.statements import PublishedStatement
from generator.published.vocabulary import CLAUSES, OPTIONAL, ORDER

FOUNDATIONS = {
    "inputs": ("scheme",),
    "report": ("scheme", "inputs"),
    "decision": ("report",),
    "change": ("decision",),
}
"""What each kind rests on, as far as it is there; a scheme rests on the trust, a closure on everything."""


def check_order(evidence: Evidence) -> Findings:
    """Kinds, dates, clauses, foundations and closures (A180 to A187)."""
    problems: list[Problem] = []
    statements = evidence.statements
    for found in statements:
        kind = found.statement.kind
        if (kind == "trust") != (found.index == 0) or kind not in CLAUSES:
            problems.append(problem("A180", _path(found), kind=kind))
        elif found.statement.clauses != CLAUSES[kind]:
            problems.append(
                problem("A185", _path(found), **differing("clauses", found.statement.clauses, CLAUSES[kind]))
            )
    for before, after in itertools.pairwise(statements):
        if after.statement.date < before.statement.date:
            problems.append(problem("A182", _path(after), found=after.statement.date, before=before.statement.date))
    trust = next((found for found in statements if found.statement.kind == "trust"), None)
    if trust:
        problems += _builds_on(trust, [])
    for cycle in evidence.cycles:
        problems += _sequence(cycle)
        problems += _foundations(cycle, trust)
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
    """The kinds are the beginning of ORDER, each once, apart from those that may be left out."""
    seen: list[str] = []
    for found in cycle.statements:
        kind = found.statement.kind
        if kind in seen:
            yield problem("A181", _path(found), kind=kind, cycle=cycle.id)
        elif kind in ORDER and not _may_follow(seen, kind):
            yield problem("A183", _path(found), kind=kind, cycle=cycle.id)
        if kind in ORDER and kind not in seen:
            seen.append(kind)


def _may_follow(seen: list[str], kind: str) -> bool:
    before, after = ORDER[: ORDER.index(kind)], ORDER[ORDER.index(kind) + 1 :]
    return all(earlier in seen or earlier in OPTIONAL for earlier in before) and not set(seen) & set(after)


def _foundations(cycle: Cycle, trust: PublishedStatement | None) -> Iterator[Problem]:
    before: list[PublishedStatement] = []
    for found in cycle.statements:
        kind = found.statement.kind
        if kind == "closed":
            yield from _builds_on(found, before)
        elif kind == "scheme":
            yield from _builds_on(found, [trust] if trust else [])
        elif kind in FOUNDATIONS:
            bases = [cycle.first(base) for base in FOUNDATIONS[kind]]
            yield from _builds_on(found, [base for base in bases if base is not None])
        before.append(found)


def _builds_on(found: PublishedStatement, expected: list[PublishedStatement]) -> Iterator[Problem]:
    digests = [base.sha256 for base in expected]
    if list(found.statement.builds_on) != digests:
        yield problem("A184", _path(found), **differing("builds_on", found.statement.builds_on, digests))


def _closure(cycle: Cycle) -> Iterator[Problem]:
    """The closure lists every statement of the cycle before it, and none follows."""
    closed = cycle.first("closed")
    if closed is None:
        return
    for found in cycle.statements:
        if found.index > closed.index:
            yield problem("A186", _path(found), cycle=cycle.id)
    expected = [found.sha256 for found in cycle.statements if found.index < closed.index]
    if cycle.closure and list(cycle.closure.body) != expected:
        yield problem("A187", cycle.closure.path, "P1-A23", **differing("statements", cycle.closure.body, expected))


def _path(found: PublishedStatement) -> str:
    return f"ledger/statements/{found.index}/statement.json"

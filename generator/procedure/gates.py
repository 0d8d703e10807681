"""Which statement may follow which: the order of the yearly procedure as predicates (P1-A10, A12, A17, A18, A23).

Pure: looks at what is already published and at what is proposed, returns every reason why not.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from generator.core.problem import Place, Problem

BEFORE: Mapping[str, str] = {
    "scheme": "trust",
    "inputs": "scheme",
    "report": "scheme",
    "decision": "report",
    "change": "decision",
    "closed": "decision",
}
"""The kind that must be published before each kind."""

NOT_AFTER: Mapping[str, str] = {"inputs": "report"}
"""The kind that must not be published yet: goals are set before it is reported how they were reached."""

CLAUSE: Mapping[str, str] = {
    "scheme": "P1-A12",
    "inputs": "P1-A12",
    "report": "P1-A12",
    "decision": "P1-A17",
    "change": "P1-A18",
    "closed": "P1-A18",
}


@dataclass(frozen=True, slots=True)
class Act:
    """A statement as the procedure sees it."""

    kind: str
    cycle: str
    date: datetime.date


def blockers(published: Sequence[Act], proposed: Act, path: str) -> list[Problem]:
    """Why ``proposed`` cannot be published now; empty when nothing stands in its way.

    P101 published already, P102 what must come before is not published, P103 dated before something published,
    P104 the cycle is closed, P105 what must come after it is published already.
    """
    place = Place(path)
    problems: list[Problem] = []
    cycle = [act for act in published if act.cycle == proposed.cycle]
    kinds = {act.kind for act in cycle}
    if proposed.kind in kinds:
        problems.append(Problem("P101", place, {"kind": proposed.kind, "cycle": proposed.cycle}))
    needed = BEFORE.get(proposed.kind)
    there = kinds if needed != "trust" else {act.kind for act in published}
    if needed is not None and needed not in there:
        problems.append(
            Problem("P102", place, {"kind": proposed.kind, "needed": needed}, clause=CLAUSE.get(proposed.kind, ""))
        )
    late = NOT_AFTER.get(proposed.kind)
    if late is not None and late in kinds:
        problems.append(Problem("P105", place, {"kind": proposed.kind, "later": late}, clause="P1-A12"))
    if published and proposed.date < (last := max(act.date for act in published)):
        problems.append(Problem("P103", place, {"date": proposed.date.isoformat(), "last": last.isoformat()}))
    if "closed" in kinds and proposed.kind != "closed":
        problems.append(Problem("P104", place, {"cycle": proposed.cycle}, clause="P1-A23"))
    return problems

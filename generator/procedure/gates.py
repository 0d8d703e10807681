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
    """A statement as the procedure sees it; ``step`` where its kind has several."""

    kind: str
    cycle: str
    date: datetime.date
    step: str = ""

    @property
    def in_order(self) -> bool:
        """Whether it has a place in the order of a cycle's statements; a withdrawal may come at any time."""
        return self.step != "withdrawal"


def blockers(published: Sequence[Act], proposed: Act, path: str) -> list[Problem]:
    """Why ``proposed`` cannot be published now; empty when nothing stands in its way.

    P101 published already, P102 what must come before is not published, P103 dated before something published,
    P104 the cycle is closed, P105 what must come after it is published already. Of a withdrawal only the date counts.
    """
    place = Place(path)
    problems: list[Problem] = []
    if published and proposed.date < (last := max(act.date for act in published)):
        problems.append(Problem("P103", place, {"date": proposed.date.isoformat(), "last": last.isoformat()}))
    return problems if not proposed.in_order else [*_out_of_order(published, proposed, place), *problems]


def _out_of_order(published: Sequence[Act], proposed: Act, place: Place) -> list[Problem]:
    problems: list[Problem] = []
    kinds = {act.kind for act in published if act.cycle == proposed.cycle and act.in_order}
    # Trust statements replace one another; which may follow which is a matter of their records.
    if proposed.kind in kinds and proposed.kind != "trust":
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
    if "closed" in kinds and proposed.kind != "closed":
        problems.append(Problem("P104", place, {"cycle": proposed.cycle}, clause="P1-A23"))
    return problems

"""Which statement may follow which: the order of the yearly procedure as predicates (P1-A10, A12, A17, A18, A23).

Pure: looks at what is already published and at what is proposed, returns every reason why not. The order itself is in
:mod:`generator.published.vocabulary`.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from generator.core.problem import Place, Problem
from generator.published.vocabulary import (
    AFTER_CLOSED,
    BEFORE,
    BEFORE_WITHOUT_PLAN,
    WITHOUT_PLAN,
    act_of,
    may_come_again,
)

NOT_AFTER: Mapping[str, str] = {"goals": "report"}
"""The act that must not be published yet: goals are set before it is reported how they were reached."""

CLAUSE: Mapping[str, str] = {
    "scheme": "P1-A12",
    "goals": "P1-A12",
    "materials": "P1-A12",
    "review": "P1-A16",
    "preliminary": "P1-A16",
    "report": "P1-A17",
    "decision": "P1-A17",
    "notice": "P1-A18",
    "correction": "P1-A18",
    "effective": "P1-A18",
    "appeals": "P1-A23",
    "application": "P1-A19",
    "rectification": "P2-4.2",
    "closed": "P1-A18",
    "interpretation": "P1-A26",
    "feedback": "P2-4.3",
    "amendment": "P1-A12",
}
"""By which clause an act comes after the one before it."""


@dataclass(frozen=True, slots=True)
class Act:
    """A statement as the procedure sees it; ``step`` where its kind has several."""

    kind: str
    cycle: str
    date: datetime.date
    step: str = ""

    @property
    def name(self) -> str:
        """What it records, in one word."""
        return act_of(self.kind, self.step)

    def once(self, *, planned: bool) -> bool:
        """Whether it comes once in a cycle, with a plan or without; trust statements replace one another."""
        return not may_come_again(self.name, planned=planned) and self.kind != "trust"


def blockers(published: Sequence[Act], proposed: Act, path: str, *, planned: bool = False) -> list[Problem]:
    """Why ``proposed`` cannot be published now; empty when nothing stands in its way.

    ``planned``: whether the cycle announced a plan. P101 published already, P102 what must come before is not
    published, P103 dated before something published, P104 the cycle is closed, P105 what must come after it is
    published already, P106 an act of the procedure in a cycle without a plan. Of a withdrawal only the date counts.
    """
    place = Place(path)
    problems: list[Problem] = []
    if published and proposed.date < (last := max(act.date for act in published)):
        problems.append(Problem("P103", place, {"date": proposed.date.isoformat(), "last": last.isoformat()}))
    if proposed.name == "withdrawal":
        return problems
    return [*_out_of_order(published, proposed, place, planned), *problems]


def _out_of_order(published: Sequence[Act], proposed: Act, place: Place, planned: bool) -> list[Problem]:
    problems: list[Problem] = []
    name, clause = proposed.name, CLAUSE.get(proposed.name, "")
    there = {act.name for act in published if act.cycle == proposed.cycle}
    if proposed.once(planned=planned) and name in there:
        problems.append(Problem("P101", place, {"kind": name, "cycle": proposed.cycle}))
    if not planned and name not in {*WITHOUT_PLAN, "trust"}:
        problems.append(Problem("P106", place, {"kind": name, "cycle": proposed.cycle}, clause="P1-A12"))
    elif name == "scheme":
        if not any(act.kind == "trust" for act in published):
            problems.append(Problem("P102", place, {"kind": name, "needed": "trust"}, clause=clause))
    else:
        needed = (BEFORE if planned else BEFORE_WITHOUT_PLAN).get(name)
        if needed is not None and needed not in there:
            problems.append(Problem("P102", place, {"kind": name, "needed": needed}, clause=clause))
    late = NOT_AFTER.get(name)
    if late is not None and late in there:
        problems.append(Problem("P105", place, {"kind": name, "later": late}, clause="P1-A12"))
    if "closed" in there and name != "closed" and name not in AFTER_CLOSED:
        problems.append(Problem("P104", place, {"cycle": proposed.cycle}, clause="P1-A23"))
    return problems

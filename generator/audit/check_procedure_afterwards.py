"""Part of V17: what results were used for, and what has to be mended (P1-A19, P1-A24, P2-4.1, P2-4.2)."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from generator.audit.cycles import Held
from generator.audit.evidence import problem
from generator.audit.planned import Planned
from generator.core.problem import Problem
from generator.published.acts import ApplicationBody, EffectiveBody, RectificationBody
from generator.published.afterwards_bodies import AGAINST

MENDS = "P2-4.2"
HISTORY = "P1-A23"
REWARDS = frozenset({"commendation", "reward"})


def check_application(planned: Planned) -> Iterator[Problem]:
    """A440 to A442: only in effect, only by the decision's document, only as the grade allows."""
    held: Held[ApplicationBody] | None = planned.cycle.one("application")
    effective: Held[EffectiveBody] | None = planned.cycle.one("effective")
    if held is None:
        return
    grades, order = planned.grades, planned.order
    best, lowest = next(iter(order), ""), next(reversed(order), "")
    meeting = planned.cycle.meetings.get(planned.cycle.id)
    document = meeting.record.body.get("document") if meeting else None
    gone = planned.cycle.withdrawn("unit-decision")
    for use in held.body.units:
        if effective is not None and use.date < effective.body.date:
            yield planned.problem("A440", held, "P1-A24", unit=use.unit, date=use.date, effective=effective.body.date)
        if (document is not None and use.document != document) or (use.unit not in grades and use.unit not in gone):
            yield planned.problem("A441", held, "P1-A24", unit=use.unit, found=use.document)
        if not order or use.unit not in grades:
            continue
        grade = grades[use.unit]
        if (use.measure in AGAINST and grade != lowest) or (use.measure in REWARDS and grade != best):
            yield planned.problem("A442", held, "P2-4.1", unit=use.unit, measure=use.measure, grade=grade)


def check_revisions(planned: Planned) -> Iterator[Problem]:
    """A444: only what has to be mended is published again; its revisions count, and every record has its own name."""
    for record_type, records in planned.cycle.acts.items():
        for name, revisions in records.items():
            numbers = [held.record.revision for held in revisions]
            last = len(numbers) if record_type == "rectification" else 1
            misnamed = any(getattr(held.body, "id", name) != name for held in revisions)
            if numbers != list(range(1, last + 1)) or misnamed:
                words = {"type": record_type, "name": name, "found": ", ".join(map(str, numbers))}
                yield planned.problem("A444", revisions[-1], HISTORY, **words)


def check_rectifications(planned: Planned) -> Iterator[Problem]:
    """A443, A445: whoever has the lowest grade has something to mend; what was ordered stays, what is added stays."""
    orders: dict[str, list[Held[RectificationBody]]] = planned.cycle.acts.get("rectification", {})
    for name, revisions in orders.items():
        for before, after in itertools.pairwise(revisions):
            if not _continues(before.body, after.body):
                yield planned.problem("A445", after, MENDS, name=name, revision=after.record.revision)
    closed = planned.cycle.act("closed")
    if closed is None or not planned.order:
        return
    lowest = next(reversed(planned.order))
    ordered = {held.body.unit for revisions in orders.values() for held in revisions}
    for unit, grade in planned.grades.items():
        if grade == lowest and unit not in ordered:
            yield problem("A443", f"ledger/statements/{closed.index}", MENDS, unit=unit, grade=grade)


def _continues(before: RectificationBody, after: RectificationBody) -> bool:
    """Whether a later revision only adds to an earlier one."""
    ordered = [(b.id, b.unit, b.problem, b.ordered, b.due) for b in (before, after)]
    kept = after.progress[: len(before.progress)] == before.progress
    return ordered[0] == ordered[1] and kept and before.verified in (None, after.verified)

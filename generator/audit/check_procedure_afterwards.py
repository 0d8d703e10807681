"""Part of V17: what results were used for, and what has to be mended (P1-A19, P1-A24, P2-4.1, P2-4.2)."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from generator.audit.cycles import Held
from generator.audit.evidence import problem
from generator.audit.planned import Planned
from generator.core.problem import Problem
from generator.published.acts import READERS, ApplicationBody, EffectiveBody, RectificationBody
from generator.published.afterwards_bodies import AGAINST

MENDS = "P2-4.2"
HISTORY = "P1-A23"
REVISED = frozenset({"rectification", "unit-correction", "goals"})
"""The records that may be published again under their names."""
REWARDS = frozenset({"commendation", "reward"})


def check_application(planned: Planned) -> Iterator[Problem]:
    """A440 to A442: only in effect, only by the decision's document, only as the grade allows."""
    held: Held[ApplicationBody] | None = planned.cycle.one("application")
    effective: Held[EffectiveBody] | None = planned.cycle.one("effective")
    if held is None:
        return
    grades, order = planned.grades, planned.order
    on = {day: planned.grades_on(day) for day in {use.date for use in held.body.units}}
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
        wanted = lowest if use.measure in AGAINST else best if use.measure in REWARDS else None
        if wanted is not None and wanted not in on[use.date][use.unit]:
            words = {"unit": use.unit, "measure": use.measure, "grade": grades[use.unit]}
            yield planned.problem("A442", held, "P2-4.1", **words)


def check_revisions(planned: Planned) -> Iterator[Problem]:
    """A444: only corrections, goals and what has to be mended are published again; their revisions count.

    Every record has its own name; a calendar's is its year.
    """
    scheme = planned.cycle.act("scheme")
    for calendar in scheme.of_type("calendar") if scheme is not None else []:
        if calendar.name != calendar.body.get("year"):
            path = f"ledger/statements/{scheme.index}/{calendar.path}" if scheme is not None else ""
            words = {"type": "calendar", "name": calendar.name, "found": calendar.revision}
            yield problem("A444", path, HISTORY, **words)
    yield from _once(planned)
    for record_type, records in planned.cycle.acts.items():
        for name, revisions in records.items():
            numbers = [held.record.revision for held in revisions]
            last = len(numbers) if record_type in REVISED else 1
            misnamed = any(getattr(held.body, "id", name) != name for held in revisions)
            if numbers != list(range(1, last + 1)) or misnamed:
                words = {"type": record_type, "name": name, "found": ", ".join(map(str, numbers))}
                yield planned.problem("A444", revisions[-1], HISTORY, **words)


def _once(planned: Planned) -> Iterator[Problem]:
    """A444 for the records that a cycle without a plan has too: but for the blocks of people they come once."""
    for statement in planned.cycle.statements:
        for path, (_, record) in statement.records.items():
            if record.revision > 1 and record.type != "people" and record.type not in READERS:
                words = {"type": record.type, "name": record.name, "found": record.revision}
                yield problem("A444", f"ledger/statements/{statement.index}/{path}", HISTORY, **words)


def check_rectifications(planned: Planned) -> Iterator[Problem]:
    """A443, A445, A482: whoever has the lowest grade has something to mend, and only who was decided on.

    What was ordered stays, what is added stays, and when it is found mended nothing more is added.
    """
    orders: dict[str, list[Held[RectificationBody]]] = planned.cycle.acts.get("rectification", {})
    for name, revisions in orders.items():
        for before, after in itertools.pairwise(revisions):
            if not _continues(before.body, after.body):
                yield planned.problem("A445", after, MENDS, name=name, revision=after.record.revision)
    decided = {*planned.grades, *planned.cycle.withdrawn("unit-decision")}
    for revisions in orders.values():
        for held in revisions:
            if decided and held.body.unit not in decided:
                yield planned.problem("A482", held, MENDS, unit=held.body.unit)
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
    if before.verified is not None:
        return ordered[0] == ordered[1] and (before.progress, before.verified) == (after.progress, after.verified)
    return ordered[0] == ordered[1] and kept

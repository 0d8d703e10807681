"""Every subject of a cycle after the decision: the grade that was decided, those after corrections, who decided it.

What follows a decision (P1-A19, P1-A23, P1-A24) looks at units and people alike; format: docs/spec/16-procedure.md.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from generator.intake.bind import Bound
from generator.intake.corrections import (
    people_corrections,
    people_corrections_unread,
    unit_corrections,
    unit_corrections_unread,
)
from generator.intake.models import outcome, people, plan
from generator.intake.models.plan import Plan
from generator.intake.models.procedure import Deliberation
from generator.intake.models.scheme import Scheme
from generator.intake.people_track import Track
from generator.intake.record_file import RecordFile
from generator.intake.repository import Cycle


@dataclass(frozen=True)
class Subject:
    """One unit or person: ``decided`` on ``day``; ``corrections`` are the days of its corrections and their grades.

    ``corrections`` stand in the order of their numbers. ``scale`` is the grades of its kind from the best to the
    lowest, empty where the scheme cannot be read; a grade is None where people decided that there is none.
    ``deciders`` are the holders who voted. ``settled``: whether it can be told if it was corrected; not where a record
    of corrections is there and was not read.
    """

    decided: str | None
    day: datetime.date | None
    scale: tuple[str, ...]
    person: bool
    deciders: frozenset[str]
    corrections: tuple[tuple[datetime.date, str | None], ...] = ()
    settled: bool = True

    @property
    def grade(self) -> str | None:
        """The grade as it is in the end."""
        return self.corrections[-1][1] if self.corrections else self.decided

    def on(self, day: datetime.date) -> str | None:
        """The grade that held on ``day``."""
        by_then = [grade for corrected, grade in self.corrections if corrected <= day]
        return by_then[-1] if by_then else self.decided

    def since(self, day: datetime.date) -> list[str | None]:
        """The grades of the corrections on ``day`` and after it."""
        return [grade for corrected, grade in self.corrections if corrected >= day]

    @property
    def lowest(self) -> frozenset[str]:
        """The grades that measures against somebody may rest on: the last, for people the last two (P2-4.1)."""
        return frozenset(self.scale[1:][-2 if self.person else -1 :])


def planned(cycle: Cycle) -> Bound[Plan] | None:
    """The plan of a cycle that announced one; the rules on what comes afterwards hold only there."""
    return cycle.one(plan.PLAN)


def unread(cycle: Cycle, file: RecordFile[Any]) -> bool:
    """Whether a record of this kind is there and could not be read, so that nothing can be said about it."""
    pattern = file.path.removeprefix("cycles/<year>/")
    if "<" not in pattern:
        return cycle.has(pattern) and cycle.one(file) is None
    before = cycle.path(pattern.split("<")[0])
    return sum(path.startswith(before) for path in cycle.present) > len(cycle.each(file))


def units(cycle: Cycle, through: int | None = None) -> dict[str, Subject]:
    """Every unit that was decided; ``through``: without the corrections of a higher number."""
    if cycle.decision is None:
        return {}
    decision = cycle.decision.record
    scale = tuple(grade.id for grade in cycle.scheme.record.grades) if cycle.scheme is not None else ()
    settled = not unit_corrections_unread(cycle)
    found = {
        entry.unit: Subject(
            entry.grade, decision.date, scale, False, _voted(decision.deliberation, entry.unit), settled=settled
        )
        for entry in decision.grades
    }
    for bound in unit_corrections(cycle, through).values():
        for entry in bound.record.corrections:
            if entry.unit in found:
                found[entry.unit] = _corrected(found[entry.unit], bound.record.date, entry.grade)
    return found


def persons(cycle: Cycle, schemes: Mapping[str, Scheme]) -> dict[str, Subject]:
    """Every person that was decided; ``schemes`` by kind of people."""
    decision = cycle.one(people.DECISION)
    if decision is None:
        return {}
    kinds = Track(cycle, schemes).kinds
    scales = {kind: tuple(grade.id for grade in scheme.grades) for kind, scheme in schemes.items()}
    voted = _voted(decision.record.deliberation, "")
    settled = not people_corrections_unread(cycle)
    found = {
        entry.person: Subject(
            entry.grade,
            decision.record.date,
            scales.get(kinds.get(entry.person, ""), ()),
            True,
            voted,
            settled=settled,
        )
        for entry in decision.record.grades
    }
    for bound in people_corrections(cycle).values():
        for entry in bound.record.corrections:
            # A correction that says nothing of the grade leaves it as it was.
            if entry.person in found and (entry.grade is not None or entry.no_grade is not None):
                found[entry.person] = _corrected(found[entry.person], bound.record.date, entry.grade)
    return found


def _corrected(subject: Subject, day: datetime.date, grade: str | None) -> Subject:
    return replace(subject, corrections=(*subject.corrections, (day, grade)))


def effective_day(cycle: Cycle) -> datetime.date | None:
    """The day on which the results came into effect; None while they are not, or where that cannot be read."""
    bound = cycle.one(outcome.EFFECTIVE)
    return bound.record.date if bound is not None else None


def _voted(meeting: Deliberation | None, about: str) -> frozenset[str]:
    """Who was there and did not step aside in the matter of ``about``."""
    seats = meeting.attendance if meeting is not None else []
    return frozenset(seat.holder for seat in seats if seat.present and about not in seat.recused)

"""Who an act of the procedure can be about: the units and people of a cycle's rosters."""

from __future__ import annotations

from typing import Any

from generator.intake.bind import Bound
from generator.intake.models import people
from generator.intake.models.people import PeopleRoster
from generator.intake.record_file import RecordFile
from generator.intake.repository import Cycle

NO_RESULT = frozenset({"incomplete", "not_assessed", "deferred"})
"""Reasons for having no grade that leave somebody without a result to be told of."""


def known(cycle: Cycle) -> frozenset[str] | None:
    """Every unit and every person of the rosters; None where a roster is missing or was not read."""
    roster, persons = cycle.roster, people_roster(cycle)
    if roster is None or (persons is None and cycle.has("people/roster.yml")):
        return None
    numbers = [entry.id for entry in persons.record.people] if persons is not None else []
    return frozenset([*(entry.unit for entry in roster.record.units), *numbers])


def people_roster(cycle: Cycle) -> Bound[PeopleRoster] | None:
    """The roster of people, where it could be read."""
    return cycle.one(people.ROSTER)


def assessed_people(cycle: Cycle) -> frozenset[str]:
    """The people of the roster but those whose status takes them out; nobody where that cannot be told."""
    roster, status = people_roster(cycle), cycle.one(people.STATUS)
    if roster is None or (status is None and cycle.has("people/status.yml")):
        return frozenset()
    files: tuple[RecordFile[Any], ...] = (people.SCHEME, people.LEADERS, people.STAFF)
    schemes = [bound.record for file in files if (bound := cycle.one(file)) is not None]
    leaving_out = {row.id for scheme in schemes for row in scheme.statuses if row.effect == "not_assessed"}
    stated = status.record.statuses if status is not None else []
    away = {entry.person for entry in stated if entry.status in leaving_out}
    return frozenset(entry.id for entry in roster.record.people if entry.id not in away)


def people_with_result(cycle: Cycle) -> list[str]:
    """The people about whom something was decided that they have to be told, in the order of the decision."""
    decision = cycle.one(people.DECISION)
    grades = decision.record.grades if decision is not None else []
    return [entry.person for entry in grades if entry.grade is not None or entry.no_grade not in NO_RESULT]

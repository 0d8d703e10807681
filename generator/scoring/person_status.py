"""Which special status applies to a person in a cycle, and what it does; the heaviest wins (P1-A6).

Source: docs/spec/12-scoring.md, "From points to a grade (people)", stage 2.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import get_args

from generator.intake.models import person_rules
from generator.intake.models.person_rules import Status
from generator.intake.models.scheme import Scheme
from generator.scoring.person_values import Person, StatusEffect, StatusFact

WEIGHT: dict[str, int] = {effect: at for at, effect in enumerate(get_args(person_rules.StatusEffect))}
"""From light to heavy."""

WITHHOLDING = frozenset({"deferred", "comment_only", "no_grade", "not_assessed"})
"""Effects that leave a person without a recommended grade."""


def heaviest(scheme: Scheme, facts: Iterable[StatusFact], year: int) -> StatusEffect | None:
    """The status that counts for one person in the cycle of ``year``; ``facts`` are about this person only."""
    known = {row.id: row for row in scheme.statuses}
    applying = {fact.status for fact in facts if applies(known[fact.status], fact, year)}
    rows = [row for row in scheme.statuses if row.id in applying]
    if not rows:
        return None
    grades = [grade.id for grade in scheme.grades]
    first = max(rows, key=lambda row: (WEIGHT[row.effect], grades.index(row.grade) if row.grade else 0))
    others = tuple(row.id for row in rows if row is not first)
    return StatusEffect(first.id, first.effect, first.grade, first.counts, tuple(first.cites), others)


def applies(row: Status, fact: StatusFact, year: int) -> bool:
    """Whether the fact has effect in the cycle of ``year`` under its row of the table."""
    if row.cycles is not None and not fact.first.year <= year < fact.first.year + row.cycles:
        return False
    days = days_within(fact.first, fact.last, year)
    if row.cycles is None and days == 0:
        return False
    return row.longer_than is None or days > row.longer_than * days_of(year)


def serves(person: Person, year: int) -> bool:
    """Whether the person was in service on a day of the year at all."""
    return days_within(person.first or datetime.date.min, person.last, year) > 0


def days_within(first: datetime.date, last: datetime.date | None, year: int) -> int:
    """How many days of ``year`` lie between two days, both included."""
    begin = max(first, datetime.date(year, 1, 1))
    end = min(last or datetime.date.max, datetime.date(year, 12, 31))
    return max((end - begin).days + 1, 0)


def days_of(year: int) -> int:
    """The number of days of ``year``."""
    return (datetime.date(year, 12, 31) - datetime.date(year, 1, 1)).days + 1

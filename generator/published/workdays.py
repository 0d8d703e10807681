"""Working days by published ``calendar`` records: weekdays that are no holiday, and weekend days worked instead.

Written apart from :mod:`generator.procedure.workdays`, which counts for the office: what the office may do and what a
reader finds are to be two counts. Source: docs/spec/16-procedure.md, "Working days".
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from generator.published.shapes import Document

_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class CalendarBody:
    """What the notice of one year says: days off, and weekend days that are worked."""

    year: int
    holidays: frozenset[datetime.date]
    worked: frozenset[datetime.date]

    def is_workday(self, day: datetime.date) -> bool:
        """Whether a day of this year is worked."""
        return day in self.worked or (day.weekday() < _SATURDAY and day not in self.holidays)


def read_calendar(body: Document) -> CalendarBody:
    """A ``calendar`` record. Raises FindingsError C110 for any other shape."""
    body.keys(("year", "basis", "holidays", "makeup_workdays"))
    year = body.get("year").text()
    if len(year) != 4 or not (year.isascii() and year.isdigit()):
        raise body.get("year").refuse("YYYY")
    body.get("basis").text()
    days = [frozenset(item.date() for item in body.get(name).items()) for name in ("holidays", "makeup_workdays")]
    return CalendarBody(int(year), *days)


def workdays_between(start: datetime.date, end: datetime.date, years: Mapping[int, CalendarBody]) -> int | None:
    """The working days after ``start`` and before ``end``; None where a day between them has no calendar.

    Neither day counts: what begins in the course of a day and ends in the course of another lasts the days between.
    """
    return _count(start.toordinal() + 1, end.toordinal(), years)


def workdays_through(start: datetime.date, end: datetime.date, years: Mapping[int, CalendarBody]) -> int | None:
    """The working days after ``start`` up to ``end``, which counts; None where one of them has no calendar."""
    return _count(start.toordinal() + 1, end.toordinal() + 1, years)


def _count(first: int, beyond: int, years: Mapping[int, CalendarBody]) -> int | None:
    passed = 0
    for number in range(first, beyond):
        day = datetime.date.fromordinal(number)
        year = years.get(day.year)
        if year is None:
            return None
        passed += year.is_workday(day)
    return passed

"""Working days: weekdays that are no holiday, and weekend days worked in exchange (调休).

The yearly notice moves them, so they are data (``records/calendar/<year>.yml``). A year without a calendar is
an error, never a guess.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping
from typing import NamedTuple

from generator.core.errors import FindingsError

SATURDAY = 5
_DAY = datetime.timedelta(days=1)


class WorkingYear(NamedTuple):
    """What the notice of one year says: days off, and weekend days that are worked."""

    holidays: Collection[datetime.date]
    makeup_workdays: Collection[datetime.date]


def is_weekend(day: datetime.date) -> bool:
    """Saturday or Sunday, whatever the notice says."""
    return day.weekday() >= SATURDAY


def is_workday(day: datetime.date, years: Mapping[int, WorkingYear]) -> bool:
    """Whether ``day`` is worked. Raises FindingsError X165 where its year has no calendar."""
    year = years.get(day.year)
    if year is None:
        raise FindingsError.of("X165", f"records/calendar/{day.year:04d}.yml", year=f"{day.year:04d}")
    if day in year.makeup_workdays:
        return True
    return not is_weekend(day) and day not in year.holidays


def nth_workday_after(start: datetime.date, count: int, years: Mapping[int, WorkingYear]) -> datetime.date:
    """The day on which ``count`` working days have passed since ``start``, which itself is not counted.

    A period of ``count`` working days runs to the end of that day; ``count`` 0 gives ``start``. Raises
    FindingsError X165 where a day on the way has no calendar.
    """
    day = start
    while count > 0:
        day = _next(day)
        if is_workday(day, years):
            count -= 1
    return day


def days_after(day: datetime.date, days: int = 1) -> datetime.date:
    """The day so many calendar days later, at most the last one that a date can name."""
    return datetime.date.fromordinal(min(day.toordinal() + days, datetime.date.max.toordinal()))


def workdays_between(start: datetime.date, end: datetime.date, years: Mapping[int, WorkingYear]) -> int:
    """The working days after ``start`` and before ``end``; neither day is counted.

    Raises FindingsError X165 where a day on the way has no calendar.
    """
    passed = 0
    day = start
    while (day := _next(day)) < end:
        passed += is_workday(day, years)
    return passed


def _next(day: datetime.date) -> datetime.date:
    if day == datetime.date.max:
        raise FindingsError.of("X165", year=str(day.year + 1))
    return day + _DAY

"""The calendar records as working years, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from generator.core.problem import Problem
from generator.intake.bind import Bound
from generator.intake.models.calendar import Calendar
from generator.intake.similar import repeated
from generator.procedure.workdays import WorkingYear, is_weekend


def working_years(calendars: Mapping[str, Bound[Calendar]]) -> dict[int, WorkingYear]:
    """What :mod:`generator.procedure.workdays` counts with, by year."""
    return {
        int(year): WorkingYear(frozenset(bound.record.holidays), frozenset(bound.record.makeup_workdays))
        for year, bound in calendars.items()
    }


def check(calendars: Mapping[str, Bound[Calendar]]) -> Iterator[Problem]:
    """X180 to X183: days that contradict one another, their weekday or their year."""
    for year, bound in calendars.items():
        holidays = bound.record.holidays
        worked = bound.record.makeup_workdays
        for name, days in (("holidays", holidays), ("makeup_workdays", worked)):
            for at, day in enumerate(days):
                if f"{day.year:04d}" != year:
                    yield bound.problem("X182", (name, at), date=day, year=year)
            for at in repeated(days):
                yield bound.problem("X183", (name, at), date=days[at])
        off = set(holidays)
        for at, day in enumerate(worked):
            if day in off:
                yield bound.problem("X180", ("makeup_workdays", at), date=day)
            elif not is_weekend(day):
                yield bound.problem("X181", ("makeup_workdays", at), date=day)

"""How long something lasted, as far as others than the office say so: kept, too short, or only claimed.

A date in a record is what the office claims. A duration counts as kept where witnesses saw the first statement so early
and the second one so late that the days needed lie between, whatever happened at other times. Times become days in
China's one time zone. Source: docs/spec/50-verify.md, "Durations".
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from generator.ledger.witnessed_times import WitnessedTimes
from generator.published.workdays import CalendarBody, workdays_between, workdays_through

Status = Literal["kept", "short", "claimed"]

ZONE = datetime.timezone(datetime.timedelta(hours=8))
"""The time of day by which a day begins and ends."""

NOBODY = WitnessedTimes(None, None)
"""The times of a statement that nobody but the office vouches for."""

Count = Callable[[datetime.date, datetime.date, Mapping[int, CalendarBody]], int | None]


@dataclass(frozen=True, slots=True)
class Moment:
    """When a statement was published: by its own ``date``, and between which times others say (None: nobody)."""

    date: datetime.date
    witnessed: WitnessedTimes = NOBODY

    @property
    def earliest(self) -> datetime.date | None:
        """The day before which it was not out, by the word of others."""
        return _day(self.witnessed.after)

    @property
    def latest(self) -> datetime.date | None:
        """The day on which it was out at the latest, by the word of others."""
        return _day(self.witnessed.before)


@dataclass(frozen=True, slots=True)
class Duration:
    """The time between two statements held against the working days it has to have.

    ``needed`` working days at least, or at most where ``most``. ``claimed`` are those between the dates of the records
    (None: a day has no calendar), ``witnessed`` those that the witnesses vouch for (None: they do not).
    ``by_witnesses`` says of a duration that is ``short`` that the witnessed times alone make it so.
    """

    name: str
    needed: int
    most: bool
    claimed: int | None
    witnessed: int | None
    status: Status
    by_witnesses: bool = False


def at_least(name: str, needed: int, earlier: Moment, later: Moment, years: Mapping[int, CalendarBody]) -> Duration:
    """A duration that has to have ``needed`` working days or more, both days themselves not counted."""
    claimed = workdays_between(earlier.date, later.date, years)
    vouched = _counted(workdays_between, earlier.latest, later.earliest, years)
    longest = _counted(workdays_between, earlier.earliest, later.latest, years)
    if claimed is not None and claimed < needed:
        return Duration(name, needed, False, claimed, vouched, "short")
    if longest is not None and longest < needed:
        return Duration(name, needed, False, claimed, vouched, "short", True)
    kept = vouched is not None and vouched >= needed
    return Duration(name, needed, False, claimed, vouched, "kept" if kept else "claimed")


def at_most(name: str, needed: int, earlier: Moment, later: Moment, years: Mapping[int, CalendarBody]) -> Duration:
    """A duration that may have ``needed`` working days: the later day is among the first so many after the earlier."""
    claimed = workdays_through(earlier.date, later.date, years)
    vouched = _counted(workdays_through, earlier.earliest, later.latest, years)
    fewest = _counted(workdays_through, earlier.latest, later.earliest, years)
    if claimed is not None and claimed > needed:
        return Duration(name, needed, True, claimed, vouched, "short")
    if fewest is not None and fewest > needed:
        return Duration(name, needed, True, claimed, vouched, "short", True)
    kept = vouched is not None and vouched <= needed
    return Duration(name, needed, True, claimed, vouched, "kept" if kept else "claimed")


def _counted(
    count: Count, start: datetime.date | None, end: datetime.date | None, years: Mapping[int, CalendarBody]
) -> int | None:
    """The days between two that others vouch for; None where they do not."""
    return None if start is None or end is None else count(start, end, years)


def _day(time: int | None) -> datetime.date | None:
    """The day of a time; None where nobody said one or no calendar has it."""
    try:
        return None if time is None else datetime.datetime.fromtimestamp(time, ZONE).date()
    except (OverflowError, ValueError, OSError):
        return None

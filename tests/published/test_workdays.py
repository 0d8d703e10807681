"""Working days by published calendars, and that the office counts the same."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.core.errors import FindingsError
from generator.procedure.workdays import WorkingYear
from generator.procedure.workdays import workdays_between as of_the_office
from generator.published.shapes import Document
from generator.published.workdays import CalendarBody, read_calendar, workdays_between, workdays_through

DAYS = st.dates(datetime.date(2025, 1, 1), datetime.date(2025, 12, 31))


def body(**changes: Any) -> dict[str, Any]:
    return {"year": "2025", "basis": "x", "holidays": ["2025-10-01"], "makeup_workdays": ["2025-09-28"]} | changes


def test_a_calendar_is_read() -> None:
    found = read_calendar(Document(body(), "x.json"))
    assert not found.is_workday(datetime.date(2025, 10, 1))
    assert found.is_workday(datetime.date(2025, 9, 28))
    assert not found.is_workday(datetime.date(2025, 9, 27))
    assert found.is_workday(datetime.date(2025, 9, 30))


@pytest.mark.parametrize(
    "wrong",
    [{"year": "25"}, {"year": "abcd"}, {"year": "２０２５"}, {"holidays": ["2025-13-01"]}, {"more": 1}, {"basis": 1}],
)
def test_any_other_shape_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(FindingsError):
        read_calendar(Document(body(**wrong), "x.json"))


def test_neither_day_counts() -> None:
    years = {2025: read_calendar(Document(body(), "x.json"))}
    monday, tuesday, friday = (datetime.date(2025, 9, day) for day in (22, 23, 26))
    assert workdays_between(monday, friday, years) == 3
    assert workdays_between(monday, tuesday, years) == 0
    assert workdays_between(friday, monday, years) == 0
    assert workdays_through(monday, friday, years) == 4
    assert workdays_through(monday, monday, years) == 0
    assert workdays_through(friday, monday, years) == 0
    saturday, sunday = datetime.date(2025, 9, 27), datetime.date(2025, 9, 28)
    assert (workdays_through(friday, saturday, years), workdays_through(friday, sunday, years)) == (0, 1)


def test_without_a_calendar_nothing_is_guessed() -> None:
    assert workdays_between(datetime.date(2025, 12, 30), datetime.date(2026, 1, 2), {}) is None
    assert workdays_between(datetime.date(2025, 12, 30), datetime.date(2025, 12, 31), {}) == 0
    assert workdays_through(datetime.date(2025, 12, 30), datetime.date.max, {}) is None
    assert workdays_through(datetime.date.max, datetime.date.max, {}) == 0


@given(DAYS, DAYS, st.frozensets(DAYS, max_size=20), st.frozensets(DAYS, max_size=20))
def test_the_office_counts_the_same(
    start: datetime.date, end: datetime.date, holidays: frozenset[datetime.date], worked: frozenset[datetime.date]
) -> None:
    own = workdays_between(start, end, {2025: CalendarBody(2025, holidays, worked)})
    assert own == of_the_office(start, end, {2025: WorkingYear(holidays, worked)})

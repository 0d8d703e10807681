"""Working-day arithmetic around holidays, make-up days and years without a calendar."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.core.errors import FindingsError
from generator.procedure.workdays import WorkingYear, days_after, is_workday, nth_workday_after, workdays_between

day = datetime.date

# A fictional notice: Wednesday to Friday off, the Sunday before and the Saturday after are worked.
YEARS = {
    2024: WorkingYear((), ()),
    2025: WorkingYear({day(2025, 4, 2), day(2025, 4, 3), day(2025, 4, 4)}, {day(2025, 3, 30), day(2025, 4, 5)}),
}
DAYS = st.dates(day(2024, 1, 1), day(2025, 12, 31))


@pytest.mark.parametrize(
    ("when", "worked"),
    [
        (day(2025, 3, 28), True),
        (day(2025, 3, 29), False),
        (day(2025, 3, 30), True),
        (day(2025, 4, 2), False),
        (day(2025, 4, 5), True),
        (day(2025, 4, 6), False),
    ],
)
def test_holidays_and_makeup_days_overrule_the_weekday(when: datetime.date, worked: bool) -> None:
    assert is_workday(when, YEARS) is worked


def test_the_first_day_is_not_counted() -> None:
    assert nth_workday_after(day(2025, 3, 28), 0, YEARS) == day(2025, 3, 28)
    assert nth_workday_after(day(2025, 3, 28), 1, YEARS) == day(2025, 3, 30)
    assert nth_workday_after(day(2025, 3, 28), 4, YEARS) == day(2025, 4, 5)


def test_a_published_posting_period_of_five_days_holds_three_working_days() -> None:
    """Golden case G8: posted on a Wednesday, five calendar days from Thursday to Monday are three working days."""
    years = {2019: WorkingYear((), ())}
    assert workdays_between(day(2019, 10, 23), day(2019, 10, 29), years) == 3


def test_a_period_may_cross_the_year_only_with_both_calendars() -> None:
    assert nth_workday_after(day(2024, 12, 31), 1, YEARS) == day(2025, 1, 1)
    with pytest.raises(FindingsError) as caught:
        nth_workday_after(day(2025, 12, 31), 1, YEARS)
    assert [(p.code, p.place.path, p.params["year"]) for p in caught.value.problems] == [
        ("X165", "records/calendar/2026.yml", "2026")
    ]


def test_the_end_of_time_is_a_finding() -> None:
    with pytest.raises(FindingsError):
        nth_workday_after(datetime.date.max, 1, {9999: WorkingYear((), ())})
    assert workdays_between(day(2025, 5, 5), day(2025, 5, 5), YEARS) == 0


@given(start=DAYS, count=st.integers(1, 60))
def test_both_ways_of_counting_agree(start: datetime.date, count: int) -> None:
    try:
        end = nth_workday_after(start, count, YEARS)
    except FindingsError:
        return
    assert is_workday(end, YEARS)
    assert workdays_between(start, end, YEARS) == count - 1


@pytest.mark.parametrize(
    ("start", "days", "expected"),
    [
        (day(2025, 2, 28), 1, day(2025, 3, 1)),
        (day(2025, 2, 28), 0, day(2025, 2, 28)),
        (day(9999, 12, 30), 1, day.max),
        (day.max, 1, day.max),
        (day(2025, 1, 1), 10**12, day.max),
    ],
)
def test_days_end_with_the_last_that_has_a_name(start: datetime.date, days: int, expected: datetime.date) -> None:
    assert days_after(start, days) == expected

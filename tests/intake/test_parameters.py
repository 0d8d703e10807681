"""The day for which the parameters of a scheme are looked up."""

from __future__ import annotations

import datetime

import pytest

from generator.intake.models.parameters import cycle_day


@pytest.mark.parametrize(("cycle", "year"), [("2025", 2025), ("1000", 1000), ("9999", 9999)])
def test_a_cycle_of_four_digits_is_looked_up_on_its_first_day(cycle: str, year: int) -> None:
    assert cycle_day(cycle) == datetime.date(year, 1, 1)


@pytest.mark.parametrize("cycle", ["0000", "0999", "2025-2", "二〇二五", "٢٠٢٥", "", None, 2025])
def test_what_is_no_year_of_the_calendar_has_no_day(cycle: object) -> None:
    assert cycle_day(cycle) is None

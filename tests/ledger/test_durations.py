"""Durations between statements: kept, too short, or only claimed."""

from __future__ import annotations

import datetime

import pytest

from generator.ledger.durations import Duration, Moment, at_least, at_most
from generator.ledger.witnessed_times import WitnessedTimes
from generator.published.workdays import CalendarBody

YEARS = {2025: CalendarBody(2025, frozenset({datetime.date(2025, 12, 10)}), frozenset({datetime.date(2025, 12, 13)}))}


CHINA = datetime.timezone(datetime.timedelta(hours=8))


def at(day: int, hour: int = 12) -> int:
    """A time in December 2025, where days begin and end as in China."""
    return int(datetime.datetime(2025, 12, day, hour, tzinfo=CHINA).timestamp())


def moment(day: int, after: int | None = None, before: int | None = None) -> Moment:
    times = WitnessedTimes(None if after is None else at(after), None if before is None else at(before))
    return Moment(datetime.date(2025, 12, day), times)


def posting(earlier: Moment, later: Moment, needed: int = 5) -> Duration:
    return at_least("posting", needed, earlier, later, YEARS)


def test_dates_alone_only_claim() -> None:
    # 2, 3, 4, 5 and 8 December lie between the 1st and the 9th, a Tuesday.
    found = posting(moment(1), moment(9))
    assert (found.status, found.claimed, found.witnessed) == ("claimed", 5, None)


@pytest.mark.parametrize("earlier, later", [(moment(1, before=1), moment(9)), (moment(1), moment(9, after=9))])
def test_both_ends_have_to_be_witnessed(earlier: Moment, later: Moment) -> None:
    assert posting(earlier, later).status == "claimed"


def test_kept_between_the_latest_start_and_the_earliest_end() -> None:
    assert posting(moment(1, before=1), moment(9, after=9)).status == "kept"
    assert posting(moment(1, before=1), moment(9, after=9)).witnessed == 5
    # Seen a day later, or missed a day earlier: five days cannot be vouched for.
    assert posting(moment(1, before=2), moment(9, after=9)).status == "claimed"
    assert posting(moment(1, before=1), moment(9, after=8)).status == "claimed"


def test_too_short_by_its_own_dates_whatever_witnesses_say() -> None:
    found = posting(moment(1, before=1), moment(8, after=9))
    assert (found.status, found.claimed, found.by_witnesses) == ("short", 4, False)


def test_too_short_by_the_widest_that_witnesses_leave() -> None:
    found = posting(moment(1, after=2), moment(9, before=9))
    assert (found.status, found.by_witnesses) == ("short", True)
    assert posting(moment(1, after=1), moment(9, before=9)).status == "claimed"


def test_the_calendar_counts() -> None:
    # The 10th is a holiday, Saturday the 13th is worked.
    assert posting(moment(8), moment(14)).claimed == 4
    assert posting(moment(8), moment(13)).claimed == 3


def test_a_day_begins_in_china() -> None:
    late = Moment(datetime.date(2025, 12, 1), WitnessedTimes(None, at(1, 23)))
    assert late.latest == datetime.date(2025, 12, 1)
    early = Moment(datetime.date(2025, 12, 1), WitnessedTimes(at(1, 0), None))
    assert early.earliest == datetime.date(2025, 12, 1)


@pytest.mark.parametrize("time", [10**18, -(10**18)])
def test_a_time_that_no_calendar_has_vouches_for_nothing(time: int) -> None:
    assert Moment(datetime.date(2025, 12, 1), WitnessedTimes(time, time)).latest is None


def test_without_a_calendar_it_is_only_claimed() -> None:
    found = at_least("posting", 5, moment(1, before=1), moment(9, after=9), {})
    assert (found.status, found.claimed) == ("claimed", None)
    over = at_most("outside", 5, moment(1, after=1), moment(9, before=9), {})
    assert (over.status, over.claimed) == ("claimed", None)


def test_what_witnesses_vouch_for_needs_no_dates() -> None:
    far = Moment(datetime.date(2024, 12, 30), WitnessedTimes(at(1), at(1)))
    assert posting(far, moment(9, after=9)).status == "kept"
    assert outside(far, moment(8, before=8)).status == "kept"


def outside(earlier: Moment, later: Moment) -> Duration:
    return at_most("outside", 5, earlier, later, YEARS)


def test_at_most_counts_the_last_day() -> None:
    assert (outside(moment(1), moment(8)).status, outside(moment(1), moment(8)).claimed) == ("claimed", 5)
    found = outside(moment(1), moment(9))
    assert (found.status, found.claimed, found.by_witnesses) == ("short", 6, False)


def test_at_most_is_kept_between_the_earliest_start_and_the_latest_end() -> None:
    assert outside(moment(1, after=1), moment(8, before=8)).status == "kept"
    assert outside(moment(1, after=1), moment(8, before=9)).status == "claimed"
    assert outside(moment(1, after=1), moment(8)).status == "claimed"
    assert outside(moment(1), moment(8, before=8)).status == "claimed"
    assert outside(moment(1, before=1), moment(8, after=8)).status == "claimed"
    found = outside(moment(1, before=1), moment(8, after=9))
    assert (found.status, found.by_witnesses) == ("short", True)

"""Working days, bank holidays and the two nights on which the clocks change."""

from datetime import UTC, date, datetime, timedelta

import holidays
import pytest

from clinical.errors import Refused
from clinical.working_days import (
    BANK_HOLIDAYS,
    FIRST_YEAR,
    LAST_YEAR,
    Calendar,
    Purpose,
    add_working_days,
    add_working_hours,
    clock_parts,
    days_between,
    is_bank_holiday,
    is_open,
    is_working_day,
    local,
    local_date,
    moment,
    monday_of,
    next_opening,
    next_working_day,
    working_day_on_or_after,
    working_day_on_or_before,
)

EVERY_DAY = [
    date(FIRST_YEAR, 1, 1) + timedelta(days=n)
    for n in range((date(LAST_YEAR + 1, 1, 1) - date(FIRST_YEAR, 1, 1)).days)
]


def test_the_table_agrees_with_an_independent_calendar():
    years = range(FIRST_YEAR, LAST_YEAR + 1)
    independent = holidays.country_holidays("GB", subdiv="ENG", years=years)

    weekdays = {day for day in independent if day.weekday() < 5}
    assert {day for day in BANK_HOLIDAYS if day.weekday() < 5} == weekdays
    assert all(day.weekday() < 5 for day in BANK_HOLIDAYS)


@pytest.mark.parametrize(
    "day",
    [
        date(2023, 5, 8),  # the coronation
        date(2026, 12, 28),  # Boxing Day on a Saturday
        date(2027, 12, 27),  # Christmas Day on a Saturday
        date(2028, 1, 3),  # New Year's Day on a Saturday
    ],
)
def test_substitute_and_special_days_are_bank_holidays(day):
    assert is_bank_holiday(day)
    assert not is_working_day(day)


def test_weekends_are_never_working_days_and_other_weekdays_are():
    for day in EVERY_DAY:
        assert is_working_day(day) == (day.weekday() < 5 and not is_bank_holiday(day))


def test_after_the_table_ends_weekends_are_still_known():
    assert is_working_day(date(2040, 1, 2))
    assert not is_working_day(date(2040, 1, 1))


def test_the_next_working_day_is_the_first_one_after():
    for day in EVERY_DAY[:-7]:
        following = next_working_day(day)

        assert following > day
        assert is_working_day(following)
        between = [day + timedelta(days=n) for n in range(1, (following - day).days)]
        assert not any(map(is_working_day, between))


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        (date(2026, 6, 9), 5, date(2026, 6, 16)),
        (date(2026, 6, 9), 0, date(2026, 6, 9)),
        (date(2026, 6, 13), 0, date(2026, 6, 13)),
        (date(2026, 6, 13), 1, date(2026, 6, 15)),
        (date(2026, 12, 24), 1, date(2026, 12, 29)),
        (date(2026, 12, 29), -1, date(2026, 12, 24)),
        (date(2026, 4, 2), 1, date(2026, 4, 7)),
    ],
)
def test_working_days_are_added_and_taken_away(start, days, end):
    assert add_working_days(start, days) == end


def test_a_working_day_stays_and_any_other_moves_to_the_nearest_that_way():
    assert working_day_on_or_before(date(2026, 6, 9)) == date(2026, 6, 9)
    assert working_day_on_or_after(date(2026, 6, 9)) == date(2026, 6, 9)
    assert working_day_on_or_before(date(2026, 12, 28)) == date(2026, 12, 24)
    assert working_day_on_or_after(date(2026, 12, 25)) == date(2026, 12, 29)


def test_local_dates_follow_the_london_clock():
    summer_night = datetime(2026, 6, 9, 23, 30, tzinfo=UTC)
    winter_night = datetime(2026, 12, 9, 23, 30, tzinfo=UTC)

    assert local_date(summer_night) == date(2026, 6, 10)
    assert local_date(winter_night) == date(2026, 12, 9)
    assert local(summer_night).hour == 0
    assert local(summer_night) == summer_night


@pytest.mark.parametrize("purpose", Purpose)
def test_an_ordinary_clock_time_is_one_instant(purpose):
    assert moment(date(2026, 6, 9), "17:00", purpose=purpose) == datetime(
        2026, 6, 9, 16, 0, tzinfo=UTC
    )
    assert moment(date(2026, 1, 9), "17:00", purpose=purpose) == datetime(
        2026, 1, 9, 17, 0, tzinfo=UTC
    )


@pytest.mark.parametrize(
    ("day", "purpose", "hour"),
    [
        (date(2026, 10, 25), Purpose.DUE_BY, 0),  # 01:30 comes twice: the first
        (date(2026, 10, 25), Purpose.NOT_BEFORE, 1),  # the second
        (date(2026, 3, 29), Purpose.DUE_BY, 0),  # 01:30 never comes: before the gap
        (date(2026, 3, 29), Purpose.NOT_BEFORE, 1),  # after it
    ],
)
def test_on_the_awkward_nights_due_is_earlier_and_not_before_is_later(day, purpose, hour):
    instant = moment(day, "01:30", purpose=purpose)

    assert instant == datetime(day.year, day.month, day.day, hour, 30, tzinfo=UTC)


def test_a_time_is_due_by_unless_said_otherwise():
    night = date(2026, 10, 25)

    assert moment(night, "01:30") == moment(night, "01:30", purpose=Purpose.DUE_BY)


def test_an_instant_is_given_in_utc():
    assert moment(date(2026, 6, 9), "10:30").utcoffset() == timedelta(0)


@pytest.mark.parametrize("text", ["", "25:00", "17:60", "5pm", "17", "17:00:00", "17\x00:00"])
def test_what_is_not_a_clock_time_is_refused(text):
    with pytest.raises(Refused, match="is not a time"):
        clock_parts(text)


def test_days_between_dates_are_counted_both_ways():
    assert days_between(date(2026, 6, 2), date(2026, 6, 9)) == 7
    assert days_between(date(2026, 6, 9), date(2026, 6, 2)) == -7
    assert days_between(date(2026, 3, 28), date(2026, 3, 30)) == 2


CLOSED = Calendar(extra_closed=frozenset({date(2026, 6, 10)}))


def test_a_day_the_service_is_closed_is_no_working_day_of_its_calendar():
    wednesday, thursday = date(2026, 6, 10), date(2026, 6, 11)

    assert is_working_day(wednesday)
    assert not is_working_day(wednesday, CLOSED)
    assert next_working_day(date(2026, 6, 9), CLOSED) == thursday
    assert add_working_days(date(2026, 6, 9), 2, CLOSED) == date(2026, 6, 12)
    assert working_day_on_or_before(wednesday, CLOSED) == date(2026, 6, 9)
    assert working_day_on_or_after(wednesday, CLOSED) == thursday


@pytest.mark.parametrize(
    ("clock", "opened"),
    [("08:59", False), ("09:00", True), ("16:59", True), ("17:00", False)],
)
def test_the_service_is_open_from_opening_until_just_before_closing(clock, opened):
    assert is_open(moment(date(2026, 6, 9), clock), Calendar()) is opened
    assert not is_open(moment(date(2026, 6, 10), clock), CLOSED)
    assert not is_open(moment(date(2026, 6, 13), clock), Calendar())


@pytest.mark.parametrize(
    ("start", "opening"),
    [
        ("2026-06-09T10:31", "2026-06-09T10:31"),
        ("2026-06-09T07:00", "2026-06-09T09:00"),
        ("2026-06-09T17:00", "2026-06-11T09:00"),
        ("2026-06-10T11:00", "2026-06-11T09:00"),
        ("2026-06-12T17:00", "2026-06-15T09:00"),
        ("2026-06-13T23:10", "2026-06-15T09:00"),
        ("2026-12-24T18:00", "2026-12-29T09:00"),
    ],
)
def test_the_next_opening_is_now_if_open_and_otherwise_the_next_morning_at_work(start, opening):
    assert next_opening(_london(start), CLOSED) == _london(opening)


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        ("2026-06-09T10:31", 2, "2026-06-09T12:31"),
        ("2026-06-09T10:31", 0, "2026-06-09T10:31"),
        ("2026-06-09T15:00", 2, "2026-06-09T17:00"),
        ("2026-06-09T15:01", 2, "2026-06-11T09:01"),
        ("2026-06-09T03:00", 2, "2026-06-09T11:00"),
        ("2026-06-12T16:00", 2, "2026-06-15T10:00"),
        ("2026-06-11T10:00", 20, "2026-06-15T14:00"),
        ("2026-12-24T16:30", 2, "2026-12-29T10:30"),
        # The clocks change between Friday afternoon and Monday morning; an hour stays an hour.
        ("2026-03-27T16:00", 2, "2026-03-30T10:00"),
        ("2026-10-23T16:00", 2, "2026-10-26T10:00"),
    ],
)
def test_working_hours_run_only_while_the_service_is_open(start, hours, end):
    ends_at = add_working_hours(_london(start), hours, CLOSED)

    assert ends_at == _london(end)
    assert ends_at.utcoffset() == timedelta(0)


@pytest.mark.parametrize(("opens", "closes"), [("17:00", "09:00"), ("09:00", "09:00")])
def test_hours_that_never_come_are_refused(opens, closes):
    with pytest.raises(Refused) as refused:
        Calendar(opens=opens, closes=closes)

    assert str(refused.value) == "The service must open before it closes."
    assert refused.value.field == "opens"


def _london(text: str) -> datetime:
    day, clock = text.split("T")
    return moment(date.fromisoformat(day), clock)


def test_a_week_begins_on_its_monday():
    monday = date(2026, 6, 8)

    assert [monday_of(monday + timedelta(days=days)) for days in (0, 3, 6)] == [monday] * 3
    assert monday_of(monday - timedelta(days=1)) == monday - timedelta(days=7)


def test_moments_are_given_in_utc_wherever_the_machine_stands():
    noon = datetime(2026, 6, 9, 11, tzinfo=UTC)

    assert moment(date(2026, 6, 9), "09:00").tzinfo is UTC
    assert next_opening(local(noon), Calendar()).tzinfo is UTC


def test_early_on_a_day_that_is_closed_the_next_opening_is_another_day():
    closed = Calendar(extra_closed=frozenset({date(2026, 6, 9)}))
    early = datetime(2026, 6, 9, 4, tzinfo=UTC)

    assert local_date(next_opening(early, Calendar())) == date(2026, 6, 9)
    assert local_date(next_opening(early, closed)) == date(2026, 6, 10)

"""Names, dates, times and counts are written one way everywhere."""

from datetime import UTC, date, datetime

import pytest

from clinical.wording import (
    age,
    banner_name,
    birth_date,
    clock,
    count,
    day_and_time,
    days_ago,
    full_name,
    listed_name,
    long_date,
    sentence_date,
    sentence_time,
    short_date,
    table_date,
    time_within,
)

TODAY = date(2026, 6, 9)
TUESDAY = date(2026, 6, 16)
HALF_PAST_TEN = datetime(2026, 6, 16, 9, 30, tzinfo=UTC)


def test_names():
    assert listed_name("Nair", "Priya") == "NAIR, Priya"
    assert listed_name("O'Brien", "Sinead") == "O'BRIEN, Sinead"
    assert listed_name("Nair", "") == "NAIR"
    assert banner_name("Nair", "Priya", "Ms") == "NAIR, Priya (Ms)"
    assert banner_name("Nair", "Priya") == "NAIR, Priya"
    assert full_name("Nair", "Priya") == "Priya Nair"
    assert full_name("Nair", "") == "Nair"


@pytest.mark.parametrize(
    ("born", "on", "years"),
    [
        (date(1992, 2, 14), TODAY, 34),
        (date(1992, 6, 9), TODAY, 34),
        (date(1992, 6, 10), TODAY, 33),
        (date(2000, 2, 29), date(2026, 2, 28), 25),
        (date(2000, 2, 29), date(2026, 3, 1), 26),
        (TODAY, TODAY, 0),
    ],
)
def test_age_is_in_completed_years(born, on, years):
    assert age(born, on) == years


def test_dates():
    assert birth_date(date(1992, 2, 14)) == "14-Feb-1992"
    assert birth_date(date(1992, 2, 4)) == "04-Feb-1992"
    assert table_date(TUESDAY) == "Tue 16 Jun"
    assert table_date(TUESDAY, TODAY) == "Tue 16 Jun"
    assert table_date(TUESDAY, date(2027, 1, 1)) == "Tue 16 Jun 2026"
    assert sentence_date(TUESDAY) == "16 June"
    assert sentence_date(TUESDAY, date(2025, 12, 31)) == "16 June 2026"
    assert long_date(TUESDAY, TODAY) == "Tuesday 16 June"
    assert short_date(TUESDAY) == "16 Jun"


def test_every_month_has_its_name():
    written = [sentence_date(date(2026, month, 1)).split()[1] for month in range(1, 13)]

    assert written == [date(2026, month, 1).strftime("%B") for month in range(1, 13)]


def test_times_are_those_of_the_london_clock():
    assert clock(HALF_PAST_TEN) == "10:30"
    assert clock(datetime(2026, 1, 6, 9, 5, tzinfo=UTC)) == "09:05"
    assert day_and_time(HALF_PAST_TEN, TODAY) == "Tue 16 Jun, 10:30"
    assert day_and_time(HALF_PAST_TEN, TUESDAY) == "Today, 10:30"
    assert time_within(HALF_PAST_TEN, TUESDAY) == "today, 10:30"
    assert time_within(HALF_PAST_TEN, TODAY) == "Tue 16 Jun, 10:30"
    assert day_and_time(HALF_PAST_TEN) == "Tue 16 Jun, 10:30"
    assert time_within(HALF_PAST_TEN, date(2027, 1, 5)) == "Tue 16 Jun 2026, 10:30"
    assert sentence_time(HALF_PAST_TEN, TODAY) == "16 June at 10:30"
    assert sentence_time(HALF_PAST_TEN, TUESDAY) == "today at 10:30"
    assert day_and_time(datetime(2026, 6, 15, 23, 30, tzinfo=UTC), TUESDAY) == "Today, 00:30"


@pytest.mark.parametrize(
    ("number", "words"), [(0, "0 sessions"), (1, "1 session"), (2, "2 sessions")]
)
def test_counts_agree_with_their_noun(number, words):
    assert count(number, "session") == words


def test_a_noun_may_bring_its_own_plural():
    assert count(1, "person", "people") == "1 person"
    assert count(3, "person", "people") == "3 people"


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (TODAY, "today"),
        (date(2026, 6, 8), "yesterday"),
        (date(2026, 6, 7), "2 days ago"),
        (date(2026, 6, 10), "tomorrow"),
        (date(2026, 6, 11), "in 2 days"),
    ],
)
def test_days_ago_in_words(day, words):
    assert days_ago(day, TODAY) == words

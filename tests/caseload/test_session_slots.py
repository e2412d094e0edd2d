"""Free times offered by one key."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from caseload import slots
from caseload.slots import Diary
from clinical.policy import DEFAULT

NOW = datetime(2026, 6, 9, 9, 24, tzinfo=UTC)
HALF_PAST_TEN = datetime(2026, 6, 9, 9, 30, tzinfo=UTC)


def diary(*booked: datetime) -> Diary:
    taken = [(start, start + timedelta(minutes=30)) for start in booked]
    return Diary(booked=taken, policy=DEFAULT, minutes=30)


def test_the_same_slot_is_a_week_later():
    found = slots.same_slot(diary(), after=HALF_PAST_TEN, not_before=NOW)

    assert found == HALF_PAST_TEN + timedelta(days=7)


def test_a_bank_holiday_and_a_taken_week_are_passed_over():
    monday = datetime(2026, 8, 24, 9, 30, tzinfo=UTC)

    found = slots.same_slot(diary(monday + timedelta(days=14)), after=monday, not_before=monday)

    assert found == monday + timedelta(days=21)


def test_a_day_on_which_the_service_is_closed_is_passed_over():
    closed = replace(DEFAULT, closed_days=frozenset({date(2026, 6, 16)}))
    its = Diary(booked=[], policy=closed, minutes=30)

    found = slots.same_slot(its, after=HALF_PAST_TEN, not_before=NOW)

    assert found == HALF_PAST_TEN + timedelta(days=14)


def test_the_local_time_stays_when_the_clocks_change():
    before = datetime(2026, 10, 20, 9, 30, tzinfo=UTC)

    found = slots.same_slot(diary(), after=before, not_before=before)

    assert found == datetime(2026, 10, 27, 10, 30, tzinfo=UTC)


def test_a_session_written_up_weeks_later_is_offered_a_week_still_to_come():
    found = slots.same_slot(diary(), after=HALF_PAST_TEN, not_before=NOW + timedelta(days=20))

    assert found == HALF_PAST_TEN + timedelta(days=21)


def test_nothing_is_offered_when_the_slot_is_taken_for_weeks():
    taken = [HALF_PAST_TEN + timedelta(days=7 * week) for week in range(1, 6)]

    assert slots.same_slot(diary(*taken), after=HALF_PAST_TEN, not_before=NOW) is None


def test_the_other_slot_is_on_the_next_day_at_about_the_same_time():
    than = HALF_PAST_TEN + timedelta(days=7)

    found = slots.other_slot(diary(), after=HALF_PAST_TEN, than=than)

    assert found == than + timedelta(days=1)


def test_later_today_is_an_hour_away_or_more_and_free():
    eleven_thirty = datetime(2026, 6, 9, 10, 30, tzinfo=UTC)

    found = slots.later_today(diary(eleven_thirty), now=NOW)

    assert found == eleven_thirty + timedelta(minutes=30)


def test_nothing_is_offered_today_after_the_service_closes():
    assert slots.later_today(diary(), now=datetime(2026, 6, 9, 15, 31, tzinfo=UTC)) is None

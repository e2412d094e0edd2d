"""Signs of working past one's hours: what counts, and what an aggregate gives away."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clinical.overtime import AgreedWeek, Span, has_break, rounded_share, signs, together
from clinical.working_days import Calendar

_SLOW_MACHINES = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

_DAY = date(2026, 6, 9)  # a Tuesday in summer time


def _always(_day):
    """The same hours on every day."""
    return Calendar()


def at(clock, *, day=_DAY):
    hour, minute = clock.split(":")
    return datetime(day.year, day.month, day.day, int(hour) - 1, int(minute), tzinfo=UTC)


def diary(*times):
    return [Span(at(one[:5]), at(one[6:])) for one in times]


def test_a_note_counts_as_after_hours_outside_opening_and_on_closed_days():
    moments = [
        at("08:59"),
        at("09:00"),
        at("16:59"),
        at("17:00"),
        at("12:00", day=date(2026, 6, 7)),
    ]

    found = signs(signed_at=moments, diary=[], calendar_on=_always)

    assert (found.notes, found.notes_after_hours) == (5, 3)


def test_the_agreed_week_of_that_day_decides_what_is_after_hours():
    fridays_off = AgreedWeek(_DAY, None, frozenset({0, 1, 2, 3}), time(8), time(19))
    friday, before, holiday = date(2026, 6, 12), date(2026, 6, 8), date(2026, 8, 31)
    moments = [
        at("18:59"),
        at("19:00"),
        at("12:00", day=friday),
        at("12:00", day=holiday),
        at("18:00", day=before),
    ]

    found = [
        signs(signed_at=[one], diary=[], calendar_on=_always, agreed=[fridays_off])
        for one in moments
    ]

    assert [one.notes_after_hours for one in found] == [0, 1, 1, 1, 1]


def test_a_note_is_held_against_the_hours_of_its_own_day():
    longer_from = date(2026, 6, 10)
    shorter, longer = Calendar(), Calendar(closes="20:00")
    moments = [at("18:00"), at("18:00", day=longer_from)]

    found = signs(
        signed_at=moments,
        diary=[],
        calendar_on=lambda day: longer if day >= longer_from else shorter,
    )

    assert (found.notes, found.notes_after_hours) == (2, 1)


@pytest.mark.parametrize(
    ("times", "is_there"),
    [
        ((), True),
        (("09:00-12:00", "14:00-15:00"), True),
        (("11:30-12:15", "12:45-14:30"), True),
        (("11:30-12:15", "12:44-14:30"), False),
        (("12:30-13:00",), True),
        (("12:00-13:30",), True),
        (("12:29-13:31",), False),
        (("12:20-13:35", "12:25-12:30"), False),
        (("11:00-15:00",), False),
    ],
)
def test_half_an_hour_in_a_row_between_twelve_and_two_is_a_break(times, is_there):
    assert has_break(diary(*times), on=_DAY) is is_there


def test_only_working_days_with_sessions_are_asked_about_their_break():
    sunday = Span(at("12:00", day=date(2026, 6, 7)), at("14:00", day=date(2026, 6, 7)))

    found = signs(
        signed_at=[], diary=[sunday, *diary("12:00-14:00", "15:00-15:30")], calendar_on=_always
    )

    assert (found.days, found.days_without_break) == (1, 1)


@_SLOW_MACHINES
@given(st.lists(st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31)), max_size=30))
def test_never_more_signs_than_there_were_notes_and_days(moments):
    moments = [one.replace(tzinfo=UTC) for one in moments]
    spans = [Span(one, one + timedelta(minutes=45)) for one in moments]

    found = signs(signed_at=moments, diary=spans, calendar_on=_always)

    assert 0 <= found.notes_after_hours <= found.notes == len(moments)
    assert 0 <= found.days_without_break <= found.days <= len(moments)


@pytest.mark.parametrize(
    ("of_each", "share"),
    [
        ([(3, 20)] * 4, None),
        ([(3, 20)] * 5, 15),
        # Four with notes, and one who had none that month: still four.
        ([(3, 20)] * 4 + [(0, 0)], None),
        # One of five with more than half of it: it would be hers.
        ([(9, 12), *[(0, 3)] * 4], 40),
        ([(9, 13), *[(0, 3)] * 4], None),
        ([], None),
    ],
)
def test_a_share_of_several_is_of_five_who_add_to_it_and_no_one_persons(of_each, share):
    assert together(of_each) == share


@pytest.mark.parametrize(
    ("count", "of", "share"), [(0, 0, None), (0, 9, 0), (1, 40, 5), (1, 41, 0), (9, 9, 100)]
)
def test_a_share_is_rounded_to_five(count, of, share):
    assert rounded_share(count, of) == share


def test_an_agreed_week_holds_from_its_first_day_to_its_last():
    week = AgreedWeek(_DAY, _DAY + timedelta(days=7), frozenset({0}), time(9), time(17))

    days = (-1, 0, 7, 8)
    assert [week.holds(_DAY + timedelta(days=one)) for one in days] == [False, True, True, False]


def test_a_large_share_is_rounded_to_the_nearest_five_too():
    assert rounded_share(97, 100) == 95
    assert rounded_share(975, 1000) == 100
    assert rounded_share(974, 1000) == 95


def test_a_day_on_which_the_service_is_closed_is_no_working_day():
    closed = Calendar(extra_closed=frozenset({_DAY}))

    def calendar_on(day):
        return closed if day == _DAY else Calendar()

    week = AgreedWeek(_DAY, None, frozenset(range(5)), time(8), time(16))
    asked = {"signed_at": [at("12:00")], "diary": diary("10:00 11:00"), "agreed": [week]}

    usual, on_a_closed_day = (signs(**asked, calendar_on=one) for one in (_always, calendar_on))

    assert (usual.days, usual.notes_after_hours) == (1, 0)
    assert (on_a_closed_day.days, on_a_closed_day.notes_after_hours) == (0, 1)


def test_the_agreed_hours_begin_with_their_first_minute():
    week = AgreedWeek(_DAY, None, frozenset(range(5)), time(8), time(16))

    found = signs(
        signed_at=[at("08:00"), at("07:59"), at("16:00")],
        diary=[],
        calendar_on=_always,
        agreed=[week],
    )

    assert found.notes_after_hours == 2

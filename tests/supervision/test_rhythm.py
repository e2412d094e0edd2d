"""On which day a pair meets: its own, or the next on which both are in and the service is open."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from clinical.working_days import Calendar, local
from supervision.planning.rhythm import Days, Rhythm, plan

SAM, PRIYA, TOM = 1, 2, 3
THURSDAY = 3
# Thursday 11 June 2026.
DAY = date(2026, 6, 11)
CLOSED_ON_DAY = Calendar(extra_closed=frozenset({DAY}))


def rhythm(**facts):
    return Rhythm(
        **{
            "supervisor_id": SAM,
            "supervisee_id": PRIYA,
            "weekday": THURSDAY,
            "meets_at": time(9),
            "minutes": 60,
            "starts_on": date(2026, 1, 1),
        }
        | facts
    )


def held(*rhythms, first=DAY, last=DAY, away=None, calendar=None):
    """Planned day and the local date and clock it is held."""
    planned = plan(
        rhythms or (rhythm(),),
        first=first,
        last=last,
        days=Days(away=away or {}, calendar=calendar or Calendar()),
    )
    return [(one.planned_on, f"{local(one.starts_at):%a %d %b %H:%M}") for one in planned]


@pytest.mark.parametrize(
    ("why", "away", "calendar", "when"),
    [
        ("nothing in the way", {}, None, "Thu 11 Jun 09:00"),
        ("the service is closed", {}, CLOSED_ON_DAY, "Fri 12 Jun 09:00"),
        ("supervisee away", {PRIYA: ((DAY, DAY),)}, None, "Fri 12 Jun 09:00"),
        ("supervisor away", {SAM: ((DAY, DAY),)}, None, "Fri 12 Jun 09:00"),
        ("somebody else away", {TOM: ((DAY, DAY),)}, None, "Thu 11 Jun 09:00"),
        ("away over Friday: after the weekend", {SAM: ((DAY, date(2026, 6, 12)),)}, None,
         "Mon 15 Jun 09:00"),
        ("one after the other away", {SAM: ((DAY, DAY),), PRIYA: ((date(2026, 6, 12),) * 2,)}, None,
         "Mon 15 Jun 09:00"),
        ("back on the last day there is", {SAM: ((DAY, date(2026, 6, 16)),)}, None,
         "Wed 17 Jun 09:00"),
        ("nobody can within six days: it stands", {SAM: ((DAY, date(2026, 6, 17)),)}, None,
         "Thu 11 Jun 09:00"),
        ("away without an end: it stands", {PRIYA: ((date(2026, 6, 1), None),)}, None,
         "Thu 11 Jun 09:00"),
        ("back that very day", {PRIYA: ((date(2026, 6, 1), date(2026, 6, 10)),)}, None,
         "Thu 11 Jun 09:00"),
    ],
)  # fmt: skip
def test_a_meeting_is_held_on_the_first_day_both_are_in(why, away, calendar, when):
    assert held(away=away, calendar=calendar) == [(DAY, when)], why


def test_bank_holidays_are_moved_over_and_it_still_stands_for_its_day():
    good_friday = date(2026, 4, 3)
    friday = rhythm(weekday=4)

    found = held(friday, first=good_friday, last=good_friday)

    assert found == [(good_friday, "Tue 07 Apr 09:00")]


@pytest.mark.parametrize(
    ("before", "utc_before", "after", "utc_after"),
    [
        (date(2026, 3, 26), (9, 30), date(2026, 4, 2), (8, 30)),
        (date(2026, 10, 22), (8, 30), date(2026, 10, 29), (9, 30)),
    ],
)
def test_half_past_nine_on_the_wall_stays_so_before_and_after_the_clocks_change(
    before, utc_before, after, utc_after
):
    planned = plan(
        [rhythm(meets_at=time(9, 30))],
        first=before,
        last=after,
        days=Days(away={}, calendar=Calendar()),
    )

    assert [one.starts_at for one in planned] == [
        datetime(day.year, day.month, day.day, *clock, tzinfo=UTC)
        for day, clock in ((before, utc_before), (after, utc_after))
    ]
    assert {f"{local(one.starts_at):%H:%M}" for one in planned} == {"09:30"}


@pytest.mark.parametrize(
    ("coverer", "away", "when"),
    [
        (TOM, {SAM: ((DAY, DAY),)}, "Thu 11 Jun 09:00"),
        (TOM, {SAM: ((DAY, DAY),), TOM: ((DAY, DAY),)}, "Fri 12 Jun 09:00"),
        (TOM, {SAM: ((DAY, DAY),), PRIYA: ((DAY, DAY),)}, "Fri 12 Jun 09:00"),
        (PRIYA, {SAM: ((DAY, DAY),)}, "Fri 12 Jun 09:00"),
    ],
)
def test_it_stands_while_a_colleague_covers_the_supervisor(coverer, away, when):
    """The colleague is in, and is not who is supervised; nobody stands in for who is supervised."""
    days = Days(away=away, calendar=Calendar(), covered={SAM: ((DAY, DAY, coverer),)})

    (one,) = plan([rhythm()], first=DAY, last=DAY, days=days)

    assert f"{local(one.starts_at):%a %d %b %H:%M}" == when


def test_a_moved_meeting_does_not_fall_on_what_was_put_there_by_hand():
    friday = datetime(2026, 6, 12, 8, tzinfo=UTC)
    by_hand = ((SAM, TOM), friday, friday + timedelta(minutes=30))
    days = Days(away={PRIYA: ((DAY, DAY),)}, calendar=Calendar(), fixed=(by_hand,))

    (one,) = plan([rhythm()], first=DAY, last=DAY, days=days)

    assert f"{local(one.starts_at):%a %d %b}" == "Mon 15 Jun"


def test_every_week_has_one_meeting_within_the_rhythms_days():
    found = held(
        rhythm(starts_on=date(2026, 6, 12), ends_on=date(2026, 7, 2)),
        first=DAY,
        last=DAY + timedelta(weeks=6),
    )

    assert [day for day, _ in found] == [
        date(2026, 6, 18),
        date(2026, 6, 25),
        date(2026, 7, 2),
    ]


def test_a_moved_meeting_takes_nobody_elses_time():
    friday = rhythm(supervisee_id=TOM, weekday=4)

    found = held(rhythm(), friday, last=DAY + timedelta(days=1), away={PRIYA: ((DAY, DAY),)})

    assert found == [(DAY, "Mon 15 Jun 09:00"), (date(2026, 6, 12), "Fri 12 Jun 09:00")]


def test_two_moved_meetings_do_not_fall_on_the_same_hour():
    friday = rhythm(supervisee_id=TOM, weekday=4)
    sam_away = {SAM: ((DAY, DAY + timedelta(days=1)),)}

    found = held(rhythm(), friday, last=DAY + timedelta(days=1), away=sam_away)

    assert [when for _, when in found] == ["Mon 15 Jun 09:00", "Tue 16 Jun 09:00"]

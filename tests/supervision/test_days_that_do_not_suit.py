"""Leave, closed days, nights on which the clocks change, and cover: on which day a meeting is."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from clinical.errors import Refused
from clinical.policy import DEFAULT
from clinical.wording import clock
from clinical.working_days import local
from staff.models import Membership, StaffMember, SupervisionPairing
from supervision.actions import moving
from supervision.planning.cover import may_stand_in
from supervision.planning.jobs import make_meetings_ahead
from supervision.planning.next_meeting import next_on
from supervision.planning.rhythm import Rhythm
from supervision.planning.times import Proposed
from tests.factories.staff import AbsenceFactory, CoverFactory
from tests.factories.supervision import SessionFactory

pytestmark = pytest.mark.django_db

THURSDAY = date(2026, 6, 11)
A_WEEK = timedelta(weeks=1)


def nine(day):
    return datetime.combine(day, time(8), tzinfo=UTC)


@pytest.fixture
def meetings(priya, sam):
    """Priya meets Sam at nine on Thursday, and in the two weeks after it."""
    SupervisionPairing.objects.filter(supervisee=priya).update(weekday=3, meets_at="09:00")
    return [
        SessionFactory(supervisor=sam, supervisee=priya, starts_at=nine(THURSDAY + A_WEEK * week))
        for week in range(3)
    ]


def away(person, on):
    AbsenceFactory(staff=person, starts_on=on, ends_on=on)


def test_the_next_meeting_is_not_counted_on_while_who_is_supervised_is_away(meetings, priya):
    away(priya, THURSDAY + A_WEEK)

    assert next_on(meetings[0]) == THURSDAY + 2 * A_WEEK


def test_the_next_meeting_is_not_counted_on_where_it_was_called_off(meetings, sam, now):
    called_off = meetings[1]
    called_off.not_held_at, called_off.not_held_by, called_off.not_held_why = now, sam, "Ill"
    called_off.save()

    assert next_on(meetings[0]) == THURSDAY + 2 * A_WEEK


@pytest.mark.parametrize(
    ("leave_of", "days"),
    [(["sam"], 7), (["sam", "leah"], 14), (["sam", "priya"], 14)],
)
def test_the_next_meeting_is_counted_on_while_who_covers_is_there(
    meetings, sam, leah, priya, leave_of, days
):
    on = THURSDAY + A_WEEK
    CoverFactory(covered=sam, coverer=leah, starts_on=on, ends_on=on)
    people = {"sam": sam, "leah": leah, "priya": priya}
    for name in leave_of:
        away(people[name], on)

    assert next_on(meetings[0]) == THURSDAY + timedelta(days=days)


def test_nobody_covers_for_whoever_supervises_them(sam, leah):
    """Sam covers Leah; their own meeting with her waits."""
    first, second, third = (
        SessionFactory(supervisor=leah, supervisee=sam, starts_at=nine(THURSDAY + A_WEEK * week))
        for week in range(3)
    )
    on = second.planned_on
    away(leah, on)
    CoverFactory(covered=leah, coverer=sam, starts_on=on, ends_on=on)

    assert next_on(first) == third.planned_on
    assert may_stand_in(second, sam.pk, now=first.starts_at) is False


@pytest.mark.parametrize(("leah_is_away", "day"), [(False, "Thu 11 Jun"), (True, "Fri 12 Jun")])
def test_the_night_moves_what_neither_the_supervisor_nor_who_covers_can_hold(
    meetings, sam, leah, now, leah_is_away, day
):
    away(sam, THURSDAY)
    CoverFactory(covered=sam, coverer=leah, starts_on=THURSDAY, ends_on=THURSDAY)
    if leah_is_away:
        away(leah, THURSDAY)

    make_meetings_ahead(now=now, policy=DEFAULT)

    meetings[0].refresh_from_db()
    assert f"{local(meetings[0].starts_at):%a %d %b}" == day


@pytest.mark.parametrize("who_covers", ["nobody", "herself", "somebody away", "somebody there"])
def test_by_hand_it_goes_to_no_day_on_which_nobody_can_hold_it(
    meetings, sam, leah, priya, now, who_covers
):
    friday = THURSDAY + timedelta(days=1)
    away(sam, friday)
    if who_covers != "nobody":
        coverer = priya if who_covers == "herself" else leah
        Membership.objects.filter(staff=coverer).update(role="SENIOR_PWP")
        CoverFactory(covered=sam, coverer=coverer, starts_on=friday, ends_on=friday)
    if who_covers == "somebody away":
        away(leah, friday)
    given = {"starts_at": nine(friday), "by": sam, "now": now, "policy": DEFAULT}

    if who_covers == "somebody there":
        assert moving.move_meeting(session=meetings[0], **given).starts_at == nine(friday)
    else:
        with pytest.raises(Refused, match="Sam Okafor is away"):
            moving.move_meeting(session=meetings[0], **given)


def test_the_night_leaves_a_meeting_to_who_covers(meetings, sam, leah, now):
    away(sam, THURSDAY)
    CoverFactory(covered=sam, coverer=leah, starts_on=THURSDAY, ends_on=THURSDAY)
    moving.take_over(session=meetings[0], by=leah, now=now)

    make_meetings_ahead(now=now, policy=DEFAULT)

    meetings[0].refresh_from_db()
    assert (meetings[0].supervisor, meetings[0].stands_in_for) == (leah, sam)


def _has_left(leah):
    StaffMember.objects.filter(pk=leah.pk).update(is_active=False)


def _role_ends_meanwhile(leah):
    Membership.objects.filter(staff=leah).update(ends_on=THURSDAY - timedelta(days=1))


@pytest.mark.parametrize("no_longer", [_has_left, _role_ends_meanwhile])
def test_who_may_supervise_no_longer_covers_no_meeting(meetings, sam, leah, now, no_longer):
    CoverFactory(covered=sam, coverer=leah, starts_on=now.date(), ends_on=THURSDAY)
    assert may_stand_in(meetings[0], leah.pk, now=now) is True

    no_longer(leah)

    assert may_stand_in(meetings[0], leah.pk, now=now) is False


# Half past one: on 29 March there is none, on 25 October there are two.
@pytest.mark.parametrize(
    ("day", "instant"),
    [
        (date(2026, 3, 28), datetime(2026, 3, 28, 1, 30, tzinfo=UTC)),
        (date(2026, 3, 29), datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
        (date(2026, 3, 30), datetime(2026, 3, 30, 0, 30, tzinfo=UTC)),
        (date(2026, 10, 24), datetime(2026, 10, 24, 0, 30, tzinfo=UTC)),
        (date(2026, 10, 25), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)),
        (date(2026, 10, 26), datetime(2026, 10, 26, 1, 30, tzinfo=UTC)),
    ],
)
def test_a_time_that_is_not_there_or_there_twice_is_the_later_instant(day, instant):
    """Nobody waits in a meeting that the other one comes to an hour later."""
    at_night = Rhythm(
        supervisor_id=1,
        supervisee_id=2,
        weekday=day.weekday(),
        meets_at=time(1, 30),
        minutes=60,
        starts_on=date(2026, 1, 1),
    )

    assert at_night.at(day) == instant


def test_an_hour_over_the_change_is_an_hour(sam, priya):
    """From the first half past one to the second."""
    meeting = SessionFactory(
        supervisor=sam, supervisee=priya, starts_at=datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    )

    assert meeting.ends_at - meeting.starts_at == timedelta(hours=1)
    assert (clock(meeting.starts_at), clock(meeting.ends_at)) == ("01:30", "01:30")


def test_just_past_midnight_in_summer_is_that_day_and_not_the_one_before(sam, priya):
    """In UTC it is 23:30 of the day before: leave of that day is none of this one."""
    first, second = (
        SessionFactory(
            supervisor=sam,
            supervisee=priya,
            planned_on=day,
            starts_at=datetime.combine(day - timedelta(days=1), time(23, 30), tzinfo=UTC),
        )
        for day in (THURSDAY, THURSDAY + A_WEEK)
    )
    away(priya, second.planned_on - timedelta(days=1))
    assert next_on(first) == second.planned_on

    away(priya, second.planned_on)

    assert next_on(first) == second.planned_on + A_WEEK
    proposed = Proposed(supervisor=sam, supervisee=priya, starts_at=second.starts_at, minutes=60)
    assert proposed.on == second.planned_on


@pytest.mark.usefixtures("clock")
def test_a_meeting_of_today_is_not_missed_though_in_utc_it_was_yesterday(client, sam, priya):
    SessionFactory(
        supervisor=sam,
        supervisee=priya,
        planned_on=date(2026, 6, 9),
        starts_at=datetime(2026, 6, 8, 23, 30, tzinfo=UTC),
    )
    client.force_login(sam)

    assert "held in the last 8 weeks" not in client.get("/supervision/").content.decode()

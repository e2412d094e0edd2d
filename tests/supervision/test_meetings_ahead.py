"""Meetings made ahead: six weeks of them, once each, moved while somebody is away."""

from datetime import date, datetime, time, timedelta

import pytest

from audit.models import AuditEntry
from clinical.policy import DEFAULT
from clinical.working_days import local
from staff.models import StaffMember, SupervisionPairing
from supervision.models import SupervisionSession
from supervision.planning.jobs import make_meetings_ahead
from tests.factories.caseload import booked_contact
from tests.factories.staff import AbsenceFactory

pytestmark = pytest.mark.django_db

THURSDAY = date(2026, 6, 11)


@pytest.fixture
def pair(priya, sam):
    """Priya meets Sam on Thursdays at nine."""
    SupervisionPairing.objects.filter(supervisee=priya).update(
        weekday=3, meets_at=time(9), minutes=45
    )
    return SupervisionPairing.objects.get(supervisee=priya)


def made(now: datetime) -> dict[str, int]:
    return dict(make_meetings_ahead(now=now, policy=DEFAULT))


def when(planned_on: date = THURSDAY) -> str:
    return f"{local(SupervisionSession.objects.get(planned_on=planned_on).starts_at):%a %d %H:%M}"


def test_six_weeks_of_meetings_are_made_and_none_for_who_has_no_time(pair, trainee, now):
    counts = made(now)

    rows = SupervisionSession.objects.order_by("planned_on")
    assert counts == {"made": 6, "changed": 0}
    assert [row.planned_on for row in rows] == [THURSDAY + timedelta(weeks=n) for n in range(6)]
    assert {(row.supervisor_id, row.supervisee_id, row.minutes) for row in rows} == {
        (pair.supervisor_id, pair.supervisee_id, 45)
    }


def test_made_twice_is_made_once_and_says_so_once(pair, now):
    made(now)
    before = list(SupervisionSession.objects.order_by("pk").values())

    again = made(now)

    assert again == {"made": 0, "changed": 0}
    assert list(SupervisionSession.objects.order_by("pk").values()) == before
    assert AuditEntry.objects.filter(event="MEETING_PLANNED").count() == 1


def test_a_week_later_only_the_next_week_is_added(pair, now):
    made(now)

    assert made(now + timedelta(days=7)) == {"made": 1, "changed": 0}


def test_leave_moves_the_meeting_and_coming_back_early_moves_it_back(pair, now):
    made(now)
    leave = AbsenceFactory(staff=pair.supervisee, starts_on=THURSDAY, ends_on=THURSDAY)

    moved, day = made(now), when()
    leave.delete()
    back = made(now)

    assert (moved, day) == ({"made": 0, "changed": 1}, "Fri 12 09:00")
    assert (back, when()) == ({"made": 0, "changed": 1}, "Thu 11 09:00")


@pytest.mark.parametrize("state", ["opened", "not_held"])
def test_what_was_opened_or_not_held_stays_where_it_is(pair, sam, now, state):
    made(now)
    facts = {f"{state}_at": now + timedelta(days=3), f"{state}_by": sam}
    why = {"not_held_why": "Sam was ill."} if state == "not_held" else {}
    SupervisionSession.objects.filter(planned_on=THURSDAY).update(**facts, **why)
    AbsenceFactory(staff=sam, starts_on=THURSDAY, ends_on=THURSDAY)

    assert made(now) == {"made": 0, "changed": 0}
    assert when() == "Thu 11 09:00"


def test_a_meeting_that_has_begun_is_neither_made_nor_moved(pair, now):
    made(now)
    later = now + timedelta(days=2)
    AbsenceFactory(staff=pair.supervisee, starts_on=THURSDAY, ends_on=THURSDAY)

    assert made(later)["changed"] == 0
    assert when() == "Thu 11 09:00"


def test_a_moved_meeting_leaves_a_booked_session_alone_where_it_can(pair, referral, now):
    AbsenceFactory(staff=pair.supervisee, starts_on=THURSDAY, ends_on=THURSDAY)
    friday = datetime.fromisoformat("2026-06-12T09:30+01:00")
    booked_contact(referral, at=friday)

    made(now)

    assert when() == "Mon 15 09:00"


def test_nobody_meets_who_has_left(pair, now):
    StaffMember.objects.filter(pk=pair.supervisor_id).update(is_active=False)

    assert made(now) == {"made": 0, "changed": 0}


def test_how_many_pairs_there_are_costs_no_query(
    pair, trainee, sam, now, django_assert_num_queries
):
    with django_assert_num_queries(9):
        made(now)
    SupervisionPairing.objects.filter(supervisee=trainee).update(weekday=1, meets_at=time(14))

    with django_assert_num_queries(9):
        assert made(now)["made"] == 7

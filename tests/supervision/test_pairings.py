"""Who meets whom when is changed by a new pairing: the old one ends, and nothing overlaps."""

from contextlib import contextmanager
from datetime import date, time, timedelta

import pytest
from django.db import IntegrityError, transaction

from audit.models import AuditEntry
from clinical.errors import Refused
from clinical.policy import DEFAULT
from clinical.working_days import local
from staff.models import Contract, StaffMember, SupervisionPairing
from staff.roles import Role
from supervision.actions.pairings import agree_time, end_supervision
from supervision.models import SupervisionSession
from supervision.planning import pairs
from supervision.planning.meeting_times import MeetingTime
from tests import personas
from tests.factories.caseload import in_treatment
from tests.factories.staff import CredentialFactory, PairingFactory

pytestmark = pytest.mark.django_db

TUESDAY, THURSDAY = 1, 3


@pytest.fixture
def agree(priya, sam, leah, now, today):
    """Priya meets Sam on Thursdays at nine from today, unless said otherwise. Leah has supervised
    nobody yet, and is trained to.
    """
    CredentialFactory(staff=leah, kind="SUPERVISOR_TRAINING", checked_by=sam)

    def one(*, weekday=THURSDAY, at=time(9), minutes=60, **facts):
        given = {"supervisor": sam, "supervisee": priya, "begins_on": today, "by": sam} | facts
        meets = MeetingTime(weekday=weekday, meets_at=at, minutes=minutes)
        return agree_time(**given, meets=meets, now=now, policy=DEFAULT)

    return one


def test_a_new_time_ends_the_old_pairing_the_day_before(agree, priya, today):
    agree()

    old, new = SupervisionPairing.objects.filter(supervisee=priya).order_by("starts_on")
    assert (old.weekday, old.ends_on) == (None, today - timedelta(days=1))
    assert (new.weekday, new.meets_at, new.minutes) == (THURSDAY, time(9), 60)
    assert (new.starts_on, new.ends_on) == (today, None)


def test_the_meetings_to_come_follow_and_the_change_stands_on_the_trail(agree, priya, today):
    agree()
    agree(weekday=TUESDAY, at=time(14), minutes=45, begins_on=date(2026, 6, 22))

    times = [
        (f"{local(row.starts_at):%a %d %b %H:%M}", row.minutes)
        for row in SupervisionSession.objects.filter(supervisee=priya).order_by("planned_on")[:4]
    ]
    assert times == [
        ("Thu 11 Jun 09:00", 60),
        ("Thu 18 Jun 09:00", 60),
        ("Tue 23 Jun 14:00", 45),
        ("Tue 30 Jun 14:00", 45),
    ]
    assert AuditEntry.objects.filter(event="PAIRING_CHANGED").count() == 2


def test_the_same_twice_is_one(agree, priya):
    assert agree() == agree()
    assert SupervisionPairing.objects.filter(supervisee=priya).count() == 2
    assert AuditEntry.objects.filter(event="PAIRING_CHANGED").count() == 1


def test_what_begins_the_same_day_is_put_right_in_place(agree, priya):
    first = agree()
    second = agree(at=time(10))

    assert second.pk == first.pk
    assert SupervisionPairing.objects.get(ends_on=None, supervisee=priya).meets_at == time(10)


def test_another_supervisor_takes_over_from_a_day_on(agree, leah, priya, today):
    agree()

    agree(supervisor=leah, at=time(11), begins_on=today + timedelta(days=14))

    assert SupervisionPairing.objects.on(today).get(supervisee=priya).supervisor_id != leah.pk
    later = SupervisionSession.objects.filter(supervisee=priya, supervisor=leah)
    assert later.order_by("planned_on").first().planned_on == date(2026, 6, 25)


@pytest.mark.parametrize(
    ("at", "minutes", "clashes"),
    [
        (time(9), 60, True),
        (time(9, 45), 30, True),
        (time(10), 60, False),
        (time(9, 59), 15, True),
    ],
)
def test_a_supervisor_is_in_one_meeting_at_a_time(agree, trainee, at, minutes, clashes):
    agree()
    if clashes:
        with pytest.raises(Refused, match="meets Priya Raman on Thursdays at 09:00 for 60"):
            agree(supervisee=trainee, at=at, minutes=minutes)
    else:
        assert agree(supervisee=trainee, at=at, minutes=minutes).pk


def test_a_senior_supervises_nobody_at_the_time_of_her_own_supervision(agree, sam, leah, trainee):
    agree(supervisor=leah, supervisee=sam)

    with pytest.raises(Refused, match="meets Sam Okafor"):
        agree(supervisee=trainee, at=time(9, 30))


def test_what_has_ended_and_ones_own_time_are_in_nobodys_way(agree, trainee, priya, sam, today):
    """Priya met Sam then until yesterday; now the trainee does, and moves by half an hour."""
    SupervisionPairing.objects.filter(supervisee=priya).update(
        weekday=THURSDAY, meets_at=time(9), ends_on=today - timedelta(days=1)
    )

    agree(supervisee=trainee)
    moved = agree(supervisee=trainee, at=time(9, 30))

    assert (moved.supervisor, moved.meets_at) == (sam, time(9, 30))


def test_a_seniors_own_supervision_is_not_at_the_time_of_her_supervisees(agree, sam, leah):
    agree()

    with pytest.raises(Refused, match="meets Priya Raman"):
        agree(supervisor=leah, supervisee=sam, at=time(9, 30))


@pytest.mark.parametrize(
    ("facts", "field", "words"),
    [
        ({"begins_on": date(2026, 6, 8)}, "begins_on", "This day is over"),
        ({"begins_on": date(2028, 6, 8)}, "begins_on", "within the next year"),
        ({"at": time(16, 30)}, "meets_at", "when the service is open"),
        ({"at": time(7)}, "meets_at", "within 09:00 and 17:00"),
    ],
)
def test_a_day_or_time_that_cannot_be_is_refused(agree, facts, field, words):
    with pytest.raises(Refused, match=words) as refusal:
        agree(**facts)

    assert refusal.value.field == field
    assert not SupervisionSession.objects.exists()


def test_a_pairing_cannot_begin_before_the_one_that_stands(agree, today):
    agree(begins_on=today + timedelta(days=30))

    with pytest.raises(Refused, match="from 9 July: the two would overlap"):
        agree(at=time(11), begins_on=today + timedelta(days=10))


def test_who_is_no_senior_and_no_lead_supervises_nobody(agree, tom):
    with pytest.raises(Refused, match="only seniors and service leads"):
        agree(supervisor=tom)


def test_nobody_supervises_themselves(agree, sam):
    with pytest.raises(Refused, match="Nobody supervises themselves"):
        agree(supervisee=sam)


@pytest.fixture
def end(priya, leah, now):
    def one(ends_on, **facts):
        given = {"supervisee": priya, "by": leah, "now": now} | facts
        return end_supervision(ends_on=ends_on, **given)

    return one


def test_supervision_of_who_carries_people_does_not_end_without_a_successor(
    agree, end, referral, priya, leah, today
):
    agree()
    with pytest.raises(Refused, match="carries 1 person: choose who supervises them from") as no:
        end(today)
    assert no.value.field == "supervisor"

    agree(supervisor=leah, at=time(11), begins_on=today + timedelta(days=1))

    (before, after) = SupervisionPairing.objects.filter(supervisee=priya).order_by("-pk")[:2][::-1]
    assert before.ends_on + timedelta(days=1) == after.starts_on


def test_agency_or_not_supervision_cannot_be_skipped(end, referral, priya, today):
    StaffMember.objects.filter(pk=priya.pk).update(contract=Contract.AGENCY)

    with pytest.raises(Refused, match="choose who supervises them"):
        end(today)


def test_where_nobody_is_carried_it_ends_and_its_meetings_are_called_off_not_missed(
    agree, end, priya, today, now
):
    agree()
    end(today + timedelta(days=6))

    meetings = SupervisionSession.objects.filter(supervisee=priya).order_by("planned_on")
    assert [row.is_called_off for row in meetings] == [False, True, True, True, True, True]

    agree(begins_on=today + timedelta(days=7))
    assert not any(row.is_called_off for row in meetings.all())


def test_it_ends_on_no_day_that_is_over(end, today):
    with pytest.raises(Refused, match="This day is over"):
        end(today - timedelta(days=2))


def test_who_is_not_supervised_has_nothing_to_end(end, tom, today):
    with pytest.raises(Refused, match="Nobody supervises Tom Ellis"):
        end(today, supervisee=tom)


def test_the_lead_sets_supervision_for_who_carries_people_whatever_their_role(
    leah, north, south, today
):
    carries = personas.member("Ana Duty", role=Role.DUTY_LEAD, team=south)
    in_treatment(carries, north)
    lead = personas.standing_now(leah).standing

    assert pairs.may_arrange(lead, carries.pk, on=today)
    assert "Ana Duty" in [one.name for one in pairs.read(standing=lead, on=today)]


@contextmanager
def refused_by_the_database(name):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        yield


def test_the_database_keeps_one_supervisor_for_a_day_whoever_writes(priya, sam, leah, tom):
    held = {"supervisee": tom, "starts_on": date(2026, 6, 1), "ends_on": date(2026, 6, 30)}
    PairingFactory(supervisor=sam, **held)

    with refused_by_the_database("staff_one_supervisor_at_a_time"):
        PairingFactory(supervisor=leah, **held | {"starts_on": date(2026, 6, 30), "ends_on": None})

    PairingFactory(supervisor=leah, **held | {"starts_on": date(2026, 7, 1), "ends_on": None})


def test_the_database_keeps_one_meeting_at_a_time_for_a_supervisor_whoever_writes(sam, tom, priya):
    SupervisionPairing.objects.all().delete()
    at = {"supervisor": sam, "starts_on": date(2026, 6, 1), "weekday": THURSDAY, "minutes": 60}
    PairingFactory(supervisee=tom, meets_at=time(9), ends_on=date(2026, 6, 30), **at)

    with refused_by_the_database("staff_supervisor_meets_one_at_a_time"):
        PairingFactory(supervisee=priya, meets_at=time(9, 59), **at)

    PairingFactory(supervisee=priya, meets_at=time(10), **at)
    SupervisionPairing.objects.filter(supervisee=priya).update(starts_on=date(2026, 7, 1))
    SupervisionPairing.objects.filter(supervisee=priya).update(meets_at=time(9))

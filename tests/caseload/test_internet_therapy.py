"""A week of internet therapy counts as a session wherever sessions are counted, once."""

import uuid
from datetime import date, timedelta

import pytest
from django.urls import reverse

from audit.models import AuditEntry
from caseload.actions import internet_therapy as actions
from caseload.actions.internet_therapy import OnlineWeek
from caseload.models import CaseSummary, InternetTherapyLog
from caseload.numbering import Happened, appointments, numbers, week_numbers
from clinical.errors import Refused
from clinical.working_days import moment
from referrals.models import Referral, Status
from tests.factories.caseload import allocated, booked_contact, internet_week, missed_contact

pytestmark = pytest.mark.django_db
_TODAY = date(2026, 6, 9)
WEEK = OnlineWeek(_TODAY - timedelta(days=7), _TODAY, "Space from Worry", 15)


@pytest.fixture
def log(referral, priya, now):
    def keep(week=WEEK, **facts):
        usual = {"referral": referral, "form_key": uuid.uuid4(), "by": priya, "now": now}
        return actions.log_internet_therapy(week=week, **usual | facts)

    return keep


def test_a_week_is_one_session_more(log, referral):
    before = CaseSummary.objects.get(pk=referral.pk)

    log()

    after = CaseSummary.objects.get(pk=referral.pk)
    assert after.treatment_contacts == before.treatment_contacts + 1
    assert after.last_attended_on == _TODAY
    assert after.attended == before.attended
    entry = AuditEntry.objects.get(event="INTERNET_THERAPY_LOGGED")
    assert entry.referral_id == referral.pk


def test_the_first_week_begins_treatment(log, priya, north):
    waiting = allocated(priya, north)

    log(referral=waiting)

    assert Referral.objects.get(pk=waiting.pk).status == Status.IN_TREATMENT
    assert CaseSummary.objects.get(pk=waiting.pk).first_treatment_on == _TODAY


def test_the_same_form_again_is_the_first_log_and_other_words_are_refused(log):
    key = uuid.uuid4()

    assert log(form_key=key).pk == log(form_key=key).pk
    with pytest.raises(Refused, match="used already"):
        log(OnlineWeek(WEEK.started_on, WEEK.ended_on, "Another", 15), form_key=key)


@pytest.mark.parametrize(
    ("started", "ended", "said", "field"),
    [
        (-8, 0, "7 days after it", "ended_on"),
        (0, -1, "7 days after it", "ended_on"),
        (-1, 1, "still to come", "ended_on"),
        (-400, -395, "received", "started_on"),
        (-14, -6, "7 days after it", "ended_on"),
    ],
)
def test_days_that_cannot_be_are_refused(log, started, ended, said, field):
    days = (_TODAY + timedelta(days=started), _TODAY + timedelta(days=ended))

    with pytest.raises(Refused, match=said) as refusal:
        log(OnlineWeek(*days, "Space from Worry", 15))

    assert refusal.value.field == field


def test_weeks_follow_each_other_and_never_overlap(log):
    log()
    before = OnlineWeek(WEEK.started_on - timedelta(days=7), WEEK.started_on, "Space from worry", 5)
    across = OnlineWeek(WEEK.started_on - timedelta(days=2), WEEK.started_on, "Space from Worry", 5)
    log(before)

    for week in (WEEK, across):
        with pytest.raises(Refused, match="logged already"):
            log(week)


def test_nothing_is_logged_once_a_referral_has_ended(log, referral, today):
    Referral.objects.filter(pk=referral.pk).update(
        status=Status.ENDED, ended_on=today, end_code="COMPLETED"
    )

    with pytest.raises(Refused, match="has ended"):
        log()


def test_a_withdrawn_week_counts_no_more_and_says_why(log, referral, priya, sam, now):
    before = CaseSummary.objects.get(pk=referral.pk).treatment_contacts
    logged = log()

    def withdraw(**facts):
        usual = {"log": logged, "reason": "Another person", "may_withdraw_any": False}
        actions.withdraw_internet_therapy(**usual | {"by": priya, "now": now} | facts)

    for refused in ({"by": sam}, {"reason": " "}):
        with pytest.raises(Refused):
            withdraw(**refused)
    withdraw(by=sam, may_withdraw_any=True)

    assert CaseSummary.objects.get(pk=referral.pk).treatment_contacts == before
    assert InternetTherapyLog.objects.get(pk=logged.pk).withdrawn_reason == "Another person"
    with pytest.raises(Refused, match="already"):
        withdraw()


def test_weeks_and_appointments_share_their_numbers():
    first, third = (
        Happened(moment(date(2026, 6, day), "10:00"), "TREATMENT", "ATTENDED", None)
        for day in (1, 15)
    )
    unplanned = Happened(
        moment(date(2026, 6, 16), "10:00"), "TREATMENT", "DID_NOT_ATTEND", None, is_planned=False
    )
    week = date(2026, 6, 8)

    assert list(numbers((first, third, unplanned), [week])) == [1, 3, 4]
    assert week_numbers((first, third), [week]) == [2]
    assert [one.label for one in appointments((first, third), [week])] == ["1", "2", "3"]


def _form(**facts):
    return {
        "form_key": str(uuid.uuid4()),
        "started_on": WEEK.started_on.isoformat(),
        "ended_on": WEEK.ended_on.isoformat(),
        "programme": WEEK.programme,
        "minutes": "15",
        **facts,
    }


def test_the_page_logs_a_week_that_stands_on_the_list_and_the_timeline(client, priya, referral):
    client.force_login(priya)
    sessions = reverse("caseload:sessions", args=[referral.reference])
    address = reverse("caseload:internet_therapy", args=[referral.reference])

    assert address in client.get(sessions).content.decode()
    answer = client.post(address, _form())

    assert answer.headers["Location"] == sessions
    listed = client.get(sessions).content.decode()
    assert "Session 2, internet therapy, Space from Worry" in listed
    assert "2 June to 9 June" in listed
    record = client.get(reverse("caseload:record", args=[referral.reference])).content.decode()
    assert "Session 2, internet therapy" in record
    assert "Space from Worry, 2 June to 9 June, 15 minutes." in record


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"started_on": "31/02"}, "Give the date as day, month and year."),
        ({"ended_on": "2026-06-20"}, "7 days after it"),
        ({"programme": " "}, "Name the programme."),
        ({"programme": "x" * 21}, "20 characters at most"),
        ({"minutes": "-1"}, "a whole number from 0 to 2,400"),
        ({"minutes": "many"}, "a whole number from 0 to 2,400"),
        ({"form_key": "x"}, "Load the page again."),
    ],
)
def test_what_cannot_be_is_said_beside_what_was_typed(client, priya, referral, typed, said):
    client.force_login(priya)

    page = client.post(
        reverse("caseload:internet_therapy", args=[referral.reference]), _form(**typed)
    ).content.decode()

    assert said in page
    assert 'value="Space from Worry"' in page or "programme" in typed
    assert not InternetTherapyLog.objects.exists()


def test_the_page_takes_a_week_back(client, priya, referral):
    client.force_login(priya)
    logged = internet_week(referral, by=priya)
    address = reverse("caseload:internet_therapy_withdraw", args=[referral.reference, logged.pk])

    assert "Say why" in client.post(address, {"reason": ""}).content.decode()
    client.post(address, {"reason": "Another person's week"})

    assert client.get(address).status_code == 404
    record = client.get(reverse("caseload:record", args=[referral.reference])).content.decode()
    assert "Internet therapy, withdrawn" in record
    assert "Another person&#x27;s week" in record or "Another person&#39;s week" in record


def test_the_list_asks_as_much_of_the_database_for_many_weeks(
    client, priya, referral, django_assert_max_num_queries
):
    client.force_login(priya)
    address = reverse("caseload:sessions", args=[referral.reference])
    client.get(address)
    internet_week(referral)
    with django_assert_max_num_queries(12) as few:
        client.get(address)
    for n in range(1, 20):
        internet_week(referral, ended_on=_TODAY - timedelta(days=8 * n))
    with django_assert_max_num_queries(len(few)):
        client.get(address)


@pytest.mark.usefixtures("clock")
def test_today_numbers_the_next_session_after_the_weeks_before_it(client, priya, referral, now):
    internet_week(referral, ended_on=_TODAY - timedelta(days=1))
    internet_week(referral, ended_on=_TODAY, started_on=_TODAY - timedelta(days=1))
    booked_contact(referral, at=now + timedelta(hours=1))
    client.force_login(priya)

    assert "3 of 6" in client.get(reverse("today")).content.decode()


def test_what_ends_no_silence_though_it_counts(referral, now):
    """A week without a minute of anybody's time, and an unplanned contact that reached nobody."""
    before = CaseSummary.objects.get(pk=referral.pk)

    internet_week(referral, minutes=0)
    missed_contact(referral, at=now - timedelta(days=1), is_planned=False)

    after = CaseSummary.objects.get(pk=referral.pk)
    assert after.last_attended_on == before.last_attended_on
    assert after.treatment_contacts == before.treatment_contacts + 2

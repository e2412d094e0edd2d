"""Names, numbers and words about a person stay in the clinical tables and on their own pages."""

import pytest
from celery.app.task import Task
from django.db import DataError, IntegrityError

from caseload.models import CareContact, Correction, Reminder, RiskAction, RiskReview
from jobs.models import OutboxEntry
from staff.models import StaffMember
from tests.conftest import BACKEND
from tests.factories import caseload, referrals
from tests.factories.caseload import booked_contact
from tests.leak import canaries
from tests.leak.canaries import Logged, Outside, Watched

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def person(priya, north):
    """Somebody with a name nobody else has."""
    patient = referrals.PatientFactory(**canaries.NAME, phone=canaries.PHONE)
    return caseload.in_treatment(priya, north, patient=patient)


@pytest.fixture
def browser():
    """Whose answers are looked at."""
    client = Watched(raise_request_exception=False)
    client.outside = Outside()
    return client


@pytest.fixture
def tasks(monkeypatch):
    """What is handed to the broker."""
    given = []
    monkeypatch.setattr(
        Task, "apply_async", lambda self, *args, **kwargs: given.append((self.name, args, kwargs))
    )
    return given


@pytest.fixture
def outside(browser, person, priya, duty, tasks, now):
    """A day's work with the canaries, and what left."""
    StaffMember.objects.update(email="somebody@example.org")
    contact = booked_contact(person, at=now)
    kept = booked_contact(person, at=now.replace(hour=15))
    browser.force_login(priya, backend=BACKEND)
    with Logged() as logged:
        canaries.a_days_work(browser, contact, kept=kept)
        mails = canaries.sent(now=now)
        browser.outside.logged = logged.text
    browser.outside.mails = mails
    return browser.outside


def none_of(person, text, *, but=()):
    """Which canaries stand in a text."""
    found = [
        one for one in canaries.canaries(person.patient.nhs_number) if one.lower() in text.lower()
    ]
    return [one for one in found if one not in but]


def test_the_day_was_real(outside, person, priya):
    """The twin: every word arrived where it belongs, so its absence elsewhere means something."""
    signed = CareContact.objects.get(referral=person, did=canaries.NOTE)

    assert signed.location == canaries.LOCATION
    assert RiskReview.objects.get(referral=person).keeps_safe == canaries.KEEPS_SAFE
    assert Correction.objects.get(contact=signed).text == canaries.CORRECTION
    assert Reminder.objects.get(owner=priya).text == canaries.REMINDER
    assert RiskAction.objects.filter(referral=person, outcome=canaries.CLOSED).exists()
    drawn = "".join(outside.bodies)
    assert canaries.NAME["family_name"].lower() in drawn.lower()
    assert canaries.DRAFT in str(
        [draft.fields for contact in person.contacts.all() for draft in contact.drafts.all()]
    )


def test_no_address_link_or_redirect_carries_them(outside, person):
    phone_links = [f"tel:{canaries.PHONE.replace(' ', '')}"]

    assert none_of(person, "\n".join(a for a in outside.addresses if a not in phone_links)) == []


def test_no_page_title_names_the_person(outside, person):
    assert len(outside.titles) > 10
    assert none_of(person, "\n".join(outside.titles)) == []


def test_no_cookie_carries_them(outside, person):
    assert none_of(person, "\n".join(outside.cookies)) == []


def test_the_logs_of_the_day_hold_none_at_any_height(outside, person):
    assert "request_finished" in outside.logged
    assert none_of(person, outside.logged) == []


def test_what_waits_to_leave_holds_ids_only(outside, person):
    assert OutboxEntry.objects.exists()
    assert none_of(person, canaries.outbox_rows()) == []


def test_the_mails_that_were_sent_say_nothing(outside, person):
    assert "Something needs you" in outside.mails
    assert none_of(person, outside.mails) == []


def test_tasks_carry_none(outside, person, tasks):
    assert none_of(person, str(tasks)) == []


def test_neither_cache_nor_broker_holds_any(outside, person):
    assert none_of(person, canaries.in_redis()) == []


def test_the_trail_holds_no_word_that_was_typed(outside, person):
    written = canaries.trail()

    assert "SESSION_LOGGED" in written
    assert "RISK_ACTION_CLOSED" in written
    assert none_of(person, written) == []


@pytest.mark.parametrize("path", ["", "risk/", "details/", "sessions/"])
def test_somebody_elses_404_says_nothing(browser, person, tom, path):
    browser.force_login(tom, backend=BACKEND)

    refused = browser.get(f"/caseload/{person.reference}/{path}")

    assert refused.status_code == 404
    assert none_of(person, refused.content.decode()) == []


def test_a_refused_form_says_nothing_of_what_was_in_it(person, priya):
    strict = Watched(enforce_csrf_checks=True)
    strict.outside = Outside()
    strict.force_login(priya, backend=BACKEND)

    refused = strict.post(f"/caseload/{person.reference}/sessions/new/", {"note": canaries.NOTE})

    assert refused.status_code == 403
    assert none_of(person, refused.content.decode()) == []


@pytest.mark.parametrize(
    "failure",
    [
        RuntimeError(canaries.NOTE),
        IntegrityError(f"new row violates x\nDETAIL: Failing row contains ({canaries.NOTE})."),
        DataError(f"value too long: {canaries.PHONE}"),
    ],
    ids=lambda failure: type(failure).__name__,
)
def test_our_own_mistake_shows_nothing_on_the_page_or_in_the_logs(
    browser, person, priya, monkeypatch, failure
):
    def fail(*_, **__):
        raise failure

    monkeypatch.setattr("caseload.views.sessions.contacts.start_unbooked", fail)
    browser.force_login(priya, backend=BACKEND)

    with Logged() as logged:
        broken = browser.post(
            f"/caseload/{person.reference}/sessions/new/", {"medium": "PHONE", "minutes": "30"}
        )

    assert broken.status_code == 500
    assert none_of(person, broken.content.decode()) == []
    assert type(failure).__name__ in logged.text
    assert none_of(person, logged.text) == []

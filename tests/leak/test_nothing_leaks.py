"""Names, numbers and words about a person stay in the clinical tables and on their own pages."""

from dataclasses import dataclass

import pytest
import time_machine
from celery.app.task import Task
from django.db import DataError, IntegrityError

from caseload.models import CareContact, Correction, Reminder, RiskAction, RiskReview
from jobs.models import OutboxEntry
from referrals.models import Referral
from staff.models import Grade, StaffMember
from staff.roles import Role
from tests import personas
from tests.conftest import BACKEND
from tests.factories import caseload, referrals
from tests.factories.caseload import booked_contact
from tests.factories.staff import TeamFactory
from tests.leak import canaries
from tests.leak.canaries import Logged, Outside, Watched

pytestmark = pytest.mark.usefixtures("clock")


@dataclass(frozen=True)
class _Day:
    """Somebody with a name nobody else has, and what left on the day of their session."""

    priya: StaffMember
    person: Referral
    outside: Outside
    tasks: list[object]
    stored: str


@pytest.fixture(scope="module")
@time_machine.travel(personas.NOW, tick=False)
def day(kept):
    """A day's work with the canaries; it is done once, and each test looks somewhere else."""
    team = TeamFactory(name="North team")
    priya = personas.member("Priya Raman", role=Role.PWP, team=team, grade=Grade.PWP)
    personas.dee_in(team)
    patient = referrals.PatientFactory(**canaries.NAME, phone=canaries.PHONE)
    person = caseload.in_treatment(priya, team, patient=patient)
    given = []
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(
            Task,
            "apply_async",
            lambda self, *args, **kwargs: given.append((self.name, args, kwargs)),
        )
        outside = _worked(person, priya)
    return _Day(priya, person, outside, given, canaries.in_redis())


def _worked(person, priya):
    StaffMember.objects.update(email="somebody@example.org")
    contact = booked_contact(person, at=personas.NOW)
    kept = booked_contact(person, at=personas.NOW.replace(hour=15))
    browser = _watched()
    browser.force_login(priya, backend=BACKEND)
    with Logged() as logged:
        canaries.a_days_work(browser, contact, kept=kept)
        browser.outside.mails = canaries.sent(now=personas.NOW)
        browser.outside.logged = logged.text
    return browser.outside


def _watched():
    client = Watched(raise_request_exception=False)
    client.outside = Outside()
    return client


@pytest.fixture
def browser(db):
    """Whose answers are looked at."""
    return _watched()


@pytest.fixture
def priya(day):
    """Whose day it was."""
    return day.priya


@pytest.fixture
def person(db, day):
    """Whom it was about."""
    return day.person


@pytest.fixture
def before(db, day):
    """The same person on a day on which nothing was done yet."""
    patient = referrals.PatientFactory(**canaries.NAME, phone=canaries.PHONE)
    return caseload.in_treatment(day.priya, day.person.team, patient=patient)


@pytest.fixture
def outside(day):
    """What left."""
    return day.outside


@pytest.fixture
def tasks(day):
    """What was handed to the broker."""
    return day.tasks


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


def test_neither_cache_nor_broker_holds_any(day, person):
    assert none_of(person, day.stored) == []


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


def test_a_refused_form_says_nothing_of_what_was_in_it(before, priya):
    strict = Watched(enforce_csrf_checks=True)
    strict.outside = Outside()
    strict.force_login(priya, backend=BACKEND)

    refused = strict.post(f"/caseload/{before.reference}/sessions/new/", {"note": canaries.NOTE})

    assert refused.status_code == 403
    assert none_of(before, refused.content.decode()) == []


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
    browser, before, priya, monkeypatch, failure
):
    def fail(*_, **__):
        raise failure

    monkeypatch.setattr("caseload.views.sessions.contacts.start_unbooked", fail)
    browser.force_login(priya, backend=BACKEND)

    with Logged() as logged:
        broken = browser.post(
            f"/caseload/{before.reference}/sessions/new/", {"medium": "PHONE", "minutes": "30"}
        )

    assert broken.status_code == 500
    assert none_of(before, broken.content.decode()) == []
    assert type(failure).__name__ in logged.text
    assert none_of(before, logged.text) == []

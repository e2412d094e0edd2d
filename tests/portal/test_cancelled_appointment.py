"""A link ends with its appointment: from the moment it is taken out of the diary, by whomever."""

import pytest

from audit.models import AuditEntry
from caseload.actions import bookings, patient_answers
from caseload.models import CareContact, ContactState
from clinical.policy import DEFAULT
from outcomes.models import Sitting
from portal import link_jobs
from portal.links import Standing, standing
from portal.models import LinkAnswer, QuestionnaireLink
from portal.questionnaire.staff_page import live_link
from tests.portal.links import Phone, link_for, tomorrow

pytestmark = pytest.mark.django_db

_WORDS = "is no longer in our diary, so the link has ended"


def by_the_person(contact, *, now, **_):
    patient_answers.cancel_for_patient(
        contact=contact, how="by text", by=None, now=now, policy=DEFAULT
    )


def by_staff(contact, *, now, ada):
    bookings.cancel_booking(
        contact=CareContact.objects.get(pk=contact.pk),
        reason="She asked to",
        may_cancel_safety_follow_up=False,
        by=ada,
        now=now,
        policy=DEFAULT,
    )


@pytest.fixture(params=[by_the_person, by_staff])
def cancel(request, contact, ada, now):
    """The appointment taken out of the diary, the way each of them does it."""
    return lambda: request.param(contact, now=now, ada=ada)


def test_the_link_says_so_at_once_without_any_job(phone, cancel):
    assert phone.get().status_code == 200

    cancel()

    page = phone.get()
    assert page.status_code == 410
    assert _WORDS in page.content.decode()
    assert "What was answered before is kept." in page.content.decode()
    assert "tel:999" in page.content.decode()


def test_whoever_was_answering_hears_it_and_keeps_what_was_said(let_in, cancel):
    let_in.tap(1, 2)
    cancel()

    late = let_in.tap(2, 2)

    assert late.status_code == 410
    assert _WORDS in late.content.decode()
    assert all(let_in.get(step).status_code == 410 for step in ("", "2", "check", "finished"))
    assert list(LinkAnswer.objects.values_list("item", "value")) == [(1, 2)]


def test_a_birth_date_opens_it_no_more(phone, link, cancel):
    cancel()

    assert phone.let_in().status_code == 410
    link.refresh_from_db()
    assert link.opened_at is None


def test_the_job_takes_back_what_nobody_used(link, cancel, now):
    before = Sitting.objects.count()
    cancel()

    counts = link_jobs.close_due_links(now=now, policy=DEFAULT)

    link.refresh_from_db()
    assert counts == {"closed": 1, "failed": 0}
    assert (link.revoked_at, link.finished_at) == (now, None)
    assert Sitting.objects.count() == before
    assert AuditEntry.objects.filter(event="LINK_REVOKED").count() == 1
    assert link_jobs.close_due_links(now=now, policy=DEFAULT) == {"closed": 0, "failed": 0}


def test_the_job_records_what_had_been_answered_and_the_page_stays_honest(
    let_in, contact, referral, cancel, now
):
    let_in.tap_all(*[1] * 8)
    cancel()

    link_jobs.close_due_links(now=now, policy=DEFAULT)

    sitting = Sitting.objects.latest("pk")
    assert sitting.referral == referral
    assert sitting.answers_now()["PHQ9"][:8] == (1,) * 8
    assert _WORDS in let_in.get().content.decode()


def test_another_appointment_gets_a_link_of_its_own(link, referral, cancel, now):
    cancel()
    again = link_for(tomorrow(referral, hours=72))

    assert again.pk != link.pk
    assert live_link(referral, now=now) == again
    assert Phone(again).get().status_code == 200


def test_a_link_whose_appointment_stands_is_live(link, contact, now):
    assert contact.state == ContactState.BOOKED
    assert standing(QuestionnaireLink.objects.get(pk=link.pk), now=now) is Standing.LIVE

"""Words on the form about the service: somebody reads them, and harm in them has its owner."""

from datetime import timedelta

import pytest

from caseload.models import CaseFlag, Reminder, RiskAction, RiskSignal
from clinical.policy import DEFAULT
from jobs.models import OutboxEntry
from portal import link_jobs
from portal.models import ExperienceAnswers, InboundReply, QuestionnaireLink
from referrals.models import Patient, Referral
from tests.factories.caseload import in_treatment
from tests.portal.links import Phone

pytestmark = pytest.mark.django_db

HARM = "I want to kill myself tonight"


@pytest.fixture
def phone(referral, now, today, clock):
    """Her treatment ended yesterday, and she is asked how it was."""
    Patient.objects.update(text_ok=True)
    Referral.objects.filter(pk=referral.pk).update(
        ended_on=today - timedelta(days=1), status="ENDED", end_code="COMPLETED"
    )
    link_jobs.plan_experience(now=now, policy=DEFAULT)
    made = Phone(QuestionnaireLink.objects.get())
    made.let_in()
    return made


def test_words_that_mention_harm_have_their_flag_and_owner_in_the_same_moment(
    phone, referral, priya, duty, now
):
    phone.send(comments=HARM)

    signal = RiskSignal.objects.get()
    action = RiskAction.objects.get()
    filed = InboundReply.objects.get()
    told = set(
        OutboxEntry.objects.filter(kind="staff_notice").values_list("ids__staff_id", flat=True)
    )
    assert (filed.referral, filed.words, filed.signal) == (referral, HARM, signal)
    assert (signal.flag.cleared_at, action.owner, action.opened_at) == (None, priya, now)
    assert duty.pk in told


def test_words_that_cannot_be_looked_through_are_not_kept_without_their_flag(phone, monkeypatch):
    def fail(**_):
        raise RuntimeError("no flag")

    phone.client.raise_request_exception = False
    monkeypatch.setattr("portal.actions.comments.risk.raise_flag", fail)

    assert phone.send(comments=HARM).status_code == 500
    assert not ExperienceAnswers.objects.exists()
    assert not InboundReply.objects.exists()


def test_after_words_that_mention_harm_the_numbers_come_next(phone):
    sent = phone.send(comments=HARM)
    page = phone.get("support").content.decode()

    assert sent["Location"] == f"{phone.base}support"
    assert "tel:999" in page
    assert "Your answers are sent." in page
    assert "Ask the service to ring me" in page


def test_harmless_words_wait_on_the_messages_page_until_somebody_says_what_was_done(
    phone, referral, client, leah
):
    phone.send(comments="You were kind.")
    client.force_login(leah)

    shown = client.get("/messages/").content.decode()
    filed = InboundReply.objects.get()
    path = f"/caseload/{referral.reference}/messages/"
    client.post(f"{path}replies/{filed.pk}/read", {"how": "Thanked her"})

    assert "You were kind." in shown
    assert "Written on the form about the service" in shown
    assert not RiskSignal.objects.exists()
    assert Reminder.objects.get().done_at is not None
    assert "You were kind." not in client.get("/messages/").content.decode()
    assert "Thanked her" in client.get(path).content.decode()


def test_words_in_another_language_are_read_by_duty_at_once(phone, duty):
    QuestionnaireLink.objects.update(language="pl")

    phone.send(comments="Chcę umrzeć")

    notices = OutboxEntry.objects.filter(kind="staff_notice", ids__staff_id=duty.pk)
    assert notices.exists()


def test_somebody_who_is_back_has_them_on_the_record_that_is_open(phone, referral, priya, north):
    again = in_treatment(priya, north)
    Referral.objects.filter(pk=again.pk).update(patient=referral.patient_id)

    phone.send(comments=HARM)

    assert CaseFlag.objects.get(reason="risk").referral == again


def test_sent_twice_they_are_filed_once(phone):
    for _ in range(2):
        phone.send(comments=HARM)

    assert InboundReply.objects.count() == 1
    assert RiskSignal.objects.count() == 1


@pytest.mark.parametrize("comments", ["", "   "])
def test_no_words_are_nobodys_work(phone, comments):
    phone.send(comments=comments)

    assert not InboundReply.objects.exists()
    assert not Reminder.objects.exists()


@pytest.mark.parametrize("step", ["check", "finished"])
def test_both_pages_say_who_reads_it_when_and_whom_to_ring_instead(phone, step):
    if step == "finished":
        phone.send(comments="You were kind.")

    page = phone.get(step).content.decode()

    assert "the person you worked with may be one of them" in " ".join(page.split())
    assert "Nobody reads this round the clock." in page
    assert 'href="tel:999"' in page
    assert "<details" not in page

"""Staff send a questionnaire from the record, or read its link out."""

import pytest

from portal.models import MessageKind, PatientMessage, QuestionnaireLink
from referrals.models import Patient
from tests.portal.links import Phone, link_for, tomorrow

pytestmark = pytest.mark.django_db


@pytest.fixture
def at_work(client, priya, clock):
    client.force_login(priya)
    return client


@pytest.fixture
def agreed(referral):
    Patient.objects.update(text_ok=True)


def path(referral):
    return f"/caseload/{referral.reference}/questionnaire/send"


def body(response):
    return response.content.decode()


def test_sent_at_once_there_is_a_link_and_its_message(at_work, contact, agreed):
    sent = at_work.post(path(contact.referral), {"do": "send"}, follow=True)

    link = QuestionnaireLink.objects.get()
    message = PatientMessage.objects.get()
    assert (link.contact, link.expires_at) == (contact, contact.starts_at)
    assert (message.kind, message.link, message.contact) == (
        MessageKind.QUESTIONNAIRE,
        link,
        contact,
    )
    assert "The questionnaire is on its way." in body(sent)
    assert "not opened yet" in body(sent)


def test_pressed_again_it_asks_again_and_a_third_time_says_so(at_work, contact, agreed):
    for _ in range(2):
        at_work.post(path(contact.referral), {"do": "send"})
    third = at_work.post(path(contact.referral), {"do": "send"})

    kinds = set(PatientMessage.objects.values_list("kind", flat=True))
    assert kinds == {MessageKind.QUESTIONNAIRE, MessageKind.NUDGE}
    assert third.status_code == 409
    assert "It was sent twice" in body(third)
    assert QuestionnaireLink.objects.count() == 1


def test_without_consent_nothing_is_sent_and_the_link_can_be_read_out(at_work, contact):
    drawn = at_work.get(path(contact.referral))
    refused = at_work.post(path(contact.referral), {"do": "send"})
    shown = at_work.post(path(contact.referral), {"do": "show"}, follow=True)

    contact.refresh_from_db()
    assert "No text or email was agreed" in body(drawn)
    assert refused.status_code == 409
    assert not PatientMessage.objects.exists()
    assert Phone(QuestionnaireLink.objects.get()).base in body(shown)
    assert contact.questionnaire_sent_at is not None


def test_the_page_says_how_far_and_never_what(at_work, contact, agreed):
    link = link_for(contact)
    phone = Phone(link)
    phone.let_in()
    phone.tap_all(3, 3, 3)

    page = body(at_work.get(path(contact.referral)))

    assert "3 of 16 answered" in page
    assert "Nearly every day" not in page


def test_a_link_ended_by_staff_is_over_and_what_was_answered_is_recorded(at_work, contact):
    link = link_for(contact)
    phone = Phone(link)
    phone.let_in()
    phone.tap(1, 3)

    at_work.post(path(contact.referral), {"do": "end"})

    contact.refresh_from_db()
    link.refresh_from_db()
    assert contact.sitting == link.sitting
    assert "The answers are back." in body(at_work.get(path(contact.referral)))


def test_a_press_of_nothing_is_refused_with_words(at_work, contact):
    assert at_work.post(path(contact.referral), {}).status_code == 409


def test_without_an_appointment_the_link_is_open_for_a_week(at_work, referral, agreed, now):
    at_work.post(path(referral), {"do": "send"})

    link = QuestionnaireLink.objects.get()
    assert link.contact is None
    assert (link.expires_at - now).days == 7


def test_answers_without_an_appointment_are_a_sitting_of_the_referral(referral, clock, priya):
    link = link_for_nothing(referral)
    phone = Phone(link)
    phone.let_in()
    phone.tap_all(*[1] * 8, 0)
    phone.send()

    link.refresh_from_db()
    assert link.sitting.referral == referral
    assert link.sitting.scores.get().total == 8


def link_for_nothing(referral):
    from clinical.policy import DEFAULT
    from portal.actions import links
    from tests import personas

    return links.make_link(
        referral=referral, contact=None, by=None, now=personas.NOW, policy=DEFAULT
    )


def test_the_page_of_another_team_is_not_found(client, tom, contact):
    client.force_login(tom)

    assert client.get(path(contact.referral)).status_code == 404


def test_the_record_leads_there(at_work, referral):
    tomorrow(referral)

    assert path(referral) in body(at_work.get(f"/caseload/{referral.reference}/"))

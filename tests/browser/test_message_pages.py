"""Messages in a real browser: accessible at every width, by keyboard, and without script."""

from datetime import timedelta

import pytest
from django.db import transaction

from caseload.models import CareContact, ContactState
from portal.messages import token_of
from portal.models import InboundReply, PatientMessage
from referrals.models import Patient
from tests.browser.desk import WIDTHS, Desk
from tests.factories import portal
from tests.factories.caseload import booked_contact, in_treatment, risk_flag

pytestmark = pytest.mark.browser


@pytest.fixture
def told(priya, leah, north, now):
    """A reply that mentions harm, one that asks, a failed message, and one to be answered."""
    with transaction.atomic():
        referral = in_treatment(priya, north)
        Patient.objects.update(text_ok=True)
        signal = risk_flag(referral).signals.create(referral=referral, source="REPLY", at=now)
        portal.InboundReplyFactory(referral=referral)
        portal.InboundReplyFactory(referral=None, words="Who is this?")
        portal.InboundReplyFactory(
            referral=referral, words="i want to die", mentions_harm=True, signal=signal
        )
        portal.failed(referral)
        other = in_treatment(priya, north)
        Patient.objects.update(text_ok=True)
        portal.sent(booked_contact(other, at=now + timedelta(days=1)))
        portal.LocalMessageFactory(words="Use http://127.0.0.1:8000/a/abc/ to answer")
    return referral


@pytest.mark.parametrize(
    "path", ["/messages/", "/caseload/{reference}/messages/", "/settings/messages/", "/outbox/"]
)
def test_a_page_of_staff_is_accessible_at_every_width(desk: Desk, told, leah, path):
    desk.sign_in(leah)

    _hold_up(desk, path.format(reference=told.reference))


def test_the_page_a_message_names_is_accessible_at_every_width(desk: Desk, told):
    _hold_up(desk, _answer_path())


def test_a_reply_is_dealt_with_by_keyboard(desk: Desk, told, leah):
    desk.sign_in(leah)
    desk.open("/messages/")
    reply = InboundReply.objects.get(mentions_harm=True)

    desk.focus(desk.page.locator(f"#reply-{reply.pk}"))
    desk.type("Rang her, she is with her sister")
    desk.press("Enter")
    desk.page.get_by_text("Noted.").wait_for()

    reply.refresh_from_db()
    assert (desk.path(), reply.read_by) == ("/messages/", leah)


def test_she_cancels_on_her_phone_without_script(plain_desk: Desk, told):
    plain_desk.resize("phone")
    plain_desk.open(_answer_path())

    plain_desk.page.get_by_role("button", name="Cancel the appointment").click()

    assert "The appointment is cancelled." in plain_desk.text("h1")
    assert CareContact.objects.filter(state=ContactState.CANCELLED).count() == 1


def test_the_outbox_leads_to_the_page_of_the_message(desk: Desk, told, priya):
    desk.sign_in(priya)
    desk.open("/outbox/")

    desk.page.get_by_role("link", name="/a/abc/").click()

    assert "This link cannot be opened" in desk.text("h1")


def _answer_path() -> str:
    return f"/a/{token_of(PatientMessage.objects.get(state='HANDED_OVER').key)}/"


def _hold_up(desk: Desk, path: str) -> None:
    desk.open(path)
    assert desk.complaints == []
    for width in WIDTHS:
        desk.resize(width)
        assert desk.violations() == [], width
        assert not desk.scrolls_sideways(), width

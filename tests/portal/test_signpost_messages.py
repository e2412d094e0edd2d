"""Whoever asked for the places in a message gets one, once, in the words that were agreed on."""

from datetime import timedelta

import pytest

from caseload.actions.triage import triage
from caseload.triage.entry import HelpElsewhere, TriageEntry
from clinical.policy import DEFAULT
from portal.models import LocalMessage, MessageState, PatientMessage
from portal.sending import send_message
from portal.signpost_messages import send_signposts
from referrals.models import ConsentMethod, TriageDecision
from tests.factories import referrals
from tests.factories.referrals import DirectoryEntryFactory, PatientFactory

pytestmark = pytest.mark.django_db


def _pointed(team, by, now, *, by_message=True):
    patient = PatientFactory(text_ok=True, phone="07700 900123")
    referral = referrals.received(team, patient=patient)
    elsewhere = HelpElsewhere(
        places=(DirectoryEntryFactory(name=f"Place of {referral.pk}").pk,),
        consent=ConsentMethod.BY_PHONE,
        by_message=by_message,
        ends=True,
    )
    entry = TriageEntry(TriageDecision.SIGNPOST, seen=0, reason="Debt", elsewhere=elsewhere)
    triage(referral=referral, entry=entry, by=by, now=now, policy=DEFAULT)
    return referral


def test_it_is_queued_once_and_leaves_in_the_words_agreed_on(north, sam, now):
    referral = _pointed(north, sam, now)
    _pointed(north, sam, now, by_message=False)

    ran = [send_signposts(now=now, policy=DEFAULT)["queued"] for _ in range(2)]
    message = PatientMessage.objects.get()
    send_message(message_id=message.pk, key=str(message.key), now=now, tries=1)()

    message.refresh_from_db()
    assert ran == [1, 0]
    assert message.state == MessageState.HANDED_OVER
    words = LocalMessage.objects.get().words
    assert words.startswith("Your appointments team: as agreed, the numbers you asked for:")
    assert f"Place of {referral.pk}, 01632 960111" in words
    assert "Debt" not in words


def test_after_an_outage_of_days_nothing_old_is_sent(north, sam, now):
    _pointed(north, sam, now)

    assert send_signposts(now=now + timedelta(days=4), policy=DEFAULT) == {"queued": 0}

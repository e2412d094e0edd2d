"""What no rule understands, from somebody whose language is not English, is read at once: no list
of words finds harm in it.
"""

from datetime import datetime, timedelta

import pytest
from django.test import Client

from caseload.models import CareContact, Reminder
from clinical.policy import DEFAULT
from jobs.models import OutboxEntry
from portal.actions import replies
from portal.actions.replies import Incoming
from portal.models import Channel, InboundReply
from referrals.models import Patient, Referral
from staff.models import StaffMember, Team
from tests.caseload.today_page import today
from tests.factories import caseload
from tests.factories.portal import sent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "contact")]
_DAY = timedelta(days=1)
_WORDS = "Jestem na granicy"


@pytest.fixture
def contact(referral: Referral, now: datetime) -> CareContact:
    """Tomorrow; she speaks Polish, and was reminded by text an hour ago."""
    Patient.objects.filter(pk=referral.patient_id).update(text_ok=True, language="pl")
    contact = caseload.booked_contact(referral, at=now + _DAY)
    sent(contact)
    return contact


def _came(now: datetime, words: str = _WORDS) -> InboundReply:
    reply = Incoming(f"in-{words}", Channel.TEXT, "07700 900123", words)
    return replies.file_reply(reply=reply, by=None, now=now, policy=DEFAULT)


def _told() -> set[int]:
    found = OutboxEntry.objects.filter(kind="staff_notice")
    return {entry.ids["staff_id"] for entry in found}


def test_it_goes_to_the_carrier_and_the_duty_senior_at_once_and_stands_on_both_todays(
    client: Client, priya: StaffMember, duty: StaffMember, now: datetime
) -> None:
    for _ in range(2):
        _came(now)

    assert _told() == {priya.pk, duty.pk}
    assert set(Reminder.objects.values_list("owner", flat=True)) == {priya.pk, duty.pk}
    for member in (priya, duty):
        page = today(client, member)
        assert "A reply to a message waits to be read." in page
        assert _WORDS not in page


def test_in_a_gap_of_the_rota_the_service_lead_has_it(
    priya: StaffMember, leah: StaffMember, now: datetime
) -> None:
    _came(now)

    assert _told() == {priya.pk, leah.pk}


def test_read_once_it_is_on_nobodys_today(
    priya: StaffMember, duty: StaffMember, now: datetime
) -> None:
    replies.mark_read(reply=_came(now), what="Rang with an interpreter", by=duty, now=now)

    assert not Reminder.objects.filter(done_at__isnull=True).exists()


def test_what_a_rule_understands_is_done_and_nobody_is_troubled(
    contact: CareContact, duty: StaffMember, now: datetime
) -> None:
    assert _came(now, "tak").acted_at == now
    assert _told() == set()


def test_in_english_it_waits_for_the_carrier_as_before(
    priya: StaffMember, duty: StaffMember, now: datetime
) -> None:
    Patient.objects.update(language="en")

    _came(now)

    assert _told() == set()
    assert Reminder.objects.get().owner == priya


def test_two_people_at_one_number_it_is_on_no_record_and_with_the_duty_senior(
    priya: StaffMember, duty: StaffMember, north: Team, now: datetime
) -> None:
    other = caseload.booked_contact(caseload.in_treatment(priya, north), at=now + 2 * _DAY)
    sent(other, at=now - 2 * _DAY)

    reply = _came(now)

    reminder = Reminder.objects.get()
    assert (reply.referral, reminder.owner, reminder.referral) == (None, duty, None)
    assert _told() == {duty.pk}


def test_words_of_harm_in_polish_open_a_flag(referral: Referral, now: datetime) -> None:
    assert _came(now, "nie chcę już żyć").signal.flag.referral == referral

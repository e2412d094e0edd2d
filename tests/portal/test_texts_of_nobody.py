"""A text with harm in it from a number nobody knows: somebody has it, by a time, on their pages."""

from datetime import datetime, timedelta

import pytest
from django.test import Client

from audit.models import AuditEntry
from caseload.actions import calls
from caseload.models import Call, Escalation, RiskAction
from clinical.policy import DEFAULT
from jobs.models import OutboxEntry
from portal.actions import replies
from portal.actions.replies import Incoming
from portal.models import Channel, InboundReply
from referrals.models import Referral
from staff.models import StaffMember

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
_WORDS = "I want to die tonight"
_UNKNOWN = "07700 900999"


def _came(
    now: datetime, words: str = _WORDS, *, to: str = _UNKNOWN, channel: Channel = Channel.TEXT
) -> InboundReply:
    reply = Incoming(provider_id=f"in-{words}", channel=channel, came_from=to, words=words)
    return replies.file_reply(reply=reply, by=None, now=now, policy=DEFAULT)


def _page(client: Client, member: StaffMember, path: str) -> str:
    client.force_login(member)
    answer = client.get(path)
    assert answer.status_code == 200, path
    return " ".join(answer.content.decode().split())


def _told() -> list[int]:
    found = OutboxEntry.objects.filter(kind="staff_notice").order_by("pk")
    return [entry.ids["staff_id"] for entry in found]


def test_it_is_a_call_with_an_owner_and_a_time_within_the_hour(
    now: datetime, duty: StaffMember
) -> None:
    for _ in range(2):
        reply = _came(now)

    call = Call.objects.get()
    assert reply.call == call
    assert (call.owner, call.due_by, call.by) == (duty, now + timedelta(hours=1), None)
    assert (call.said, call.mentions_risk, call.phone) == (_WORDS, True, "+447700900999")
    assert _told() == [duty.pk]
    assert AuditEntry.objects.filter(event="CALL_LOGGED").count() == 1


def test_it_stands_on_duty_and_today_and_is_settled_on_its_page(
    client: Client, now: datetime, duty: StaffMember
) -> None:
    call = _came(now).call
    assert call is not None

    shown = _page(client, duty, "/duty/")
    assert "Not found yet: whoever wrote from +447700900999" in shown
    assert _WORDS in shown
    assert "from a number nobody knows" in shown
    assert "rang" not in shown.lower().split("not found yet")[1].split("</li>")[0]
    assert "With you: find out who it is" in shown
    assert f"/calls/{call.reference}/settle" in _page(client, duty, "/today/")
    settle = _page(client, duty, f"/calls/{call.reference}/settle")
    assert "Whose text was it?" in settle
    assert _WORDS in settle
    assert "Who rang" not in settle


def test_messages_says_who_finds_out_and_by_when_and_leads_there(
    client: Client, now: datetime, duty: StaffMember, sam: StaffMember
) -> None:
    call = _came(now).call
    assert call is not None

    shown = _page(client, sam, "/messages/")

    assert "Dee Walsh finds out who" in shown
    assert "Ring now, and settle whose it is by today at 11:24." in shown
    assert f'href="/calls/{call.reference}/settle"' in shown
    assert "the risk plan says who has it" not in shown
    assert "On nobody’s caseload" not in shown


def test_an_administrator_sees_neither_its_words_nor_the_way_to_them(
    client: Client, now: datetime, duty: StaffMember, ada: StaffMember
) -> None:
    call = _came(now).call
    assert call is not None

    shown = _page(client, ada, "/messages/")

    assert _WORDS not in shown
    assert call.reference not in shown
    assert client.get(f"/calls/{call.reference}/settle").status_code == 404


def test_it_is_settled_in_one_place_and_leaves_messages_with_that(
    client: Client, now: datetime, duty: StaffMember, referral: Referral, priya: StaffMember
) -> None:
    reply = _came(now)
    client.force_login(duty)
    assert client.post(f"/messages/replies/{reply.pk}/read", {"how": "x"}).status_code == 404

    calls.match_call(
        call=reply.call,
        referral=referral,
        by_clinician=True,
        by=duty,
        now=now,
        policy=DEFAULT,
    )

    assert _WORDS not in _page(client, duty, "/messages/")
    assert RiskAction.objects.get(referral=referral).owner == priya
    record = _page(client, priya, f"/caseload/{referral.reference}/?all=1")
    assert "Text from a number nobody knew" in record
    assert "Call from somebody else" not in record


def test_an_email_from_nobody_known_has_no_number_to_ring(now: datetime, duty: StaffMember) -> None:
    call = _came(now, to="somebody@example.org", channel=Channel.EMAIL).call

    assert call is not None
    assert (call.phone, call.about) == ("", "whoever wrote from somebody@example.org")


def test_with_nobody_on_duty_and_no_lead_whoever_is_there_has_it(
    client: Client, now: datetime, priya: StaffMember, sam: StaffMember
) -> None:
    call = _came(now).call

    assert call is not None
    assert call.owner == sam
    assert _told() == [sam.pk]
    assert {one.told for one in Escalation.objects.filter(call=call)} == {sam}
    assert call.reference in _page(client, sam, "/today/")


def test_where_nobody_works_it_waits_on_messages_and_says_that_nobody_has_it(
    client: Client, now: datetime, sam: StaffMember
) -> None:
    StaffMember.objects.update(is_active=False)
    reply = _came(now)
    StaffMember.objects.filter(pk=sam.pk).update(is_active=True)

    assert reply.call is None
    assert "Mentions harm, and nobody has it. Ring now" in _page(client, sam, "/messages/")


def test_without_words_of_harm_it_is_no_call(now: datetime, duty: StaffMember) -> None:
    assert _came(now, "hello?").call is None
    assert not Call.objects.exists()

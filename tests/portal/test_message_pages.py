"""Pages of staff: what waits with words only for those who may read them, and what was done."""

from datetime import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from audit.models import AuditEntry
from portal import failures
from portal.models import InboundReply, MessageRule, PatientMessage
from referrals.models import Referral
from staff.models import StaffMember, Team
from tests.factories import caseload, portal

pytestmark = pytest.mark.django_db
_WORDS = "Could we make it Thursday?"


@pytest.fixture(autouse=True)
def at(clock: object) -> None:
    """The day of the tests."""


@pytest.fixture
def reply(referral: Referral) -> InboundReply:
    return portal.InboundReplyFactory(referral=referral, words=_WORDS)


@pytest.fixture
def failed(referral: Referral) -> PatientMessage:
    return portal.failed(referral)


def _page(client: Client, member: StaffMember, path: str) -> str:
    client.force_login(member)
    response = client.get(path)
    assert response.status_code == 200, path
    return response.content.decode()


def test_the_inbox_shows_who_what_and_what_to_do(
    client: Client, leah: StaffMember, referral: Referral, reply, failed
) -> None:
    shown = _page(client, leah, "/messages/")

    assert _WORDS in shown
    assert referral.patient.family_name.upper() in shown
    assert "does not receive texts" in shown
    assert "Priya Raman carries them" in shown
    seen = AuditEntry.objects.get(event="LIST_VIEWED")
    assert seen.shown == [referral.patient_id]


def test_an_administrator_sees_that_a_reply_waits_and_not_its_words(
    client: Client, ada: StaffMember, referral: Referral, reply, failed
) -> None:
    for path in ("/messages/", f"/caseload/{referral.reference}/messages/"):
        shown = _page(client, ada, path)
        assert _WORDS not in shown
        assert "does not receive texts" in shown
    worded = portal.InboundReplyFactory(referral=None, words="Call me about my pills")
    assert worded.words not in _page(client, ada, "/messages/")
    assert client.post(f"/messages/replies/{worded.pk}/read", {"how": "x"}).status_code == 404


def test_harm_comes_first_and_is_not_told_to_those_who_may_not_know(
    client: Client, leah: StaffMember, ada: StaffMember, referral: Referral, reply, now
) -> None:
    flag = caseload.risk_flag(referral)
    signal = flag.signals.create(referral=referral, source="REPLY", at=now)
    portal.InboundReplyFactory(
        referral=referral, words="i want to die", mentions_harm=True, signal=signal
    )

    told = _page(client, leah, "/messages/")

    assert told.index("i want to die") < told.index(_WORDS)
    assert "Mentions harm" in told
    assert "harm" not in _page(client, ada, "/messages/")


def test_other_teams_people_are_not_in_a_seniors_inbox(
    client: Client, sam: StaffMember, tom: StaffMember, south: Team, reply
) -> None:
    portal.InboundReplyFactory(referral=caseload.in_treatment(tom, south), words="Elsewhere")

    shown = _page(client, sam, "/messages/")

    assert _WORDS in shown
    assert "Elsewhere" not in shown


def test_a_reply_is_read_with_words_from_the_inbox_and_from_the_record(
    client: Client, priya: StaffMember, referral: Referral, reply
) -> None:
    path = f"/caseload/{referral.reference}/messages/"
    client.force_login(priya)

    empty = client.post(f"{path}replies/{reply.pk}/read", {"how": " "})
    done = client.post(f"{path}replies/{reply.pk}/read", {"how": "Rang her", "from": "inbox"})

    reply.refresh_from_db()
    assert (empty.status_code, done.status_code, done.url) == (422, 302, "/messages/")
    assert "Say what was done." in empty.content.decode()
    assert (reply.read_by, reply.what_done) == (priya, "Rang her")
    assert "Priya Raman: Rang her" in _page(client, priya, path)
    again = client.post(f"{path}replies/{reply.pk}/read", {"how": "Me"}, follow=True)
    assert "already" in again.content.decode()


def test_words_that_are_too_long_are_kept_beside_the_field(
    client: Client, ada: StaffMember, referral: Referral, failed
) -> None:
    client.force_login(ada)

    response = client.post(
        f"/caseload/{referral.reference}/messages/{failed.pk}/handled", {"how": "w" * 401}
    )

    shown = response.content.decode()
    assert response.status_code == 422
    assert "w" * 401 in shown
    assert "nothing was cut off" in shown


def test_a_failed_message_is_dealt_with_by_an_administrator(
    client: Client, ada: StaffMember, referral: Referral, failed
) -> None:
    client.force_login(ada)

    client.post(
        f"/caseload/{referral.reference}/messages/{failed.pk}/handled", {"how": "New number"}
    )

    failed.refresh_from_db()
    assert (failed.handled_by, failed.handled_how) == (ada, "New number")


def test_a_child_is_fetched_through_its_record(
    client: Client, priya: StaffMember, north: Team, referral: Referral, reply, failed
) -> None:
    other = caseload.in_treatment(priya, north)
    client.force_login(priya)
    base = f"/caseload/{other.reference}/messages"

    assert client.post(f"{base}/{failed.pk}/handled", {"how": "x"}).status_code == 404
    assert client.post(f"{base}/replies/{reply.pk}/read", {"how": "x"}).status_code == 404


def test_a_reply_of_a_number_nobody_knows_is_dealt_with_by_a_senior(
    client: Client, sam: StaffMember
) -> None:
    stray = portal.InboundReplyFactory(referral=None, words="Who is this?")
    client.force_login(sam)

    empty = client.post(f"/messages/replies/{stray.pk}/read", {"how": ""})
    client.post(f"/messages/replies/{stray.pk}/read", {"how": "Rang back: wrong number"})

    stray.refresh_from_db()
    assert (empty.status_code, stray.read_by) == (422, sam)
    assert "Say what was done." in empty.content.decode()


def test_the_queries_do_not_grow_with_what_waits(
    client: Client, leah: StaffMember, priya: StaffMember, north: Team, referral: Referral
) -> None:
    def queries(path: str) -> int:
        client.force_login(leah)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200
        return len(captured)

    def fill(count: int) -> None:
        for _ in range(count):
            portal.InboundReplyFactory(referral=referral)
            portal.failed(referral)
            portal.failed(caseload.in_treatment(priya, north))

    paths = ("/messages/", f"/caseload/{referral.reference}/messages/")
    fill(5)
    queries(paths[0])  # the first page of a day builds what later ones keep
    few = [queries(path) for path in paths]
    fill(20)

    assert [queries(path) for path in paths] == few
    assert max(few) <= 9


def test_a_rule_is_set_from_a_day_and_stands_with_the_usual_ones(
    client: Client, leah: StaffMember, now: datetime
) -> None:
    client.force_login(leah)

    response = client.post("/settings/messages/", _rule(remind_hours_before="72"))

    rule = MessageRule.objects.get()
    assert response.status_code == 302
    assert (rule.remind_hours_before, rule.set_by, rule.may_cancel) == (72, leah, False)
    shown = _page(client, leah, "/settings/messages/")
    assert "72 hours before" in shown
    assert "48 hours before" in shown
    assert AuditEntry.objects.filter(event="MESSAGE_RULE_SET").count() == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"remind_hours_before": "1"}, "Remind between 2 and 168"),
        ({"remind_hours_before": "169"}, "Remind between 2 and 168"),
        ({"remind_hours_before": "soon"}, "write a whole number"),
        ({"questionnaire_days_before": "15"}, "between 0 and 14 days"),
        ({"questionnaire_days_before": "-1"}, "between 0 and 14 days"),
        ({"nudge_hours_before": "0"}, "Ask again between 1 and 168"),
        ({"nudge_hours_before": "48"}, "Ask again later than the first time"),
        ({"questionnaire_days_before": ""}, "not sent"),
        ({"valid_from": "2026-06-08"}, "from today on"),
        ({"valid_from": ""}, "Give the day"),
        ({"valid_from": "31/31/2026"}, "day, month and year"),
        ({"contact_kind": "PARTY"}, "Select a valid choice"),
        ({"remind_hours_before": "9" * 30}, "Remind between 2 and 168"),
    ],
)
def test_a_rule_outside_its_bounds_is_refused_beside_its_field_and_what_was_typed_stays(
    client: Client, leah: StaffMember, changes: dict[str, str], words: str
) -> None:
    client.force_login(leah)

    response = client.post("/settings/messages/", _rule(**changes))

    shown = response.content.decode()
    assert response.status_code == 422
    assert words in shown
    assert not MessageRule.objects.exists()
    (typed,) = changes.values()
    assert not typed or f'value="{typed}"' in shown or typed == "PARTY"


def test_the_practice_outbox_shows_what_was_sent_with_links_of_our_own_only(
    client: Client, priya: StaffMember, settings: object
) -> None:
    settings.PUBLIC_ADDRESS = "https://practice.example"
    portal.LocalMessageFactory(
        words="Use https://practice.example/a/abc/ not https://evil.example/x"
    )

    shown = _page(client, priya, "/outbox/")

    assert 'href="/a/abc/"' in shown
    assert 'href="https://evil.example' not in shown


def test_where_a_gateway_is_set_up_there_is_no_such_page(
    client: Client, priya: StaffMember, settings: object
) -> None:
    settings.MESSAGE_PROVIDERS = {"TEXT": "pwpservice.messaging.notify.send"}
    client.force_login(priya)

    assert client.get("/outbox/").status_code == 404


def test_the_record_has_a_tab_and_administrators_a_link(
    client: Client, priya: StaffMember, ada: StaffMember, referral: Referral
) -> None:
    path = f"/caseload/{referral.reference}/messages/"

    assert path in _page(client, priya, f"/caseload/{referral.reference}/")
    assert path in _page(client, ada, f"/caseload/{referral.reference}/")
    assert "Nothing was sent yet" in _page(client, ada, path)


def _rule(**changes: str) -> dict[str, str]:
    return {
        "contact_kind": "TREATMENT",
        "medium": "",
        "remind_hours_before": "24",
        "may_confirm": "on",
        "questionnaire_days_before": "2",
        "nudge_hours_before": "20",
        "valid_from": "2026-06-10",
        **changes,
    }


@pytest.mark.parametrize(
    ("why", "advised"),
    [
        (failures.NO_TEXTS, "put the number or address right"),
        (failures.GONE, "put the number or address right"),
        (failures.TOO_LATE, "See whether they came"),
        (failures.SILENT, "The number or address was not the reason."),
    ],
)
def test_what_is_to_be_done_follows_from_why_it_failed(
    client: Client, leah: StaffMember, failed: PatientMessage, why: str, advised: str
) -> None:
    PatientMessage.objects.filter(pk=failed.pk).update(why_failed=why)

    shown = _page(client, leah, "/messages/")

    assert advised in shown
    assert ("put the number" in shown) == ("put the number" in advised)

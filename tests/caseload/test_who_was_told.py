"""Nobody "was told" before the notice has left: the duty page and the risk page read the outbox."""

from datetime import timedelta

import pytest

from caseload.actions import escalation
from clinical.policy import DEFAULT
from jobs import actions as parked
from jobs import outbox
from jobs.models import OutboxEntry
from staff.models import StaffMember
from tests.factories import caseload

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
_BEFORE = timedelta(minutes=36)


@pytest.fixture
def escalated(referral, priya, duty, now):
    """Priya's turn came at 09:48; her notice lies in the outbox."""
    StaffMember.objects.update(email="somebody@example.org")
    action = caseload.risk_action(
        referral, owner=priya, opened_at=now - timedelta(hours=2, minutes=36)
    )
    escalation.escalate(now=now - _BEFORE, policy=DEFAULT)
    return action


@pytest.fixture
def said(client, escalated, priya, duty):
    """What the duty page and the risk page say of it."""

    def of_both():
        pages = []
        for reader, path in (
            (duty, "/duty/"),
            (priya, f"/caseload/{escalated.referral.reference}/risk/"),
        ):
            client.force_login(reader)
            pages.append(" ".join(client.get(path).content.decode().split()))
        return pages

    return of_both


def _park(now):
    OutboxEntry.objects.filter(kind="staff_notice").update(parked_at=now)
    return OutboxEntry.objects.get(kind="staff_notice")


def test_a_notice_that_waits_is_on_its_way_and_nobody_was_told(said):
    duty, record = said()

    assert "Priya Raman: notice on its way since 09:48" in duty
    assert "Notice on its way since today at 09:48: Priya Raman, named person" in record
    assert "Priya Raman told" not in duty
    assert "Told today" not in record


def test_what_has_left_was_told_when_it_left(said, now):
    outbox.relay(now=now - timedelta(minutes=30))

    duty, record = said()

    assert "Priya Raman told 09:54" in duty
    assert "Told today at 09:54: Priya Raman, named person" in record


def _no_address(now):
    StaffMember.objects.update(email="")
    outbox.relay(now=now)


def _given_up(now):
    duty = StaffMember.objects.get(given_name="Dee")
    parked.give_up(entry=_park(now), why="Rang her", by=duty, now=now)


@pytest.mark.parametrize("how", [_park, _given_up, _no_address])
def test_what_cannot_be_sent_says_to_ring(said, now, how):
    how(now)

    duty, record = said()

    assert "Priya Raman could not be told: ring" in duty
    assert "Could not be told, ring: Priya Raman, named person" in record
    assert "Priya Raman told" not in duty


def test_what_was_put_back_is_on_its_way_again(said, now, duty):
    parked.put_back(entry=_park(now), by=duty, now=now)

    assert "Priya Raman: notice on its way" in said()[0]


def test_whoever_wrote_it_themselves_knows_it(client, referral, priya, duty, now):
    action = caseload.risk_action(referral, owner=priya, opened_at=now)
    escalation.tell_at_once(risk_action=action, by=priya, now=now, policy=DEFAULT)
    client.force_login(duty)

    assert not OutboxEntry.objects.filter(kind="staff_notice").exists()
    assert "Priya Raman told 10:24" in client.get("/duty/").content.decode()


def test_one_notice_for_two_levels_stands_for_both(client, referral, priya, leah, now):
    """With nobody on duty the service lead is told of both levels, in one notice."""
    StaffMember.objects.update(email="somebody@example.org")
    caseload.risk_action(
        referral,
        owner=priya,
        opened_at=now - timedelta(days=3),
        due_by=now - timedelta(days=2),
    )
    escalation.escalate(now=now - _BEFORE, policy=DEFAULT)
    client.force_login(leah)
    before = client.get("/duty/").content.decode()

    outbox.relay(now=now)

    assert before.count("Leah Morgan: notice on its way since 09:48") == 2
    assert client.get("/duty/").content.decode().count("Leah Morgan told 10:24") == 2

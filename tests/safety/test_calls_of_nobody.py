"""A call about somebody nobody knows yet is never with nobody: it goes up, goes over, and stands on
the pages of whoever has it.
"""

import uuid
from datetime import timedelta

import pytest

from audit.events import Event
from audit.models import AuditEntry
from caseload.actions import calls, escalation, handovers
from caseload.actions.calls import CallEntry
from caseload.models import Call, Caller, Escalation
from clinical.escalation import Level
from clinical.policy import DEFAULT
from jobs.models import OutboxEntry
from staff.models import Duty, StaffMember
from tests.caseload.today_page import today
from tests.factories.caseload import CallFactory
from tests.factories.staff import AbsenceFactory, CoverFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
_HOUR = timedelta(hours=1)


@pytest.fixture
def log(sam, now):
    def keep(*, by=sam, risk=True, at=now):
        entry = CallEntry(
            caller=Caller.FAMILY,
            caller_name="",
            phone="07700 900222",
            said="He has taken pills",
            mentions_risk=risk,
            next_step="",
            about="A man called Sid",
        )
        return calls.log_call_of_nobody_yet(
            entry=entry, form_key=uuid.uuid4(), by=by, now=at, policy=DEFAULT
        )

    return keep


def _escalate(now):
    return escalation.escalate(now=now, policy=DEFAULT)


def _pass_on(now):
    return handovers.hand_over_unowned(now=now, policy=DEFAULT)


def _told(call):
    told = Escalation.objects.filter(call=call).select_related("told")
    return {one.level: one.told.full_name for one in told}


def _notices():
    found = OutboxEntry.objects.filter(kind="staff_notice").order_by("pk")
    return [one.ids["staff_id"] for one in found]


def _gone(how, member, on):
    if how == "left":
        StaffMember.objects.filter(pk=member.pk).update(is_active=False)
    else:
        AbsenceFactory(staff=member, starts_on=on, ends_on=None)


def _page(client, member, path="/duty/"):
    client.force_login(member)
    return " ".join(client.get(path).content.decode().split())


def test_a_call_that_mentions_risk_goes_up_level_by_level_and_once(log, duty, leah, now):
    call = log()
    assert _told(call) == {"named_person": "Dee Walsh", "duty_lead": "Dee Walsh"}
    assert _notices() == [duty.pk]

    _escalate(now + _HOUR - timedelta(seconds=1))
    assert "service_lead" not in _told(call)

    for _ in range(2):
        _escalate(now + _HOUR)
    assert _told(call)["service_lead"] == "Leah Morgan"
    assert _notices() == [duty.pk, leah.pk]
    assert AuditEntry.objects.filter(event=Event.CALL_ESCALATED).count() == 1


def test_after_an_outage_each_level_of_a_call_is_told_exactly_once(duty, leah, sam, now):
    call = CallFactory(owner=duty, by=sam, mentions_risk=True, at=now, due_by=now + _HOUR)
    calm = CallFactory(owner=duty, by=sam, at=now, due_by=now + _HOUR)
    back = now + timedelta(hours=5)

    for _ in range(2):
        _escalate(back)

    assert set(_told(call)) == {level.value for level in Level}
    assert _told(calm) == {}
    assert sorted(_notices()) == sorted([duty.pk, leah.pk])


def test_a_settled_call_goes_no_further(log, duty, leah, sam, now):
    call = log()
    calls.close_unmatched_call(call=call, how="Rang back: he is well", by=sam, now=now)

    _escalate(now + timedelta(days=3))

    assert "service_lead" not in _told(call)


@pytest.mark.parametrize("how", ["left", "away"])
@pytest.mark.parametrize("risk", [True, False])
def test_a_call_of_somebody_who_is_gone_is_passed_on_at_once(
    log, duty, leah, today, now, how, risk
):
    call = log(risk=risk)
    _gone(how, duty, today)

    assert _pass_on(now) == {"handed_over": 1, "nobody": 0}
    assert _pass_on(now) == {"handed_over": 0, "nobody": 0}

    call.refresh_from_db()
    entry = AuditEntry.objects.get(event=Event.CALL_HANDED_OVER)
    assert call.owner == leah
    assert _notices() == [duty.pk, leah.pk]
    assert entry.changes == {"owner": [duty.pk, leah.pk]}


def test_with_nobody_here_a_call_stays_counted_until_somebody_is(log, duty, sam, now):
    call = log()
    StaffMember.objects.update(is_active=False)
    assert _pass_on(now) == {"handed_over": 0, "nobody": 1}

    StaffMember.objects.filter(pk=sam.pk).update(is_active=True)
    assert _pass_on(now) == {"handed_over": 1, "nobody": 0}

    call.refresh_from_db()
    assert call.owner == sam


def test_with_nobody_on_duty_and_no_lead_a_senior_has_it_and_the_page_says_so(
    client, priya, sam, ada
):
    client.force_login(ada)
    sent = client.post(
        "/calls/new",
        {
            "form_key": str(uuid.uuid4()),
            "caller": "FAMILY",
            "said": "He has taken pills",
            "about": "Sid",
            "mentions_risk": "yes",
        },
        follow=True,
    )

    call = Call.objects.get()
    said = "Nobody is on duty and no service lead is here: Sam Okafor finds out whose it is."
    assert call.owner == sam
    assert said in sent.content.decode()
    assert "Not found yet: Sid" in today(client, sam)
    assert set(_told(call).values()) == {"Sam Okafor"}


def test_with_no_senior_either_whoever_took_the_call_has_it_on_their_today(log, client, priya, sam):
    StaffMember.objects.filter(pk=sam.pk).update(is_active=False)
    call = log(by=priya)

    assert call.owner == priya
    assert _notices() == []
    assert f"/calls/{call.reference}/settle" in today(client, priya)
    assert client.get(f"/calls/{call.reference}/settle").status_code == 200


def test_a_call_stands_on_its_owners_today_until_it_is_settled(log, client, duty, sam, now):
    call = log()
    page = today(client, duty)
    assert "Not found yet: A man called Sid" in page
    assert "Risk mentioned" in page
    assert f"/calls/{call.reference}/settle" in page

    calls.close_unmatched_call(call=call, how="Rang back", by=sam, now=now)
    assert "A man called Sid" not in today(client, duty)


def test_whoever_was_told_and_whoever_covers_has_it_on_today_and_may_settle_it(
    log, client, duty, leah, priya, trainee, now, clock
):
    call = log()
    assert "A man called Sid" not in today(client, leah)
    _escalate(now + _HOUR)
    assert "A man called Sid" in today(client, leah)

    Call.objects.filter(pk=call.pk).update(owner=trainee)
    CoverFactory(coverer=priya, covered=trainee)
    assert f"With {trainee.full_name}" in today(client, priya)
    assert client.get(f"/calls/{call.reference}/settle").status_code == 200


def test_with_every_worker_dead_the_pages_say_who_has_it_and_who_is_to_be_told(
    log, client, duty, leah, clock, now
):
    StaffMember.objects.filter(pk=duty.pk).update(email="dee@example.org")
    log()
    _gone("left", duty, now.date())
    clock.shift(2 * _HOUR)

    page = _page(client, leah)
    assert "Dee Walsh has left or is away: you have it as service lead: find out who it is" in page
    assert "Service lead to be told since today at 11:24" in page
    assert "Dee Walsh: notice on its way since 10:24" in page
    assert "A man called Sid" in today(client, leah)


def test_nobody_here_to_take_a_call_is_said(log, client, duty, leah, clock, now):
    call = log()
    StaffMember.objects.exclude(pk=leah.pk).update(is_active=False)
    AbsenceFactory(staff=leah, starts_on=now.date(), ends_on=None)
    Duty.objects.all().delete()
    assert _pass_on(now)["nobody"] == 1

    page = _page(client, leah)

    assert call.reference in page
    assert "Dee Walsh has left or is away" in page


def test_as_many_statements_for_five_calls_as_for_fifty(
    duty, leah, sam, now, django_assert_num_queries
):
    for more in (5, 45):
        for _ in range(more):
            CallFactory(owner=duty, by=sam, mentions_risk=True, due_by=now)
        _escalate(now)
        with django_assert_num_queries(5):
            _escalate(now)

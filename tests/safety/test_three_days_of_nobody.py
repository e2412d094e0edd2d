"""Worker, beat and Valkey off for three days, and on the first of them a call and a text came in of
which nobody knows whose they are: the pages have them, and what comes after is exact (H01, H05).
"""

import uuid

import pytest

from caseload.actions import calls, escalation
from caseload.actions.calls import CallEntry
from caseload.models import Call, Caller, Escalation
from clinical.escalation import Level
from clinical.policy import DEFAULT
from jobs.models import OutboxEntry
from portal.actions import replies
from portal.actions.replies import Incoming
from portal.models import Channel
from pwpservice import sweep, tasks
from staff.models import StaffMember
from tests.caseload.today_page import today
from tests.personas import NOW, standing_now
from tests.safety import three_days
from tests.safety.three_days import FRIDAY

_SID, _TEXT = "A man called Sid", "whoever wrote from +447700900999"


@pytest.fixture
def friday(priya, duty, leah, tom, north, clock):
    """Tuesday morning a call and a text; then nothing runs, and whoever had the call left."""
    three_days.begin(priya, duty, north)
    entry = CallEntry(Caller.FAMILY, "", "", "He has taken pills", True, "", about=_SID)
    call = calls.log_call_of_nobody_yet(
        entry=entry, form_key=uuid.uuid4(), by=priya, now=NOW, policy=DEFAULT
    )
    text = Incoming("in-1", Channel.TEXT, "07700 900999", "I want to die tonight")
    replies.file_reply(reply=text, by=None, now=NOW, policy=DEFAULT)
    Call.objects.filter(pk=call.pk).update(owner=tom)
    StaffMember.objects.filter(pk=tom.pk).update(is_active=False)
    clock.move_to(FRIDAY)
    return call


def _duty_page(client, member):
    client.force_login(standing_now(member, now=FRIDAY))
    return " ".join(client.get("/duty/").content.decode().split())


def _levels(**of):
    return sorted(Escalation.objects.filter(**of).values_list("level", flat=True))


def test_the_duty_page_says_of_each_who_has_it_and_who_is_to_be_told(friday, client, leah, tom):
    page = _duty_page(client, leah)

    for about in (_SID, _TEXT):
        assert f"Not found yet: {about}" in page
    assert f"{tom.full_name} has left or is away: Dee Walsh has it as duty senior" in page
    assert "With Dee Walsh: find out who it is" in page
    assert page.count("Service lead to be told since 9 June at 11:24") == 2
    assert page.index("Overdue") < page.index(_SID)


def test_today_has_both_of_whoever_finds_out_and_of_whoever_answers_for_the_service(
    friday, client, duty, leah
):
    for member in (duty, leah):
        page = today(client, member)
        assert f"Not found yet: {_SID}" in page
        assert f"Not found yet: {_TEXT}" in page
        assert "was due 9 June at 11:24" in page


def test_the_first_sweep_hands_over_and_tells_each_level_once(friday, duty, leah):
    tasks.sweep()

    friday.refresh_from_db()
    assert friday.owner == duty
    for call in Call.objects.all():
        assert _levels(call=call) == sorted(level.value for level in Level)
        lead = Escalation.objects.get(call=call, level=Level.SERVICE_LEAD)
        assert lead.told == leah
        key = f"call:{call.pk}:service_lead:staff:{leah.pk}"
        assert OutboxEntry.objects.filter(kind="staff_notice", key=key).count() == 1
    assert three_days.doubled(three_days.rows()) == []


def test_catching_up_again_changes_nothing(friday):
    tasks.sweep()
    three_days.hand_over_everything(now=FRIDAY)
    once = three_days.rows()

    list(sweep.everything(now=FRIDAY))
    three_days.hand_over_everything(now=FRIDAY)

    assert three_days.rows() == once


def test_twin_without_the_constraint_a_sweep_that_remembers_nothing_tells_twice(
    friday, monkeypatch
):
    three_days.without("caseload_escalation", "caseload_each_level_once_per_call")
    real = escalation._missing_of

    def forgetful(call, *rest):
        call.levels_told = []
        return real(call, *rest)

    monkeypatch.setattr(escalation, "_missing_of", forgetful)
    list(sweep.everything(now=FRIDAY))

    assert three_days.doubled(three_days.rows()) != []

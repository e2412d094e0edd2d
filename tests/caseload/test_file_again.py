"""A note filed on the right record says there everything it said: words beside it, and worry."""

import uuid
from dataclasses import replace

from caseload.actions import contacts, signed_notes
from caseload.models import CaseFlag, ExtrasState, MissedFollowUp, RiskSignal, SignalSource
from clinical.policy import DEFAULT
from referrals.models import EmploymentStatus
from referrals.work import WorkEntry
from tests.caseload import entries
from tests.factories import caseload


def _refile(contact, north, priya, now):
    contact.refresh_from_db()
    signed_notes.withdraw(
        contact=contact, reason="Wrong person", may_withdraw_any=False, by=priya, now=now
    )
    right = caseload.in_treatment(priya, north)
    contact.refresh_from_db()
    return signed_notes.file_again(
        contact=contact, referral=right, by=priya, now=now, policy=DEFAULT
    )


def test_its_corrections_and_call_attempts_go_with_it(log, contact, priya, north, now):
    contacts.log_attempt(contact=contact, outcome="NO_ANSWER", by=priya, now=now)
    log(entries.missed())
    contact.refresh_from_db()
    signed_notes.correct(
        contact=contact,
        text="She rang at noon.",
        form_key=uuid.uuid4(),
        by=priya,
        now=now,
        policy=DEFAULT,
    )

    filed = _refile(contact, north, priya, now)

    assert [one.text for one in filed.corrections.all()] == ["She rang at noon."]
    assert [one.outcome for one in filed.attempts.all()] == ["NO_ANSWER"]
    assert contact.corrections.count() == contact.attempts.count() == 1


def test_the_worry_of_a_missed_session_is_a_signal_on_the_right_record_too(
    log, contact, priya, north, now
):
    contacts.log_attempt(contact=contact, outcome="NO_ANSWER", by=priya, now=now)
    log(entries.missed(follow_up=MissedFollowUp.WORRIED))

    filed = _refile(contact, north, priya, now)

    signal = RiskSignal.objects.get(referral=filed.referral)
    assert (signal.source, signal.contact) == (SignalSource.MISSED_SESSION, filed)
    assert CaseFlag.objects.filter(reason="risk", cleared_at__isnull=True).count() == 2


def test_what_was_said_of_work_is_theirs_who_said_it(log, contact, priya, north, now):
    entry = replace(
        entries.seen(), extras=ExtrasState.CHANGED, work=WorkEntry("EMPLOYED", sick_pay="YES")
    )
    log(entry)

    filed = _refile(contact, north, priya, now)

    wrong, right = EmploymentStatus.objects.order_by("pk")
    assert (wrong.referral_id, right.referral_id) == (contact.referral_id, filed.referral_id)
    assert (wrong.withdrawn_at, right.withdrawn_at) == (now, None)
    assert (right.sick_pay, right.asked_with) == ("YES", filed.form_key)

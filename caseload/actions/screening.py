"""Calls made before it is decided how somebody is taken on: each attempt, and what was said; words
that suggest harm are a signal.
"""

import uuid
from datetime import datetime

from django.db import transaction

from audit import trail
from audit.events import Event
from caseload.actions.heard import hear_typed
from clinical.errors import Refused
from clinical.policy import Policy
from clinical.working_days import local_date, moment, next_working_day
from referrals import actions as referral_actions
from referrals.actions import NextStepEntry
from referrals.changes import changed
from referrals.models import (
    NextStepKind,
    Referral,
    ScreeningCall,
    ScreeningOutcome,
    Status,
    TriageDecision,
)
from staff.models import StaffMember


@transaction.atomic
def log_screening_call(
    *,
    referral: Referral,
    outcome: ScreeningOutcome,
    said: str,
    form_key: uuid.UUID,
    by: StaffMember,
    now: datetime,
    policy: Policy,
) -> ScreeningCall:
    """Keep one attempt; the same form twice is one. Spoken with, the referral is to be decided
    today; otherwise whoever rang tries again on the next working day.

    What was said is heard if it mentions harm. Raises Refused without words of a call that was
    held, where voicemail was not agreed to, and once somebody has decided.
    """
    referral, said = Referral.objects.lock(referral.pk), said.strip()
    made = ScreeningCall.objects.filter(form_key=form_key).first()
    if made is not None:
        return made
    if referral.status != Status.RECEIVED or not referral.is_open:
        raise Refused("Somebody has decided on this referral meanwhile.")
    if outcome is ScreeningOutcome.SPOKE and not said:
        raise Refused("Write what was said.", field="said")
    if outcome is ScreeningOutcome.VOICEMAIL and not referral.patient.voicemail_ok:
        raise Refused("They did not agree to voicemail. Leave none.", field="outcome")
    made = ScreeningCall.objects.create(
        referral=referral, form_key=form_key, outcome=outcome, said=said, at=now, by=by
    )
    hear_typed(
        referral=referral,
        words=said,
        of_what="Note of a screening call",
        by=by,
        now=now,
        policy=policy,
    )
    step = _next(outcome, by=by, now=now, policy=policy)
    if referral.triaged_as != TriageDecision.RISK_CALL:
        referral_actions.put_next_step(referral=referral, entry=step, by=by, now=now)
    changed([referral.pk], now=now)
    trail.record(
        Event.SCREENING_CALL_MADE,
        by=by,
        at=now,
        about=made,
        patient_id=referral.patient_id,
        referral_id=referral.pk,
    )
    return made


def _next(
    outcome: ScreeningOutcome, *, by: StaffMember, now: datetime, policy: Policy
) -> NextStepEntry:
    """What the risk plan asks for stays what happens next, whatever else is tried."""
    on = local_date(now)
    if outcome is ScreeningOutcome.SPOKE:
        due = max(moment(on, policy.closes), now)
        return NextStepEntry(NextStepKind.TRIAGE, "Decide after the call", by.pk, due)
    again = next_working_day(on, policy.calendar)
    due = moment(again, policy.closes)
    return NextStepEntry(NextStepKind.SCREENING_CALL, "Ring again", by.pk, due)

"""Whether somebody who waits still wants help: asked, asked again, answered, or passed on to a
person. No answer ends nothing. Sending is the portal's, which calls down.
"""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from audit import trail
from audit.events import Event
from caseload.actions import for_the_carrier
from caseload.models import OptIn, OptInAnswer
from caseload.waiting.asked import being_asked
from clinical.errors import Refused
from clinical.policy import Policy
from clinical.working_days import add_working_days, local_date, moment
from referrals import actions as referral_actions
from referrals.actions import NextStepEntry
from referrals.models import NextStep, NextStepKind, Referral
from staff.models import StaffMember

NO_ANSWER = "Decide: no answer on whether they still want help"
NO_LONGER = "Decide: they said they do not want help any more"
TO_RING = "Ring them: ask whether they still want help. No message was sent."
_KEYS = uuid.UUID("3d0c5a52-0d5e-4f0b-9a3c-6f6a1b0f2e77")
_DECIDE_WITHIN_WORKING_DAYS = 2


@transaction.atomic
def note_asked(
    *, referrals: Sequence[Referral], by: StaffMember, now: datetime, policy: Policy
) -> int:
    """They have been asked: when they are asked again, and when a person decides. Who is being
    asked already stays as they are. How many were new.
    """
    on = local_date(now)
    again_on = on + timedelta(days=policy.opt_in_again_days)
    asked = being_asked(referrals)
    new = [one for one in referrals if one.pk not in asked]
    made = OptIn.objects.bulk_create(
        OptIn(
            referral=one,
            asked_at=now,
            asked_by=by,
            again_on=again_on,
            decide_on=again_on + timedelta(days=policy.opt_in_decide_days),
        )
        for one in new
    )
    with trail.written_last():
        for one in made:
            _record(Event.OPT_IN_ASKED, one, by=by, now=now)
    return len(made)


@transaction.atomic
def leave_to_ring(*, referrals: Sequence[Referral], by: None, now: datetime) -> None:
    """Who is at risk is asked by a voice, never by a message: a line on the Today of whoever has
    them, once a day.
    """
    for one in referrals:
        key = uuid.uuid5(_KEYS, f"{one.pk}-{local_date(now)}")
        for_the_carrier.leave(referral_id=one.pk, text=TO_RING, key=key, by=by, now=now)


@transaction.atomic
def note_asked_again(*, opt_ins: Sequence[OptIn], by: None, now: datetime) -> None:
    """They have been asked a second time."""
    OptIn.objects.filter(pk__in=[one.pk for one in opt_ins], asked_again_at__isnull=True).update(
        asked_again_at=now
    )
    with trail.written_last():
        for one in opt_ins:
            _record(Event.OPT_IN_ASKED, one, by=by, now=now)


@transaction.atomic
def note_answer(
    *,
    referral: Referral,
    answer: OptInAnswer,
    by: StaffMember | None,
    now: datetime,
    policy: Policy,
) -> None:
    """Keep what they said. A no is for a person to talk over: it ends nothing.

    Raises Refused where nobody has asked, or the answer is there already.
    """
    referral = Referral.objects.lock(referral.pk)
    asked = OptIn.objects.filter(referral=referral, answered_at__isnull=True).first()
    if asked is None:
        raise Refused("Nobody has asked them, or their answer is here already.")
    asked.answer, asked.answered_at, asked.answered_by = answer, now, by
    asked.save(update_fields=["answer", "answered_at", "answered_by"])
    if answer == OptInAnswer.NO:
        _to_a_person(referral, NO_LONGER, by=by, now=now, policy=policy)
    _record(Event.OPT_IN_ANSWERED, asked, by=by, now=now)


@transaction.atomic
def pass_on(*, opt_in: OptIn, by: None, now: datetime, policy: Policy) -> bool:
    """No answer after both: from now on it is a person's next step to decide. Twice is once."""
    referral = Referral.objects.lock(opt_in.referral_id)
    passed = OptIn.objects.filter(
        pk=opt_in.pk, answered_at__isnull=True, passed_on_at__isnull=True
    ).update(passed_on_at=now)
    if not passed or not referral.is_open:
        return False
    _to_a_person(referral, NO_ANSWER, by=by, now=now, policy=policy)
    _record(Event.OPT_IN_PASSED_ON, opt_in, by=by, now=now)
    return True


def _to_a_person(
    referral: Referral, what: str, *, by: StaffMember | None, now: datetime, policy: Policy
) -> None:
    """Whoever has the next step now has this one instead; a booking and a risk plan stay."""
    step = NextStep.objects.filter(referral=referral, done_at__isnull=True).first()
    if step is not None and step.kind in (NextStepKind.APPOINTMENT, NextStepKind.RISK_ACTION):
        return
    owner_id = referral.carried_by_id
    if owner_id is None and step is not None:
        owner_id = step.owner_id
    on = add_working_days(local_date(now), _DECIDE_WITHIN_WORKING_DAYS, policy.calendar)
    entry = NextStepEntry(NextStepKind.OTHER, what, owner_id, moment(on, policy.closes))
    referral_actions.put_next_step(referral=referral, entry=entry, by=by, now=now)


def _record(event: Event, opt_in: OptIn, *, by: StaffMember | None, now: datetime) -> None:
    trail.record(
        event,
        by=by,
        at=now,
        about=opt_in,
        patient_id=opt_in.referral.patient_id,
        referral_id=opt_in.referral_id,
        changes={"answer": ("", opt_in.answer)} if opt_in.answer else None,
    )

"""What a person answered by link, as the caseload takes it: the signal when it is tapped, the
sitting when it ends, the call they ask for, and the times noted on the appointment.
"""

import uuid
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from audit import trail
from audit.events import Event
from caseload import flagging, notices, owners
from caseload.actions import risk
from caseload.models import (
    CareContact,
    CaseFlag,
    ContactState,
    RiskAction,
    RiskSignal,
    SignalSource,
)
from caseload.risk_signals import Response, Signal, last_item_nine
from clinical.errors import Refused
from clinical.policy import Policy
from clinical.reason import Reason
from clinical.risk import ResponseUrgency, item_nine_words
from outcomes import actions as outcome_actions
from outcomes.actions import Answered
from outcomes.models import Mode, Sitting
from referrals.changes import held
from referrals.models import Referral
from staff.models import StaffMember

# What duty is asked for when somebody presses the button on the page with the crisis numbers.
ASKED_FOR_A_CALL = "Ring this person: they asked for a call on their questionnaire"


@transaction.atomic
def hear_item_nine(
    *,
    referral: Referral,
    contact: CareContact | None,
    form_key: uuid.UUID,
    answer: int,
    by: StaffMember | None,
    now: datetime,
    policy: Policy,
) -> RiskSignal:
    """An item 9 above 0, the moment it is tapped: its flag, owner and due time exist from now on.

    The same answer of the same form again is the first signal.
    """
    _lock(referral, contact)
    heard = RiskSignal.objects.filter(form_key=form_key, answer=answer)
    known = heard.first()
    if known is not None:
        return known
    words = f"{item_nine_words(answer, last_item_nine(referral.pk))}, by link"
    risk.raise_flag(
        referral=referral,
        signal=Signal(SignalSource.LINK, words, contact=contact, form_key=form_key, answer=answer),
        response=None,
        by=by,
        now=now,
        policy=policy,
    )
    return heard.get()


@transaction.atomic
def record_sitting_by_link(
    *,
    referral: Referral,
    contact: CareContact | None,
    form_key: uuid.UUID,
    answered: Sequence[Answered],
    taken_at: datetime,
    by: StaffMember | None,
    now: datetime,
    policy: Policy,
) -> Sitting:
    """Store what was answered as one sitting, and leave it on the appointment for the session page.

    An appointment that has been signed meanwhile keeps what was signed.
    """
    with held() as waiting, trail.written_last():
        _lock(referral, contact)
        recorded = outcome_actions.record_sitting(
            referral=referral,
            form_key=form_key,
            taken_at=taken_at,
            mode=Mode.BY_LINK,
            answered=answered,
            by=by,
            now=now,
            policy=policy,
        )
        if contact is not None:
            _leave_on(contact, recorded.sitting, now=now)
        waiting.clear()
        flagging.refresh([referral.pk], now=now, policy=policy)
    return recorded.sitting


@transaction.atomic
def ask_for_a_call(
    *, referral: Referral, by: StaffMember | None, now: datetime, policy: Policy
) -> None:
    """The person asks to be rung: an action for the duty senior, and a notice for who carries them.

    Asked twice, it is one call. Where a person has closed the flag meanwhile, asking opens one.
    """
    referral = Referral.objects.lock(referral.pk)
    if is_call_asked_for(referral_id=referral.pk):
        return
    call = _call(referral, now=now)
    flag = CaseFlag.objects.filter(
        referral=referral, reason=Reason.RISK.value, cleared_at__isnull=True
    ).first()
    if flag is None:
        signal = Signal(SignalSource.CALL, "Asked for a call on their questionnaire")
        flag = risk.raise_flag(
            referral=referral, signal=signal, response=call, by=by, now=now, policy=policy
        )
    else:
        risk.open_action(
            flag=flag,
            response=call,
            review=None,
            is_remote=True,
            by=by,
            now=now,
            policy=policy,
        )
    if referral.carried_by_id is not None and referral.carried_by_id != call.owner_id:
        key = f"asked-for-a-call:{flag.pk}"
        notices.tell(staff_id=referral.carried_by_id, key=key, at=now)
    trail.record(
        Event.RISK_ACTION_OPENED,
        by=by,
        at=now,
        about=flag,
        patient_id=referral.patient_id,
        referral_id=referral.pk,
    )


def is_call_asked_for(*, referral_id: int) -> bool:
    """Somebody is to ring this person, because they asked."""
    return RiskAction.objects.filter(
        referral=referral_id, what=ASKED_FOR_A_CALL, closed_at__isnull=True
    ).exists()


def _leave_on(contact: CareContact, sitting: Sitting, *, now: datetime) -> None:
    """No new version: nothing that somebody has open on a page is overwritten by this."""
    CareContact.objects.filter(
        pk=contact.pk, state=ContactState.BOOKED, sitting__isnull=True
    ).update(sitting=sitting, questionnaire_back_at=now)


def _call(referral: Referral, *, now: datetime) -> Response:
    """For the duty senior; in a gap of the rota for who carries the person, or stands in."""
    service = owners.service_at(now)
    owner_id = service.duty_senior
    if owner_id is None and referral.carried_by_id is not None:
        owner_id = service.owner_of(referral.carried_by_id)
    if owner_id is None:
        found = service.stand_in_for(None)
        if found is None:
            raise Refused("Nobody works here to ring this person.")
        owner_id = found.staff_id
    return Response(ASKED_FOR_A_CALL, owner_id, ResponseUrgency.SAME_DAY)


def _lock(referral: Referral, contact: CareContact | None) -> None:
    """In the order in which signing takes them, so that neither waits for the other for ever."""
    if contact is not None:
        CareContact.objects.select_for_update(of=("self", "referral")).select_related(
            "referral"
        ).get(pk=contact.pk)
    else:
        Referral.objects.lock(referral.pk)

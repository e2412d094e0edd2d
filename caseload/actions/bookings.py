"""Taking an appointment out of the diary again."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from audit import trail
from audit.events import Event
from caseload import next_steps
from caseload.actions import heard
from caseload.models import CareContact, ContactDraft, ContactState
from clinical.errors import Refused
from clinical.harm_words import mention_of_harm
from clinical.policy import Policy
from clinical.wording import day_and_time
from referrals import actions as referral_actions
from referrals.changes import held
from referrals.models import TimelineKind, TimelineNote
from staff.models import StaffMember

_CANCELLED = "Appointment cancelled"
_STAYS = "Appointment stays"


@transaction.atomic
def cancel_booking(
    *,
    contact: CareContact,
    reason: str,
    may_cancel_safety_follow_up: bool,
    by: StaffMember,
    now: datetime,
    policy: Policy,
) -> None:
    """Take a booked appointment out of the diary, with a reason; what follows is booked or due. A
    reason that mentions harm is a signal.

    Raises Refused for one that is signed or begun, and while risk is open, or the reason mentions
    harm, unless the person may act on it: somebody who cannot see why must not cancel a safety
    follow-up (safety S-P8).
    """
    if not reason.strip():
        raise Refused("Say why it is cancelled.", field="reason")
    referral = contact.referral
    is_safety = referral.risk_open_since is not None or mention_of_harm(reason) is not None
    if is_safety and not may_cancel_safety_follow_up:
        raise Refused("Do not cancel: safety follow-up. Ask who carries this person first.")
    if ContactDraft.objects.filter(contact=contact).exists():
        raise Refused("Somebody has begun to write this session: it is logged, not cancelled.")
    with held(now=now) as waiting:
        cancelled = CareContact.objects.filter(pk=contact.pk, state=ContactState.BOOKED).update(
            state=ContactState.CANCELLED, version=F("version") + 1, updated_at=now
        )
        if cancelled != 1:
            raise Refused("This appointment is not in the diary any more.")
        waiting.add(referral.pk)
        _say_so(contact, _CANCELLED, reason=reason, by=by, now=now)
        _hear(contact, reason=reason, by=by, now=now, policy=policy)
        if referral.is_open:
            next_steps.derive(
                referral=referral,
                booking=_following(contact, now=now),
                ending=False,
                by=_owner(contact, by),
                now=now,
                policy=policy,
            )
    trail.record(
        Event.BOOKING_CANCELLED,
        by=by,
        at=now,
        about=contact,
        patient_id=referral.patient_id,
        referral_id=referral.pk,
    )


@transaction.atomic
def hear_reason(
    *, contact: CareContact, reason: str, by: StaffMember, now: datetime, policy: Policy
) -> bool:
    """Why somebody wanted to cancel an appointment that stays may still mention harm: then it is
    kept and is a signal, the same words once. Says whether it does.
    """
    if mention_of_harm(reason) is None:
        return False
    titles = [_title(contact, what) for what in (_STAYS, _CANCELLED)]
    kept = TimelineNote.objects.filter(
        referral=contact.referral, title__in=titles, text=reason.strip()
    )
    if not kept.exists():
        _say_so(contact, _STAYS, reason=reason, by=by, now=now)
        _hear(contact, reason=reason, by=by, now=now, policy=policy)
    return True


def _hear(
    contact: CareContact, *, reason: str, by: StaffMember, now: datetime, policy: Policy
) -> None:
    heard.hear_typed(
        referral=contact.referral,
        words=reason,
        of_what="Why an appointment was to be cancelled",
        by=by,
        now=now,
        policy=policy,
    )


def _title(contact: CareContact, what: str) -> str:
    return f"{what}: {day_and_time(contact.starts_at)}"


def _say_so(
    contact: CareContact, what: str, *, reason: str, by: StaffMember, now: datetime
) -> None:
    referral_actions.add_timeline_note(
        referral=contact.referral,
        kind=TimelineKind.CONTACT,
        title=_title(contact, what),
        text=reason.strip(),
        by=by,
        now=now,
    )


def _following(contact: CareContact, *, now: datetime) -> CareContact | None:
    """The next appointment still in the diary."""
    return (
        CareContact.objects.filter(
            referral=contact.referral_id, state=ContactState.BOOKED, starts_at__gte=now
        )
        .order_by("starts_at")
        .first()
    )


def _owner(contact: CareContact, by: StaffMember) -> StaffMember:
    """Whoever carries the person books again; without one, whoever cancelled."""
    return contact.referral.carried_by or by

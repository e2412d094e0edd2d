"""A session that did not take place: what happens next is one choice, and silence from someone at
risk is not routine.
"""

from datetime import datetime

from caseload.actions import risk
from caseload.entries import MissedEntry
from caseload.models import Attendance, CareContact, MissedFollowUp, SignalSource
from caseload.models.contact import MISSED
from caseload.risk_signals import Response, Signal, last_item_nine
from clinical.errors import Refused
from clinical.policy import Policy
from clinical.risk import ResponseUrgency, ring_the_same_day
from referrals.models import Medium
from staff.models import StaffMember

# While risk is open, or where item 9 was above 0 at the last contact, these two stand in place of
# texting and waiting (ux.md 03, clinical.md 6.3).
INSTEAD_OF_WAITING = frozenset({MissedFollowUp.CALL_NOW, MissedFollowUp.DUTY_SENIOR_TOLD})
_ROUTINE = frozenset({MissedFollowUp.CALL_AGAIN_TODAY, MissedFollowUp.SAME_TIME_NEXT_WEEK})


def refuse_unless_followed_up(*, contact: CareContact, entry: MissedEntry) -> None:
    """Raises Refused without a choice after a miss, or for a routine choice where this person is
    to be rung the same day.
    """
    why_ring = _why_ring(contact)
    if _needs_an_attempt(contact, entry) and not contact.attempts.exists():
        raise Refused("Log at least one call attempt first.", field="attempts")
    if entry.attendance in MISSED and entry.follow_up is None:
        raise Refused("Choose what happens next.", field="follow_up")
    if why_ring and entry.follow_up in _ROUTINE:
        raise Refused(f"{why_ring}: call now, or tell the duty senior.", field="follow_up")
    if not why_ring and entry.follow_up in INSTEAD_OF_WAITING:
        raise Refused("Choose what happens next.", field="follow_up")


def _why_ring(contact: CareContact) -> str:
    """Why silence from this person is not routine, in words; empty where it is."""
    if contact.referral.risk_open_since is not None:
        return "There is an open risk plan"
    answer = last_item_nine(contact.referral_id)
    rings = ring_the_same_day(risk_is_open=False, last_item_nine=answer)
    return f"Item 9 was {answer} at the last contact" if rings else ""


def _needs_an_attempt(contact: CareContact, entry: MissedEntry) -> bool:
    return contact.medium == Medium.PHONE and entry.attendance is Attendance.DID_NOT_ATTEND


def facts_of(entry: MissedEntry) -> dict[str, object]:
    """What is stored on the contact. Only what was planned can be missed: nationally an unplanned
    contact would count as attended.
    """
    return {
        "is_planned": True,
        "attendance": entry.attendance,
        "follow_up": entry.follow_up or "",
        "text_asked_for": entry.text_asked_for,
        "supervision_question": entry.supervision_question,
    }


def respond(
    *,
    contact: CareContact,
    entry: MissedEntry,
    by: StaffMember,
    now: datetime,
    policy: Policy,
) -> None:
    """Worry, and silence that is not routine, open a risk action for today."""
    response = _response(contact, entry, by=by, now=now)
    if response is None:
        return
    what = Attendance(entry.attendance).label.lower()
    risk.raise_flag(
        referral=contact.referral,
        signal=Signal(SignalSource.MISSED_SESSION, f"Session missed ({what})", contact=contact),
        response=response,
        by=by,
        now=now,
        policy=policy,
    )


def _response(
    contact: CareContact, entry: MissedEntry, *, by: StaffMember, now: datetime
) -> Response | None:
    today = ResponseUrgency.SAME_DAY
    if entry.follow_up is MissedFollowUp.WORRIED:
        return Response(
            "Missed a session and the PWP is worried: call the GP or duty senior", by.pk, today
        )
    if entry.follow_up not in INSTEAD_OF_WAITING:
        return None
    missed = _missed_words(contact)
    if entry.follow_up is MissedFollowUp.CALL_NOW:
        return Response(f"{missed}: call now", by.pk, today)
    return Response(f"{missed}: duty senior decides", risk.senior_id(by=by, now=now), today)


def _missed_words(contact: CareContact) -> str:
    if contact.referral.risk_open_since is not None:
        return "Missed a session with a risk plan open"
    return f"Missed a session, item 9 was {last_item_nine(contact.referral_id)} at the last contact"

"""A session that did not take place: what happens next is one choice, and silence from someone at
risk is not routine.
"""

from datetime import datetime

from caseload.actions import risk
from caseload.entries import MissedEntry
from caseload.models import Attendance, CareContact, MissedFollowUp, SignalSource
from caseload.models.contact import MISSED
from caseload.risk_signals import Response, Signal
from clinical.errors import Refused
from clinical.policy import Policy
from clinical.risk import ResponseUrgency
from referrals.models import Medium
from staff.models import StaffMember

# With an open risk plan these two stand in place of texting and waiting (ux.md 03, clinical.md
# 6.3).
WITH_RISK_PLAN = frozenset({MissedFollowUp.CALL_NOW, MissedFollowUp.DUTY_SENIOR_TOLD})
_ROUTINE = frozenset({MissedFollowUp.CALL_AGAIN_TODAY, MissedFollowUp.SAME_TIME_NEXT_WEEK})


def refuse_unless_followed_up(*, contact: CareContact, entry: MissedEntry) -> None:
    """Raises Refused without a choice after a miss, or for a routine choice while a risk plan is
    open.
    """
    at_risk = contact.referral.risk_open_since is not None
    if _needs_an_attempt(contact, entry) and not contact.attempts.exists():
        raise Refused("Log at least one call attempt first.", field="attempts")
    if entry.attendance in MISSED and entry.follow_up is None:
        raise Refused("Choose what happens next.", field="follow_up")
    if at_risk and entry.follow_up in _ROUTINE:
        raise Refused(
            "There is an open risk plan: call now, or tell the duty senior.", field="follow_up"
        )
    if not at_risk and entry.follow_up in WITH_RISK_PLAN:
        raise Refused("Choose what happens next.", field="follow_up")


def _needs_an_attempt(contact: CareContact, entry: MissedEntry) -> bool:
    return contact.medium == Medium.PHONE and entry.attendance is Attendance.DID_NOT_ATTEND


def facts_of(entry: MissedEntry) -> dict[str, object]:
    """What is stored on the contact."""
    return {
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
    """Worry, and a miss with an open risk plan, open a risk action for today."""
    response = _response(entry, by=by, now=now)
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


def _response(entry: MissedEntry, *, by: StaffMember, now: datetime) -> Response | None:
    today = ResponseUrgency.SAME_DAY
    if entry.follow_up is MissedFollowUp.WORRIED:
        return Response(
            "Missed a session and the PWP is worried: call the GP or duty senior", by.pk, today
        )
    if entry.follow_up is MissedFollowUp.CALL_NOW:
        return Response("Missed a session with a risk plan open: call now", by.pk, today)
    if entry.follow_up is MissedFollowUp.DUTY_SENIOR_TOLD:
        senior = risk.senior_id(by=by, now=now)
        what = "Missed a session with a risk plan open: duty senior decides"
        return Response(what, senior, today)
    return None

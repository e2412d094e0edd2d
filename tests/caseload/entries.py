"""What a form would hand over: the smallest true entries, each changed by the fact that a test is
about.
"""

import uuid
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from caseload.entries import (
    Booking,
    LoggedSession,
    MeasureEntry,
    MissedEntry,
    OpeningCheck,
    RiskEntry,
    SeenEntry,
)
from caseload.models import (
    Attendance,
    CareContact,
    ExtrasState,
    Intervention,
    MissedFollowUp,
    PastAttempts,
    PlanDone,
    RiskAsked,
    RiskOutcome,
    Thoughts,
)
from referrals.models import Medium

PHQ9_10 = (1, 1, 1, 1, 1, 2, 2, 1, 0)
GAD7_8 = (1, 1, 1, 1, 1, 1, 2)

PHQ9_WITH_ITEM_9 = (1, 1, 1, 1, 1, 2, 2, 1, 1)

RISK = RiskEntry(
    thoughts=Thoughts.PASSING,
    plan=False,
    means=False,
    means_agreed="",
    intent=False,
    past_attempts=PastAttempts.AS_RECORDED,
    self_neglect=False,
    from_others=False,
    to_others=False,
    children=False,
    concern_details="",
    keeps_safe="Her sister and the dog",
    agreed="Rings her sister first, then the crisis line",
    who_told="",
    outcome=RiskOutcome.SAFETY_PLAN,
)


def seen(*, phq9: tuple[int | None, ...] = PHQ9_10, **facts: Any) -> SeenEntry:
    """A routine session with both questionnaires."""
    routine = SeenEntry(
        attendance=Attendance.ATTENDED,
        minutes=30,
        opening=OpeningCheck(identity_checked=True, location="At home", private_to_talk=True),
        measures=(MeasureEntry("PHQ9", phq9), MeasureEntry("GAD7", GAD7_8)),
        questionnaires_not_done="",
        risk_asked=RiskAsked.NOTHING_NEW,
        risk=None,
        plan_done=PlanDone.YES,
        interventions=(Intervention.BEHAVIOURAL_ACTIVATION,),
        did="Went through the activity diary.",
        plan="One walk a day.",
        next_booking=None,
        ending_proposed=False,
        supervision_question="",
        extras=ExtrasState.NOT_ASKED,
        extras_note="",
    )
    return replace(routine, **facts)


def seen_with_risk(**facts: Any) -> SeenEntry:
    """The same with item 9 at 1 and the risk section complete; `facts` are those of the section."""
    return seen(phq9=PHQ9_WITH_ITEM_9, risk_asked=RiskAsked.REVIEWED, risk=replace(RISK, **facts))


def missed(**facts: Any) -> MissedEntry:
    """Did not attend; the same time next week is offered in words, not yet booked."""
    return replace(
        MissedEntry(
            attendance=Attendance.DID_NOT_ATTEND,
            follow_up=MissedFollowUp.SAME_TIME_NEXT_WEEK,
            next_booking=None,
            text_asked_for=False,
        ),
        **facts,
    )


def logged(entry: SeenEntry | MissedEntry, *, of: CareContact, **facts: Any) -> LoggedSession:
    """One submission of the session page."""
    return replace(
        LoggedSession(form_key=uuid.uuid4(), contact_version=of.version, entry=entry), **facts
    )


def a_week_after(contact: CareContact) -> Booking:
    """The same slot next week."""
    return Booking(starts_at=contact.starts_at + timedelta(days=7), minutes=30, medium=Medium.PHONE)


def at(moment: datetime) -> Booking:
    """Half an hour by phone."""
    return Booking(starts_at=moment, minutes=30, medium=Medium.PHONE)

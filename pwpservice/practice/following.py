"""The one open next step of an open referral, from what exists."""

from datetime import datetime, timedelta
from random import Random

from caseload.models import ContactKind, ContactState
from caseload.models.contact import TREATMENT_KINDS
from clinical.working_days import add_working_days, local_date, next_working_day
from pwpservice.practice.clock import local_moment
from pwpservice.practice.records import Next, Visit
from pwpservice.practice.scenes import Scene
from referrals.models import NextStepKind


def next_step(
    rng: Random, visits: list[Visit], *, scene: Scene, carrier: int, now: datetime
) -> Next:
    """What happens next: the risk action before an appointment, an appointment before a call."""
    for visit in visits:
        if visit.risk and visit.risk.action and visit.risk.action.closed_at is None:
            action = visit.risk.action
            return Next(NextStepKind.RISK_ACTION, action.what, carrier, action.due_by)
    coming = [v for v in visits if v.state is ContactState.BOOKED and v.ends_at >= now]
    if coming:
        what = _appointment(coming[0], visits)
        return Next(NextStepKind.APPOINTMENT, what, carrier, coming[0].starts_at)
    last = visits[-1]
    if scene in (Scene.OVERDUE, Scene.MISSED):
        due = local_moment(add_working_days(local_date(last.starts_at), 5), "17:00")
        return Next(NextStepKind.FOLLOW_UP, "Follow up the missed session", carrier, due)
    if last.ending_proposed:
        due = local_moment(add_working_days(local_date(last.starts_at), 5), "17:00")
        return Next(NextStepKind.END_TREATMENT, "End treatment", carrier, due)
    due = local_moment(
        next_working_day(local_date(now) + timedelta(days=rng.randint(0, 1))), "17:00"
    )
    return Next(NextStepKind.BOOK, "Book the next appointment", carrier, due)


def _appointment(coming: Visit, visits: list[Visit]) -> str:
    if coming.kind is ContactKind.ASSESSMENT:
        return f"Assessment, {coming.medium.label.lower()}"
    number = 1 + sum(v.was_attended and v.kind in TREATMENT_KINDS for v in visits)
    return f"Session {number}, {coming.medium.label.lower()}"

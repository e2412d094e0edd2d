"""Decide about the cases of an opened meeting, and tell the caseload."""

from datetime import datetime

from django.db import transaction

from audit import trail
from audit.events import Event
from caseload.actions.discussed import (
    Discussion,
    act_on_risk,
    extend_treatment,
    note_discussed,
)
from caseload.risk_signals import Response
from clinical.errors import Refused
from clinical.policy import Policy
from clinical.risk import ResponseUrgency, due_by
from clinical.wording import sentence_date
from clinical.working_days import local_date
from staff.models import StaffMember
from supervision.actions import carrying
from supervision.meeting.colleagues import colleagues
from supervision.meeting.decided import ASKS, Ask, Decided, refuse_days, refuse_incomplete
from supervision.meeting.locks import held_open
from supervision.meeting.waiting import refuse_to_wait
from supervision.models import (
    DecisionCode,
    Part,
    SupervisionAction,
    SupervisionDecision,
    SupervisionItem,
    SupervisionSession,
)
from supervision.models.lengths import OUTCOME
from supervision.planning.next_meeting import next_on

# With these a trainee's case may be ended.
_AGREES_TO_END = (DecisionCode.DISCHARGE, DecisionCode.REFER_OUT)


@transaction.atomic
def record_decision(
    *,
    session: SupervisionSession,
    place: int,
    decided: Decided,
    by: StaffMember,
    now: datetime,
    policy: Policy,
) -> SupervisionDecision:
    """Write a decision on the case at this place, with what was agreed, on the record as well.

    Raises Refused for anybody but the supervisor, for one's own case, outside an opened meeting,
    for a case that is decided already or no longer open, without what the decision asks for, for a
    review past the interval, for a case that may not wait, for somebody who may not be given what
    is agreed, for a risk action on a day that risk actions are not due, and for more sessions than
    a referral may plan.
    """
    session = held_open(session, by=by)
    item = _item(session, place)
    if item.referral.carried_by_id == by.pk:
        raise Refused("You carry this case: somebody else decides about it.")
    if decided.code is DecisionCode.COME_BACK_LATER:
        refuse_to_wait(item, next_on=next_on(session, calendar=policy.calendar))
    refuse_incomplete(decided)
    refuse_days(decided, on=local_date(now), policy=policy)
    _refuse_owner(item, decided, by=by, now=now)
    if SupervisionDecision.objects.filter(item=item).exists():
        raise Refused("This case is decided already. Go on to the next one.")
    decision = SupervisionDecision.objects.create(
        item=item,
        code=decided.code,
        what=decided.what,
        review_on=decided.review_on,
        extra_sessions=decided.sessions,
        by=by,
        at=now,
    )
    _follow_on(decision, decided, now=now, policy=policy)
    _tell(item, decided, by=by, now=now)
    return decision


@transaction.atomic
def confirm_on_track(*, session: SupervisionSession, by: StaffMember, now: datetime) -> int:
    """Confirm everybody on track together, once the list was looked at; how many they were. Nobody
    with a risk reason stands in it: the database refuses such a row.

    It is no discussion: the day by which each of them must be looked at stays where it was.
    Whoever has had a new risk flag since the meeting was opened, has ended or was handed on, is
    left out: they are looked at by themselves. Raises Refused for anybody but the supervisor, and
    outside an opened meeting.
    """
    session = held_open(session, by=by)
    items = list(
        SupervisionItem.objects.filter(
            session=session,
            part=Part.ON_TRACK,
            decisions__isnull=True,
            referral__ended_on__isnull=True,
            referral__carried_by_id=session.supervisee_id,
            referral__risk_open_since__isnull=True,
        ).select_related("referral")
    )
    SupervisionDecision.objects.bulk_create(
        SupervisionDecision(
            item=item, code=DecisionCode.ON_TRACK, review_on=item.look_by, by=by, at=now
        )
        for item in items
    )
    with trail.written_last():
        for item in items:
            trail.record(
                Event.CASE_CONFIRMED_ON_TRACK,
                by=by,
                at=now,
                patient_id=item.referral.patient_id,
                referral_id=item.referral_id,
            )
    return len(items)


@transaction.atomic
def complete_action(
    *, action: SupervisionAction, outcome: str, by: StaffMember, now: datetime
) -> None:
    """Say what came of what was agreed. Raises Refused without words, for too many of them, and
    when it is done.
    """
    words = outcome.strip()
    if not words:
        raise Refused("Say what came of it.", field="outcome")
    if len(words) > OUTCOME:
        raise Refused(f"What came of it: {OUTCOME} characters at most.", field="outcome")
    done = SupervisionAction.objects.filter(pk=action.pk, done_at__isnull=True).update(
        done_at=now, done_by=by, outcome=words
    )
    if done != 1:
        raise Refused("This has been done already.")
    trail.record(Event.AGREED_ACTION_DONE, by=by, at=now, about=action)


def _item(session: SupervisionSession, place: int) -> SupervisionItem:
    found = SupervisionItem.objects.filter(session=session, place=place)
    item = found.select_related("referral", "session__supervisee").first()
    if item is None:
        raise Refused("There is no such case in this meeting.")
    return item


def _refuse_owner(
    item: SupervisionItem, decided: Decided, *, by: StaffMember, now: datetime
) -> None:
    """A case is handed on to a third person: whoever decides never carries it afterwards either."""
    referral = item.referral
    if decided.owner is None:
        return
    if Ask.COLLEAGUE in ASKS[decided.code]:
        without = (by.pk, referral.carried_by_id)
        found = colleagues(team_id=referral.team_id, without=without, on=local_date(now))
        if decided.owner.pk not in {one.pk for one in found}:
            raise Refused(
                "Choose a colleague of this person’s team who is neither of you.",
                field="colleague",
            )
    elif not decided.owner.is_active:
        raise Refused("This colleague has left: choose somebody else.", field="owner")


def _follow_on(
    decision: SupervisionDecision, decided: Decided, *, now: datetime, policy: Policy
) -> None:
    """What the decision makes happen. Step-ups, endings and transfers too are requests with an
    owner.
    """
    referral, by = decision.item.referral, decision.by
    if decided.code is DecisionCode.EXTEND and decided.sessions:
        extend_treatment(referral=referral, sessions=decided.sessions, by=by, now=now)
    # Whatever asks for both was refused without them.
    if decided.owner is None or decided.due_on is None:
        return
    if decided.code is DecisionCode.RISK_ACTION:
        urgency = _urgency(decided, now=now, policy=policy)
        response = Response(decided.what, decided.owner.pk, urgency)
        act_on_risk(referral=referral, response=response, by=by, now=now, policy=policy)
    else:
        SupervisionAction.objects.create(
            decision=decision, what=decided.what, owner=decided.owner, due_on=decided.due_on
        )


def _urgency(decided: Decided, *, now: datetime, policy: Policy) -> ResponseUrgency:
    """A risk action stands on the risk plan, where it is watched: due today or within a week."""
    days = {
        local_date(due_by(urgency=urgency, now=now, calendar=policy.calendar)): urgency
        for urgency in (ResponseUrgency.PLANNED, ResponseUrgency.SAME_DAY)
    }
    found = days.get(decided.due_on) if decided.due_on else None
    if found is None:
        by_days = " or by ".join(sentence_date(day, local_date(now)) for day in sorted(days))
        raise Refused(f"A risk action is due by {by_days}.", field="due_on")
    return found


def _tell(item: SupervisionItem, decided: Decided, *, by: StaffMember, now: datetime) -> None:
    """The record says what was decided; a case that waits was not discussed."""
    if decided.code is DecisionCode.COME_BACK_LATER:
        carrying.leave(items=[item], by=by, now=now)
        return
    discussion = Discussion(
        item.referral_id,
        decided.code.label,
        decided.sentence,
        decided.review_on,
        ending_agreed=decided.code in _AGREES_TO_END,
    )
    note_discussed(discussions=[discussion], by=by, now=now)

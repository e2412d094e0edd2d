"""Decide about the cases of an opened meeting, and tell the caseload."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from audit import trail
from audit.events import Event
from caseload.actions.discussed import Discussion, act_on_risk, note_discussed
from caseload.risk_signals import Response
from clinical.agenda import look_by_limit
from clinical.errors import Refused
from clinical.policy import Policy
from clinical.reason import Reason
from clinical.risk import ResponseUrgency, due_by
from clinical.wording import sentence_date
from clinical.working_days import local_date
from staff.models import StaffMember
from supervision.agenda import next_on
from supervision.models import (
    DecisionCode,
    Part,
    SupervisionAction,
    SupervisionDecision,
    SupervisionItem,
    SupervisionSession,
)

# Nothing is asked of anybody: the plan goes on, or the case waits for the next meeting.
_ASKS_NOTHING = (DecisionCode.CONTINUE, DecisionCode.ON_TRACK, DecisionCode.COME_BACK_LATER)
# With these a trainee's case may be ended.
_AGREES_TO_END = (DecisionCode.DISCHARGE, DecisionCode.REFER_OUT)


@dataclass(frozen=True, slots=True)
class Decided:
    """What is decided about a case: what is to be done by whom and by when, and when it is looked
    at again.
    """

    code: DecisionCode
    review_on: date
    what: str = ""
    owner: StaffMember | None = None
    due_on: date | None = None


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
    for a case that is decided already or no longer open, without what, who or when where the
    decision asks for them, for a review past the interval, and for a risk action where nothing
    about risk is open or on a day that risk actions are not due.
    """
    session = _deciding(session, by=by)
    item = _item(session, place)
    if item.referral.carried_by_id == by.pk:
        raise Refused("You carry this case: somebody else decides about it.")
    _refuse_to_wait(item, decided)
    _refuse_incomplete(decided)
    _refuse_review(decided, on=local_date(now), policy=policy)
    if SupervisionDecision.objects.filter(item=item).exists():
        raise Refused("This case is decided already. Go on to the next one.")
    decision = SupervisionDecision.objects.create(
        item=item, code=decided.code, what=decided.what, review_on=decided.review_on, by=by, at=now
    )
    if decided.code is DecisionCode.RISK_ACTION:
        _act_on_risk(item, decided, by=by, now=now, policy=policy)
    elif decided.owner is not None and decided.due_on is not None:
        # Step-ups, endings and transfers too are requests with an owner.
        SupervisionAction.objects.create(
            decision=decision, what=decided.what, owner=decided.owner, due_on=decided.due_on
        )
    if decided.code is not DecisionCode.COME_BACK_LATER:
        note_discussed(discussions=[_discussion(item, decided)], by=by, now=now)
    else:
        _record(item, by=by, now=now)
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
    session = _deciding(session, by=by)
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
    """Say what came of what was agreed. Raises Refused without words, and when it is done."""
    if not outcome.strip():
        raise Refused("Say what came of it.", field="outcome")
    done = SupervisionAction.objects.filter(pk=action.pk, done_at__isnull=True).update(
        done_at=now, done_by=by, outcome=outcome.strip()[:200]
    )
    if done != 1:
        raise Refused("This has been done already.")
    trail.record(Event.AGREED_ACTION_DONE, by=by, at=now, about=action)


def _deciding(session: SupervisionSession, *, by: StaffMember) -> SupervisionSession:
    session = SupervisionSession.objects.select_for_update(of=("self",)).get(pk=session.pk)
    if session.supervisor_id != by.pk:
        raise Refused("Only the supervisor of this meeting decides.")
    if session.signed_at is not None:
        raise Refused("This meeting is signed: what is in it stays.")
    if session.opened_at is None:
        raise Refused("Open the meeting first.")
    return session


def _item(session: SupervisionSession, place: int) -> SupervisionItem:
    found = SupervisionItem.objects.filter(session=session, place=place).select_related(
        "referral", "session"
    )
    item = found.first()
    if item is None:
        raise Refused("There is no such case in this meeting.")
    return item


def _act_on_risk(
    item: SupervisionItem, decided: Decided, *, by: StaffMember, now: datetime, policy: Policy
) -> None:
    """On the risk plan itself, where it is watched and escalated: due today or within a week."""
    if decided.owner is None or decided.due_on is None:
        return
    urgencies = (ResponseUrgency.SAME_DAY, ResponseUrgency.PLANNED)
    days = {
        local_date(due_by(urgency=urgency, now=now, calendar=policy.calendar)): urgency
        for urgency in reversed(urgencies)
    }
    if decided.due_on not in days:
        by_days = " or by ".join(sentence_date(day, local_date(now)) for day in sorted(days))
        raise Refused(f"A risk action is due by {by_days}.", field="due_on")
    response = Response(decided.what, decided.owner.pk, days[decided.due_on])
    act_on_risk(referral=item.referral, response=response, by=by, now=now, policy=policy)


def _refuse_to_wait(item: SupervisionItem, decided: Decided) -> None:
    """Risk never waits for another meeting, nor does whoever would pass their day."""
    if decided.code is not DecisionCode.COME_BACK_LATER:
        return
    if any(reason == Reason.RISK for reason, *_ in item.reasons):
        raise Refused("Risk is discussed today: choose another decision.")
    if item.look_by < next_on(item.session):
        raise Refused("By the next meeting the interval would have passed: decide today.")


def _refuse_incomplete(decided: Decided) -> None:
    if decided.code in _ASKS_NOTHING:
        return
    if not decided.what.strip():
        raise Refused("Say what is to be done.", field="what")
    if decided.owner is None:
        raise Refused("Say who does it.", field="owner")
    if decided.due_on is None:
        raise Refused("Say by when.", field="due_on")


def _refuse_review(decided: Decided, *, on: date, policy: Policy) -> None:
    latest = look_by_limit(on, policy)
    if decided.review_on <= on:
        raise Refused("Choose a later day than today.", field="review_on")
    if decided.review_on > latest:
        limit = sentence_date(latest, on)
        raise Refused(f"Everyone is looked at again by {limit}.", field="review_on")
    if decided.due_on is not None and not on <= decided.due_on <= on + timedelta(days=366):
        raise Refused("Choose today or a later day.", field="due_on")


def _discussion(item: SupervisionItem, decided: Decided) -> Discussion:
    who = f" {decided.owner.full_name}" if decided.owner else ""
    by_when = f", by {sentence_date(decided.due_on, decided.due_on)}" if decided.due_on else ""
    text = f"{decided.what}{who and f' ({who.strip()}{by_when})'}"
    return Discussion(
        item.referral_id,
        decided.code.label,
        text,
        decided.review_on,
        ending_agreed=decided.code in _AGREES_TO_END,
    )


def _record(item: SupervisionItem, *, by: StaffMember, now: datetime) -> None:
    trail.record(
        Event.CASE_DISCUSSED,
        by=by,
        at=now,
        patient_id=item.referral.patient_id,
        referral_id=item.referral_id,
        result="later",
    )

"""Responding to risk: a signal always has a flag, a flag always has an owner and a time, a person
closes it.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F, Q

from audit import trail
from audit.events import Event
from caseload import notices
from caseload.models import CareContact, CaseFlag, RiskAction, RiskReview, RiskSignal, SignalSource
from clinical.errors import Refused
from clinical.policy import Policy
from clinical.reason import Reason
from clinical.risk import ResponseUrgency, due_by
from clinical.working_days import local_date
from outcomes.models import MeasureScore
from referrals import actions as referral_actions
from referrals.changes import changed
from referrals.models import Referral
from staff.models import Duty, StaffMember

# What a draft with a signal in it asks of its author.
FINISH_THE_NOTE = "Finish and sign the note"


@dataclass(frozen=True, slots=True)
class Response:
    """What must now happen, who does it, and how fast."""

    what: str
    owner_id: int
    urgency: ResponseUrgency


@dataclass(frozen=True, slots=True)
class Signal:
    """Something worrying, and where it came from. By link: of which form, and which answer."""

    source: SignalSource
    evidence: str
    score: MeasureScore | None = None
    review: RiskReview | None = None
    contact: CareContact | None = None
    form_key: uuid.UUID | None = None
    answer: int | None = None


def duty_senior_id(*, now: datetime) -> int | None:
    """Who is duty senior at this moment, by the rota; never somebody who has left."""
    turns = Duty.objects.at(now).filter(staff__is_active=True)
    return turns.values_list("staff_id", flat=True).first()


@transaction.atomic
def raise_flag(
    *,
    referral: Referral,
    signal: Signal,
    response: Response | None,
    is_provisional: bool = False,
    by: StaffMember | None,
    now: datetime,
    policy: Policy,
) -> CaseFlag:
    """Store a signal with its flag: it joins the open risk flag, or opens one with an owner and a
    due time.

    Without a response, an open flag's own actions stand; a new flag then gets "Speak with this
    person" for its carrier. Two signals at once: the referral's lock makes the second join the
    first one's flag.
    """
    referral = Referral.objects.lock(referral.pk)
    flag = _open_flag(referral=referral, signal=signal, is_provisional=is_provisional, now=now)
    RiskSignal.objects.create(
        referral=referral,
        flag=flag,
        source=signal.source,
        score=signal.score,
        review=signal.review,
        contact=signal.contact,
        form_key=signal.form_key,
        answer=signal.answer,
        at=now,
    )
    if response is None and not _has_open_action(flag):
        response = Response(
            what="Speak with this person about what they said",
            owner_id=_default_owner(referral, by=by, now=now),
            urgency=ResponseUrgency.SAME_DAY,
        )
    if response is not None:
        open_action(
            flag=flag, response=response, review=signal.review, by=by, now=now, policy=policy
        )
    changed([referral.pk])
    trail.record(
        Event.RISK_SIGNALLED,
        by=by,
        at=now,
        about=flag,
        patient_id=referral.patient_id,
        referral_id=referral.pk,
    )
    return flag


def open_action(
    *,
    flag: CaseFlag,
    response: Response,
    review: RiskReview | None,
    by: StaffMember | None,
    now: datetime,
    policy: Policy,
) -> RiskAction:
    """Write what must happen, with owner and due time, and leave its owner a notice.

    Raises Refused when its owner has left: nothing waits for somebody who does not come.
    """
    _refuse_owner_who_left(response, by=by)
    action = RiskAction.objects.create(
        referral_id=flag.referral_id,
        flag=flag,
        review=review,
        what=response.what[:300],
        urgency=response.urgency.value,
        owner_id=response.owner_id,
        due_by=due_by(urgency=response.urgency, now=now, calendar=policy.calendar),
        opened_at=now,
        opened_by=by,
        **_taken_by_its_author(response, by=by, now=now),
    )
    if by is None or response.owner_id != by.pk:
        notices.tell(staff_id=response.owner_id, key=f"risk-action:{action.pk}", at=now)
    return action


@transaction.atomic
def acknowledge_risk_action(*, risk_action: RiskAction, by: StaffMember, now: datetime) -> None:
    """Take it: the named person has it, not merely seen it. The first one wins."""
    taken = RiskAction.objects.filter(
        pk=risk_action.pk, acknowledged_at__isnull=True, closed_at__isnull=True
    ).update(acknowledged_at=now, acknowledged_by=by, version=F("version") + 1)
    if taken != 1:
        raise Refused("Somebody has already taken this.")
    _record(Event.RISK_ACTION_ACKNOWLEDGED, risk_action, by=by, now=now)


@transaction.atomic
def close_risk_action(
    *,
    risk_action: RiskAction,
    outcome: str,
    then: Response | None,
    by: StaffMember,
    now: datetime,
    policy: Policy,
) -> None:
    """Record what was done. The last open action of a flag closes it too, unless something must
    happen next.

    Raises Refused without an outcome in words, or when it has been closed already.
    """
    outcome = outcome.strip()
    if not outcome:
        raise Refused(
            "Say what was done. A risk action closes only with an outcome.", field="outcome"
        )
    Referral.objects.lock(risk_action.referral_id)  # before the flag, as whoever signs takes them
    flag = CaseFlag.objects.select_for_update().get(pk=risk_action.flag_id)
    closed = RiskAction.objects.filter(pk=risk_action.pk, closed_at__isnull=True).update(
        closed_at=now, closed_by=by, outcome=outcome, version=F("version") + 1
    )
    if closed != 1:
        raise Refused("This risk action has already been closed.")
    if then is not None:
        open_action(flag=flag, response=then, review=None, by=by, now=now, policy=policy)
    elif not _has_open_action(flag):
        _close_flag(flag, how=outcome, by=by, now=now)
    changed([flag.referral_id])
    _record(Event.RISK_ACTION_CLOSED, risk_action, by=by, now=now)


def fulfil_what_was_asked(
    *, review: RiskReview, session: str, by: StaffMember, now: datetime
) -> None:
    """The risk section just signed is the check that was planned, and the note that was to be
    finished: those actions are done (ADR 0006).

    Only this person's own; whatever anybody else owes stays open. Called where the section leads
    to a new action, and before that is opened.
    """
    asked = Q(urgency=ResponseUrgency.PLANNED.value)
    if not _has_unsigned_draft(review.referral_id):
        asked |= Q(what=FINISH_THE_NOTE)
    checks = list(
        RiskAction.objects.filter(
            asked, referral_id=review.referral_id, owner=by, closed_at__isnull=True
        ).select_related("referral")
    )
    RiskAction.objects.filter(pk__in=[check.pk for check in checks]).update(
        closed_at=now,
        closed_by=by,
        outcome=f"Checked in {session}: {review.get_outcome_display().lower()}.",
        version=F("version") + 1,
    )
    for check in checks:
        _record(Event.RISK_ACTION_CLOSED, check, by=by, now=now)


def _has_unsigned_draft(referral_id: int) -> bool:
    """Another note with a signal in it still waits to be signed."""
    return RiskSignal.objects.filter(
        referral_id=referral_id, source=SignalSource.DRAFT, contact__signed_at__isnull=True
    ).exists()


def confirm_provisional_flag(*, contact: CareContact) -> None:
    """The note whose draft raised it is signed: the flag stands, whatever the note says now."""
    CaseFlag.objects.filter(
        is_provisional=True,
        cleared_at__isnull=True,
        signals__contact=contact,
        signals__source=SignalSource.DRAFT,
    ).update(is_provisional=False)


def _open_flag(
    *, referral: Referral, signal: Signal, is_provisional: bool, now: datetime
) -> CaseFlag:
    flag = (
        CaseFlag.objects.select_for_update()
        .filter(referral=referral, reason=Reason.RISK.value, cleared_at__isnull=True)
        .first()
    )
    if flag is None:
        flag = CaseFlag.objects.create(
            referral=referral,
            reason=Reason.RISK.value,
            evidence=signal.evidence[:300],
            since=local_date(now),
            opened_at=now,
            is_provisional=is_provisional,
        )
        referral_actions.note_open_risk(referral_id=referral.pk, since=now)
        return flag
    flag.evidence = signal.evidence[:300]
    flag.is_provisional = flag.is_provisional and is_provisional
    flag.save(update_fields=["evidence", "is_provisional"])
    return flag


def _close_flag(flag: CaseFlag, *, how: str, by: StaffMember, now: datetime) -> None:
    flag.cleared_at, flag.cleared_by, flag.cleared_how = now, by, how[:400]
    flag.save(update_fields=["cleared_at", "cleared_by", "cleared_how"])
    referral_actions.note_open_risk(referral_id=flag.referral_id, since=None)
    trail.record(
        Event.FLAG_CLEARED,
        by=by,
        at=now,
        about=flag,
        patient_id=flag.referral.patient_id,
        referral_id=flag.referral_id,
    )


def _has_open_action(flag: CaseFlag) -> bool:
    return RiskAction.objects.filter(flag=flag, closed_at__isnull=True).exists()


def _default_owner(referral: Referral, *, by: StaffMember | None, now: datetime) -> int:
    """Who carries the person; has left, or nobody yet: the duty senior; no duty: whoever heard."""
    carrier = referral.carried_by
    if carrier is not None and carrier.is_active:
        return carrier.pk
    owner = duty_senior_id(now=now) or (by.pk if by else None)
    if owner is None:
        raise Refused("Nobody is on duty to own this. Ring the service lead now.")
    return owner


def _refuse_owner_who_left(response: Response, *, by: StaffMember | None) -> None:
    if by is not None and response.owner_id == by.pk:
        return
    if not StaffMember.objects.filter(pk=response.owner_id, is_active=True).exists():
        raise Refused("Choose somebody who works here to do this.")


def _taken_by_its_author(
    response: Response, *, by: StaffMember | None, now: datetime
) -> dict[str, object]:
    """Somebody who gives themselves something to do has taken it."""
    if by is None or response.owner_id != by.pk:
        return {}
    return {"acknowledged_at": now, "acknowledged_by": by}


def _record(event: Event, risk_action: RiskAction, *, by: StaffMember, now: datetime) -> None:
    trail.record(
        event,
        by=by,
        at=now,
        about=risk_action,
        patient_id=risk_action.referral.patient_id,
        referral_id=risk_action.referral_id,
    )

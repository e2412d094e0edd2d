"""Responding to risk: a signal always has a flag, a flag always has an owner and a time, a person
closes it.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import F, Q

from audit import trail
from audit.events import Event
from caseload import notices, owners, signal_words
from caseload.actions import escalation
from caseload.models import CareContact, CaseFlag, RiskAction, RiskReview, RiskSignal, SignalSource
from caseload.risk_signals import (
    Response,
    Signal,
    evidence_of,
    heard_before,
    store,
    unanswered,
)
from clinical.errors import Refused
from clinical.policy import Policy
from clinical.reason import Reason
from clinical.risk import ResponseUrgency, due_by, remote_due_by
from clinical.working_days import local_date
from referrals import actions as referral_actions
from referrals.changes import changed
from referrals.models import Referral
from staff.models import StaffMember

# What a draft with a signal in it asks of its author.
FINISH_THE_NOTE = "Finish and sign the note"
# What a risk section that ends with a safety plan asks of its author: to ask again.
CHECK_AGAIN = "Check again"
STALE = "Somebody changed this risk plan since you opened the page. Look at it, then send again."
# Said where no page could ask for it.
ASKS_AGAIN = "Closing a risk flag asks for your password."
_SPEAK = "Speak with this person about what they said"


def duty_senior_id(*, now: datetime) -> int | None:
    """Who is duty senior at this moment, by the rota; never somebody who has left or is away."""
    return owners.service_at(now).duty_senior


def senior_id(*, by: StaffMember, now: datetime) -> int:
    """The duty senior; in a gap of the rota this person's supervisor, else the service lead; with
    nobody there, they themselves.
    """
    service = owners.service_at(now)
    found = service.stand_in_for(by.pk)
    return service.duty_senior or (by.pk if found is None else found.staff_id)


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

    Without a response, an open flag's own actions stand where one of them is soon enough; otherwise
    there is "Speak with this person" for whoever carries the person, or stands in. What was said
    while nobody listened goes to the duty senior too. Two signals at once: the referral's lock
    makes the second join the first one's flag, and one answer of one form is heard once.
    """
    referral = Referral.objects.lock(referral.pk)
    heard = heard_before(signal)
    if heard is not None:
        return heard
    flag = _open_flag(referral=referral, signal=signal, is_provisional=is_provisional, now=now)
    stored = store(signal, flag=flag, now=now)
    if response is None and not _is_answered(flag, signal, now=now, policy=policy):
        owner_id = _default_owner(referral, by=by, now=now)
        response = Response(_SPEAK, owner_id, ResponseUrgency.SAME_DAY)
    if response is not None:
        open_action(
            flag=flag,
            response=response,
            review=signal.review,
            is_remote=signal.is_remote,
            by=by,
            now=now,
            policy=policy,
        )
    _tell_of(stored, signal, by=by, now=now)
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
    is_remote: bool = False,
    by: StaffMember | None,
    now: datetime,
    policy: Policy,
) -> RiskAction:
    """Write what must happen, with owner and due time, and tell whoever is told at once.

    What was said remotely is due by service hours. Raises Refused when its owner has left: nothing
    waits for somebody who does not come.
    """
    _refuse_owner_who_left(response, by=by)
    due = remote_due_by if is_remote else due_by
    action = RiskAction.objects.create(
        referral_id=flag.referral_id,
        flag=flag,
        review=review,
        what=response.what[:300],
        urgency=response.urgency.value,
        owner_id=response.owner_id,
        due_by=due(urgency=response.urgency, now=now, calendar=policy.calendar),
        opened_at=now,
        opened_by=by,
        **_taken_by_its_author(response, by=by, now=now),
    )
    escalation.tell_at_once(risk_action=action, by=by, now=now, policy=policy)
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
    version: int | None = None,
    is_confirmed: bool,
    by: StaffMember,
    now: datetime,
    policy: Policy,
) -> None:
    """Record what was done. The last open action of a flag closes it too, unless something must
    happen next.

    Raises Refused without an outcome in words, when it has been closed already, over a newer
    version than the page showed, where one did, and where it would close the flag for somebody at a
    page who has not said again who they are (safety S-S1).
    """
    outcome = outcome.strip()
    if not outcome:
        raise Refused(
            "Say what was done. A risk action closes only with an outcome.", field="outcome"
        )
    Referral.objects.lock(risk_action.referral_id)  # before the flag, as whoever signs takes them
    flag = CaseFlag.objects.select_for_update().get(pk=risk_action.flag_id)
    _refuse_stale(risk_action, version=version)
    closed = RiskAction.objects.filter(pk=risk_action.pk, closed_at__isnull=True).update(
        closed_at=now, closed_by=by, outcome=outcome, version=F("version") + 1
    )
    if closed != 1:
        raise Refused("This risk action has already been closed.")
    if then is not None:
        open_action(flag=flag, response=then, review=None, by=by, now=now, policy=policy)
    elif not _has_open_action(flag):
        if not is_confirmed:
            raise Refused(ASKS_AGAIN, field="password")
        _close_flag(flag, how=outcome, by=by, now=now)
    changed([flag.referral_id])
    _record(Event.RISK_ACTION_CLOSED, risk_action, by=by, now=now)


def fulfil_what_was_asked(
    *, review: RiskReview, session: str, by: StaffMember, now: datetime
) -> None:
    """The risk section just signed is the check that was planned, and the note that was to be
    finished: those actions are done (ADR 0006).

    Only this person's own check; what anybody else owes stays open, and so does every other thing
    to be done, however far off. Called where the section leads to a new action, and before that is
    opened.
    """
    asked = Q(what=CHECK_AGAIN)
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
    """The open risk flag with this signal's words beside those that nobody has answered yet, and
    seen by nobody again; or a new one. The referral is locked: no signal joins beside this one.
    """
    flag = (
        CaseFlag.objects.select_for_update(of=("self",))
        .filter(referral=referral, reason=Reason.RISK.value, cleared_at__isnull=True)
        .annotate(unanswered=unanswered(now=now))
        .first()
    )
    if flag is None:
        return _new_flag(referral=referral, signal=signal, is_provisional=is_provisional, now=now)
    flag.is_provisional = flag.is_provisional and is_provisional
    flag.evidence = evidence_of(flag, signal, is_provisional=is_provisional)
    flag.acknowledged_at = flag.acknowledged_by = None
    flag.save(update_fields=["evidence", "is_provisional", "acknowledged_at", "acknowledged_by"])
    return flag


def _new_flag(
    *, referral: Referral, signal: Signal, is_provisional: bool, now: datetime
) -> CaseFlag:
    flag = CaseFlag.objects.create(
        referral=referral,
        reason=Reason.RISK.value,
        evidence=signal_words.joined([signal.evidence]),
        since=local_date(now),
        opened_at=now,
        is_provisional=is_provisional,
    )
    referral_actions.note_open_risk(referral_id=referral.pk, since=now)
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


def _is_answered(flag: CaseFlag, signal: Signal, *, now: datetime, policy: Policy) -> bool:
    """Something open is to be done about this flag; for what nobody heard, soon enough."""
    actions = RiskAction.objects.filter(flag=flag, closed_at__isnull=True)
    if signal.tells_the_duty_senior:
        soon = remote_due_by(urgency=ResponseUrgency.SAME_DAY, now=now, calendar=policy.calendar)
        actions = actions.filter(due_by__lte=soon)
    return actions.exists()


def _tell_of(stored: RiskSignal, signal: Signal, *, by: StaffMember | None, now: datetime) -> None:
    """Whoever owns the flag's actions hears of a signal that nobody was there to hear; the duty
    senior, or in a gap of the rota the service lead, of that one and of an answer that has risen.
    An action opened for this very signal has told its owner.
    """
    if not signal.tells_the_duty_senior and not signal.has_risen:
        return
    service = owners.service_at(now)
    told = {service.duty_senior or service.service_lead or 0}
    knows = {0, 0 if by is None else by.pk}
    is_open = RiskAction.objects.filter(flag_id=stored.flag_id, closed_at__isnull=True)
    for owner_id, opened_at in is_open.values_list("owner_id", "opened_at"):
        if opened_at == now or signal.tells_the_duty_senior:
            (knows if opened_at == now else told).add(service.owner_of(owner_id))
    for staff_id in told - knows:
        notices.tell(staff_id=staff_id, key=f"risk-signal:{stored.pk}", at=now)


def _default_owner(referral: Referral, *, by: StaffMember | None, now: datetime) -> int:
    """Who carries the person, or stands in for them; for somebody not yet allocated the duty
    senior, else the service lead. In a service where nobody else is left, whoever heard it.
    """
    service, carrier = owners.service_at(now), referral.carried_by_id
    if carrier is not None and service.is_here(carrier):
        return carrier
    found = service.stand_in_for(carrier)
    if found is not None:
        return found.staff_id
    if by is None:
        raise Refused("Nobody works here to own this.")
    return by.pk


def _refuse_stale(risk_action: RiskAction, *, version: int | None) -> None:
    """Somebody took it or gave it away meanwhile: whoever closes it must have seen that."""
    current = RiskAction.objects.values_list("version", "closed_at").get(pk=risk_action.pk)
    if version is not None and current[1] is None and current[0] != version:
        raise Refused(STALE)


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

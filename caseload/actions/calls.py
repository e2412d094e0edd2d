"""Calls from outside a session: what was said is kept at once, and a mention of risk is a signal in
the same transaction, also when nobody knows yet whose call it is.
"""

import uuid
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction

from audit import trail
from audit.events import Event
from caseload import notices, owners
from caseload.actions import escalation, risk
from caseload.models import Call, Caller, CaseFlag, RiskSignal, SignalSource
from caseload.risk_signals import Response, Signal
from clinical.errors import Refused
from clinical.policy import Policy
from clinical.risk import ResponseUrgency, due_by
from referrals.models import Referral
from staff.models import StaffMember

_EVIDENCE = 220
RING_NOW = "Ring now: a message that was passed on mentions harm"


@dataclass(frozen=True, slots=True)
class CallEntry:
    """A call as it was written down. `about` is what was said of somebody not found yet."""

    caller: Caller
    caller_name: str
    phone: str
    said: str
    mentions_risk: bool
    next_step: str
    about: str = ""


@transaction.atomic
def log_call(
    *,
    referral: Referral,
    entry: CallEntry,
    form_key: uuid.UUID,
    by_clinician: bool,
    by: StaffMember,
    now: datetime,
    policy: Policy,
) -> Call:
    """Keep a call about somebody; a mention of risk opens or joins their flag. The same form again
    returns the first call.

    A clinician's call goes to whoever carries the person and to the duty senior; what an
    administrator passes on goes to the duty senior at once. Raises Refused for a call that says
    nothing, and for other words under a form key that was used.
    """
    _refuse_unless_said(entry)
    Referral.objects.lock(referral.pk)  # so that the same form twice at once is one call
    first = _already(form_key, entry=entry, referral=referral)
    if first is not None:
        return first
    call = Call(referral=referral, form_key=form_key, at=now, by=by, **asdict(entry))
    if entry.mentions_risk:
        call.signal = _signal(call, by_clinician=by_clinician, by=by, now=now, policy=policy)
    call.save(force_insert=True)
    _record(Event.CALL_LOGGED, call, by=by, now=now)
    return call


@transaction.atomic
def log_call_of_nobody_yet(
    *, entry: CallEntry, form_key: uuid.UUID, by: StaffMember | None, now: datetime, policy: Policy
) -> Call:
    """Keep a call about somebody not found yet: the duty senior, else the service lead, else
    whoever is here finds out whose it is; today, or within the hour when it mentions risk.

    A text that came in by itself is `by` nobody. Raises Refused for a call that says nothing or not
    about whom, for other words under a form key that was used, and where nobody works here.
    """
    _refuse_unless_said(entry)
    if not entry.about.strip():
        raise Refused("Say whom the call is about, as far as you know.", field="about")
    found = owners.service_at(now).finds_out(taker=None if by is None else by.pk)
    if found is None:
        raise Refused("Nobody works here who could find out.")
    at_once = ResponseUrgency.IMMEDIATE if entry.mentions_risk else ResponseUrgency.SAME_DAY
    call, is_new = Call.objects.get_or_create(
        form_key=form_key,
        defaults={
            **asdict(entry),
            "owner_id": found.staff_id,
            "due_by": due_by(urgency=at_once, now=now, calendar=policy.calendar),
            "at": now,
            "by": by,
        },
    )
    if not is_new:
        _refuse_other_words(call, entry=entry, referral=None)
        return call
    if call.mentions_risk:
        escalation.tell_of_call(call=call, by=by, now=now, policy=policy)
    elif by is None or found.staff_id != by.pk:
        notices.tell(staff_id=found.staff_id, key=f"call:{call.pk}", at=now)
    _record(Event.CALL_LOGGED, call, by=by, now=now)
    return call


@transaction.atomic
def match_call(
    *,
    call: Call,
    referral: Referral,
    by_clinician: bool,
    by: StaffMember,
    now: datetime,
    policy: Policy,
) -> None:
    """Say whose call it was: from now on it stands on that record, and a mention of risk is a
    signal there.

    Raises Refused when somebody has settled it already.
    """
    Referral.objects.lock(referral.pk)
    held = _unsettled(call)
    held.referral = referral
    if held.mentions_risk:
        held.signal = _signal(held, by_clinician=by_clinician, by=by, now=now, policy=policy)
    _settle(held, how="Found: the call stands on the record.", by=by, now=now)


@transaction.atomic
def close_unmatched_call(*, call: Call, how: str, by: StaffMember, now: datetime) -> None:
    """Nobody could be found: say what was done.

    Raises Refused without words, or when somebody has settled it already.
    """
    if not how.strip():
        raise Refused("Say what was done to find out.", field="how")
    _settle(_unsettled(call), how=how.strip(), by=by, now=now)


def _refuse_unless_said(entry: CallEntry) -> None:
    if not entry.said.strip():
        raise Refused("Write what was said.", field="said")


def _already(form_key: uuid.UUID, *, entry: CallEntry, referral: Referral) -> Call | None:
    """The call that this very form made before."""
    call = Call.objects.filter(form_key=form_key).first()
    if call is not None:
        _refuse_other_words(call, entry=entry, referral=referral)
    return call


def _refuse_other_words(call: Call, *, entry: CallEntry, referral: Referral | None) -> None:
    about = None if referral is None else referral.pk
    same = all(getattr(call, name) == value for name, value in asdict(entry).items())
    if call.referral_id != about or not same:
        raise Refused("This form was used already. Load the page again.")


def _signal(
    call: Call, *, by_clinician: bool, by: StaffMember, now: datetime, policy: Policy
) -> RiskSignal:
    """What was said is a signal on the record of the call, in this transaction."""
    referral = call.referral
    if referral is None:
        raise Refused("A signal needs a record.")
    flag = risk.raise_flag(
        referral=referral,
        signal=Signal(SignalSource.CALL, _evidence(call)),
        response=None if by_clinician else _at_once(by=by, now=now),
        by=by,
        now=now,
        policy=policy,
    )
    _tell(flag, by=by, now=now)
    # The referral is locked: the latest signal of a call on this flag is the one just stored.
    return RiskSignal.objects.filter(flag=flag, source=SignalSource.CALL).latest("pk")


def _at_once(*, by: StaffMember, now: datetime) -> Response:
    """What somebody who is no clinician passes on: the duty senior rings."""
    return Response(RING_NOW, risk.senior_id(by=by, now=now), ResponseUrgency.IMMEDIATE)


def _tell(flag: CaseFlag, *, by: StaffMember, now: datetime) -> None:
    """Whoever carries the person hears of it, whoever has the action."""
    carrier = flag.referral.carried_by_id
    if carrier is not None and carrier != by.pk:
        notices.tell(staff_id=carrier, key=f"risk-call:{flag.pk}:{now:%Y%m%d%H%M%S%f}", at=now)


def _evidence(call: Call) -> str:
    words = " ".join(call.said.split())
    if len(words) > _EVIDENCE:
        words = f"{words[:_EVIDENCE].rsplit(' ', 1)[0]} …"
    came = "Text from a number nobody knew"
    if call.by_id is None and call.caller == Caller.PATIENT:
        came = "Self-referral left unsent"
    if call.by_id is not None:
        came = f"Call from {Caller(call.caller).label.lower()}"
    return f"{came}: “{words}”"


def _unsettled(call: Call) -> Call:
    held = (
        Call.objects.select_for_update()
        .filter(pk=call.pk, referral__isnull=True, settled_at__isnull=True)
        .first()
    )
    if held is None:
        raise Refused("Somebody has already said whose call this was.")
    return held


def _settle(call: Call, *, how: str, by: StaffMember, now: datetime) -> None:
    call.settled_at, call.settled_by, call.settled_how = now, by, how[:400]
    call.save(update_fields=["referral", "signal", "settled_at", "settled_by", "settled_how"])
    _record(Event.CALL_SETTLED, call, by=by, now=now)


def _record(event: Event, call: Call, *, by: StaffMember | None, now: datetime) -> None:
    referral = call.referral
    trail.record(
        event,
        by=by,
        at=now,
        about=call,
        patient_id=None if referral is None else referral.patient_id,
        referral_id=None if referral is None else referral.pk,
    )

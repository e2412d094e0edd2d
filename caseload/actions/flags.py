"""What a person does about a flag: say that they have seen it, put it off, bring it back.

A flag that fell due since the night has no row yet: each verb first makes the stored flags true.
"""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from audit import trail
from audit.events import Event
from caseload import flagging, resting
from caseload.models import CaseFlag, CaseSummary
from clinical.errors import Refused
from clinical.policy import Policy
from clinical.reason import Reason
from clinical.wording import sentence_date
from clinical.working_days import local_date
from referrals.changes import changed
from referrals.models import Referral
from staff.models import StaffMember


@transaction.atomic
def acknowledge_flag(
    *, referral: Referral, reason: Reason, by: StaffMember, now: datetime, policy: Policy
) -> None:
    """Say that somebody has seen it; it stands and counts as before. The first one is kept.

    Raises Refused for risk, whose actions are taken instead, and for a flag that no longer stands.
    """
    if reason is Reason.RISK:
        raise Refused("A risk flag is not just seen: take its risk action, on the Risk page.")
    flag = _standing(referral=referral, reason=reason, now=now, policy=policy)
    if flag.acknowledged_at is not None:
        return
    _write(flag, acknowledged_at=now, acknowledged_by=by)
    _record(Event.FLAG_ACKNOWLEDGED, flag, by=by, now=now)


@transaction.atomic
def snooze_flag(
    *,
    referral: Referral,
    reason: Reason,
    until: date,
    why: str,
    by: StaffMember,
    now: datetime,
    policy: Policy,
) -> None:
    """Put a flag off until a day, saying why; it wakes by itself, or earlier when it gets worse.

    Raises Refused for risk, for silence while risk is open, without a reason in words, for a day
    outside the service's limit, and for a flag that no longer stands.
    """
    _refuse_what_never_rests(referral, reason)
    _refuse_day(until, on=local_date(now), longest=policy.snooze_longest_days)
    if not why.strip():
        raise Refused("Say why it is put off.", field="why")
    flag = _standing(referral=referral, reason=reason, now=now, policy=policy)
    row = CaseSummary.objects.values().get(pk=referral.pk)
    _write(
        flag,
        snoozed_until=until,
        snoozed_by=by,
        snoozed_why=why.strip(),
        snoozed_numbers=resting.numbers(reason, row),
    )
    changed([referral.pk])
    _record(Event.FLAG_SNOOZED, flag, by=by, now=now, until=(flag.snoozed_until, until))


@transaction.atomic
def wake_flag(
    *, referral: Referral, reason: Reason, by: StaffMember, now: datetime, policy: Policy
) -> None:
    """Bring a flag back before its day. Raises Refused for one that nobody put off."""
    flag = _standing(referral=referral, reason=reason, now=now, policy=policy)
    if flag.snoozed_until is None:
        raise Refused("This flag is not put off.")
    nothing = {"snoozed_until": None, "snoozed_by": None, "snoozed_numbers": None}
    _write(flag, snoozed_why="", **nothing)
    changed([referral.pk])
    _record(Event.FLAG_WOKEN, flag, by=by, now=now, until=(flag.snoozed_until, None))


def _refuse_what_never_rests(referral: Referral, reason: Reason) -> None:
    if reason is Reason.RISK:
        raise Refused("Risk is never put off. Do what was agreed, and close it with its outcome.")
    if reason is Reason.COULD_NOT_BE_CHECKED:
        raise Refused("What could not be checked may hide anything: it is never put off.")
    if not resting.may_rest(reason, has_risk=referral.risk_open_since is not None):
        raise Refused("Risk is open for this person: silence is not put off. Ring today.")


def _refuse_day(until: date, *, on: date, longest: int) -> None:
    latest = on + timedelta(days=longest)
    if not on < until <= latest:
        raise Refused(f"Choose a day from tomorrow to {sentence_date(latest, on)}.", field="until")


def _standing(*, referral: Referral, reason: Reason, now: datetime, policy: Policy) -> CaseFlag:
    """The open flag of this reason, written down first if it has only just fallen due."""
    Referral.objects.lock(referral.pk)
    flagging.refresh([referral.pk], now=now, policy=policy)
    flag = CaseFlag.objects.filter(
        referral=referral, reason=reason.value, cleared_at__isnull=True
    ).first()
    if flag is None:
        raise Refused("This flag has cleared: what it was about no longer holds.")
    return flag


def _write(flag: CaseFlag, **values: Any) -> None:
    """Only while it stands: the night may have cleared it a moment ago."""
    written = CaseFlag.objects.filter(pk=flag.pk, cleared_at__isnull=True).update(**values)
    if written != 1:
        raise Refused("This flag has cleared: what it was about no longer holds.")


def _record(
    event: Event, flag: CaseFlag, *, by: StaffMember, now: datetime, **changes: tuple[Any, Any]
) -> None:
    trail.record(
        event,
        by=by,
        at=now,
        about=flag,
        patient_id=flag.referral.patient_id,
        referral_id=flag.referral_id,
        changes=changes,
    )

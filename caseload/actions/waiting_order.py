"""The order of those who wait, set aside by a person: who is put first, who was offered out of
turn, why, and how many that passed over.
"""

from datetime import datetime

from django.db import transaction

from audit import trail
from audit.events import Event
from caseload.models import OverrideKind, WaitingOverride
from caseload.waiting import turns
from clinical.errors import Refused
from clinical.policy import Policy
from clinical.working_days import local_date
from referrals.models import Referral, Status
from staff.models import StaffMember

_LONGEST = 200
AT_TRIAGE = "Taken straight from triage"
_NO_REASON = "No reason was given"


@transaction.atomic
def put_first(
    *, referral: Referral, why: str, by: StaffMember, now: datetime, policy: Policy
) -> WaitingOverride:
    """Offer somebody the next free place, before whoever has waited longer. Twice is once.

    Raises Refused without a reason, once ended, and for somebody who is on a caseload.
    """
    referral = Referral.objects.lock(referral.pk)
    if not why.strip():
        raise Refused("Say why they are put first.", field="why")
    if not referral.is_open or referral.carried_by_id is not None:
        raise Refused("Only somebody on nobody’s caseload is put first in this list.")
    standing = _put_first(referral)
    if standing is not None:
        return standing
    passed_over, first = turns.before(referral, on=local_date(now)), OverrideKind.PUT_FIRST
    override = _kept(referral, first, passed_over, why=why.strip(), by=by, now=now, policy=policy)
    _record(Event.ORDER_SET_ASIDE, override, by=by, now=now)
    return override


@transaction.atomic
def take_back(*, referral: Referral, by: StaffMember, now: datetime) -> None:
    """They stand in the order of the list again. Raises Refused where nobody put them first."""
    Referral.objects.lock(referral.pk)
    override = _put_first(referral)
    if override is None:
        raise Refused("Nobody has put them first, or somebody has taken it back.")
    _end(override, by=by, now=now)
    _record(Event.ORDER_SET_ASIDE, override, by=by, now=now)


@transaction.atomic
def note_allocation(
    *, referral: Referral, why: str, by: StaffMember, now: datetime, policy: Policy
) -> None:
    """Keep that somebody was allocated before others whose turn it was; in turn, nothing is kept.

    Part of allocating, while they are still on nobody's caseload. The reason is the one given, the
    one for which they had been put first, that they were taken straight from triage, or that there
    was none.
    """
    override = _put_first(referral)
    given = why.strip() or ("" if override is None else override.why)
    if not given:
        given = AT_TRIAGE if referral.status == Status.RECEIVED else _NO_REASON
    if override is not None:
        _end(override, by=by, now=now)
    if referral.risk_open_since is not None:
        return
    passed_over = turns.before(referral, on=local_date(now))
    if not passed_over:
        return
    out_of_turn = OverrideKind.OUT_OF_TURN
    kept = _kept(referral, out_of_turn, passed_over, why=given, by=by, now=now, policy=policy)
    _record(Event.OFFERED_OUT_OF_TURN, kept, by=by, now=now)


def _put_first(referral: Referral) -> WaitingOverride | None:
    return WaitingOverride.objects.filter(
        referral=referral, kind=OverrideKind.PUT_FIRST, ended_at__isnull=True
    ).first()


def _kept(
    referral: Referral,
    kind: OverrideKind,
    passed_over: int,
    *,
    why: str,
    by: StaffMember,
    now: datetime,
    policy: Policy,
) -> WaitingOverride:
    return WaitingOverride.objects.create(
        referral=referral,
        kind=kind,
        why=why[:_LONGEST],
        due_on=turns.due_on(referral, policy=policy),
        passed_over=passed_over,
        at=now,
        by=by,
    )


def _end(override: WaitingOverride, *, by: StaffMember, now: datetime) -> None:
    override.ended_at, override.ended_by = now, by
    override.save(update_fields=["ended_at", "ended_by"])


def _record(event: Event, override: WaitingOverride, *, by: StaffMember, now: datetime) -> None:
    trail.record(
        event,
        by=by,
        at=now,
        about=override,
        patient_id=override.referral.patient_id,
        referral_id=override.referral_id,
        changes={"passed_over": (0, override.passed_over)},
    )

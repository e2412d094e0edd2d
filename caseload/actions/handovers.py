"""Passes a risk action to another owner: because a person says so, because somebody else now
carries the person, or because its owner has left or is away (safety S-R3); for that reason alone
also a call of nobody yet. One by one, never in bulk.
"""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import F

from audit import trail
from audit.events import Event
from caseload import calls, notices, owners
from caseload.actions.risk import STALE
from caseload.models import RiskAction, RiskHandover
from caseload.owners import Service
from clinical.errors import Refused
from clinical.policy import Policy
from referrals.changes import changed
from referrals.models import Referral
from staff.models import StaffMember


@transaction.atomic
def hand_over(
    *,
    risk_action: RiskAction,
    to: StaffMember,
    why: str,
    version: int,
    by: StaffMember,
    now: datetime,
) -> RiskHandover:
    """Give an open risk action to somebody else, who is told and has yet to take it.

    Raises Refused without a reason, for somebody who is not here, for its owner, and over a newer
    version.
    """
    if not why.strip():
        raise Refused("Say why somebody else does it.", field="why")
    if not owners.service_at(now).is_here(to.pk):
        raise Refused(f"{to.full_name} is not here today. Choose somebody who is.", field="to")
    Referral.objects.lock(risk_action.referral_id)
    current = RiskAction.objects.get(pk=risk_action.pk)
    if current.closed_at is not None:
        raise Refused("This risk action has already been closed.")
    if current.owner_id == to.pk:
        raise Refused(f"{to.full_name} has it already.", field="to")
    if current.version != version:
        raise Refused(STALE)
    return _pass_on(current, to=to.pk, why=why.strip(), by=by, now=now)


@transaction.atomic
def hand_over_unowned(
    *,
    now: datetime,
    policy: Policy,  # noqa: ARG001 - what the timetable gives to every job
    by: None = None,
) -> Mapping[str, int]:
    """Pass on every open risk action whose owner has left or is away: to the supervisor, else the
    duty senior, else the service lead; and every such call of nobody yet to whoever finds out now.
    Twice changes nothing.

    What nobody can take stays, and is counted: it is on the duty page, overdue or not.
    """
    service = owners.service_at(now)
    counts = {"handed_over": 0, "nobody": 0}
    unowned = RiskAction.objects.filter(owners.owner_is_gone(now), closed_at__isnull=True)
    with trail.written_last():
        for pk, referral_id in unowned.order_by("referral_id", "pk").values_list(
            "pk", "referral_id"
        ):
            Referral.objects.lock(referral_id)
            action = RiskAction.objects.select_related("owner", "referral").get(pk=pk)
            if action.closed_at is not None or service.is_here(action.owner_id):
                continue
            found = service.stand_in_for(action.owner_id)
            if found is None or not service.is_here(found.staff_id):
                counts["nobody"] += 1
                continue
            state = "is away" if action.owner.is_active else "no longer works here"
            why = f"{action.owner.full_name} {state}; passed to the {found.why}"
            _pass_on(action, to=found.staff_id, why=why, by=by, now=now)
            counts["handed_over"] += 1
        for pk in calls.unsettled().filter(owners.owner_is_gone(now)).values_list("pk", flat=True):
            is_passed = _pass_on_call(pk, service=service, by=by, now=now)
            counts["handed_over" if is_passed else "nobody"] += 1
    return counts


def _pass_on_call(pk: int, *, service: Service, by: None, now: datetime) -> bool:
    """Another owner for a call, who is told; False where nobody is here to find out, or somebody
    settled it meanwhile.
    """
    call = calls.unsettled().select_for_update().filter(pk=pk).first()
    found = service.finds_out()
    if call is None or found is None or not service.is_here(found.staff_id):
        return False
    before, call.owner_id = call.owner_id, found.staff_id
    call.save(update_fields=["owner"])
    notices.tell(staff_id=found.staff_id, key=f"call:{pk}:from:{before}:{now:%Y%m%d%H%M%S}", at=now)
    trail.record(
        Event.CALL_HANDED_OVER,
        by=by,
        at=now,
        about=call,
        patient_id=None,
        referral_id=None,
        changes={"owner": (before, found.staff_id)},
    )
    return True


def to_new_carrier(
    *, referral: Referral, before: int | None, to: StaffMember, by: StaffMember, now: datetime
) -> None:
    """What the former carrier was to do about risk, the new one does: each action handed over for
    itself. What anybody else owes stays theirs.
    """
    if before is None or before == to.pk:
        return
    is_theirs = RiskAction.objects.filter(
        referral=referral, owner_id=before, closed_at__isnull=True
    )
    for action in is_theirs.select_related("referral").order_by("pk"):
        why = f"{to.full_name} carries this person now"
        _pass_on(action, to=to.pk, why=why, by=by, now=now)


def _pass_on(
    action: RiskAction, *, to: int, why: str, by: StaffMember | None, now: datetime
) -> RiskHandover:
    """Another owner, who has not taken it yet, unless they gave it to themselves."""
    before = action.owner_id
    is_taken = by is not None and by.pk == to
    RiskAction.objects.filter(pk=action.pk).update(
        owner_id=to,
        acknowledged_at=now if is_taken else None,
        acknowledged_by=by if is_taken else None,
        version=F("version") + 1,
    )
    handover = RiskHandover.objects.create(
        risk_action=action, from_owner_id=before, to_owner_id=to, why=why[:200], at=now, by=by
    )
    if not is_taken:
        notices.tell(staff_id=to, key=f"risk-handover:{handover.pk}", at=now)
    changed([action.referral_id])
    trail.record(
        Event.RISK_ACTION_HANDED_OVER,
        by=by,
        at=now,
        about=action,
        patient_id=action.referral.patient_id,
        referral_id=action.referral_id,
        changes={"owner": (before, to)},
    )
    return handover

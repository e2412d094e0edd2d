"""Propose, approve and withdraw changes of service rules, within their safe bounds."""

from datetime import date, datetime

from django.db import transaction

from audit import trail
from audit.events import Event
from clinical import policy
from clinical.errors import Refused
from policy import dated
from policy.models import PolicyChange
from staff.models import StaffMember


@transaction.atomic
def propose(
    *, rule: str, value: str, valid_from: date, why: str, by: StaffMember, now: datetime
) -> PolicyChange:
    """Write a proposed change.

    Raises Refused for an unknown rule, a value outside its bounds, a day that has passed, or
    without a reason.
    """
    policy.parse(rule, value)
    dated.refuse_past(valid_from, now=now)
    dated.refuse_without_reason(why)
    change = PolicyChange.objects.create(
        rule=rule, value=value, valid_from=valid_from, why=why, proposed_at=now, proposed_by=by
    )
    trail.record(Event.POLICY_PROPOSED, by=by, at=now, about=change, changes={rule: ("", value)})
    return change


@transaction.atomic
def approve(*, change: PolicyChange, by: StaffMember, now: datetime) -> None:
    """Put a proposed change in force from its date.

    Raises Refused for one's own proposal, one already decided, one whose day has passed, or a value
    that this release no longer allows.
    """
    policy.parse(change.rule, change.value)
    dated.refuse_past(change.valid_from, now=now)
    if change.proposed_by_id == by.pk:
        raise Refused("A second person approves a service rule.")
    decided = PolicyChange.objects.filter(
        pk=change.pk, approved_at__isnull=True, withdrawn_at__isnull=True
    ).update(approved_at=now, approved_by=by)
    if decided != 1:
        raise Refused("This proposal has already been decided.")
    trail.record(Event.POLICY_APPROVED, by=by, at=now, about=change)


@transaction.atomic
def withdraw(*, change: PolicyChange, by: StaffMember, now: datetime) -> None:
    """Take a proposal back before it is approved. Raises Refused afterwards."""
    decided = PolicyChange.objects.filter(
        pk=change.pk, approved_at__isnull=True, withdrawn_at__isnull=True
    ).update(withdrawn_at=now)
    if decided != 1:
        raise Refused("This proposal has already been decided.")
    trail.record(Event.POLICY_WITHDRAWN, by=by, at=now, about=change)

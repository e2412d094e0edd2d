"""Agree to signs of one's own overtime, show them to one person, and take either back."""

from datetime import datetime

from django.db import transaction

from audit import trail
from audit.events import Event
from clinical.errors import Refused
from clinical.policy import Policy
from staff.models import StaffMember
from supervision.models import OvertimeAgreement, OvertimeShare


@transaction.atomic
def agree(*, by: StaffMember, now: datetime, policy: Policy) -> None:
    """Agree for oneself. Raises Refused while the service has not switched it on, and when one has
    agreed already.
    """
    if not policy.overtime_signs_on:
        raise Refused("The service has not switched this on.")
    _held(by)
    if OvertimeAgreement.objects.filter(staff=by, withdrawn_at=None).exists():
        raise Refused("You have agreed already.")
    made = OvertimeAgreement.objects.create(staff=by, agreed_at=now)
    trail.record(Event.OVERTIME_CHOSEN, by=by, at=now, about=made)


@transaction.atomic
def withdraw(*, by: StaffMember, now: datetime) -> None:
    """Take one's agreement back, and with it whatever was shown to others. Raises Refused without
    one. It needs no switch and no reason.
    """
    _held(by)
    taken = OvertimeAgreement.objects.filter(staff=by, withdrawn_at=None).first()
    if taken is None:
        raise Refused("You have not agreed to this.")
    taken.withdrawn_at = now
    taken.save(update_fields=["withdrawn_at"])
    OvertimeShare.objects.filter(staff=by, withdrawn_at=None).update(withdrawn_at=now)
    trail.record(Event.OVERTIME_CHOSEN, by=by, at=now, about=taken)


@transaction.atomic
def share(*, shared_with: StaffMember, by: StaffMember, now: datetime, policy: Policy) -> None:
    """Show one's own signs to one person. Raises Refused for oneself, for somebody who has left or
    who sees them already, and where nothing is agreed.
    """
    _held(by)
    if shared_with.pk == by.pk:
        raise Refused("Choose somebody else.", field="shared_with")
    if not shared_with.is_active:
        raise Refused(f"{shared_with.full_name} no longer works here.", field="shared_with")
    agreed = OvertimeAgreement.objects.filter(staff=by, withdrawn_at=None)
    if not policy.overtime_signs_on or not agreed.exists():
        raise Refused("Agree first: there is nothing to show yet.")
    standing = OvertimeShare.objects.filter(staff=by, shared_with=shared_with, withdrawn_at=None)
    if standing.exists():
        raise Refused(f"{shared_with.full_name} sees them already.", field="shared_with")
    made = OvertimeShare.objects.create(staff=by, shared_with=shared_with, shared_at=now)
    trail.record(Event.OVERTIME_CHOSEN, by=by, at=now, about=made)


@transaction.atomic
def withdraw_share(*, share_id: int, by: StaffMember, now: datetime) -> None:
    """Show them to this person no longer. Raises Refused for what is not one's own or has ended."""
    _held(by)
    row = OvertimeShare.objects.filter(pk=share_id, staff=by, withdrawn_at=None).first()
    if row is None:
        raise Refused("This is not shown to anybody any more.")
    row.withdrawn_at = now
    row.save(update_fields=["withdrawn_at"])
    trail.record(Event.OVERTIME_CHOSEN, by=by, at=now, about=row)


def _held(by: StaffMember) -> None:
    """One choice of a person at a time."""
    StaffMember.objects.select_for_update().get(pk=by.pk)

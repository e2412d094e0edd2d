"""Labels: the service defines and retires them, people put them on referrals and take them off."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from audit import trail
from audit.events import Event
from caseload.models import CaseLabel, Label
from clinical.errors import Refused
from referrals.changes import changed
from referrals.models import Referral
from staff.models import StaffMember


@transaction.atomic
def define_label(*, name: str, describes: str, by: StaffMember, now: datetime) -> Label:
    """Add a label the service wants to see and filter by; one that was retired comes back.

    Raises Refused without a name, or for one that is in use.
    """
    name = " ".join(name.split())
    if not name:
        raise Refused("Give the label a name.", field="name")
    known = Label.objects.select_for_update().filter(name__iexact=name).first()
    if known is not None and known.retired_at is None:
        raise Refused(f"There is a label “{known.name}” already.", field="name")
    if known is None:
        known = Label(name=name, added_at=now, added_by=by)
    known.describes, known.retired_at = describes.strip(), None
    known.save()
    trail.record(Event.LABEL_DEFINED, by=by, at=now, about=known, changes={"in_use": (False, True)})
    return known


@transaction.atomic
def retire_label(*, label: Label, by: StaffMember, now: datetime) -> None:
    """Offer it no longer; where it stands it stays until it is taken off. Refused once retired."""
    retired = Label.objects.filter(pk=label.pk, retired_at__isnull=True).update(retired_at=now)
    if retired != 1:
        raise Refused("This label was retired already.")
    trail.record(Event.LABEL_DEFINED, by=by, at=now, about=label, changes={"in_use": (True, False)})


@transaction.atomic
def set_labels(
    *, referral: Referral, labels: Iterable[Label], by: StaffMember, now: datetime
) -> None:
    """Put on what is missing of these labels and take off every other; the same twice is nothing.

    Raises Refused for putting on a label that was retired meanwhile.
    """
    Referral.objects.lock(referral.pk)
    wanted = {label.pk: label for label in labels}
    standing = CaseLabel.objects.filter(referral=referral, removed_at__isnull=True)
    before = {one.label_id: one for one in standing.select_related("label")}
    added = [label for pk, label in wanted.items() if pk not in before]
    gone = [one for pk, one in before.items() if pk not in wanted]
    for label in added:
        if label.retired_at is not None:
            raise Refused(f"“{label.name}” is no longer used.", field="labels")
    CaseLabel.objects.bulk_create(
        CaseLabel(referral=referral, label=label, added_at=now, added_by=by) for label in added
    )
    CaseLabel.objects.filter(pk__in=[one.pk for one in gone]).update(removed_at=now, removed_by=by)
    if added or gone:
        changed([referral.pk])
        _record(referral, added=len(added), removed=len(gone), by=by, now=now)


def _record(
    referral: Referral, *, added: int, removed: int, by: StaffMember, now: datetime
) -> None:
    trail.record(
        Event.LABELLED,
        by=by,
        at=now,
        about=referral,
        patient_id=referral.patient_id,
        referral_id=referral.pk,
        changes={"put_on": (0, added), "taken_off": (0, removed)},
    )

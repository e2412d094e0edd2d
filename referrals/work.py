"""How somebody stands at work, as they were asked in a session: a row a day, so that the first and
the last answer are known.
"""

import uuid
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from audit import trail
from audit.events import Event
from clinical.errors import Refused
from referrals.models import EmploymentStatus, Referral, WorkStatus
from staff.models import StaffMember


@dataclass(frozen=True, slots=True)
class WorkEntry:
    """What was answered; empty where nobody asked."""

    status: str
    hours: str = ""
    sick_pay: str = ""
    benefits: str = ""


_SAID = tuple(WorkEntry.__dataclass_fields__)


@transaction.atomic
def ask(
    *,
    referral: Referral,
    entry: WorkEntry | None,
    on: date,
    asked_with: uuid.UUID,
    by: StaffMember,
    now: datetime,
) -> EmploymentStatus | None:
    """Keep what was answered on this day; nothing said is as it was the last time they were asked,
    and where nobody has asked yet there is nothing to repeat. A day's second answer replaces its
    first, which comes back if the second is withdrawn; nothing said leaves it with the note that
    has it.

    Raises Refused for hours of somebody who does not work.
    """
    last = _last(referral, on)
    if entry is None and (last is None or last.asked_on == on):
        return last
    said = entry or WorkEntry(**{name: getattr(last, name) for name in _SAID})
    if said.hours and said.status != WorkStatus.EMPLOYED:
        raise Refused("Hours are of those who are employed.", field="work_hours")
    _of_the_day(referral, on).exclude(asked_with=asked_with).update(withdrawn_at=now)
    kept, _ = EmploymentStatus.objects.update_or_create(
        referral=referral,
        asked_on=on,
        withdrawn_at__isnull=True,
        defaults={**asdict(said), "asked_with": asked_with, "at": now, "by": by},
    )
    trail.record(
        Event.WORK_ASKED,
        by=by,
        at=now,
        about=kept,
        patient_id=referral.patient_id,
        referral_id=referral.pk,
        changes={name: (None, value) for name, value in asdict(said).items() if value},
    )
    return kept


def withdraw(*, asked_with: uuid.UUID | None, now: datetime) -> None:
    """What was written in a note about the wrong person is not theirs: what it replaced, if another
    note said it, stands again. Part of withdrawing it.
    """
    if asked_with is None:
        return
    written = EmploymentStatus.objects.filter(asked_with=asked_with)
    for one in written.select_related("referral").order_by("pk"):
        before = _replaced_by(one)
        # It does not come back with the later answer that had replaced it, either.
        written.filter(pk=one.pk).update(withdrawn_at=now)
        # What it replaced stands again, or was replaced by what replaced it.
        EmploymentStatus.objects.filter(pk__in=before).update(withdrawn_at=one.withdrawn_at)


def _of_the_day(referral: Referral, on: date) -> QuerySet[EmploymentStatus]:
    return EmploymentStatus.objects.filter(
        referral=referral, asked_on=on, withdrawn_at__isnull=True
    )


def _replaced_by(one: EmploymentStatus) -> list[int]:
    """The answer of the same day that went as this one came."""
    went = EmploymentStatus.objects.filter(
        referral=one.referral, asked_on=one.asked_on, withdrawn_at=one.at
    )
    return list(went.exclude(pk=one.pk).order_by("-pk").values_list("pk", flat=True)[:1])


def _last(referral: Referral, on: date) -> EmploymentStatus | None:
    standing = EmploymentStatus.objects.filter(
        referral=referral, withdrawn_at__isnull=True, asked_on__lte=on
    )
    return standing.order_by("-asked_on").first()

"""The directory of help elsewhere: places are added, changed and retired, and none is deleted;
and whether somebody took up what they were pointed to.
"""

from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F

from audit import trail
from audit.events import Event
from caseload import next_steps
from clinical.errors import Refused
from clinical.policy import Policy
from referrals import actions as referral_actions
from referrals.actions import NextStepEntry
from referrals.changes import changed
from referrals.models import (
    DirectoryEntry,
    NextStep,
    NextStepKind,
    Referral,
    Signposting,
    TakenUp,
)
from staff.models import StaffMember

STALE = "Somebody changed this place since you opened the page. Look at it, then save again."


@dataclass(frozen=True, slots=True)
class PlaceEntry:
    """A place as somebody wrote it."""

    area: str
    name: str
    phone: str
    web: str
    what: str


@transaction.atomic
def add_place(*, entry: PlaceEntry, by: StaffMember, now: datetime) -> DirectoryEntry:
    """A new place. Raises Refused where it could not be reached, or stands there already."""
    _refuse_unreachable(entry)
    _refuse_twice(entry, but=None)
    made = DirectoryEntry.objects.create(**asdict(entry), updated_at=now, updated_by=by)
    trail.record(Event.DIRECTORY_CHANGED, by=by, at=now, about=made)
    return made


@transaction.atomic
def change_place(
    *, place: DirectoryEntry, entry: PlaceEntry, version: int, by: StaffMember, now: datetime
) -> None:
    """Change a place over the version that was shown. What people were given stays as it was.

    Raises Refused over a newer version, for a retired place, and as adding does.
    """
    _refuse_unreachable(entry)
    _refuse_twice(entry, but=place.pk)
    _save(place, version=version, by=by, now=now, **asdict(entry))


@transaction.atomic
def retire_place(*, place: DirectoryEntry, version: int, by: StaffMember, now: datetime) -> None:
    """Offer it no more. Raises Refused over a newer version, or where it is retired already."""
    _save(place, version=version, by=by, now=now, retired_at=now)


@transaction.atomic
def note_taken_up(
    *,
    referral: Referral,
    answers: dict[int, TakenUp],
    by: StaffMember,
    now: datetime,
    policy: Policy,
) -> None:
    """What came of each place, as the person says. What was promised is done then: the referral is
    to be ended or decided anew.

    Raises Refused where nothing is asked any more.
    """
    referral = Referral.objects.lock(referral.pk)
    asked = Signposting.objects.filter(referral=referral, asked_at__isnull=True)
    found = {one.pk: one for one in asked}
    if not found or not set(answers) <= set(found):
        raise Refused("Somebody has asked already. Look at it again.")
    for pk, answer in answers.items():
        asked.filter(pk=pk).update(taken_up=answer, asked_at=now, asked_by=by)
    step = NextStep.objects.filter(referral=referral, done_at__isnull=True).first()
    is_done = set(answers) == set(found)
    if is_done and step is not None and step.kind == NextStepKind.SIGNPOSTED:
        entry = NextStepEntry(
            NextStepKind.TRIAGE, "End, or decide anew", by.pk, next_steps.soon(now, policy)
        )
        referral_actions.put_next_step(referral=referral, entry=entry, by=by, now=now)
    changed([referral.pk], now=now)
    trail.record(
        Event.TAKEN_UP_NOTED,
        by=by,
        at=now,
        patient_id=referral.patient_id,
        referral_id=referral.pk,
    )


def _save(
    place: DirectoryEntry, *, version: int, by: StaffMember, now: datetime, **facts: object
) -> None:
    saved = DirectoryEntry.objects.filter(
        pk=place.pk, version=version, retired_at__isnull=True
    ).update(**facts, version=F("version") + 1, updated_at=now, updated_by=by)
    if saved != 1:
        raise Refused(STALE)
    trail.record(Event.DIRECTORY_CHANGED, by=by, at=now, about=place)


def _refuse_unreachable(entry: PlaceEntry) -> None:
    if not entry.phone and not entry.web:
        raise Refused("Give a phone number or a web address.", field="phone")


def _refuse_twice(entry: PlaceEntry, *, but: int | None) -> None:
    same = DirectoryEntry.objects.filter(
        area=entry.area, name=entry.name, retired_at__isnull=True
    ).exclude(pk=but or 0)
    if same.exists():
        raise Refused("This place is in the directory already.", field="name")

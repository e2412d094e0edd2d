"""Clinicians of an old system: accounts that say who did what, and that nobody signs in to."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction

from audit import trail
from audit.events import Event
from staff.models import Grade, StaffMember

# Under which a name stands until somebody says who it is.
NOT_NAMED = "Clinician"
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Clinician:
    """What the old system calls somebody, and as what they are qualified."""

    key: str
    grade: str = Grade.OTHER


@transaction.atomic
def bring_in_clinicians(
    *, clinicians: Sequence[Clinician], provider: str, by: StaffMember | None, now: datetime
) -> list[int]:
    """An account for each, switched off and without a password: it names who wrote a note, holds
    no role and opens nothing. The ids, in this order; one that is there already is that one.
    """
    names = {one.key: _username(provider, one.key) for one in clinicians}
    there = _ids(names.values())
    fresh = {names[one.key]: one for one in clinicians if names[one.key] not in there}
    StaffMember.objects.bulk_create(
        StaffMember(
            username=username,
            password=make_password(None),
            given_name=NOT_NAMED,
            family_name=one.key[:_LONGEST] or "not named",
            grade=one.grade,
            is_active=False,
        )
        for username, one in fresh.items()
    )
    known = _ids(names.values())
    with trail.written_last():
        for username, one in fresh.items():
            member = StaffMember(pk=known[username], username=username)
            changes = {"from": ("", "the old system"), "grade": ("", one.grade)}
            trail.record(Event.ACCOUNT_ADDED, by=by, at=now, about=member, changes=changes)
    return [known[names[one.key]] for one in clinicians]


@transaction.atomic
def regrade_clinicians(
    *, grades: Mapping[int, str], by: StaffMember | None, now: datetime
) -> list[int]:
    """As what the old system says these are qualified now. Whoever works here since, or did, is
    left as they are; the ids of those who changed.
    """
    changed = []
    nobody_yet = StaffMember.objects.select_for_update().filter(
        pk__in=grades, given_name=NOT_NAMED, is_active=False
    )
    for member in nobody_yet.order_by("pk"):
        if member.grade == grades[member.pk]:
            continue
        changes = {"grade": (member.grade, grades[member.pk])}
        StaffMember.objects.filter(pk=member.pk).update(grade=grades[member.pk])
        trail.record(Event.ACCOUNT_CHANGED, by=by, at=now, about=member, changes=changes)
        changed.append(member.pk)
    return changed


def _username(provider: str, key: str) -> str:
    return f"old-system.{provider}.{key}".lower()[:_LONGEST]


def _ids(usernames: Iterable[str]) -> dict[str, int]:
    found = StaffMember.objects.filter(username__in=list(usernames))
    return dict(found.values_list("username", "pk"))

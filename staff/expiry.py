"""What runs out, of whom and when; and whom to tell of it, once each."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from clinical import wording
from staff.models import Credential, CredentialKind, SupervisionPairing
from staff.models.credential import CredentialQuerySet
from staff.record_lines import SOON


@dataclass(frozen=True, slots=True)
class RunningOut:
    """One thing that runs out, or has: dates only."""

    staff_id: int
    name: str
    what: str
    until: str
    is_late: bool


def running_out(*, on: date) -> tuple[RunningOut, ...]:
    """Everything of everybody here that has run out or does so soon, the earliest first. One query.
    An accreditation is somebody's own affair.
    """
    rows = (
        _watched(until=on + SOON)
        .exclude(kind=CredentialKind.ACCREDITATION)
        .select_related("staff")
        .order_by("expires_on", "staff__family_name", "pk")
    )
    return tuple(
        RunningOut(
            staff_id=row.staff_id,
            name=row.staff.full_name,
            what=CredentialKind(row.kind).label,
            until=wording.sentence_date(row.expires_on, on) if row.expires_on else "",
            is_late=row.expires_on is not None and row.expires_on < on,
        )
        for row in rows
    )


@dataclass(frozen=True, slots=True)
class Telling:
    """One credential that somebody is to be told of, and who else."""

    credential_id: int
    staff_id: int
    name: str
    what: str
    expires_on: date
    supervisor_ids: tuple[int, ...]


def claim_untold(*, within: timedelta, on: date, now: datetime) -> tuple[Telling, ...]:
    """Take what is to be told of, marked as told, inside the caller's transaction: two runs beside
    each other take none twice. What an outage kept back is still to be told of.
    """
    waiting = (
        _watched(until=on + within)
        .filter(reminded_at__isnull=True)
        .select_related("staff")
        .select_for_update(skip_locked=True, of=("self",))
        .order_by("pk")
    )
    rows = list(waiting)
    Credential.objects.filter(pk__in=[row.pk for row in rows]).update(reminded_at=now)
    supervisors = _supervisors({row.staff_id for row in rows}, on=on)
    return tuple(
        Telling(
            credential_id=row.pk,
            staff_id=row.staff_id,
            name=row.staff.full_name,
            what=CredentialKind(row.kind).label,
            expires_on=row.expires_on,
            supervisor_ids=tuple(supervisors.get(row.staff_id, ())),
        )
        for row in rows
        if row.expires_on is not None
    )


def _watched(*, until: date) -> CredentialQuerySet:
    return Credential.objects.current().filter(staff__is_active=True, expires_on__lte=until)


def _supervisors(staff_ids: Iterable[int], *, on: date) -> dict[int, list[int]]:
    """Who supervises each of them that day, and works here."""
    found: dict[int, list[int]] = {}
    pairs = SupervisionPairing.objects.on(on).filter(
        supervisee__in=sorted(staff_ids), supervisor__is_active=True
    )
    for supervisee, supervisor in pairs.values_list("supervisee", "supervisor"):
        found.setdefault(supervisee, []).append(supervisor)
    return found

"""The copies of everybody who has somebody to ring, put where they can be had without the system.

Off until a service names a folder. Each run writes them anew and takes away those of before.
"""

import os
import tempfile
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError
from django.db.models import Q

from audit import trail
from audit.events import Event
from caseload.models import CareContact, ContactState
from clinical.policy import Policy
from clinical.working_days import local_date, moment, next_working_day
from staff import standing as standings
from staff.models import Cover, Duty, StaffMember
from supervision.models import SupervisionSession
from supervision.offline import copy, sealed, written
from supervision.offline.copy import HOLDS_FOR
from supervision.offline.sealed import Lock

_NAMED = "offline-copy-{}.html"
# What a run that was killed left half written.
_HALF = ".writing-"


def write_copies(*, now: datetime, policy: Policy) -> Mapping[str, int]:
    """Write a sealed copy for each of them, whole or not at all, and remove every other one.

    Safe twice and late. One that cannot be written is counted, and the others go on; its old copy
    goes all the same: it says when it was made, and somebody would trust it.
    """
    if not settings.OFFLINE_COPIES_DIR:
        return {}
    folder = Path(settings.OFFLINE_COPIES_DIR)
    folder.mkdir(mode=0o750, parents=True, exist_ok=True)
    locked = sealed.lock(settings.OFFLINE_COPIES_WORDS)
    fresh: set[str] = set()
    counts = {"written": 0, "removed": 0, "failed": 0}
    for member in _due(now=now, policy=policy):
        name = _NAMED.format(member.username)
        try:
            _write(folder / name, _made(member, locked, now=now, policy=policy))
        except (OSError, DatabaseError):
            counts["failed"] += 1
        else:
            fresh.add(name)
            counts["written"] += 1
    counts["removed"] = _remove(folder, keep=frozenset(fresh))
    return counts


def _due(*, now: datetime, policy: Policy) -> Iterator[StaffMember]:
    """Who sees, rings, meets or is on duty between now and the end of the next working day, with
    whoever covers for them; each as they stand now.
    """
    on = local_date(now)
    until = moment(next_working_day(on, policy.calendar) + timedelta(days=1), "00:00")
    booked = CareContact.objects.filter(
        state=ContactState.BOOKED, starts_at__gte=moment(on, "00:00"), starts_at__lt=until
    ).values("referral__carried_by")
    meeting = SupervisionSession.objects.filter(
        starts_at__gte=moment(on, "00:00"), starts_at__lt=until
    )
    on_duty = Duty.objects.filter(ends_at__gt=now, starts_at__lt=now + HOLDS_FOR).values("staff")
    covering = Cover.objects.on(on).filter(covered__in=booked).values("coverer")
    people = StaffMember.objects.filter(
        Q(pk__in=booked)
        | Q(pk__in=covering)
        | Q(pk__in=on_duty)
        | Q(pk__in=meeting.values("supervisor"))
        | Q(pk__in=meeting.values("supervisee")),
        is_active=True,
    )
    for staff_id in people.order_by("pk").values_list("pk", flat=True):
        member = standings.load(staff_id=staff_id, now=now, on=on)
        if member is not None:
            yield member


def _made(member: StaffMember, locked: Lock, *, now: datetime, policy: Policy) -> bytes:
    """The file. That it was made, for whom, and who is in it, is on the trail before it is."""
    if member.standing is None:
        raise ValueError("A copy is made for somebody as they stand now.")
    found = copy.read(member=member, standing=member.standing, now=now, policy=policy)
    trail.record_view(Event.OFFLINE_COPY_MADE, by=None, at=now, about=member, shown=found.shown)
    return written.file(found, locked=locked)


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all: whoever opens it never finds half of it."""
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix=_HALF)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(beside).chmod(0o640)
        Path(beside).replace(path)
    except OSError:
        Path(beside).unlink(missing_ok=True)
        raise


def _remove(folder: Path, *, keep: frozenset[str]) -> int:
    """Take away what is ours and not of this run; nothing else in the folder is touched."""
    ours = [*folder.glob(_NAMED.format("*")), *folder.glob(f"{_HALF}*")]
    old = [path for path in ours if path.name not in keep]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)

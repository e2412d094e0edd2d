"""Work as it was asked about in a session: parts of signing a note and of what follows a note."""

import uuid
from datetime import datetime

from caseload.entries import SeenEntry
from caseload.models import CareContact, ExtrasState
from clinical.working_days import local_date
from referrals import work
from referrals.models import EmploymentStatus
from referrals.work import WorkEntry
from staff.models import StaffMember

_SAID = tuple(WorkEntry.__dataclass_fields__)


def keep(contact: CareContact, entry: SeenEntry, *, by: StaffMember, now: datetime) -> None:
    """A row of the day of the session, where somebody asked: as changed, or as it was before."""
    if entry.extras is ExtrasState.NOT_ASKED:
        return
    _ask(contact, entry.work, by=by, now=now)


def was_signed(contact: CareContact, entry: SeenEntry) -> bool:
    """What this form says of work is what was signed with it."""
    if entry.work is None:
        return True
    kept = _kept(contact)
    return kept is None or kept == entry.work


def withdraw(contact: CareContact, *, now: datetime) -> None:
    """It was said by somebody else."""
    work.withdraw(asked_with=contact.form_key, now=now)


def file_again(contact: CareContact, *, filed: CareContact, by: StaffMember, now: datetime) -> None:
    """On the record of the person who said it."""
    kept = _kept(contact)
    if kept is not None:
        _ask(filed, kept, by=by, now=now)


def _kept(contact: CareContact) -> WorkEntry | None:
    """What was written with this note, last."""
    if contact.form_key is None:
        return None
    written = EmploymentStatus.objects.filter(asked_with=contact.form_key)
    said = written.order_by("-at", "-pk").values(*_SAID).first()
    return None if said is None else WorkEntry(**said)


def _ask(contact: CareContact, entry: WorkEntry | None, *, by: StaffMember, now: datetime) -> None:
    work.ask(
        referral=contact.referral,
        entry=entry,
        on=local_date(contact.starts_at),
        asked_with=contact.form_key or uuid.uuid4(),
        by=by,
        now=now,
    )

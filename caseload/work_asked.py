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
    kept = EmploymentStatus.objects.filter(asked_with=contact.form_key).values(*_SAID).first()
    return kept is None or WorkEntry(**kept) == entry.work


def withdraw(contact: CareContact, *, now: datetime) -> None:
    """It was said by somebody else."""
    work.withdraw(asked_with=contact.form_key, now=now)


def file_again(contact: CareContact, *, filed: CareContact, by: StaffMember, now: datetime) -> None:
    """On the record of the person who said it."""
    kept = EmploymentStatus.objects.filter(asked_with=contact.form_key).values(*_SAID).first()
    if contact.form_key is not None and kept is not None:
        _ask(filed, WorkEntry(**kept), by=by, now=now)


def _ask(contact: CareContact, entry: WorkEntry | None, *, by: StaffMember, now: datetime) -> None:
    work.ask(
        referral=contact.referral,
        entry=entry,
        on=local_date(contact.starts_at),
        asked_with=contact.form_key or uuid.uuid4(),
        by=by,
        now=now,
    )

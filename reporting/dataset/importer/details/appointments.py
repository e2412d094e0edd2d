"""appointments.csv: what is booked from now on."""

from collections.abc import Mapping, Sequence

from caseload.actions.carried_over import book_again
from caseload.entries import Booking
from caseload.models import ContactKind
from clinical.errors import Refused
from referrals.models import Medium, Referral
from reporting.dataset.importer.details import cells
from reporting.dataset.importer.details.bringing import (
    NO_REFERRAL,
    NO_STAFF,
    REFUSED,
    UNKNOWN,
    Bringing,
    Given,
)
from reporting.dataset.importer.details.cells import WrongCell
from reporting.dataset.importer.details.columns import APPOINTMENTS
from reporting.dataset.importer.details.keys import fingerprint
from staff.models import StaffMember

_TAKEN = "That time is taken in this diary: book another with the person."
_LEAST, _MOST, _USUAL = 5, 240, 30
_KINDS: Mapping[str, str] = dict(ContactKind.choices)
_MEDIA: Mapping[str, str] = dict(Medium.choices)


def take(rows: Sequence[Given], *, bringing: Bringing) -> None:
    """Book what is to come, through the ordinary verb. One that came in before is left as it
    stands, moved or cancelled meanwhile or not.
    """
    referrals = bringing.keys.referrals([row["ServiceRequestId"] for row in rows])
    staff = bringing.keys.staff([row["CarePersLocalId"] for row in rows])
    keyed = [(fingerprint(row[name] for name in APPOINTMENTS.once), row) for row in rows]
    before = bringing.keys.before(APPOINTMENTS.name, [key for key, _ in keyed])
    for key, row in keyed:
        referral, pwp = referrals.get(row["ServiceRequestId"]), staff.get(row["CarePersLocalId"])
        if referral is None:
            _unknown(row, "ServiceRequestId", NO_REFERRAL, bringing=bringing)
        elif key in before:
            bringing.taken.unchanged["appointments"] += 1
        elif pwp is not None:
            _book(key, row, referral, pwp, bringing=bringing)
        elif bringing.is_dry_run and row["CarePersLocalId"] in bringing.would_be_staff:
            bringing.taken.made["appointments"] += 1
        else:
            _unknown(row, "CarePersLocalId", NO_STAFF, bringing=bringing)


def _unknown(row: Given, field_name: str, why: str, *, bringing: Bringing) -> None:
    bringing.leave_out(APPOINTMENTS, row, why, rule=UNKNOWN, field_name=field_name)


def _book(
    key: str, row: Given, referral: Referral, pwp: StaffMember, *, bringing: Bringing
) -> None:
    try:
        kind = cells.choice(row.cells, "Kind", of=_KINDS, usual=ContactKind.TREATMENT.value)
        booking = _booking(row.cells)
        made = book_again(
            referral=referral,
            kind=ContactKind(kind),
            booking=booking,
            pwp=pwp,
            by=bringing.by,
            now=bringing.now,
        )
    except WrongCell as wrong:
        bringing.wrong(APPOINTMENTS, row, wrong)
    except Refused as refusal:
        why = _TAKEN if refusal.field == "next" else str(refusal)
        bringing.leave_out(APPOINTMENTS, row, why, rule=REFUSED)
    else:
        bringing.keys.note(APPOINTMENTS.name, key, target_id=made.pk)
        bringing.taken.made["appointments"] += 1


def _booking(row: Mapping[str, str]) -> Booking:
    """Raises WrongCell."""
    medium = cells.choice(row, "Medium", of=_MEDIA, usual=Medium.PHONE.value)
    return Booking(
        starts_at=cells.starts_at(row),
        minutes=cells.number(row, "Minutes", least=_LEAST, most=_MOST, usual=_USUAL),
        medium=Medium(medium),
    )

"""How to reach people, as the system says that a service moves in from: what is blank is filled,
and nothing that a person has edited here is written over.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from django.db import transaction
from django.db.models import F, Q

from audit import trail
from audit.events import Event
from policy.wordings import ENGLISH
from referrals import look_alikes
from referrals.bulk import GIVEN_NAME, came_in
from referrals.details import FOLLOWS, keep_what_follows
from referrals.models import ConsentFollowed, ConsentKind, Patient
from staff.models import StaffMember

# A record that came without names has this one until they are brought in.
NAMELESS = Q(given_name=GIVEN_NAME)
_NAMES = ("given_name", "family_name")
_CONSENTS: Mapping[str, ConsentKind] = MappingProxyType(
    {detail: kind for kind, detail in FOLLOWS.items()}
)
_BLANK: Mapping[str, str] = MappingProxyType({"language": ENGLISH})

Details = Mapping[str, str | bool]


@dataclass(frozen=True, slots=True)
class Filled:
    """What came of it: whether anything changed, and what was kept as a person left it here."""

    is_changed: bool
    kept: tuple[str, ...]


@transaction.atomic
def bring_details(
    *, patient_id: int, said: Details, is_again: bool, by: StaffMember | None, now: datetime
) -> Filled:
    """Write what the other system says of somebody; what it does not say stays. At first that fills
    what is blank. Again, all of it may change as long as nobody has edited the record here, and the
    person has not come here otherwise, and so said how to be reached.

    Yes and no to voicemail, texts, emails and letters are consents of their own, and never write
    over what the person has answered here.
    """
    patient = Patient.objects.select_for_update(of=("self",)).get(pk=patient_id)
    was_nameless = patient.given_name == GIVEN_NAME
    may_change = is_again and patient.updated_by_id is None and _is_of_files_alone(patient)
    differs = {name: value for name, value in said.items() if getattr(patient, name) != value}
    changes = {
        name: (getattr(patient, name), value)
        for name, value in differs.items()
        if _is_free(patient, name, may_change=may_change)
    }
    if changes:
        _write(patient, changes, by=by, now=now)
        if was_nameless and "given_name" in changes:
            look_alikes.note(patient, now=now, known=_alike(patient))
    return Filled(bool(changes), tuple(name for name in differs if name not in changes))


def _alike(patient: Patient) -> set[int]:
    """Who was found to look like them before they had a name."""
    pairs = look_alikes.of(patient).values_list("patient_id", "other_id")
    return {one for pair in pairs for one in pair if one != patient.pk}


def _is_of_files_alone(patient: Patient) -> bool:
    return not patient.referrals.filter(~came_in()).exists()


def _is_free(patient: Patient, name: str, *, may_change: bool) -> bool:
    """Whether this detail may be written: nobody here has said it."""
    if kind := _CONSENTS.get(name):
        answered = patient.consents.filter(kind=kind)
        if may_change:
            answered = answered.exclude(method=ConsentFollowed.CONTACT_DETAILS)
        return not answered.exists()
    if name in _NAMES:
        return may_change or patient.given_name == GIVEN_NAME
    return may_change or getattr(patient, name) == _BLANK.get(name, "")


def _write(
    patient: Patient,
    changes: Mapping[str, tuple[object, object]],
    *,
    by: StaffMember | None,
    now: datetime,
) -> None:
    """Of a record that only files have written, `updated_by` stays empty: the trail says who."""
    after = {name: new for name, (_, new) in changes.items()}
    Patient.objects.filter(pk=patient.pk).update(**after, version=F("version") + 1, updated_at=now)
    for name, new in after.items():
        setattr(patient, name, new)
    keep_what_follows(
        patient_id=patient.pk,
        changed={name: bool(new) for name, new in after.items() if name in _CONSENTS},
        method=ConsentFollowed.CONTACT_DETAILS,
        by=by,
        now=now,
    )
    trail.record(
        Event.PATIENT_DETAILS_CHANGED,
        by=by,
        at=now,
        about=patient,
        patient_id=patient.pk,
        changes=changes,
    )

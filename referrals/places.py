"""Where people come from: the practice they are registered with, how deprived their postcode is,
and who pays. Patients and referrals keep what follows, so that no report needs the loaded lists.
"""

from collections.abc import Collection
from datetime import datetime
from functools import reduce
from operator import or_

from django.db import connection, transaction
from django.db.models import F, Q

from audit import trail
from audit.events import Event
from clinical.errors import Refused
from referrals.conflict import CHANGED_MEANWHILE
from referrals.models import Patient, Practice, Referral
from staff.models import StaffMember

MOST_FOUND = 12
_DEPRIVATION = """
UPDATE referrals_patient SET deprivation_decile = place.decile
FROM referrals_patient who LEFT JOIN referrals_postcode place
    ON place.postcode = upper(replace(who.postcode, ' ', ''))
WHERE who.id = referrals_patient.id AND {whose}
AND referrals_patient.deprivation_decile IS DISTINCT FROM place.decile
"""
# As at receipt: once it is known it stays, whoever pays for that practice later.
_COMMISSIONER = """
UPDATE referrals_referral SET commissioner = found.code
FROM (
    SELECT who.id, coalesce(nullif(practice.commissioner, ''), place.commissioner, '') AS code
    FROM referrals_patient who
    LEFT JOIN referrals_practice practice ON practice.code = who.practice_id
    LEFT JOIN referrals_postcode place
        ON place.postcode = upper(replace(who.postcode, ' ', ''))
    WHERE {whose}
) found
WHERE found.id = referrals_referral.patient_id AND found.code <> ''
AND referrals_referral.commissioner = ''
"""


def refresh(patients: Collection[int] | None = None) -> None:
    """What follows from the postcode and the practice of these people; of everybody where none are
    named. Nothing is written where nothing changes.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        for sql in (_DEPRIVATION, _COMMISSIONER):
            which = "TRUE" if patients is None else "who.id = ANY(%(ids)s)"
            cursor.execute(
                sql.format(whose=which), {} if patients is None else {"ids": list(patients)}
            )


def make_unlisted(codes: Collection[str]) -> None:
    """Practices that somebody is registered with and no loaded list names: they stand by their
    codes, and are offered to nobody.
    """
    Practice.objects.bulk_create(
        (Practice(code=code, name=code, is_listed=False) for code in sorted(codes)),
        ignore_conflicts=True,
    )


def any_loaded() -> bool:
    """Whether the service has a list of practices."""
    return Practice.objects.filter(is_listed=True).exists()


def find(text: str) -> list[Practice]:
    """Practices with every one of these words in their name, code or postcode, at most so many."""
    found = Practice.objects.filter(is_listed=True)
    for word in text.split()[:8]:
        found = found.filter(
            Q(name__icontains=word) | Q(code__istartswith=word) | Q(postcode__istartswith=word)
        )
    return list(found.order_by("name", "code")[:MOST_FOUND]) if text.strip() else []


def named(text: str) -> Practice | None:
    """The one practice that is called exactly this, after the name of a doctor or without; none
    where two are, or where nobody knows.
    """
    said = {text.strip(), text.rpartition(",")[2].strip()} - {""}
    exact = [Q(name__iexact=one) | Q(code__iexact=one) for one in said]
    if not exact:
        return None
    found = list(Practice.objects.filter(reduce(or_, exact), is_listed=True)[:2])
    return found[0] if len(found) == 1 else None


@transaction.atomic
def register_with(
    *, referral: Referral, practice: Practice | None, version: int, by: StaffMember, now: datetime
) -> None:
    """Keep which practice somebody is registered with; none where it is not on the list.

    Raises Refused when their details are no longer those that were shown.
    """
    patient = Patient.objects.select_for_update(of=("self",)).get(pk=referral.patient_id)
    code = None if practice is None else practice.pk
    if patient.practice_id == code:
        return
    if patient.version != version:
        raise Refused(CHANGED_MEANWHILE)
    Patient.objects.filter(pk=patient.pk).update(
        practice=practice, version=F("version") + 1, updated_at=now, updated_by=by
    )
    refresh([patient.pk])
    trail.record(
        Event.PATIENT_DETAILS_CHANGED,
        by=by,
        at=now,
        about=patient,
        patient_id=patient.pk,
        referral_id=referral.pk,
        changes={"practice": (patient.practice_id, code)},
    )

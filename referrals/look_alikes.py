"""Records that look alike: noted when somebody comes, kept with how many there are on each record.

Parts of larger verbs, which stand on the trail themselves.
"""

from collections.abc import Collection
from datetime import datetime

from django.db.models import F, Q, QuerySet

from clinical.working_days import local_date
from referrals.matching import Typed, possible_duplicates
from referrals.models import AlikeOutcome, LookAlike, Patient
from staff.models import StaffMember

_LONGEST = 200


def note(patient: Patient, *, now: datetime, known: Collection[int] = ()) -> None:
    """Everybody on record who may be this new person, for somebody to settle; but for those who are
    `known` to look alike already. One query more where there are any.
    """
    entry = Typed(
        given_name=patient.given_name,
        family_name=patient.family_name,
        date_of_birth=patient.date_of_birth,
        nhs_number=patient.nhs_number or "",
        phone=patient.phone,
        postcode=patient.postcode,
    )
    found = possible_duplicates(entry, on=local_date(now), but=(patient.pk, *known))
    if not found:
        return
    LookAlike.objects.bulk_create(
        LookAlike(patient=patient, other_id=one.patient_id, why=one.why[:_LONGEST], found_at=now)
        for one in found
    )
    more = len(found)
    _count(patient, alike=patient.alike + more, unsettled=patient.may_be_known + more)
    others = Patient.objects.filter(pk__in=[one.patient_id for one in found])
    others.update(alike=F("alike") + 1)


def settle(pair: LookAlike, *, outcome: AlikeOutcome, by: StaffMember, now: datetime) -> bool:
    """Write down what somebody said of a pair; False where it was said already."""
    settled = LookAlike.objects.filter(pk=pair.pk, outcome="").update(
        outcome=outcome, settled_at=now, settled_by=by
    )
    if settled:
        Patient.objects.filter(pk=pair.patient_id).update(may_be_known=F("may_be_known") - 1)
    return bool(settled)


def settle_as_others(
    patient: Patient, *, others: Collection[int], by: StaffMember, now: datetime
) -> None:
    """Whoever typed the letter looked at these people: each of them is somebody else."""
    for pair in LookAlike.objects.filter(patient=patient, other__in=others, outcome="").order_by(
        "pk"
    ):
        settle(pair, outcome=AlikeOutcome.SOMEBODY_ELSE, by=by, now=now)


def of(patient: Patient) -> QuerySet[LookAlike]:
    """Every pair that this person is part of, in the order they were found."""
    return (
        LookAlike.objects.filter(Q(patient=patient) | Q(other=patient))
        .select_related("patient", "other", "settled_by")
        .order_by("pk")
    )


def _count(patient: Patient, *, alike: int, unsettled: int) -> None:
    Patient.objects.filter(pk=patient.pk).update(alike=alike, may_be_known=unsettled)
    patient.alike, patient.may_be_known = alike, unsettled

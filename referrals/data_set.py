"""What the national return says of somebody, put right in one go: who they are, where they are
registered, who pays, when they were referred and why it ended. Words of a note are none of it.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import F

from audit import trail
from audit.events import Event
from clinical import nhs_number, wording
from clinical.errors import Refused
from clinical.problems import Problem
from clinical.working_days import local_date
from referrals import equality, places, work
from referrals.changes import changed
from referrals.conflict import CHANGED_MEANWHILE
from referrals.models import Commissioner, EndCode, Patient, Practice, ProblemDescriptor, Referral
from referrals.work import WorkEntry
from staff.models import StaffMember

_OF_PATIENT = ("nhs_number", "date_of_birth", "postcode", "practice_id")
_OF_REFERRAL = ("commissioner", "received_on", "end_code")
# A birth date beyond it rejects a whole month (dataset reference, part 5).
_OLDEST = 120


@dataclass(frozen=True, slots=True)
class DataSetFields:
    """As they should be. The last four are answers: empty leaves what there is."""

    nhs_number: str
    date_of_birth: date
    postcode: str
    practice: str
    commissioner: str
    received_on: date
    end_code: str
    gender: str = ""
    ethnicity: str = ""
    problem: str = ""
    work: str = ""


def version(referral: Referral) -> str:
    """Of what is shown: another as soon as anybody changes it."""
    return f"{referral.patient.version}-{referral.version}-{equality.version(referral)}"


@transaction.atomic
def correct(
    *,
    referral: Referral,
    entry: DataSetFields,
    shown: str,
    known_on: date,
    by: StaffMember,
    now: datetime,
) -> None:
    """Save what differs; `known_on` is the day as at which a problem or work is recorded.

    Raises Refused, naming its field, for a number that is none or somebody else's, a code that
    stands on no list, days in a wrong order, and when what stands is no longer what was shown.
    """
    held = Referral.objects.lock(referral.pk)
    if version(held) != shown:
        raise Refused(CHANGED_MEANWHILE)
    _refuse(held, entry, on=local_date(now))
    before = _now(held)
    _save_referral(held, entry, by=by, now=now)
    _save_patient(held.patient, entry, by=by, now=now)
    places.refresh([held.patient_id])
    _keep_answers(held, entry, known_on=known_on, by=by, now=now)
    held.refresh_from_db()
    after = _now(held)
    changed([held.pk], now=now)
    changes = {n: (before[n], after[n]) for n in before if before[n] != after[n]}
    if changes:
        trail.record(
            Event.PATIENT_DETAILS_CHANGED,
            by=by,
            at=now,
            about=held,
            patient_id=held.patient_id,
            referral_id=held.pk,
            changes=changes,
        )


def _refuse(referral: Referral, entry: DataSetFields, *, on: date) -> None:
    _refuse_number(referral.patient, entry.nhs_number)
    if entry.practice and not Practice.objects.filter(pk=entry.practice).exists():
        raise Refused("No practice on the list has this code.", field="practice")
    is_new = entry.commissioner not in {"", referral.commissioner}
    if is_new and not Commissioner.objects.filter(pk=entry.commissioner).exists():
        raise Refused("No commissioner on the list has this code.", field="commissioner")
    if entry.received_on > min(on, referral.ended_on or on):
        raise Refused(
            "The referral came before it ended, and not after today.", field="received_on"
        )
    if entry.date_of_birth > entry.received_on:
        raise Refused("They were born before the referral came.", field="date_of_birth")
    is_other = entry.date_of_birth != referral.patient.date_of_birth
    if is_other and wording.age(entry.date_of_birth, on) > _OLDEST:
        raise Refused("Nobody is over 120 years old: check the year.", field="date_of_birth")
    if bool(entry.end_code) != (referral.ended_on is not None):
        raise Refused("A reason goes with an end, and an end with a reason.", field="end_code")


def _refuse_number(patient: Patient, number: str) -> None:
    if number in {"", patient.nhs_number}:
        return
    if not nhs_number.is_valid(number):
        raise Refused("That is no NHS number: check its ten digits.", field="nhs_number")
    if Patient.objects.filter(nhs_number=number).exclude(pk=patient.pk).exists():
        raise Refused(
            "Another record has this number. A senior says that two records are one person.",
            field="nhs_number",
        )


def _now(referral: Referral) -> Mapping[str, object]:
    """Every field that a change is told of."""
    patient = referral.patient
    return {
        **{name: getattr(patient, name) for name in _OF_PATIENT},
        **{name: getattr(referral, name) for name in _OF_REFERRAL},
    }


def _save_patient(
    patient: Patient, entry: DataSetFields, *, by: StaffMember, now: datetime
) -> None:
    after = {
        "nhs_number": entry.nhs_number or None,
        "date_of_birth": entry.date_of_birth,
        "postcode": entry.postcode,
        "practice_id": entry.practice or None,
    }
    if all(getattr(patient, name) == value for name, value in after.items()):
        return
    # The lock is the referral's: another of theirs may be saved at the same time.
    unchanged = Patient.objects.filter(pk=patient.pk, version=patient.version)
    try:
        with transaction.atomic():
            saved = unchanged.update(
                **after, version=F("version") + 1, updated_at=now, updated_by=by
            )
    except IntegrityError:  # somebody gave another record this number a moment earlier
        _refuse_number(patient, entry.nhs_number)
        raise
    if saved != 1:
        raise Refused(CHANGED_MEANWHILE)


def _save_referral(
    referral: Referral, entry: DataSetFields, *, by: StaffMember, now: datetime
) -> None:
    """A commissioner that nobody named follows from the practice and the postcode, once both are
    saved.
    """
    after = {
        "received_on": entry.received_on,
        "end_code": EndCode(entry.end_code) if entry.end_code else "",
        "commissioner": entry.commissioner,
    }
    if any(getattr(referral, name) != value for name, value in after.items()):
        Referral.objects.filter(pk=referral.pk).update(
            **after, version=F("version") + 1, updated_at=now, updated_by=by
        )


def _keep_answers(
    referral: Referral, entry: DataSetFields, *, known_on: date, by: StaffMember, now: datetime
) -> None:
    given = {"gender": entry.gender, "ethnicity": entry.ethnicity}
    if any(given.values()):
        equality.record(
            referral=referral,
            given=given,
            conditions=equality.conditions_of(referral),
            shown=equality.version(referral),
            by=by,
            now=now,
        )
    if entry.problem:
        _keep_problem(referral, Problem[entry.problem], on=known_on, by=by, now=now)
    if entry.work:
        told = WorkEntry(status=entry.work)
        work.ask(
            referral=referral, entry=told, on=known_on, asked_with=uuid.uuid4(), by=by, now=now
        )


def _keep_problem(
    referral: Referral, problem: Problem, *, on: date, by: StaffMember, now: datetime
) -> None:
    """Of an ended course too, whose main problem nobody else may record any more. What was recorded
    after that day says nothing of it.
    """
    known = referral.problems.filter(recorded_on__lte=on)
    latest = known.order_by("-recorded_on", "-pk").first()
    if latest is not None and latest.problem == problem.name:
        return
    kept = ProblemDescriptor.objects.create(
        referral=referral, problem=problem.name, recorded_on=on, recorded_by=by
    )
    trail.record(
        Event.PROBLEM_DESCRIPTOR_RECORDED,
        by=by,
        at=now,
        about=kept,
        patient_id=referral.patient_id,
        referral_id=referral.pk,
        changes={"problem": (latest.problem if latest else "", problem.name)},
    )

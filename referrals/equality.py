"""The equality answers of everybody: asked by staff, or on the person's own form.

Each answer is a row that is never rewritten; `Equality` is derived from them here, set-based, so
that a report joins one row a person: the latest answer to each question, over all referrals.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django.db import connection, transaction

from audit import trail
from audit.events import Event
from clinical.errors import Refused
from referrals.models import EqualityAnswers, Patient, Referral, YesNo
from staff.models import StaffMember

Given = Mapping[str, str | Sequence[str]]

QUESTIONS = (
    *("gender", "same_as_at_birth", "ethnicity", "religion", "orientation", "disability"),
    *("long_term_condition", "perinatal", "armed_forces", "carer", "care_leaver"),
)
_LATEST = """
coalesce((array_agg({0} ORDER BY said.at DESC, said.id DESC) FILTER (WHERE {1} <> ''))[1], '')
"""
_FORGET = "DELETE FROM referrals_equality WHERE {whose}"
_FROM_ANSWERS = """
INSERT INTO referrals_equality (patient_id, at, disability_kinds, {columns})
SELECT referral.patient_id, max(said.at), string_to_array({kinds}, ','), {latest}
FROM referrals_equalityanswers said JOIN referrals_referral referral ON referral.id = referral_id
WHERE {whose} GROUP BY referral.patient_id
"""
_FROM_CONDITIONS = """
INSERT INTO referrals_equality (patient_id, at, disability_kinds, {columns})
SELECT referral.patient_id, max(had.recorded_at), '{{}}', {values}
FROM referrals_longtermcondition had JOIN referrals_referral referral ON referral.id = referral_id
WHERE removed_at IS NULL AND {whose} GROUP BY referral.patient_id
ON CONFLICT (patient_id) DO UPDATE SET long_term_condition = 'YES',
    at = greatest(referrals_equality.at, EXCLUDED.at)
"""
_SAY_THE_GENDER = """
UPDATE referrals_patient SET gender = answer.gender FROM referrals_equality answer
WHERE answer.patient_id = referrals_patient.id AND {whose}
AND answer.gender NOT IN ('', 'NOT_SAID') AND referrals_patient.gender <> answer.gender
"""
_COLUMNS = ", ".join(QUESTIONS)


@transaction.atomic
def record(*, referral: Referral, given: Given, by: StaffMember, now: datetime) -> None:
    """Keep what somebody answered when staff asked; what was left out stays as it was said before.

    Raises Refused where nothing was answered.
    """
    if not any(given.values()):
        raise Refused("Nothing is answered yet. Leave the page if they would rather not.")
    Patient.objects.select_for_update(of=("self",)).get(pk=referral.patient_id)
    kept = keep(referral=referral, given=given, by=by, now=now)
    trail.record(
        Event.EQUALITY_ANSWERED,
        by=by,
        at=now,
        about=kept,
        patient_id=referral.patient_id,
        referral_id=referral.pk,
        # Which questions, never what was said.
        changes={"answered": (None, [name for name in QUESTIONS if given.get(name)])},
    )


def keep(
    *, referral: Referral, given: Given, by: StaffMember | None, now: datetime
) -> EqualityAnswers:
    """A row of answers, and what follows for the person. Part of a larger verb."""
    said = {name: given.get(name, "") for name in QUESTIONS}
    kinds = list(given.get("disability_kinds", ()))
    kept = EqualityAnswers.objects.create(
        referral=referral,
        **said,
        disability_kinds=kinds if said["disability"] == YesNo.YES else [],
        at=now,
        by=by,
    )
    refresh([referral.patient_id])
    return kept


def refresh(patients: Collection[int] | None = None) -> None:
    """Derive the latest answers of these people anew; of everybody where none are named.

    Whoever calls it for somebody holds the lock on their record.
    """
    latest = ", ".join(_LATEST.format(f"said.{name}", f"said.{name}") for name in QUESTIONS)
    kinds = _LATEST.format("array_to_string(said.disability_kinds, ',')", "said.disability")
    values = ", ".join("'YES'" if one == "long_term_condition" else "''" for one in QUESTIONS)
    with transaction.atomic(), connection.cursor() as cursor:
        for sql, whose in (
            (_FORGET, "patient_id"),
            (_FROM_ANSWERS, "referral.patient_id"),
            (_FROM_CONDITIONS, "referral.patient_id"),
            (_SAY_THE_GENDER, "answer.patient_id"),
        ):
            which = "TRUE" if patients is None else f"{whose} = ANY(%(ids)s)"
            cursor.execute(
                sql.format(
                    whose=which, columns=_COLUMNS, latest=latest, kinds=kinds, values=values
                ),
                {} if patients is None else {"ids": list(patients)},
            )

"""The equality answers of everybody: asked by staff, or on the person's own form.

Each answer is a row that is never rewritten; `Equality` is derived from them here, set-based, so
that a report joins one row a person: the latest answer to each question, over all referrals.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Count

from audit import trail
from audit.events import Event
from clinical.errors import Refused
from referrals.conflict import CHANGED_MEANWHILE
from referrals.models import (
    Equality,
    EqualityAnswers,
    LongTermCondition,
    Patient,
    Referral,
    YesNo,
)
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
def record(
    *,
    referral: Referral,
    given: Given,
    conditions: Collection[str],
    shown: str,
    by: StaffMember,
    now: datetime,
) -> None:
    """Keep what somebody answered when staff asked, and which long-term conditions stand on this
    referral. What was left out, or is as it was, is not written again; twice is once.

    Raises Refused for no long-term condition beside one that is named, and when what stands is no
    longer what was shown.
    """
    if conditions and given.get("long_term_condition") == YesNo.NO:
        raise Refused(
            "A condition is ticked: answer yes, or take the tick off.", field="conditions"
        )
    Patient.objects.select_for_update(of=("self",)).get(pk=referral.patient_id)
    differs = set(conditions_of(referral)) != set(conditions) or bool(_new_in(referral, given))
    if differs and shown != version(referral):
        raise Refused(CHANGED_MEANWHILE)
    _keep_conditions(referral, conditions, by=by, now=now)
    new = _new_in(referral, given)
    if new:
        kept = keep(referral=referral, given=new, by=by, now=now)
        trail.record(
            Event.EQUALITY_ANSWERED,
            by=by,
            at=now,
            about=kept,
            patient_id=referral.patient_id,
            referral_id=referral.pk,
            # Which questions, never what was said.
            changes={"answered": (None, [name for name in QUESTIONS if new.get(name)])},
        )


def latest(patient_id: int) -> Equality:
    """What counts of somebody; without an answer every question is empty."""
    return Equality.objects.filter(pk=patient_id).first() or Equality(patient_id=patient_id)


def conditions_of(referral: Referral) -> list[str]:
    """The long-term conditions that stand on this referral."""
    standing = LongTermCondition.objects.filter(referral=referral, removed_at__isnull=True)
    return list(standing.order_by("condition").values_list("condition", flat=True))


def version(referral: Referral) -> str:
    """Of what was answered and recorded so far: another as soon as anybody adds to it."""
    answers = EqualityAnswers.objects.filter(referral__patient=referral.patient_id).count()
    had = LongTermCondition.objects.filter(referral=referral)
    conditions = had.aggregate(all=Count("pk"), off=Count("removed_at"))
    return f"{answers}-{conditions['all']}-{conditions['off']}"


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


def _new_in(referral: Referral, given: Given) -> Given:
    """Of these answers those that are not what counts already."""
    before = latest(referral.patient_id)
    new = {
        name: given[name]
        for name in QUESTIONS
        if given.get(name) and given[name] != getattr(before, name)
    }
    kinds = sorted(given.get("disability_kinds", ()))
    if given.get("disability") == YesNo.YES and kinds != sorted(before.disability_kinds):
        new["disability"] = YesNo.YES.value
    return new | {"disability_kinds": kinds} if "disability" in new else new


def _keep_conditions(
    referral: Referral, conditions: Collection[str], *, by: StaffMember, now: datetime
) -> None:
    """These conditions and no others; those taken off stay with their dates."""
    standing = LongTermCondition.objects.filter(referral=referral, removed_at__isnull=True)
    before = set(standing.values_list("condition", flat=True))
    if before == set(conditions):
        return
    standing.exclude(condition__in=conditions).update(removed_at=now, removed_by=by)
    LongTermCondition.objects.bulk_create(
        LongTermCondition(referral=referral, condition=one, recorded_at=now, recorded_by=by)
        for one in sorted(set(conditions) - before)
    )
    refresh([referral.patient_id])
    trail.record(
        Event.CONDITIONS_RECORDED,
        by=by,
        at=now,
        about=referral,
        patient_id=referral.patient_id,
        referral_id=referral.pk,
        changes={"conditions": (sorted(before), sorted(conditions))},
    )


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

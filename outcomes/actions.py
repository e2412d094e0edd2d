"""Record a sitting, correct a score. Called by caseload, which responds to risk."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from audit import trail
from audit.events import Event
from clinical import measures
from clinical.errors import Refused
from clinical.measures import MEASURES, AnswersOutOfRange, Measure, Scored, Total
from clinical.policy import Policy
from outcomes import writing
from outcomes.models import MeasureScore, MeasureTranslation, Mode, Sitting, kept_as
from outcomes.translations import Translation
from referrals.changes import changed
from referrals.models import Referral
from staff.models import StaffMember

Answers = tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Answered:
    """The answers to one questionnaire, blank is None, never 0; or a total that was added up on
    paper, and no answers.
    """

    measure: str
    answers: Answers
    work_not_applicable: bool = False
    total: Total | None = None


@dataclass(frozen=True, slots=True)
class RecordedSitting:
    """What was stored."""

    sitting: Sitting
    scores: tuple[MeasureScore, ...]


@transaction.atomic
def record_sitting(
    *,
    referral: Referral,
    form_key: uuid.UUID,
    taken_at: datetime,
    mode: Mode,
    answered: Sequence[Answered],
    by: StaffMember | None,
    now: datetime,
    policy: Policy,
) -> RecordedSitting:
    """Store one occasion of answering, scored by clinical.measures and fixed from then on. Answers
    left out are filled in where the rule in force now says so; the score keeps that it was.

    Raises Refused for answers that no such questionnaire can have.
    """
    sitting = Sitting(
        referral=referral,
        form_key=form_key,
        taken_at=taken_at,
        mode=mode,
        recorded_at=now,
        recorded_by=by,
    )
    scores = [
        _scored(sitting=sitting, referral=referral, one=one, policy=policy) for one in answered
    ]
    writing.write(sitting, scores)
    changed([referral.pk])
    trail.record(
        Event.SITTING_RECORDED,
        by=by,
        at=now,
        about=sitting,
        patient_id=referral.patient_id,
        referral_id=referral.pk,
    )
    return RecordedSitting(sitting=sitting, scores=tuple(scores))


@transaction.atomic
def correct_score(
    *,
    score: MeasureScore,
    reason: str,
    by: StaffMember,
    now: datetime,
    policy: Policy,
    answers: Answers = (),
    total: Total | None = None,
    work_not_applicable: bool | None = None,
) -> MeasureScore:
    """Put a corrected score beside a wrong one, which stays readable: by its answers, or by its
    total where that was typed in alone. Whether work applies stays as it was unless it is said.

    Raises Refused when the score has been corrected, and for a total in place of answers.
    """
    if not reason.strip():
        raise Refused("Say why the score is corrected.", field="reason")
    if total is not None and score.answers:
        raise Refused("This was answered item by item: correct the answers.", field="total")
    replacement = _scored(
        sitting=score.sitting,
        referral=score.referral,
        one=Answered(
            score.measure,
            answers,
            score.work_not_applicable if work_not_applicable is None else work_not_applicable,
            total,
        ),
        policy=policy,
    )
    replacement.correction_reason = reason.strip()
    replacement.save(force_insert=True)
    superseded = MeasureScore.objects.filter(
        pk=score.pk, superseded_at__isnull=True, withdrawn_at__isnull=True
    ).update(superseded_at=now, superseded_by=replacement)
    if superseded != 1:
        raise Refused("This score has already been corrected.")
    changed([score.referral_id])
    trail.record(
        Event.SCORE_CORRECTED,
        by=by,
        at=now,
        about=replacement,
        patient_id=score.referral.patient_id,
        referral_id=score.referral_id,
        changes={"total": (_said(score), _said(replacement))},
    )
    return replacement


@transaction.atomic
def add_score(
    *,
    sitting: Sitting,
    answered: Answered,
    reason: str,
    by: StaffMember,
    now: datetime,
    policy: Policy,
) -> MeasureScore:
    """Put a questionnaire that was left out whole beside what was answered at this sitting."""
    score = _scored(sitting=sitting, referral=sitting.referral, one=answered, policy=policy)
    score.correction_reason = reason
    score.save(force_insert=True)
    changed([sitting.referral_id])
    trail.record(
        Event.SCORE_CORRECTED,
        by=by,
        at=now,
        about=score,
        patient_id=sitting.referral.patient_id,
        referral_id=sitting.referral_id,
        changes={"total": (None, _said(score))},
    )
    return score


@transaction.atomic
def load_translation(
    *, translation: Translation, by: StaffMember | None, now: datetime
) -> MeasureTranslation:
    """Keep the words of a questionnaire in a language; those loaded last are shown."""
    loaded = MeasureTranslation.objects.create(
        measure=translation.measure,
        language=translation.language,
        language_name=translation.language_name,
        is_right_to_left=translation.is_right_to_left,
        lead_in=translation.lead_in,
        items=list(translation.items),
        options=list(translation.options),
        licence=translation.licence,
        loaded_at=now,
    )
    trail.record(Event.TRANSLATION_LOADED, by=by, at=now, about=loaded)
    return loaded


def withdraw_sitting(*, sitting: Sitting, now: datetime) -> None:
    """Take the scores of a note on the wrong person out of every count; they stay stored."""
    MeasureScore.objects.filter(sitting=sitting, withdrawn_at__isnull=True).update(withdrawn_at=now)
    changed([sitting.referral_id])


def _said(score: MeasureScore) -> int | str | None:
    """A total as the trail keeps it; a mean in words, which lose none of its decimals."""
    return score.total if score.mean is None else str(score.mean)


def _scored(*, sitting: Sitting, referral: Referral, one: Answered, policy: Policy) -> MeasureScore:
    measure = MEASURES.get(one.measure)
    if measure is None:
        raise Refused(f"There is no questionnaire called {one.measure} here.")
    try:
        scored = _come_to(measure, one, policy)
    except AnswersOutOfRange as mistake:
        raise Refused(f"{measure.name}: {mistake}") from mistake
    return MeasureScore(
        sitting=sitting,
        referral=referral,
        measure=measure.code,
        instrument_version=measure.version,
        taken_at=sitting.taken_at,
        answers=list(one.answers),
        is_prorated=scored.is_prorated,
        work_not_applicable=one.work_not_applicable,
        item_nine=measures.item_nine(one.answers) if measure.code == "PHQ9" else None,
        **kept_as(measure, scored.total),
    )


def _come_to(measure: Measure, one: Answered, policy: Policy) -> Scored:
    if one.total is not None and not one.answers:
        return measures.typed_total(measure=measure, total=one.total)
    return measures.score(
        measure=measure,
        answers=one.answers,
        work_not_applicable=one.work_not_applicable,
        prorate=policy.prorate_scores,
    )

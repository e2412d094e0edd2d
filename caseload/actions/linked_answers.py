"""Signing a session whose questionnaires came by link: the sitting is there, and is taken over."""

from datetime import datetime

from caseload.entries import MeasureEntry, SeenEntry
from caseload.models import CareContact
from clinical.policy import Policy
from outcomes import actions as outcome_actions
from outcomes.actions import RecordedSitting
from outcomes.models import MeasureScore, Mode, Sitting
from staff.models import StaffMember

REASON = "Asked in the session"


def take_over(
    *, contact: CareContact, entry: SeenEntry, by: StaffMember, now: datetime, policy: Policy
) -> RecordedSitting | None:
    """The sitting that came by link; what was asked again or filled in since stands beside it as a
    correction.
    """
    sitting = contact.sitting
    if sitting is None:
        return None
    standing = sitting.scores.filter(superseded_at__isnull=True).select_related("sitting")
    scores = {score.measure: score for score in standing.order_by("id")}
    for one in entry.measures:
        scores[one.measure] = _kept_or_corrected(
            scores.get(one.measure), one, sitting=sitting, by=by, now=now, policy=policy
        )
    return RecordedSitting(sitting=sitting, scores=tuple(scores.values()))


def were_signed(sitting: Sitting | None, entry: SeenEntry) -> bool:
    """These answers are what the note was signed with."""
    typed = {
        one.measure: one.answers if one.total is None else (one.total,) for one in entry.measures
    }
    if sitting is None:
        return not typed
    if sitting.mode == Mode.BY_LINK:
        return typed.items() <= sitting.answers_now().items()
    return typed == sitting.first_answers()


def _kept_or_corrected(
    score: MeasureScore | None,
    one: MeasureEntry,
    *,
    sitting: Sitting,
    by: StaffMember,
    now: datetime,
    policy: Policy,
) -> MeasureScore:
    if score is None:
        return outcome_actions.add_score(
            sitting=sitting, answered=one.answered, reason=REASON, by=by, now=now, policy=policy
        )
    said = (one.answers, one.work_not_applicable)
    if one.total is not None or (tuple(score.answers), score.work_not_applicable) == said:
        # A total is asked for only where no answers came, so it is the one that is there.
        return score
    return outcome_actions.correct_score(
        score=score,
        answers=one.answers,
        work_not_applicable=one.work_not_applicable,
        reason=REASON,
        by=by,
        now=now,
        policy=policy,
    )

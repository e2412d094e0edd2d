"""Bring a case to the next meeting with a question, or take it back."""

from datetime import datetime

from django.db import IntegrityError, transaction

from audit import trail
from audit.events import Event
from clinical.errors import Refused
from referrals.models import Referral
from staff.models import StaffMember
from supervision.models import SupervisionQuestion
from supervision.models.lengths import WORDS

_ONCE = "supervision_one_open_question_each"


@transaction.atomic
def ask(*, referral: Referral, text: str, by: StaffMember, now: datetime) -> SupervisionQuestion:
    """Bring a case with a question. Raises Refused without words, for a case that has ended, and
    when this person's question about it still waits.
    """
    if not text.strip():
        raise Refused("Write the question.", field="text")
    if len(text.strip()) > WORDS:
        raise Refused(f"Use {WORDS} characters at most.", field="text")
    if not referral.is_open:
        raise Refused("This referral has ended.")
    try:
        with transaction.atomic():
            question = SupervisionQuestion.objects.create(
                referral=referral, text=text.strip(), by=by, at=now
            )
    except IntegrityError as refused:
        if _ONCE not in str(refused):
            raise
        raise Refused("Your question about this case waits already.", field="text") from None
    _record(question, referral, by=by, now=now)
    return question


@transaction.atomic
def take_back(*, question: SupervisionQuestion, by: StaffMember, now: datetime) -> None:
    """Take one's own question back. Raises Refused once a meeting has taken it up."""
    taken = SupervisionQuestion.objects.filter(
        pk=question.pk, by=by, answered_in__isnull=True, taken_back_at__isnull=True
    ).update(taken_back_at=now)
    if taken != 1:
        raise Refused("This question is answered, or was taken back already.")
    _record(question, question.referral, by=by, now=now)


def _record(
    question: SupervisionQuestion, referral: Referral, *, by: StaffMember, now: datetime
) -> None:
    trail.record(
        Event.CASE_BROUGHT,
        by=by,
        at=now,
        about=question,
        patient_id=referral.patient_id,
        referral_id=referral.pk,
    )

"""A case that somebody brings to the next meeting."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from referrals.models import Referral
from supervision.models.lengths import WORDS
from supervision.models.session import SupervisionSession


class SupervisionQuestion(models.Model):
    """A case that somebody brings to the next meeting, with the question about it."""

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="+")
    text = models.CharField(max_length=WORDS, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    # Answered by the meeting that decided about the case, or taken back.
    answered_in = models.ForeignKey(
        SupervisionSession, on_delete=models.PROTECT, null=True, related_name="+"
    )
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["referral", "by"],
                condition=Q(answered_in__isnull=True, taken_back_at__isnull=True),
                name="supervision_one_open_question_each",
            )
        ]
        triggers = [pgtrigger.Protect(name="question_never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.text

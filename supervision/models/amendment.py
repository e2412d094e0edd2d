"""What is added beside a signed meeting: the meeting itself stays as it was signed."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from supervision.models.item import SupervisionItem
from supervision.models.lengths import WORDS
from supervision.models.session import SupervisionSession


class SupervisionAmendment(models.Model):
    """Words added after a meeting was signed, by one of its two people, perhaps about one case."""

    session = models.ForeignKey(
        SupervisionSession, on_delete=models.PROTECT, related_name="amendments"
    )
    item = models.ForeignKey(
        SupervisionItem, on_delete=models.PROTECT, null=True, related_name="amendments"
    )
    text = models.CharField(max_length=WORDS)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(text=""), name="supervision_amendment_says_something"
            )
        ]
        triggers = [
            pgtrigger.Protect(
                name="amendment_is_fixed", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return self.text

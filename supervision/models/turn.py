"""The order in which an opened meeting takes its cases, where its supervisor changed it."""

import pgtrigger
from django.conf import settings
from django.db import models

from supervision.models.item import SupervisionItem
from supervision.models.signed import NO_TURN


class SupervisionTurn(models.Model):
    """A case that was put before or after all others. The list itself stays as it was opened."""

    item = models.OneToOneField(SupervisionItem, on_delete=models.PROTECT, related_name="turn")
    # Below 0: before everybody who stands where the list put them; above 0: after them.
    number = models.SmallIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(number=0), name="supervision_turn_is_before_or_after"
            )
        ]
        triggers = [
            pgtrigger.Protect(name="turn_never_deleted", operation=pgtrigger.Delete),
            NO_TURN,
        ]

    def __str__(self) -> str:
        return f"turn {self.number}"

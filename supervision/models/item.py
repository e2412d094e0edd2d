"""The cases of an opened meeting, as they stood when it was opened."""

import pgtrigger
from django.db import models
from django.db.models import Q

from clinical.agenda import Group
from referrals.models import Referral
from supervision.models.session import SupervisionSession
from supervision.models.signed import NO_ITEM


class Part(models.TextChoices):
    """Where a case stands in an opened meeting. Everybody open on that day stands in one."""

    AGENDA = "AGENDA", "On the agenda"
    MOVED = "MOVED", "Moved to the next meeting"
    ON_TRACK = "ON_TRACK", "On track"


class SupervisionItem(models.Model):
    """One case in an opened meeting, as it stood when the meeting was opened."""

    session = models.ForeignKey(SupervisionSession, on_delete=models.PROTECT, related_name="items")
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=10, choices=Part.choices)
    place = models.PositiveSmallIntegerField()
    group = models.CharField(
        max_length=30, choices=[(group.value, group.value) for group in Group], blank=True
    )
    # [[reason, evidence, since], …] as the page showed them
    reasons = models.JSONField(default=list)
    # {reason: {measure: total}}: what must be higher for the reason to come back early
    numbers = models.JSONField(default=dict)
    seconds = models.PositiveSmallIntegerField(default=0)
    look_by = models.DateField()
    question = models.CharField(max_length=800, blank=True)
    # How often in a row the case was left for a next meeting before it came to this one.
    carries = models.PositiveSmallIntegerField(default=0)
    # What brings the case beside its reasons: agreed and not done yet.
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session", "referral"], name="supervision_each_case_once_a_meeting"
            ),
            models.UniqueConstraint(
                fields=["session", "place"], name="supervision_each_place_once_a_meeting"
            ),
            models.CheckConstraint(
                condition=~Q(part="ON_TRACK") | ~Q(reasons__contains=[["risk"]]),
                name="supervision_nobody_with_risk_is_on_track",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="item_is_a_snapshot", operation=pgtrigger.Update | pgtrigger.Delete
            ),
            NO_ITEM,
        ]

    def __str__(self) -> str:
        return f"case {self.place}"

"""Two records that are one person: proposed by one, confirmed by another, and never for good.

Referrals move to the record that is kept. The other stays with its own history and leads there.
"""

import uuid
from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from referrals.models.patient import OnMerge, Patient


class NhsNumberChoice(models.TextChoices):
    """Which number stands where the two records have different ones."""

    SAME = "SAME", "They do not differ"
    KEPT = "KEPT", "That of the record that is kept"
    OTHER = "OTHER", "That of the other record"
    NEITHER = "NEITHER", "Neither, until it is known"


def _together(moment: str, person: str) -> Q:
    return Q(**{f"{moment}__isnull": True, f"{person}__isnull": True}) | Q(
        **{f"{moment}__isnull": False, f"{person}__isnull": False}
    )


class Merge(models.Model):
    """One proposal and what became of it."""

    key = models.UUIDField(unique=True, default=uuid.uuid4)
    kept = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="merges_as_kept")
    other = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="merges_as_other")
    nhs_number = models.CharField(max_length=10, choices=NhsNumberChoice.choices)
    why = models.CharField(max_length=400)
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    declined_at = models.DateTimeField(null=True)
    declined_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    undone_why = models.CharField(max_length=400, blank=True)
    # Of each record the details that confirming changed: before and after.
    details = models.JSONField(default=dict)

    on_merge: ClassVar = OnMerge.STAYS

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(kept=F("other")), name="referrals_merge_is_of_two_records"
            ),
            models.CheckConstraint(condition=~Q(why=""), name="referrals_merge_says_why"),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("proposed_by")),
                name="referrals_merge_is_confirmed_by_another",
            ),
            models.CheckConstraint(
                condition=_together("confirmed_at", "confirmed_by")
                & _together("declined_at", "declined_by")
                & _together("undone_at", "undone_by"),
                name="referrals_merge_has_person_and_time",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True) | Q(declined_at__isnull=True),
                name="referrals_merge_confirmed_or_declined",
            ),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True, undone_why="")
                | Q(undone_at__isnull=False, confirmed_at__isnull=False) & ~Q(undone_why=""),
                name="referrals_undone_merge_was_confirmed",
            ),
            models.UniqueConstraint(
                fields=["other"],
                condition=Q(declined_at__isnull=True, undone_at__isnull=True),
                name="referrals_one_standing_merge_of_a_record",
            ),
        ]
        indexes = [
            models.Index(
                fields=["proposed_at"],
                condition=Q(
                    confirmed_at__isnull=True, declined_at__isnull=True, undone_at__isnull=True
                ),
                name="referrals_merges_proposed",
            ),
        ]
        triggers = [pgtrigger.Protect(name="merge_never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"merge {self.pk}"


class MergeStep(models.Model):
    """Which rows of one relation moved to the record that is kept, so that undoing is exact."""

    merge = models.ForeignKey(Merge, on_delete=models.PROTECT, related_name="steps")
    relation = models.CharField(max_length=80)
    rows = ArrayField(models.BigIntegerField())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["merge", "relation"], name="referrals_one_step_per_relation"
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="merge_step_never_rewritten", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return f"{self.relation}: {len(self.rows)}"

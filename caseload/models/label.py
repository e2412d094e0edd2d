"""Labels the service defines, such as perinatal or veteran, and views somebody keeps."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from referrals.models import Referral


class Label(models.Model):
    """A word the service wants to see and filter by; it is retired, never deleted."""

    name = models.CharField(max_length=30, unique=True)
    describes = models.CharField(max_length=200, blank=True)
    retired_at = models.DateTimeField(null=True)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        triggers = [pgtrigger.Protect(name="label_never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.name


class CaseLabel(models.Model):
    """A label on a referral, from–to."""

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="labels")
    label = models.ForeignKey(Label, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    removed_at = models.DateTimeField(null=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["referral", "label"],
                condition=Q(removed_at__isnull=True),
                name="caseload_each_label_once",
            ),
            models.CheckConstraint(
                condition=Q(removed_at__isnull=True, removed_by__isnull=True)
                | Q(removed_at__isnull=False, removed_by__isnull=False),
                name="caseload_removed_label_has_person_and_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label_id} on {self.referral_id}"


class SavedView(models.Model):
    """A way of looking at the caseload, kept under a name: filters only, no people."""

    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="saved_views"
    )
    name = models.CharField(max_length=40)
    query = models.CharField(max_length=300)
    saved_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["staff", "name"],
                condition=Q(removed_at__isnull=True),
                name="caseload_one_saved_view_per_name",
            )
        ]

    def __str__(self) -> str:
        return self.name

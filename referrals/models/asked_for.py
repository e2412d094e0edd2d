"""What somebody asks for in who helps them, and when they can come."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from referrals.models.referral import Referral
from staff.models import AskedGender, Interest


class PartOfDay(models.TextChoices):
    """When somebody can come or talk."""

    MORNING = "MORNING", "Mornings"
    AFTERNOON = "AFTERNOON", "Afternoons"
    EVENING = "EVENING", "Evenings"


class AskedFor(models.Model):
    """The wishes on one referral, as last said; nothing here where nobody asked for anything."""

    referral = models.OneToOneField(Referral, on_delete=models.PROTECT, related_name="asked_for")
    gender = models.CharField(max_length=10, choices=AskedGender.choices, blank=True)
    times = ArrayField(models.CharField(max_length=10, choices=PartOfDay.choices), default=list)
    groups = ArrayField(models.CharField(max_length=20, choices=Interest.choices), default=list)
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    def __str__(self) -> str:
        return f"asked for on {self.referral_id}"

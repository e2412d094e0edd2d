"""Two records that may be of one person, and the organisations that refer."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest, Least

from referrals.models.patient import OnMerge, Patient


class AlikeOutcome(models.TextChoices):
    """What a person said about two records that look alike."""

    SOMEBODY_ELSE = "SOMEBODY_ELSE", "Somebody else"
    SAME_PERSON = "SAME_PERSON", "The same person"


class LookAlike(models.Model):
    """A record and an older one that it resembles. Found by the system, settled by a person;
    nothing is ever merged by itself, and the warning stays on both records.
    """

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="look_alikes")
    other = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="looked_like")
    # What the two have in common, as facts: "the same birth date, a name like it".
    why = models.CharField(max_length=200)
    found_at = models.DateTimeField()
    outcome = models.CharField(max_length=20, choices=AlikeOutcome.choices, blank=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    on_merge: ClassVar = OnMerge.STAYS

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Least("patient", "other"),
                Greatest("patient", "other"),
                name="referrals_two_people_look_alike_once",
            ),
            models.CheckConstraint(
                condition=~Q(patient=F("other")), name="referrals_nobody_looks_like_themselves"
            ),
            models.CheckConstraint(
                condition=Q(outcome="", settled_at__isnull=True, settled_by__isnull=True)
                | ~Q(outcome="") & Q(settled_at__isnull=False, settled_by__isnull=False),
                name="referrals_look_alike_settled_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"look-alike {self.pk}"


class ReferringOrganisation(models.Model):
    """A GP surgery or another organisation that has referred: offered to whoever types the next."""

    name = models.CharField(max_length=120)
    is_surgery = models.BooleanField()
    first_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["name", "is_surgery"], name="referrals_one_organisation_of_a_name"
            )
        ]

    def __str__(self) -> str:
        return self.name

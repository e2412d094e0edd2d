"""Who carries a referral, from–to, and when it was last discussed."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from referrals.models import Referral


class Allocation(models.Model):
    """One PWP carrying one referral."""

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="allocations")
    pwp = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    why = models.CharField(max_length=200, blank=True)
    last_discussed_on = models.DateField(null=True)
    review_due_on = models.DateField(null=True)
    # The day on which supervision last agreed to an ending, until it decides otherwise.
    ending_agreed_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["referral"],
                condition=Q(ends_at__isnull=True),
                name="caseload_one_open_allocation_per_referral",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gte=F("starts_at")),
                name="caseload_allocation_ends_not_before_it_starts",
            ),
        ]
        indexes = [models.Index(fields=["pwp", "starts_at"], name="caseload_allocations_of_pwp")]

    def __str__(self) -> str:
        return f"allocation {self.pk}"

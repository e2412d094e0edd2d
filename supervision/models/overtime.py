"""Who agreed to see signs of their own overtime, and whom they show them to. Never the signs."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q


class Withdrawable(models.Model):
    """Holds from a moment until it is withdrawn, and is never changed otherwise."""

    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True


class OvertimeAgreement(Withdrawable):
    """Somebody agreed that signs of their overtime may be worked out, for themselves to open."""

    staff = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    agreed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["staff"],
                condition=Q(withdrawn_at__isnull=True),
                name="supervision_one_overtime_agreement_each",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=F("agreed_at")),
                name="supervision_overtime_withdrawn_after_it_was_agreed",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="overtime_agreement_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="withdrawn_agreement_is_fixed",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__withdrawn_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"overtime agreement {self.pk}"


class OvertimeShare(Withdrawable):
    """Somebody shows the signs of their overtime to one named person."""

    staff = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    shared_with = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    shared_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["staff", "shared_with"],
                condition=Q(withdrawn_at__isnull=True),
                name="supervision_overtime_shared_once_with_each",
            ),
            models.CheckConstraint(
                condition=~Q(staff=F("shared_with")),
                name="supervision_overtime_is_shared_with_somebody_else",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="overtime_share_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="withdrawn_share_is_fixed",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__withdrawn_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"overtime share {self.pk}"

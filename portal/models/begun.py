"""A self-referral that somebody else began with a person, who finishes it by a link."""

from django.conf import settings
from django.db import models
from django.db.models import Q

MOST_TRIES = 5


class BegunReferral(models.Model):
    """What was filled in so far, until it is opened or its time is up. The link opens once, for who
    knows the date of birth; here stands the hash of its token alone.
    """

    token_hash = models.CharField(max_length=64, unique=True)
    organisation = models.CharField(max_length=120)
    language = models.CharField(max_length=10)
    answers = models.JSONField(default=dict)
    begun_at = models.DateTimeField()
    begun_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    expires_at = models.DateTimeField()
    wrong_birth_dates = models.PositiveSmallIntegerField(default=0)
    opened_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(opened_at__isnull=True) | Q(answers={}),
                name="portal_opened_beginning_keeps_no_words",
            ),
            models.CheckConstraint(
                condition=Q(wrong_birth_dates__lte=MOST_TRIES),
                name="portal_beginning_is_locked_in_time",
            ),
        ]

    def __str__(self) -> str:
        return f"begun referral {self.pk}"

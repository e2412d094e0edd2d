"""Short notes on a record's timeline, written by packages above through calls down."""

from django.conf import settings
from django.db import models

from referrals.models.referral import Referral

# A note of another system comes in whole; what is written here is a line or two.
LONGEST_NOTE = 20_000


class TimelineKind(models.TextChoices):
    """What the line is about; the record can show one kind at a time."""

    REFERRAL = "REFERRAL", "Referral"
    CONTACT = "CONTACT", "Contact"
    LETTER = "LETTER", "Letter"
    SUPERVISION = "SUPERVISION", "Supervision"
    MESSAGE = "MESSAGE", "Message"
    CALL = "CALL", "Call"


class TimelineNote(models.Model):
    """One line of the story that is neither a session nor a score."""

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="timeline_notes")
    kind = models.CharField(max_length=20, choices=TimelineKind.choices)
    title = models.CharField(max_length=120)
    text = models.CharField(max_length=LONGEST_NOTE, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        indexes = [models.Index(fields=["referral", "at"], name="referrals_timeline_in_order")]

    def __str__(self) -> str:
        return self.title

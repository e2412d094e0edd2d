"""What a person said about themselves when they came: what they agreed to, and what they need."""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from referrals.models.patient import OnMerge, Patient
from referrals.models.referral import Referral

_APPEND_ONLY = pgtrigger.Update | pgtrigger.Delete


class ConsentKind(models.TextChoices):
    """What is agreed to, one thing each (clinical.md 4.9)."""

    RECORD = "RECORD", "To be contacted, and a record kept"
    TREATMENT = "TREATMENT", "Treatment with this service"
    SHARE_WITH_GP = "SHARE_WITH_GP", "Letters to the GP"
    VOICEMAIL = "VOICEMAIL", "Voicemail"
    TEXT = "TEXT", "Text messages"
    EMAIL = "EMAIL", "Emails"
    LETTER = "LETTER", "Letters to their home"
    REMOTE = "REMOTE", "Sessions by phone, video or on the web"
    SHARE_WITH_OTHERS = "SHARE_WITH_OTHERS", "Sharing with family or other services"
    RESEARCH = "RESEARCH", "Use for research or training"


class ConsentMethod(models.TextChoices):
    """How somebody said so."""

    OWN_FORM = "OWN_FORM", "On the self-referral form"
    BY_PHONE = "BY_PHONE", "On the phone"
    IN_PERSON = "IN_PERSON", "In person"
    IN_WRITING = "IN_WRITING", "In writing"


class ConsentFollowed(models.TextChoices):
    """From what an answer follows that nobody was asked for as such."""

    CONTACT_DETAILS = "CONTACT_DETAILS", "Changed with the contact details"
    REPLY = "REPLY", "By a reply to a message"
    MERGED = "MERGED", "When two records were brought together or taken apart"


class Consent(models.Model):
    """One yes or no, with the words that were asked. The latest counts; none is rewritten."""

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="consents")
    kind = models.CharField(max_length=20, choices=ConsentKind.choices)
    is_given = models.BooleanField()
    method = models.CharField(
        max_length=20, choices=[*ConsentMethod.choices, *ConsentFollowed.choices]
    )
    # As the person read them, in the language of the page.
    words = models.CharField(max_length=400)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    on_merge: ClassVar = OnMerge.STAYS

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="referrals_consent_has_its_words"),
            models.UniqueConstraint(
                fields=["patient", "kind", "at"], name="referrals_one_consent_at_a_time"
            ),
        ]
        triggers = [pgtrigger.Protect(name="consent_never_rewritten", operation=_APPEND_ONLY)]

    def __str__(self) -> str:
        return f"{self.kind}: {self.is_given}"


class StatedNeeds(models.Model):
    """What somebody needs to be able to come and to take part, as they ticked it."""

    referral = models.OneToOneField(Referral, on_delete=models.PROTECT, related_name="stated_needs")
    language = models.CharField(max_length=10)
    interpreter = models.BooleanField(default=False)
    hearing = models.BooleanField(default=False)
    sight = models.BooleanField(default=False)
    mobility = models.BooleanField(default=False)
    reading = models.BooleanField(default=False)
    other = models.CharField(max_length=100, blank=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"needs {self.pk}"

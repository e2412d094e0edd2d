"""A questionnaire by link: one token, one form, one person; each answer counts when tapped."""

import uuid

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from caseload.models import CareContact, RiskSignal
from outcomes.models import MEASURE_CHOICES, Sitting
from referrals.models import Referral

STAGES = [("ASSESSMENT", "After assessment"), ("TREATMENT", "At the end")]
# What a link may ask: questionnaires that are scored, or what somebody thinks of the service.
ASKED = [*MEASURE_CHOICES, *STAGES]


# The person has said something: a number, or that the question is not about them.
SAID = Q(value__isnull=False) | Q(not_applicable=True)


class LinkKind(models.TextChoices):
    """What is asked."""

    MEASURES = "MEASURES", "Questionnaires before a session"
    EXPERIENCE = "EXPERIENCE", "Experience of the service"


class QuestionnaireLink(models.Model):
    """One link. The token itself is known to the message alone; here stands its hash (safety S-S6).

    `form_key` is the sitting's: whatever is recorded from this link is recorded once.
    """

    token_hash = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=20, choices=LinkKind.choices, default=LinkKind.MEASURES)
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="links")
    contact = models.ForeignKey(
        CareContact, on_delete=models.PROTECT, null=True, related_name="links"
    )
    measures = ArrayField(models.CharField(max_length=12, choices=ASKED), default=list)
    language = models.CharField(max_length=10, default="en")
    form_key = models.UUIDField(unique=True, default=uuid.uuid4)
    # Made when the referral of somebody else came: once, whoever looks for it and how often.
    is_first = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    expires_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    wrong_birth_dates = models.PositiveSmallIntegerField(default=0)
    locked_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    # Sent by the person, or closed at the session with what had been answered by then.
    finished_at = models.DateTimeField(null=True)
    sitting = models.OneToOneField(Sitting, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(wrong_birth_dates__lte=5), name="portal_five_tries_and_no_more"
            ),
            models.CheckConstraint(
                condition=Q(wrong_birth_dates__lt=5) | Q(locked_at__isnull=False),
                name="portal_the_fifth_wrong_date_locks",
            ),
            models.CheckConstraint(
                condition=Q(sitting__isnull=True) | Q(finished_at__isnull=False),
                name="portal_a_sitting_comes_from_a_finished_link",
            ),
            models.UniqueConstraint(
                fields=["contact", "kind"],
                condition=Q(
                    contact__isnull=False, revoked_at__isnull=True, finished_at__isnull=True
                ),
                name="portal_one_live_link_per_contact",
            ),
            models.UniqueConstraint(
                fields=["referral"],
                condition=Q(is_first=True),
                name="portal_one_first_link_per_referral",
            ),
        ]
        indexes = [
            models.Index(fields=["referral", "made_at"], name="portal_links_in_order"),
            models.Index(
                fields=["expires_at"],
                condition=Q(finished_at__isnull=True, revoked_at__isnull=True),
                name="portal_links_running",
            ),
        ]

    def __str__(self) -> str:
        return f"link {self.pk}"


class LinkAnswer(models.Model):
    """One tapped answer; null was left out on purpose, or does not apply. Going back changes it
    until the link ends.

    An item 9 above 0 names its signal, so the flag and its owner exist before the next page does.
    """

    link = models.ForeignKey(QuestionnaireLink, on_delete=models.PROTECT, related_name="answers")
    measure = models.CharField(max_length=12, choices=ASKED)
    item = models.PositiveSmallIntegerField()
    value = models.SmallIntegerField(null=True)
    not_applicable = models.BooleanField(default=False)
    signal = models.ForeignKey(RiskSignal, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["link", "measure", "item"], name="portal_one_answer_per_item"
            ),
            models.CheckConstraint(
                condition=Q(value__isnull=True) | Q(value__gte=0, value__lte=8),
                name="portal_answer_within_its_range",
            ),
            models.CheckConstraint(
                condition=Q(not_applicable=False)
                | Q(measure="WSAS", item=1, value__isnull=True, not_applicable=True),
                name="portal_only_work_may_not_apply",
            ),
            models.CheckConstraint(
                condition=~Q(measure="PHQ9", item=9)
                | Q(value__isnull=True)
                | Q(value=0)
                | Q(signal__isnull=False),
                name="portal_item_nine_above_0_has_its_signal",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.item}"


class ExperienceAnswers(models.Model):
    """What somebody said about the service itself; it is never a score of anybody."""

    link = models.OneToOneField(
        QuestionnaireLink, on_delete=models.PROTECT, related_name="experience"
    )
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="+")
    stage = models.CharField(max_length=20, choices=STAGES)
    answers = models.JSONField(default=dict)
    comments = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        triggers = [
            pgtrigger.Protect(
                name="experience_never_rewritten", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return f"experience {self.pk}"


class UnknownToken(models.Model):
    """Somebody at an address tried a token that names no link. The address is hashed."""

    address_hash = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["address_hash", "at"], name="portal_misses_by_address")]

    def __str__(self) -> str:
        return f"unknown token {self.pk}"

"""The safety plan in the person's own words, and safeguarding referrals to other bodies."""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from caseload.models.risk import RiskAction
from referrals.models import OnMerge, Patient, Referral

_APPEND_ONLY = pgtrigger.Update | pgtrigger.Delete


class SafetyPlan(models.Model):
    """One version of a person's safety plan, in the order of Stanley and Brown (clinical.md 5.5).

    A change is a new version; the highest number is the current one. It belongs to the person, so
    every referral shows it.
    """

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="safety_plans")
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="safety_plans")
    number = models.PositiveSmallIntegerField()
    form_key = models.UUIDField(unique=True)
    warning_signs = models.TextField(blank=True)
    coping = models.TextField(blank=True)
    distraction = models.TextField(blank=True)
    people = models.TextField(blank=True)
    professionals = models.TextField(blank=True)
    making_safer = models.TextField(blank=True)
    reasons_for_living = models.TextField(blank=True)
    family_help = models.TextField(blank=True)
    if_not_working = models.TextField(blank=True)
    review_on = models.DateField()
    copy_given = models.CharField(max_length=120, blank=True)
    who_else_has_it = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    # Read by its referral, which moves.
    on_merge: ClassVar = OnMerge.STAYS

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["patient", "number"], name="caseload_one_safety_plan_per_number"
            ),
            models.CheckConstraint(
                condition=~Q(
                    warning_signs="",
                    coping="",
                    distraction="",
                    people="",
                    professionals="",
                    making_safer="",
                ),
                name="caseload_safety_plan_says_something",
            ),
        ]
        triggers = [pgtrigger.Protect(name="safety_plan_never_rewritten", operation=_APPEND_ONLY)]

    def __str__(self) -> str:
        return f"safety plan {self.number}"


class AboutWhom(models.TextChoices):
    """Whom a safeguarding referral is about."""

    PATIENT = "PATIENT", "The patient, as an adult at risk"
    CHILD = "CHILD", "A child"
    OTHER_ADULT = "OTHER_ADULT", "Another adult at risk"


class SafeguardingReferral(models.Model):
    """What was passed to a safeguarding body: to whom, how, with consent or the reason without."""

    referral = models.ForeignKey(
        Referral, on_delete=models.PROTECT, related_name="safeguarding_referrals"
    )
    risk_action = models.OneToOneField(
        RiskAction, on_delete=models.PROTECT, related_name="safeguarding_referral"
    )
    form_key = models.UUIDField(unique=True)
    about = models.CharField(max_length=20, choices=AboutWhom.choices)
    concern = models.TextField()
    recipient = models.CharField(max_length=200)
    how_sent = models.CharField(max_length=120)
    has_consent = models.BooleanField()
    why_without_consent = models.CharField(max_length=400, blank=True)
    their_reference = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(concern="") & ~Q(recipient="") & ~Q(how_sent=""),
                name="caseload_safeguarding_says_what_and_to_whom",
            ),
            models.CheckConstraint(
                condition=Q(has_consent=True) | ~Q(why_without_consent=""),
                name="caseload_safeguarding_has_consent_or_reason",
            ),
        ]
        triggers = [pgtrigger.Protect(name="safeguarding_never_rewritten", operation=_APPEND_ONLY)]

    def __str__(self) -> str:
        return f"safeguarding referral {self.pk}"

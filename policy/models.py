"""Dated changes of service rules, wordings and closed days; added to, never rewritten."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q


class PolicyChange(models.Model):
    """One rule, its new value, from when, proposed by whom, approved by whom, and why."""

    rule = models.CharField(max_length=60)
    value = models.CharField(max_length=60)
    valid_from = models.DateField()
    why = models.CharField(max_length=400)
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    approved_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True, approved_by__isnull=True)
                | Q(approved_at__isnull=False, approved_by__isnull=False),
                name="policy_approval_has_person_and_time",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("proposed_by")),
                name="policy_approved_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True) | Q(withdrawn_at__isnull=True),
                name="policy_approved_or_withdrawn_not_both",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="decided_is_fixed",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__approved_at__isnull=False)
                | pgtrigger.Q(old__withdrawn_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule} = {self.value} from {self.valid_from}"


class WordingKey(models.TextChoices):
    """What the service says in its own words. Messages use the neutral name unless agreed."""

    SERVICE_NAME = "SERVICE_NAME", "Full name of the service"
    NEUTRAL_NAME = "NEUTRAL_NAME", "Neutral name for messages"
    SERVICE_PHONE = "SERVICE_PHONE", "Number of the service"
    CRISIS_NUMBERS = "CRISIS_NUMBERS", "Crisis contacts, one a line: name | number | when"
    TEXT_RELAY = "TEXT_RELAY", "How to reach us by text relay"
    OUT_OF_HOURS_STAFF = "OUT_OF_HOURS_STAFF", "Outside hours, what staff do"
    OUT_OF_HOURS_PATIENT = "OUT_OF_HOURS_PATIENT", "Outside hours, what patients read"


class Wording(models.Model):
    """A dated text in one language; the latest that has begun and was approved holds."""

    key = models.CharField(max_length=40, choices=WordingKey.choices)
    language = models.CharField(max_length=10, default="en")
    text = models.TextField()
    valid_from = models.DateField()
    why = models.CharField(max_length=400)
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    approved_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="policy_wording_says_something"),
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True, approved_by__isnull=True)
                | Q(approved_at__isnull=False, approved_by__isnull=False),
                name="policy_wording_approval_has_person_and_time",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("proposed_by")),
                name="policy_wording_approved_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True) | Q(withdrawn_at__isnull=True),
                name="policy_wording_approved_or_withdrawn_not_both",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="wording_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="decided_wording_is_fixed",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__approved_at__isnull=False)
                | pgtrigger.Q(old__withdrawn_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} from {self.valid_from}"


class ClosedDay(models.Model):
    """A day the service is closed beside weekends and the bank holidays that are known by rule."""

    on = models.DateField()
    name = models.CharField(max_length=80)
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["on"],
                condition=Q(withdrawn_at__isnull=True),
                name="policy_each_closed_day_once",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="policy_withdrawn_closed_day_has_person_and_time",
            ),
        ]
        triggers = [pgtrigger.Protect(name="closed_day_never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"closed {self.on}"

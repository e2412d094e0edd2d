"""Where else people find help: the service's own directory, and who was pointed to what."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from referrals.models.referral import Referral
from referrals.models.stated import ConsentMethod
from referrals.models.triage import Triage


class HelpArea(models.TextChoices):
    """What a place helps with."""

    EMPLOYMENT = "EMPLOYMENT", "Employment support"
    DEBT = "DEBT", "Money and debt"
    HOUSING = "HOUSING", "Housing"
    CHILDREN = "CHILDREN", "Children and families"
    BEREAVEMENT = "BEREAVEMENT", "Bereavement"
    ALCOHOL = "ALCOHOL", "Alcohol and drugs"
    CARERS = "CARERS", "Carers"
    VETERANS = "VETERANS", "Veterans"
    PERINATAL = "PERINATAL", "Pregnancy and new babies"
    OTHER = "OTHER", "Other"


class DirectoryEntry(models.Model):
    """One place, as it stands now. Retired, it is offered no more; nothing is deleted."""

    area = models.CharField(max_length=20, choices=HelpArea.choices)
    name = models.CharField(max_length=80)
    phone = models.CharField(max_length=20, blank=True)
    web = models.CharField(max_length=100, blank=True)
    what = models.CharField(max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField()
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(name="") & (~Q(phone="") | ~Q(web="")),
                name="referrals_place_can_be_reached",
            ),
            models.UniqueConstraint(
                fields=["area", "name"],
                condition=Q(retired_at__isnull=True),
                name="referrals_place_stands_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def line(self) -> str:
        """`Northbrook Advice, 01632 960111, example.org`: as it is given to somebody."""
        return ", ".join(part for part in (self.name, self.phone, self.web) if part)


class TakenUp(models.TextChoices):
    """What came of it, as the person says."""

    YES = "YES", "Taken up"
    NO = "NO", "Not taken up"
    NOT_KNOWN = "NOT_KNOWN", "Not known"


class Signposting(models.Model):
    """One place that somebody was pointed to with their consent, and whether they went. The words
    of that day stand here: the directory may change.
    """

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="signpostings")
    triage = models.ForeignKey(Triage, on_delete=models.PROTECT, related_name="signpostings")
    entry = models.ForeignKey(DirectoryEntry, on_delete=models.PROTECT, related_name="+")
    # As it was given: `Northbrook Advice, 01632 960111`.
    words = models.CharField(max_length=220)
    consent = models.CharField(max_length=20, choices=ConsentMethod.choices)
    # They asked for it in a message; the portal sends it where they agreed to messages.
    by_message = models.BooleanField(default=False)
    at = models.DateTimeField()
    taken_up = models.CharField(max_length=20, choices=TakenUp.choices, blank=True)
    asked_at = models.DateTimeField(null=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["triage", "entry"], name="referrals_signposted_once"),
            models.CheckConstraint(
                condition=Q(taken_up="", asked_at__isnull=True, asked_by__isnull=True)
                | ~Q(taken_up="") & Q(asked_at__isnull=False, asked_by__isnull=False),
                name="referrals_taken_up_has_person_and_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["at"],
                condition=Q(by_message=True),
                name="referrals_signposted_message",
            )
        ]
        triggers = [pgtrigger.Protect(name="signposting_never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"signposting {self.pk}"

"""Work and long-term conditions, each with its date: what is asked again as treatment goes on."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from referrals.models.referral import Referral


class WorkStatus(models.TextChoices):
    """The national list, in words."""

    EMPLOYED = "EMPLOYED", "Employed or self-employed"
    LOOKING = "LOOKING", "Unemployed and looking for work"
    STUDENT = "STUDENT", "Student, not working or looking"
    LONG_TERM_SICK = "LONG_TERM_SICK", "Long-term sick or disabled"
    HOMEMAKER = "HOMEMAKER", "Looking after home or family"
    NOT_LOOKING = "NOT_LOOKING", "Not working or looking, no benefits"
    VOLUNTARY = "VOLUNTARY", "Unpaid voluntary work"
    RETIRED = "RETIRED", "Retired"
    NOT_SAID = "NOT_SAID", "Prefers not to say"


class WeeklyHours(models.TextChoices):
    """Hours worked in a week."""

    FROM_30 = "FROM_30", "30 or more"
    FROM_16 = "FROM_16", "16 to 29"
    FROM_5 = "FROM_5", "5 to 15"
    UP_TO_4 = "UP_TO_4", "1 to 4"
    NOT_SAID = "NOT_SAID", "Prefers not to say"


class YesNoNotKnown(models.TextChoices):
    """What a person may not know of themselves."""

    YES = "YES", "Yes"
    NO = "NO", "No"
    NOT_KNOWN = "NOT_KNOWN", "Not known"
    NOT_SAID = "NOT_SAID", "Prefers not to say"


class EmploymentStatus(models.Model):
    """How somebody stood at work on a day they were asked. Asked and the same is a row too, so that
    the first and the last answer are known.
    """

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="work")
    asked_on = models.DateField()
    status = models.CharField(max_length=20, choices=WorkStatus.choices)
    hours = models.CharField(max_length=20, choices=WeeklyHours.choices, blank=True)
    # Statutory sick pay; empty where nobody asked.
    sick_pay = models.CharField(max_length=20, choices=YesNoNotKnown.choices, blank=True)
    benefits = models.CharField(max_length=20, choices=YesNoNotKnown.choices, blank=True)
    # The key of the session form it was asked with: if that is withdrawn, this is.
    asked_with = models.UUIDField(null=True)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["referral", "asked_on"],
                condition=Q(withdrawn_at__isnull=True),
                name="referrals_work_asked_once_a_day",
            ),
            models.CheckConstraint(
                condition=Q(status="EMPLOYED") | Q(hours=""),
                name="referrals_hours_only_of_who_works",
            ),
        ]
        triggers = [pgtrigger.Protect(name="work_never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.status} on {self.asked_on}"


class Condition(models.TextChoices):
    """Long-term physical conditions, by name; national codes are mapped where the return is
    made.
    """

    ASTHMA = "ASTHMA", "Asthma"
    COPD = "COPD", "COPD"
    DIABETES = "DIABETES", "Diabetes"
    CHRONIC_PAIN = "CHRONIC_PAIN", "Chronic pain"
    DIGESTIVE = "DIGESTIVE", "Digestive condition"
    MUSCULOSKELETAL = "MUSCULOSKELETAL", "Muscles, bones or joints"
    RESPIRATORY = "RESPIRATORY", "Other breathing condition"
    SKIN = "SKIN", "Skin condition"
    EPILEPSY = "EPILEPSY", "Epilepsy"
    HEART = "HEART", "Heart condition"
    CANCER = "CANCER", "Cancer"


class LongTermCondition(models.Model):
    """One condition on a referral, since it was written down; taken off, it stays with its date."""

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="conditions")
    condition = models.CharField(max_length=20, choices=Condition.choices)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    removed_at = models.DateTimeField(null=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["referral", "condition"],
                condition=Q(removed_at__isnull=True),
                name="referrals_each_condition_once",
            ),
            models.CheckConstraint(
                condition=Q(removed_at__isnull=True, removed_by__isnull=True)
                | Q(removed_at__isnull=False, removed_by__isnull=False),
                name="referrals_removed_condition_has_person_and_time",
            ),
        ]
        triggers = [pgtrigger.Protect(name="condition_never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.condition

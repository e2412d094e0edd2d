"""One derived row per referral: what national measures say of it. Written by `pathways` alone."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from referrals.models import OnMerge, Referral
from staff.models import Team


class Pathway(models.Model):
    """A referral as the national measures see it (metrics.md 3), derived from base rows and never
    counted up. Dates are local days; scores are totals, or a mean for one measure.
    """

    referral = models.OneToOneField(
        Referral, on_delete=models.PROTECT, primary_key=True, related_name="pathway"
    )
    # No index of its own: a team is a good part of all, and always asked for with a date.
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+", db_index=False)
    received_on = models.DateField()
    ended_on = models.DateField(null=True)
    end_code = models.CharField(max_length=30, blank=True)
    # By what figures are narrowed and compared; empty or null where nobody knows.
    source = models.CharField(max_length=20)
    problem = models.CharField(max_length=40, blank=True)
    # How most sessions were: INDIVIDUAL, COUPLE, GROUP, or INTERNET for weeks of internet therapy
    format = models.CharField(max_length=20, blank=True)
    commissioner = models.CharField(max_length=6, blank=True)
    deprivation_decile = models.PositiveSmallIntegerField(null=True)
    born_on = models.DateField()
    ethnicity = models.CharField(max_length=20, blank=True)
    gender = models.CharField(max_length=20, blank=True)
    disability = models.CharField(max_length=20, blank=True)
    language = models.CharField(max_length=10, blank=True)
    long_term_condition = models.CharField(max_length=20, blank=True)
    # Statutory sick pay as answered first and last; a last one only where there are two
    sick_pay_first = models.CharField(max_length=20, blank=True)
    sick_pay_last = models.CharField(max_length=20, blank=True)
    # The course (metrics.md 3, steps 2 to 7 and 20)
    assessment_first_on = models.DateField(null=True)
    care_contacts = models.PositiveSmallIntegerField(default=0)
    treatments = models.PositiveSmallIntegerField(default=0)
    therapy_first_on = models.DateField(null=True)
    therapy_second_on = models.DateField(null=True)
    therapy_last_on = models.DateField(null=True)
    low_intensity_first_on = models.DateField(null=True)
    high_intensity_first_on = models.DateField(null=True)
    low_intensity_contacts = models.PositiveSmallIntegerField(default=0)
    high_intensity_contacts = models.PositiveSmallIntegerField(default=0)
    # The first stage, two sessions or more of one intensity (`LOW`, `HIGH`), and the days from the
    # last session of one to the first of the next where they stepped up or down
    first_stage = models.CharField(max_length=4, blank=True)
    first_stage_on = models.DateField(null=True)
    step_up_days = models.SmallIntegerField(null=True)
    step_down_days = models.SmallIntegerField(null=True)
    is_completed = models.BooleanField(default=False)
    # The first follow-up contact that is 30 days or more after the end
    followed_up_on = models.DateField(null=True)
    # Scores (steps 8 to 14); a last one only where there are two
    phq9_first = models.SmallIntegerField(null=True)
    phq9_last = models.SmallIntegerField(null=True)
    gad7_first = models.SmallIntegerField(null=True)
    gad7_last = models.SmallIntegerField(null=True)
    # What the problem calls for, empty where that is GAD-7, and what is used with PHQ-9
    called_for = models.CharField(max_length=12, blank=True)
    called_for_first = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    called_for_last = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    anxiety_measure = models.CharField(max_length=12, blank=True)
    anxiety_first = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    anxiety_last = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    # Item by item, five in order; empty where WSAS was never answered
    wsas_first = ArrayField(models.SmallIntegerField(null=True), default=list)
    wsas_last = ArrayField(models.SmallIntegerField(null=True), default=list)
    # Outcomes (steps 13 to 19); all false unless completed
    is_caseness = models.BooleanField(default=False)
    is_not_caseness = models.BooleanField(default=False)
    is_improved = models.BooleanField(default=False)
    is_unchanged = models.BooleanField(default=False)
    is_deteriorated = models.BooleanField(default=False)
    is_recovered = models.BooleanField(default=False)
    is_reliably_recovered = models.BooleanField(default=False)

    on_merge: ClassVar = OnMerge.STAYS

    class Meta:
        indexes = [
            models.Index(fields=["received_on"], name="reporting_pathway_received"),
            # With what outcomes and their waits are counted by, which then read no row at all.
            models.Index(
                fields=["ended_on"],
                include=[
                    *("team", "born_on", "received_on", "therapy_first_on", "is_completed"),
                    *("is_not_caseness", "is_improved", "is_recovered", "is_reliably_recovered"),
                    "referral",
                ],
                condition=models.Q(ended_on__isnull=False),
                name="reporting_pathway_ended",
            ),
            models.Index(
                fields=["therapy_first_on"],
                condition=models.Q(therapy_first_on__isnull=False),
                name="reporting_pathway_first",
            ),
            models.Index(
                fields=["therapy_second_on"],
                condition=models.Q(therapy_second_on__isnull=False),
                name="reporting_pathway_second",
            ),
        ]

    def __str__(self) -> str:
        return f"pathway {self.pk}"


class PathwayRun(models.Model):
    """The latest derivation of what changed: one row. Whatever a transaction wrote whose number is
    `mark` or above may have been missed by it, and is looked at by the next.
    """

    mark = models.BigIntegerField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"pathways at {self.at}"

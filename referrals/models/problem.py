"""The problem descriptor: guides measure and treatment; not a diagnosis."""

from django.conf import settings
from django.db import models

from clinical.problems import Problem
from referrals.models.referral import Referral

PROBLEM_CHOICES = [(problem.name, problem.label) for problem in Problem]


class ProblemDescriptor(models.Model):
    """A dated problem descriptor of a referral; the latest one counts."""

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="problems")
    problem = models.CharField(max_length=40, choices=PROBLEM_CHOICES)
    recorded_on = models.DateField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        indexes = [
            models.Index(fields=["referral", "recorded_on"], name="referrals_problem_in_order")
        ]

    def __str__(self) -> str:
        return self.problem

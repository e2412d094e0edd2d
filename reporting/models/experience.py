"""What people said about the service in the system that it moved in from."""

import pgtrigger
from django.db import models
from django.db.models import Q

from referrals.models import Referral

_ONLY_WITHDRAWN = """
IF OLD.withdrawn_at IS NOT NULL OR NEW.withdrawn_at IS NULL
   OR to_jsonb(NEW) - 'withdrawn_at' IS DISTINCT FROM to_jsonb(OLD) - 'withdrawn_at' THEN
    RAISE EXCEPTION 'What somebody said about the service is never changed: bring it in anew.';
END IF;
RETURN NEW;
"""


class ExperienceBroughtIn(models.Model):
    """One experience questionnaire of the old system, which came with its national files; never a
    score of anybody. Where it changed there it is withdrawn and brought in anew.
    """

    class Stage(models.TextChoices):
        TREATMENT = "TREATMENT", "Treatment"
        ASSESSMENT = "ASSESSMENT", "Assessment"

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="+")
    stage = models.CharField(max_length=20, choices=Stage.choices)
    # By question, such as TREATMENT1, as those are kept that come by a link
    answers = models.JSONField()
    at = models.DateTimeField()
    brought_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(answers={}), name="reporting_experience_brought_in_says_something"
            )
        ]
        indexes = [models.Index(fields=["at"], name="reporting_experience_at")]
        triggers = [
            pgtrigger.Protect(name="brought_experience_stays", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="brought_experience_is_fixed",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=_ONLY_WITHDRAWN,
            ),
        ]

    def __str__(self) -> str:
        return f"experience {self.pk}, brought in"

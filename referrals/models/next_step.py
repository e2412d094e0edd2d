"""What happens next, who does it, by when: an open referral has exactly one open next step."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from referrals.models.referral import Referral


class NextStepKind(models.TextChoices):
    """What a next step comes from."""

    TRIAGE = "TRIAGE", "Triage"
    SCREENING_CALL = "SCREENING_CALL", "Screening call"
    STEP_3 = "STEP_3", "Pass on to Step 3"
    SIGNPOSTED = "SIGNPOSTED", "Ask whether they were helped"
    ALLOCATE = "ALLOCATE", "Allocate"
    APPOINTMENT = "APPOINTMENT", "Appointment"
    RISK_ACTION = "RISK_ACTION", "Risk plan"
    BOOK = "BOOK", "Book an appointment"
    FOLLOW_UP = "FOLLOW_UP", "Follow up a missed session"
    END_TREATMENT = "END_TREATMENT", "End treatment"
    OTHER = "OTHER", "Other"


# Every verb replaces a step; only the ending of a referral ends its last one.
_STAYS = """
IF EXISTS (SELECT 1 FROM referrals_referral WHERE id = NEW.referral_id AND ended_on IS NULL) THEN
    RAISE EXCEPTION 'An open referral keeps its next step: open_referral_keeps_its_step.';
END IF;
RETURN NEW;
"""


class NextStep(models.Model):
    """One next step; the open one has no `done_at`."""

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="next_steps")
    kind = models.CharField(max_length=20, choices=NextStepKind.choices)
    what = models.CharField(max_length=200)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    due_by = models.DateTimeField()
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    done_at = models.DateTimeField(null=True)

    class Meta:
        triggers = [
            pgtrigger.Trigger(
                name="open_referral_keeps_its_step",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("done_at"),
                condition=pgtrigger.Q(old__done_at__isnull=True, new__done_at__isnull=False),
                func=_STAYS,
            )
        ]
        indexes = [
            # What is overdue: an appointment is to be logged, which its own list says.
            models.Index(
                fields=["due_by"],
                condition=Q(done_at__isnull=True) & ~Q(kind=NextStepKind.APPOINTMENT.value),
                name="referrals_next_steps_due",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["referral"],
                condition=Q(done_at__isnull=True),
                name="referrals_one_open_next_step",
            ),
        ]

    def __str__(self) -> str:
        return self.what

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

# The first step of a referral, its last one ended, one that is erased or moved to another.
_MARKS = """
IF TG_OP <> 'INSERT' THEN
    UPDATE referrals_referral SET has_next_step = false
    WHERE id = OLD.referral_id AND has_next_step AND NOT EXISTS (
        SELECT FROM referrals_nextstep WHERE referral_id = OLD.referral_id AND done_at IS NULL
    );
END IF;
IF TG_OP <> 'DELETE' AND NEW.done_at IS NULL THEN
    UPDATE referrals_referral SET has_next_step = true
    WHERE id = NEW.referral_id AND NOT has_next_step;
END IF;
RETURN NULL;
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
            ),
            pgtrigger.Trigger(
                name="step_marks_its_referral",
                when=pgtrigger.After,
                operation=pgtrigger.Insert
                | pgtrigger.UpdateOf("done_at", "referral_id")
                | pgtrigger.Delete,
                func=_MARKS,
            ),
        ]
        indexes = [
            # What is overdue: an appointment is to be logged, which its own list says.
            models.Index(
                fields=["due_by", "referral"],
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

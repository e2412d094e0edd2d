"""What was decided about a case, fixed once decided; and what was agreed, until it is done."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from supervision.models.item import SupervisionItem
from supervision.models.lengths import MOST_EXTRA_SESSIONS, OUTCOME, WORDS
from supervision.models.signed import NO_ACTION, NO_DECISION


class DecisionCode(models.TextChoices):
    """What may be decided about a case (clinical reference 3.4), in the words of the button."""

    CONTINUE = "CONTINUE", "Continue"
    CHANGE = "CHANGE", "Change"
    STEP_UP = "STEP_UP", "Step up"
    DISCHARGE = "DISCHARGE", "Discharge"
    RISK_ACTION = "RISK_ACTION", "Risk action"
    EXTEND = "EXTEND", "Extend"
    STEP_DOWN = "STEP_DOWN", "Step down"
    REFER_OUT = "REFER_OUT", "Refer out or signpost"
    CONTACT_ATTEMPT = "CONTACT_ATTEMPT", "Contact attempt"
    SECOND_OPINION = "SECOND_OPINION", "Second opinion"
    TRANSFER = "TRANSFER", "Transfer"
    COME_BACK_LATER = "COME_BACK_LATER", "Come back later"
    ON_TRACK = "ON_TRACK", "Confirmed on track"


class SupervisionDecision(models.Model):
    """What was decided about a case, by whom, why, and when it is looked at again. Never changed:
    what is added once the meeting is signed stands beside it.
    """

    item = models.ForeignKey(SupervisionItem, on_delete=models.PROTECT, related_name="decisions")
    code = models.CharField(max_length=20, choices=DecisionCode.choices)
    what = models.CharField(max_length=WORDS, blank=True)
    # With "Extend": by how many sessions.
    extra_sessions = models.PositiveSmallIntegerField(null=True)
    review_on = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item"], name="supervision_each_case_decided_once"),
            models.CheckConstraint(
                condition=Q(extra_sessions__isnull=True)
                | Q(code="EXTEND", extra_sessions__gte=1, extra_sessions__lte=MOST_EXTRA_SESSIONS),
                name="supervision_only_extending_adds_sessions",
            ),
            models.CheckConstraint(
                condition=Q(code__in=["CONTINUE", "ON_TRACK", "COME_BACK_LATER"]) | ~Q(what=""),
                name="supervision_decision_says_what",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="decision_is_fixed", operation=pgtrigger.Update | pgtrigger.Delete
            ),
            NO_DECISION,
        ]

    def __str__(self) -> str:
        return self.get_code_display()


class SupervisionAction(models.Model):
    """What was agreed: who does what by when, until it is done."""

    decision = models.ForeignKey(
        SupervisionDecision, on_delete=models.PROTECT, related_name="actions"
    )
    what = models.CharField(max_length=WORDS)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    outcome = models.CharField(max_length=OUTCOME, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, done_by__isnull=True, outcome="")
                | Q(done_at__isnull=False, done_by__isnull=False) & ~Q(outcome=""),
                name="supervision_action_done_by_somebody_with_an_outcome",
            ),
        ]
        indexes = [
            models.Index(
                fields=["owner", "due_on"],
                condition=Q(done_at__isnull=True),
                name="supervision_actions_to_do",
            )
        ]
        triggers = [
            pgtrigger.Protect(name="agreed_action_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="what_was_agreed_is_fixed",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("decision", "what", "due_on"),
            ),
            pgtrigger.Protect(
                name="agreed_action_done_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__done_at__isnull=False),
            ),
            NO_ACTION,
        ]

    def __str__(self) -> str:
        return self.what

"""Where a risk action went when the person named did not take it: on, level by level, or over; and
a call that mentions risk, while nobody knows whose it is.
"""

import pgtrigger
from django.conf import settings
from django.db import models

from caseload.models.call import Call
from caseload.models.risk import RiskAction
from clinical.escalation import Level

LEVEL_CHOICES = [(level.value, level.label) for level in Level]
_APPEND_ONLY = pgtrigger.Update | pgtrigger.Delete


class Escalation(models.Model):
    """One level of one risk action, or of one call of nobody yet, told once, however often and
    however late the sweep runs.
    """

    risk_action = models.ForeignKey(
        RiskAction, on_delete=models.PROTECT, null=True, related_name="escalations"
    )
    call = models.ForeignKey(Call, on_delete=models.PROTECT, null=True, related_name="escalations")
    level = models.CharField(max_length=20, choices=LEVEL_CHOICES)
    due_at = models.DateTimeField()
    told = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["risk_action", "level"], name="caseload_each_level_once_per_risk_action"
            ),
            models.UniqueConstraint(
                fields=["call", "level"], name="caseload_each_level_once_per_call"
            ),
            models.CheckConstraint(
                condition=models.Q(risk_action__isnull=False, call__isnull=True)
                | models.Q(risk_action__isnull=True, call__isnull=False),
                name="caseload_escalation_is_of_an_action_or_of_a_call",
            ),
        ]
        triggers = [pgtrigger.Protect(name="escalation_never_rewritten", operation=_APPEND_ONLY)]

    def __str__(self) -> str:
        return f"{self.level} of {self.risk_action_id or f'call {self.call_id}'}"


class RiskHandover(models.Model):
    """A risk action passed from one owner to another, because the first had left or was away, or
    because a person said so.
    """

    risk_action = models.ForeignKey(RiskAction, on_delete=models.PROTECT, related_name="handovers")
    from_owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    to_owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    why = models.CharField(max_length=200)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(from_owner=models.F("to_owner")),
                name="caseload_handover_is_to_somebody_else",
            )
        ]
        triggers = [pgtrigger.Protect(name="handover_never_rewritten", operation=_APPEND_ONLY)]

    def __str__(self) -> str:
        return f"handover {self.pk}"

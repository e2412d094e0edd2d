"""What people decide about those who wait: who is put first or passed over, and why; and who was
asked whether they still want help.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from referrals.models import Referral


class OverrideKind(models.TextChoices):
    """How the order of the list was set aside."""

    PUT_FIRST = "PUT_FIRST", "Put first"
    OUT_OF_TURN = "OUT_OF_TURN", "Offered out of turn"


class WaitingOverride(models.Model):
    """One time somebody set the order aside: for whom, by whom, why, and whom that passed over.

    `due_on` is the last day of the wait of the person who was taken first: whoever stood in the
    list at that moment with an earlier one was passed over.
    """

    referral = models.ForeignKey(
        Referral, on_delete=models.PROTECT, related_name="waiting_overrides"
    )
    kind = models.CharField(max_length=20, choices=OverrideKind.choices)
    why = models.CharField(max_length=200)
    due_on = models.DateField()
    passed_over = models.PositiveIntegerField(default=0)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # Only somebody put first stands there until it is taken back, or they are on a caseload.
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["referral"],
                condition=Q(kind="PUT_FIRST", ended_at__isnull=True),
                name="caseload_put_first_once",
            ),
            models.CheckConstraint(
                condition=~Q(why=""), name="caseload_order_is_set_aside_with_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False, kind="PUT_FIRST"),
                name="caseload_put_first_is_ended_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["at"], name="caseload_overrides_in_order")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class OptInAnswer(models.TextChoices):
    """What somebody said when they were asked whether they still want help."""

    YES = "YES", "Still wants help"
    NO = "NO", "Does not want it any more"


class OptIn(models.Model):
    """One time somebody who waits was asked whether they still want help.

    Asked, asked again on a day, and then a person decides: no answer ends nothing.
    """

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="opt_ins")
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    again_on = models.DateField()
    decide_on = models.DateField()
    asked_again_at = models.DateTimeField(null=True)
    passed_on_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=10, choices=OptInAnswer.choices, blank=True)
    answered_at = models.DateTimeField(null=True)
    # Nobody: their own reply, understood by a rule.
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["referral"],
                condition=Q(answered_at__isnull=True),
                name="caseload_asked_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answer="")
                | Q(answered_at__isnull=False) & ~Q(answer=""),
                name="caseload_answer_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(decide_on__gte=F("again_on")),
                name="caseload_asked_again_before_it_is_decided",
            ),
        ]
        indexes = [
            models.Index(
                fields=["decide_on"],
                condition=Q(answered_at__isnull=True, passed_on_at__isnull=True),
                name="caseload_opt_ins_open",
            )
        ]

    def __str__(self) -> str:
        return f"opt-in {self.pk}"

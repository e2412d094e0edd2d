"""Meetings, the cases in them, and what was decided: fixed once decided, fixed once signed."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from clinical.agenda import Group
from referrals.models import Referral
from referrals.models.referral import new_reference


class SupervisionSession(models.Model):
    """One case-management meeting: made ahead by the pairing's rhythm, opened, signed off."""

    reference = models.CharField(max_length=8, unique=True, default=new_reference)
    supervisor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    supervisee = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    # The day the rhythm gives: a meeting that was moved still stands for it.
    planned_on = models.DateField()
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField()
    opened_at = models.DateTimeField(null=True)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    signed_at = models.DateTimeField(null=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    not_held_at = models.DateTimeField(null=True)
    not_held_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    not_held_why = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["supervisee", "planned_on"], name="supervision_one_meeting_each_time"
            ),
            models.CheckConstraint(
                condition=~Q(supervisor=F("supervisee")),
                name="supervision_nobody_meets_themselves",
            ),
            models.CheckConstraint(
                condition=Q(opened_at__isnull=True, opened_by__isnull=True)
                | Q(opened_at__isnull=False, opened_by__isnull=False),
                name="supervision_opened_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(signed_at__isnull=True, signed_by__isnull=True)
                | Q(signed_at__isnull=False, signed_by=F("supervisor"), opened_at__isnull=False),
                name="supervision_signed_by_the_supervisor_once_opened",
            ),
            models.CheckConstraint(
                condition=Q(not_held_at__isnull=True, not_held_by__isnull=True, not_held_why="")
                | Q(not_held_at__isnull=False, not_held_by__isnull=False, opened_at__isnull=True)
                & ~Q(not_held_why=""),
                name="supervision_not_held_has_person_and_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["supervisor", "starts_at"], name="supervision_of_supervisor"),
            models.Index(fields=["supervisee", "starts_at"], name="supervision_of_supervisee"),
        ]
        triggers = [
            pgtrigger.Protect(name="meeting_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="signed_meeting_is_fixed",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__signed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.supervisee} with {self.supervisor} on {self.planned_on}"

    @property
    def is_open(self) -> bool:
        """Opened and not signed: cases are being decided."""
        return self.opened_at is not None and self.signed_at is None


class Part(models.TextChoices):
    """Where a case stands in an opened meeting. Everybody open on that day stands in one."""

    AGENDA = "AGENDA", "On the agenda"
    MOVED = "MOVED", "Moved to the next meeting"
    ON_TRACK = "ON_TRACK", "On track"


class SupervisionItem(models.Model):
    """One case in an opened meeting, as it stood when the meeting was opened."""

    session = models.ForeignKey(SupervisionSession, on_delete=models.PROTECT, related_name="items")
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=10, choices=Part.choices)
    place = models.PositiveSmallIntegerField()
    group = models.CharField(
        max_length=30, choices=[(group.value, group.value) for group in Group], blank=True
    )
    # [[reason, evidence, since], …] as the page showed them
    reasons = models.JSONField(default=list)
    seconds = models.PositiveSmallIntegerField(default=0)
    look_by = models.DateField()
    question = models.CharField(max_length=800, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session", "referral"], name="supervision_each_case_once_a_meeting"
            ),
            models.UniqueConstraint(
                fields=["session", "place"], name="supervision_each_place_once_a_meeting"
            ),
            models.CheckConstraint(
                condition=~Q(part="ON_TRACK") | ~Q(reasons__contains=[["risk"]]),
                name="supervision_nobody_with_risk_is_on_track",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="item_is_a_snapshot", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return f"case {self.place}"


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
    an amendment is another row.
    """

    item = models.ForeignKey(SupervisionItem, on_delete=models.PROTECT, related_name="decisions")
    code = models.CharField(max_length=20, choices=DecisionCode.choices)
    what = models.CharField(max_length=400, blank=True)
    review_on = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    amends = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["item"],
                condition=Q(amends__isnull=True),
                name="supervision_each_case_decided_once",
            ),
            models.CheckConstraint(
                condition=Q(code__in=["CONTINUE", "ON_TRACK", "COME_BACK_LATER"]) | ~Q(what=""),
                name="supervision_decision_says_what",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="decision_is_fixed", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return self.get_code_display()


class SupervisionAction(models.Model):
    """What was agreed: who does what by when, until it is done."""

    decision = models.ForeignKey(
        SupervisionDecision, on_delete=models.PROTECT, related_name="actions"
    )
    what = models.CharField(max_length=400)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    outcome = models.CharField(max_length=200, blank=True)

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
            pgtrigger.Protect(name="agreed_action_never_deleted", operation=pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return self.what


class SupervisionQuestion(models.Model):
    """A case that somebody brings to the next meeting, with the question about it."""

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="+")
    text = models.CharField(max_length=400, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    # Answered by the meeting that decided about the case, or taken back.
    answered_in = models.ForeignKey(
        SupervisionSession, on_delete=models.PROTECT, null=True, related_name="+"
    )
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["referral", "by"],
                condition=Q(answered_in__isnull=True, taken_back_at__isnull=True),
                name="supervision_one_open_question_each",
            )
        ]
        triggers = [pgtrigger.Protect(name="question_never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.text

"""Risk: what was asked and found, what must now happen, and the signals that made somebody look.

Facts, obligations, owners, due times and outcomes; no level, score or rank exists anywhere (ruling
4).
"""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from caseload.models.contact import CareContact
from caseload.models.flag import CaseFlag
from clinical.risk import ResponseUrgency
from outcomes.models import MeasureScore
from referrals.models import Referral

URGENCY_CHOICES = [(urgency.value, urgency.label) for urgency in ResponseUrgency]

_APPEND_ONLY = pgtrigger.Update | pgtrigger.Delete


class Thoughts(models.TextChoices):
    """Thoughts of suicide or self-harm now, as said."""

    NONE_NOW = "NONE_NOW", "None now"
    PASSING = "PASSING", "Passing"
    OFTEN = "OFTEN", "Often"


class PastAttempts(models.TextChoices):
    """Past attempts or self-harm, against what the record says."""

    AS_RECORDED = "AS_RECORDED", "As recorded"
    YES_NEW = "YES_NEW", "Yes, new"


class RiskOutcome(models.TextChoices):
    """What came of the risk section (mock-up 03b)."""

    SAFETY_PLAN = "SAFETY_PLAN", "Safety plan agreed"
    DUTY_SENIOR = "DUTY_SENIOR", "Duty senior told now"
    EMERGENCY = "EMERGENCY", "Emergency: 999 or crisis team"


class RiskReview(models.Model):
    """What was asked and found, in facts and words; never changed afterwards."""

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="risk_reviews")
    contact = models.OneToOneField(
        CareContact, on_delete=models.PROTECT, null=True, related_name="risk_review"
    )
    thoughts = models.CharField(max_length=20, choices=Thoughts.choices)
    plan = models.BooleanField()
    means = models.BooleanField()
    means_agreed = models.TextField(blank=True)
    intent = models.BooleanField()
    past_attempts = models.CharField(max_length=20, choices=PastAttempts.choices)
    self_neglect = models.BooleanField()
    from_others = models.BooleanField()
    to_others = models.BooleanField()
    children = models.BooleanField()
    concern_details = models.TextField(blank=True)
    # Read only by those who need it: see Permission.VIEW_SAFEGUARDING.
    safeguarding = models.BooleanField(default=False)
    safeguarding_details = models.TextField(blank=True)
    keeps_safe = models.TextField()
    agreed = models.TextField()
    who_told = models.CharField(max_length=200, blank=True)
    outcome = models.CharField(max_length=20, choices=RiskOutcome.choices)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(keeps_safe="") & ~Q(agreed=""),
                name="caseload_risk_review_has_its_words",
            ),
            models.CheckConstraint(
                condition=Q(plan=False, intent=False) | ~Q(outcome="SAFETY_PLAN"),
                name="caseload_plan_or_intent_goes_to_somebody_now",
            ),
            models.CheckConstraint(
                condition=Q(safeguarding=False) | ~Q(safeguarding_details=""),
                name="caseload_safeguarding_concern_has_its_words",
            ),
        ]
        indexes = [models.Index(fields=["referral", "at"], name="caseload_risk_reviews_in_order")]
        triggers = [pgtrigger.Protect(name="risk_review_never_rewritten", operation=_APPEND_ONLY)]

    def __str__(self) -> str:
        return f"risk review {self.pk}"


class RiskAction(models.Model):
    """What must now happen, who does it, by when; closed with an outcome by a person."""

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="risk_actions")
    flag = models.ForeignKey(CaseFlag, on_delete=models.PROTECT, related_name="actions")
    review = models.ForeignKey(
        RiskReview, on_delete=models.PROTECT, null=True, related_name="actions"
    )
    what = models.CharField(max_length=300)
    urgency = models.CharField(max_length=20, choices=URGENCY_CHOICES)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    due_by = models.DateTimeField()
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    outcome = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by__isnull=True, outcome="")
                | Q(closed_at__isnull=False, closed_by__isnull=False) & ~Q(outcome=""),
                name="caseload_closed_risk_action_has_outcome_person_time",
            ),
            models.CheckConstraint(
                condition=Q(acknowledged_at__isnull=True, acknowledged_by__isnull=True)
                | Q(acknowledged_at__isnull=False, acknowledged_by__isnull=False),
                name="caseload_risk_action_acknowledged_by_somebody",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_by"],
                condition=Q(closed_at__isnull=True),
                name="caseload_risk_actions_due",
            ),
            models.Index(
                fields=["referral"],
                condition=Q(closed_at__isnull=True),
                name="caseload_risk_actions_open",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="risk_action_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="closed_risk_action_is_fixed",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__closed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"risk action {self.pk}"


class SignalSource(models.TextChoices):
    """Through which channel something worrying was said."""

    SCORE = "SCORE", "Item 9 of a questionnaire"
    DRAFT = "DRAFT", "Item 9 or the risk section of a draft"
    RISK_SECTION = "RISK_SECTION", "Risk section"
    MISSED_SESSION = "MISSED_SESSION", "A missed session the PWP is worried about"
    LINK = "LINK", "Item 9 of a questionnaire by link"
    CALL = "CALL", "A call or message from outside a session"
    REPLY = "REPLY", "A reply to a message"
    SAFEGUARDING = "SAFEGUARDING", "A safeguarding referral made"
    SUPERVISION = "SUPERVISION", "Said in supervision"
    SELF_REFERRAL = "SELF_REFERRAL", "Said on a self-referral form"
    REFERRAL = "REFERRAL", "Said in a referral by somebody else"
    LETTER = "LETTER", "In a letter or scan that was attached"
    TRIAGE = "TRIAGE", "A risk call asked for at triage"
    OLD_NOTE = "OLD_NOTE", "In a note brought in from the old system"


class RiskSignal(models.Model):
    """Something worrying was said or scored. It always has a flag: the column is not null, and a
    deferred trigger refuses an item 9 above 0 without its row here (safety S-R1)."""

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="risk_signals")
    flag = models.ForeignKey(CaseFlag, on_delete=models.PROTECT, related_name="signals")
    source = models.CharField(max_length=20, choices=SignalSource.choices)
    score = models.OneToOneField(
        MeasureScore, on_delete=models.PROTECT, null=True, related_name="risk_signal"
    )
    review = models.OneToOneField(
        RiskReview, on_delete=models.PROTECT, null=True, related_name="risk_signal"
    )
    contact = models.ForeignKey(CareContact, on_delete=models.PROTECT, null=True, related_name="+")
    # By link the answer counts before the questionnaire is whole: the form it belongs to, and what
    # was answered. The score that is recorded from that form later needs no second signal.
    form_key = models.UUIDField(null=True)
    answer = models.PositiveSmallIntegerField(null=True)
    # What was said, in the words of then: the flag's are made anew with each signal that joins.
    evidence = models.TextField(default="")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["form_key", "answer"],
                condition=Q(form_key__isnull=False),
                name="caseload_one_signal_per_answer_by_link",
            ),
            models.CheckConstraint(
                condition=~Q(source="LINK")
                | Q(form_key__isnull=False, answer__isnull=False, answer__gte=1),
                name="caseload_link_signal_names_its_answer",
            ),
            models.UniqueConstraint(
                fields=["contact", "source"],
                condition=Q(source="DRAFT"),
                name="caseload_one_signal_per_drafted_contact",
            ),
            models.CheckConstraint(
                condition=~Q(source="SCORE") | Q(score__isnull=False),
                name="caseload_score_signal_names_its_score",
            ),
        ]
        triggers = [pgtrigger.Protect(name="signal_never_rewritten", operation=_APPEND_ONLY)]

    def __str__(self) -> str:
        return f"signal {self.pk}"

"""Messages to patients, one row each; their replies; and the rules the service set for both."""

import uuid
from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from caseload.models import Call, CareContact, ContactKind, RiskSignal
from portal.models.link import QuestionnaireLink
from referrals.models import Medium, OnMerge, Patient, Referral


class MessageKind(models.TextChoices):
    """Why a message is sent. The words are neutral whatever the kind."""

    REMINDER = "REMINDER", "Appointment reminder"
    QUESTIONNAIRE = "QUESTIONNAIRE", "Questionnaire link"
    NUDGE = "NUDGE", "Questionnaire link again"
    MISSED = "MISSED", "After a missed session"
    EXPERIENCE = "EXPERIENCE", "Experience questionnaire"
    RECEIVED = "RECEIVED", "Self-referral received"
    WAITING = "WAITING", "How long it takes"
    OPT_IN = "OPT_IN", "Do you still want help?"
    OPT_IN_AGAIN = "OPT_IN_AGAIN", "Do you still want help? Again"
    FIRST_FORM = "FIRST_FORM", "Questionnaire link when a referral comes"
    HELP_ELSEWHERE = "HELP_ELSEWHERE", "Help elsewhere, as agreed"


# Whether somebody who waits still wants help.
ASKS_WHETHER = (MessageKind.OPT_IN, MessageKind.OPT_IN_AGAIN)


class Channel(models.TextChoices):
    """How it is sent."""

    TEXT = "TEXT", "Text message"
    EMAIL = "EMAIL", "Email"


class MessageState(models.TextChoices):
    """Where it is. What failed is work for a person until somebody has dealt with it."""

    QUEUED = "QUEUED", "Queued"
    HANDED_OVER = "HANDED_OVER", "Handed over"
    DELIVERED = "DELIVERED", "Delivered"
    FAILED = "FAILED", "Failed"
    NOT_SENT = "NOT_SENT", "Not sent"


class PatientMessage(models.Model):
    """One message, one row, whatever became of it. No clinical content, ever."""

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="messages")
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="messages")
    contact = models.ForeignKey(
        CareContact, on_delete=models.PROTECT, null=True, related_name="messages"
    )
    link = models.ForeignKey(
        QuestionnaireLink, on_delete=models.PROTECT, null=True, related_name="messages"
    )
    kind = models.CharField(max_length=20, choices=MessageKind.choices)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    language = models.CharField(max_length=10, default="en")
    to = models.CharField(max_length=254)
    # The provider sees the same key again after a crash, and sends once.
    key = models.UUIDField(unique=True, default=uuid.uuid4)
    # What a confirm or cancel link names; hashed, as the token of a questionnaire is.
    answer_hash = models.CharField(max_length=64, blank=True)
    state = models.CharField(
        max_length=20, choices=MessageState.choices, default=MessageState.QUEUED
    )
    not_before = models.DateTimeField()
    queued_at = models.DateTimeField()
    handed_over_at = models.DateTimeField(null=True)
    provider_id = models.CharField(max_length=80, blank=True)
    delivered_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    why_failed = models.CharField(max_length=200, blank=True)
    handled_at = models.DateTimeField(null=True)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    handled_how = models.CharField(max_length=400, blank=True)

    on_merge: ClassVar = OnMerge.MOVES

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["contact", "kind"],
                condition=Q(contact__isnull=False),
                name="portal_one_message_per_contact_and_kind",
            ),
            models.CheckConstraint(
                condition=~Q(state="HANDED_OVER") | Q(handed_over_at__isnull=False),
                name="portal_handed_over_has_its_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="DELIVERED") | Q(delivered_at__isnull=False),
                name="portal_delivered_has_its_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="FAILED") | Q(failed_at__isnull=False) & ~Q(why_failed=""),
                name="portal_failed_has_time_and_reason",
            ),
            models.CheckConstraint(
                condition=Q(handled_at__isnull=True, handled_by__isnull=True, handled_how="")
                | Q(handled_at__isnull=False, handled_by__isnull=False) & ~Q(handled_how=""),
                name="portal_handled_has_person_time_and_words",
            ),
        ]
        indexes = [
            models.Index(fields=["referral", "queued_at"], name="portal_messages_in_order"),
            models.Index(
                fields=["failed_at"],
                condition=Q(state="FAILED", handled_at__isnull=True),
                name="portal_messages_for_a_person",
            ),
            models.Index(
                fields=["answer_hash"],
                condition=~Q(answer_hash=""),
                name="portal_messages_by_answer",
            ),
            models.Index(fields=["to", "queued_at"], name="portal_messages_by_address"),
        ]
        triggers = [pgtrigger.Protect(name="message_never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Meaning(models.TextChoices):
    """What a reply asks for, as far as a rule can say."""

    CONFIRM = "CONFIRM", "Confirms"
    CANCEL = "CANCEL", "Cancels"
    STOP = "STOP", "No more messages"
    RING = "RING", "Asks to be rung"
    OTHER = "OTHER", "To be read by a person"


# How the ids of words begin that came on the form about the service, and from no provider.
COMMENTS = "comments-"


class InboundReply(models.Model):
    """What came back, filed for a person; one that mentions harm has its signal at once."""

    provider_id = models.CharField(max_length=80, unique=True)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    came_from = models.CharField(max_length=254)
    message = models.ForeignKey(
        PatientMessage, on_delete=models.PROTECT, null=True, related_name="replies"
    )
    referral = models.ForeignKey(
        Referral, on_delete=models.PROTECT, null=True, related_name="replies"
    )
    words = models.TextField()
    meaning = models.CharField(max_length=20, choices=Meaning.choices)
    mentions_harm = models.BooleanField()
    signal = models.OneToOneField(
        RiskSignal, on_delete=models.PROTECT, null=True, related_name="reply"
    )
    # Of a number nobody knows, with harm in it: somebody has it as a call, and settles it there.
    call = models.OneToOneField(Call, on_delete=models.PROTECT, null=True, related_name="reply")
    at = models.DateTimeField()
    # A rule understood it and did what it asks; every other reply waits for a person.
    acted_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    read_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    what_done = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(mentions_harm=False)
                | Q(referral__isnull=True)
                | Q(signal__isnull=False),
                name="portal_reply_that_mentions_harm_has_its_signal",
            ),
            models.CheckConstraint(
                condition=Q(read_at__isnull=True, read_by__isnull=True, what_done="")
                | Q(read_at__isnull=False, read_by__isnull=False) & ~Q(what_done=""),
                name="portal_read_reply_has_person_time_and_words",
            ),
            models.CheckConstraint(
                condition=Q(acted_at__isnull=True) | ~Q(meaning="OTHER") & Q(mentions_harm=False),
                name="portal_only_what_is_understood_is_acted_on",
            ),
        ]
        indexes = [
            models.Index(
                fields=["at"],
                condition=Q(read_at__isnull=True, acted_at__isnull=True),
                name="portal_replies_for_a_person",
            ),
            models.Index(fields=["referral", "at"], name="portal_replies_in_order"),
        ]
        triggers = [pgtrigger.Protect(name="reply_never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"reply {self.pk}"

    @property
    def came_as(self) -> str:
        """In words for staff, on which way it came."""
        return way_it_came(self.provider_id, self.channel)


def way_it_came(provider_id: str, channel: str) -> str:
    """`Reply by text`, or the form about the service."""
    if provider_id.startswith(COMMENTS):
        return "Written on the form about the service"
    return f"Reply by {Channel(channel).label.lower()}"


class MessageRule(models.Model):
    """What is sent for one type of contact, from a date on; the latest that has begun holds.

    An empty medium is any. Hours are before the appointment; none is not sent.
    """

    contact_kind = models.CharField(max_length=30, choices=ContactKind.choices)
    medium = models.CharField(max_length=20, choices=Medium.choices, blank=True)
    remind_hours_before = models.PositiveSmallIntegerField(null=True)
    may_confirm = models.BooleanField(default=True)
    may_cancel = models.BooleanField(default=True)
    questionnaire_days_before = models.PositiveSmallIntegerField(null=True)
    nudge_hours_before = models.PositiveSmallIntegerField(null=True)
    valid_from = models.DateField()
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(remind_hours_before__isnull=True)
                | Q(remind_hours_before__gte=2, remind_hours_before__lte=168),
                name="portal_reminder_within_bounds",
            ),
            models.CheckConstraint(
                condition=Q(questionnaire_days_before__isnull=True)
                | Q(questionnaire_days_before__lte=14),
                name="portal_questionnaire_within_bounds",
            ),
        ]
        indexes = [models.Index(fields=["contact_kind", "valid_from"], name="portal_rules_by_kind")]
        triggers = [
            pgtrigger.Protect(
                name="message_rule_never_rewritten", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return f"{self.contact_kind} from {self.valid_from}"


class LocalMessage(models.Model):
    """A message of the practice service: handed over to a page instead of a provider."""

    key = models.UUIDField(unique=True)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    to = models.CharField(max_length=254)
    words = models.TextField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"local message {self.pk}"

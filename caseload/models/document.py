"""Letters and scans that came on paper or by mail, kept as they came, and who has read them."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from caseload.models.risk import RiskSignal
from referrals.models import Referral
from referrals.models.referral import new_reference

_APPEND_ONLY = pgtrigger.Update | pgtrigger.Delete
# A document waits until somebody has read it or taken it off the record: that once, and no more.
_ONLY_SETTLED = """
IF OLD.settled_at IS NOT NULL
   OR (to_jsonb(NEW) - 'settled_at') IS DISTINCT FROM (to_jsonb(OLD) - 'settled_at') THEN
    RAISE EXCEPTION 'A document is never changed: document_never_rewritten.';
END IF;
RETURN NEW;
"""


class DocumentKind(models.TextChoices):
    """What it is."""

    GP_LETTER = "GP_LETTER", "Letter from the GP"
    LETTER = "LETTER", "Letter from somebody else"
    QUESTIONNAIRE = "QUESTIONNAIRE", "Scanned questionnaire"
    REPLY = "REPLY", "Reply to a letter of ours"
    OTHER = "OTHER", "Something else"


class FileKind(models.TextChoices):
    """What the file is by its first bytes, whatever its name says."""

    PDF = "PDF", "PDF"
    PNG = "PNG", "PNG picture"
    JPEG = "JPEG", "JPEG picture"


class MentionsHarm(models.TextChoices):
    """Does it mention harm? Asked of whoever attaches it; only a plain no raises nothing."""

    NO = "NO", "No"
    YES = "YES", "Yes"
    CANNOT_TELL = "CANNOT_TELL", "I cannot tell"


class Document(models.Model):
    """What is known of one file; its bytes stand in a row of their own, so lists stay light."""

    reference = models.CharField(max_length=8, unique=True, default=new_reference)
    form_key = models.UUIDField(unique=True)
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="documents")
    kind = models.CharField(max_length=20, choices=DocumentKind.choices)
    # The day that stands on it.
    dated_on = models.DateField()
    file_kind = models.CharField(max_length=10, choices=FileKind.choices)
    size = models.PositiveIntegerField()
    mentions_harm = models.CharField(max_length=20, choices=MentionsHarm.choices)
    signal = models.OneToOneField(
        RiskSignal, on_delete=models.PROTECT, null=True, related_name="document"
    )
    attached_at = models.DateTimeField()
    attached_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(mentions_harm="NO") | Q(signal__isnull=False),
                name="caseload_worrying_document_has_its_signal",
            ),
            models.CheckConstraint(condition=Q(size__gte=1), name="caseload_document_holds_bytes"),
        ]
        indexes = [
            models.Index(
                fields=["attached_at"],
                condition=Q(settled_at__isnull=True),
                name="caseload_documents_unread",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="document_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="document_never_rewritten",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=_ONLY_SETTLED,
            ),
        ]

    def __str__(self) -> str:
        return f"document {self.reference}"


class DocumentContent(models.Model):
    """The bytes, as they came."""

    document = models.OneToOneField(
        Document, on_delete=models.PROTECT, primary_key=True, related_name="content"
    )
    content = models.BinaryField()

    class Meta:
        triggers = [
            pgtrigger.Protect(name="document_content_never_rewritten", operation=_APPEND_ONLY)
        ]

    def __str__(self) -> str:
        return f"bytes of document {self.pk}"


class DocumentReading(models.Model):
    """Somebody says that they have read it; once each."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="readings")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["document", "by"], name="caseload_one_reading_per_reader"
            ),
        ]
        triggers = [pgtrigger.Protect(name="reading_never_rewritten", operation=_APPEND_ONLY)]

    def __str__(self) -> str:
        return f"reading {self.pk}"


class DocumentWithdrawal(models.Model):
    """It stood on the wrong record: since when, by whom, why. Nobody opens it there any more."""

    document = models.OneToOneField(
        Document, on_delete=models.PROTECT, primary_key=True, related_name="withdrawal"
    )
    why = models.CharField(max_length=200)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(why=""), name="caseload_withdrawn_document_says_why"
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="document_withdrawal_never_rewritten", operation=_APPEND_ONLY)
        ]

    def __str__(self) -> str:
        return f"withdrawal of document {self.pk}"

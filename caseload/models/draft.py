"""What somebody is still typing; not yet a record."""

from django.conf import settings
from django.db import models

from caseload.models.contact import CareContact


class ContactDraft(models.Model):
    """The unsigned form of one author for one contact; only they read it (safety S-D7)."""

    contact = models.ForeignKey(CareContact, on_delete=models.CASCADE, related_name="drafts")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    fields = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    contact_version = models.PositiveIntegerField()
    missing = models.CharField(max_length=300, blank=True)
    started_at = models.DateTimeField()
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["contact", "author"], name="caseload_one_draft_per_author"
            )
        ]
        indexes = [models.Index(fields=["author", "started_at"], name="caseload_drafts_of_author")]

    def __str__(self) -> str:
        return f"draft {self.pk}"

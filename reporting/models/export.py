"""Months of the national return that were written, or are being written: when, by whom, what of."""

from datetime import timedelta

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

# The least that the files of a run stay; how long they really do is a rule of the service.
LEAST_KEPT = timedelta(days=30)

# What was asked for never changes, and of a run that has ended only that its files were removed.
_ENDED_IS_FIXED = """
IF OLD.finished_at IS NOT NULL AND (
       OLD.files_removed_at IS NOT NULL OR NEW.files_removed_at IS NULL
       OR to_jsonb(NEW) - 'files_removed_at' IS DISTINCT FROM to_jsonb(OLD) - 'files_removed_at')
   OR (NEW.month, NEW.window, NEW.asked_by_id, NEW.asked_at)
   IS DISTINCT FROM (OLD.month, OLD.window, OLD.asked_by_id, OLD.asked_at) THEN
    RAISE EXCEPTION 'A return is never changed: make another.';
END IF;
RETURN NEW;
"""
_STAYS_UNTIL_REMOVED = """
IF NOT EXISTS (
    SELECT FROM reporting_exportrun r WHERE r.id = OLD.run_id AND r.files_removed_at IS NOT NULL
) THEN
    RAISE EXCEPTION 'The files of a return stay until their time is up.';
END IF;
RETURN OLD;
"""


class Window(models.TextChoices):
    """Which of its two submissions a month is in (dataset reference, part 8)."""

    EARLY = "EARLY", "Before its window opens"
    PROVISIONAL = "PROVISIONAL", "Provisional"
    PERFORMANCE = "PERFORMANCE", "Performance"
    LATE = "LATE", "Closed"


class ExportRun(models.Model):
    """One month as it was written once. A run whose worker was killed is taken again when its lease
    has run out; no value of anybody stands in it. Its files, which are about everybody, go when
    their time is up; the row stays.
    """

    class State(models.TextChoices):
        WAITING = "WAITING", "Waiting to begin"
        WRITING = "WRITING", "Being written"
        DONE = "DONE", "Written"
        FAILED = "FAILED", "Not written"

    # The first day of it
    month = models.DateField()
    window = models.CharField(max_length=12, choices=Window.choices)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    # Until then somebody writes it; whoever comes later may begin again.
    leased_until = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    # Rows by table, and findings by what they cost (F, G, R, W)
    counts = models.JSONField(default=dict)
    findings = models.JSONField(default=dict)
    # The same by rule, as its page says it; null for a month written before they were kept
    found = models.JSONField(null=True)
    # SHA-256 of its manifest, which holds those of its files
    checksum = models.CharField(max_length=64, blank=True)
    file_name = models.CharField(max_length=60, blank=True)
    why_failed = models.CharField(max_length=200, blank=True)
    files_removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["month"],
                condition=Q(finished_at__isnull=True),
                name="reporting_one_unfinished_export_of_a_month",
            ),
            models.CheckConstraint(
                condition=Q(month__day=1), name="reporting_export_is_of_a_whole_month"
            ),
            models.CheckConstraint(
                condition=Q(state="WAITING", started_at__isnull=True, finished_at__isnull=True)
                | Q(
                    state="WRITING",
                    started_at__isnull=False,
                    leased_until__isnull=False,
                    finished_at__isnull=True,
                )
                | Q(state__in=["DONE", "FAILED"], finished_at__isnull=False),
                name="reporting_export_state_has_its_times",
            ),
            models.CheckConstraint(
                condition=Q(state="DONE", why_failed="") & ~Q(checksum="") & ~Q(file_name="")
                | Q(state="FAILED", checksum="", file_name="") & ~Q(why_failed="")
                | Q(state__in=["WAITING", "WRITING"], checksum="", file_name="", why_failed=""),
                name="reporting_export_has_its_file_or_says_why_not",
            ),
            models.CheckConstraint(
                condition=Q(files_removed_at__isnull=True)
                | Q(state="DONE", files_removed_at__gte=F("finished_at") + LEAST_KEPT),
                name="reporting_export_files_stay_for_a_month",
            ),
        ]
        indexes = [models.Index(fields=["-month", "-asked_at"], name="reporting_exports_latest")]
        triggers = [
            pgtrigger.Protect(name="export_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="export_is_fixed",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=_ENDED_IS_FIXED,
            ),
        ]

    def __str__(self) -> str:
        return f"return of {self.month:%Y-%m}"


class ExportPiece(models.Model):
    """A megabyte of a month's zip. In the database, so that every part of the service finds it, and
    nobody but through the page that asks who they are.
    """

    run = models.ForeignKey(ExportRun, on_delete=models.PROTECT, related_name="pieces")
    place = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["run", "place"], name="reporting_one_piece_of_an_export_at_a_place"
            )
        ]
        triggers = [
            pgtrigger.Protect(name="export_piece_never_rewritten", operation=pgtrigger.Update),
            pgtrigger.Trigger(
                name="export_piece_stays_until_removed",
                when=pgtrigger.Before,
                operation=pgtrigger.Delete,
                func=_STAYS_UNTIL_REMOVED,
            ),
        ]

    def __str__(self) -> str:
        return f"piece {self.place} of export {self.run_id}"

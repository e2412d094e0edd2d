"""Moving a service in from another system's files: runs, what waits in between, what was left out,
and which of our rows each of its keys became.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class ImportRun(models.Model):
    """One folder or zip that is taken in. A run that was killed goes on where it was: files whose
    rows are staged, and people up to `mark`, are done. What it holds of a file until it ends is how
    far it is, which is a patient's number there; afterwards nothing.
    """

    class Phase(models.TextChoices):
        WAITING = "WAITING", "Waiting to begin"
        READING = "READING", "Reading the files"
        TAKING = "TAKING", "Taking people in"
        DONE = "DONE", "Done"

    class Ending(models.TextChoices):
        ALL_IN = "ALL_IN", "All is in"
        SOME_LEFT_OUT = "SOME_LEFT_OUT", "What was left out is listed; the rest is in"
        NOTHING_READ = "NOTHING_READ", "Nothing could be read"

    # The name of the folder or zip without where it lies, and what tells it from any other.
    source = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64)
    provider = models.CharField(max_length=6, blank=True)
    is_dry_run = models.BooleanField(default=False)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField()
    phase = models.CharField(max_length=10, choices=Phase.choices, default=Phase.WAITING)
    # Until then somebody works on it; whoever comes later may go on with it.
    leased_until = models.DateTimeField(null=True)
    files = models.PositiveIntegerField(default=0)
    files_done = models.PositiveIntegerField(default=0)
    rows = models.PositiveBigIntegerField(default=0)
    people = models.PositiveIntegerField(default=0)
    people_done = models.PositiveIntegerField(default=0)
    left_out = models.PositiveBigIntegerField(default=0)
    # Files whose rows are staged, and the last patient who is in
    staged = models.JSONField(default=list)
    mark = models.CharField(max_length=20, blank=True)
    # made, changed, unchanged and kept, each by what
    counts = models.JSONField(default=dict)
    ended_at = models.DateTimeField(null=True)
    ending = models.CharField(max_length=20, choices=Ending.choices, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["fingerprint", "is_dry_run"],
                condition=Q(ended_at__isnull=True),
                name="reporting_one_unfinished_import_of_a_source",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ending="")
                | Q(ended_at__isnull=False, phase="DONE") & ~Q(ending=""),
                name="reporting_ended_import_says_how",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(mark="") & ~Q(counts__has_key="hands"),
                name="reporting_ended_import_holds_nobodys_number",
            ),
            models.CheckConstraint(
                condition=Q(files_done__lte=F("files"), people_done__lte=F("people")),
                name="reporting_import_does_no_more_than_all",
            ),
        ]

    def __str__(self) -> str:
        return f"import {self.pk}"

    @property
    def exit_status(self) -> int:
        """As the command ends."""
        return _STATUS[self.Ending(self.ending)]


_STATUS = {
    ImportRun.Ending.ALL_IN: 0,
    ImportRun.Ending.SOME_LEFT_OUT: 3,
    ImportRun.Ending.NOTHING_READ: 1,
}


class ImportUpload(models.Model):
    """A zip that came by the page, in pieces of a megabyte, until its run has ended."""

    run = models.ForeignKey(ImportRun, on_delete=models.PROTECT, related_name="pieces")
    place = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["run", "place"], name="reporting_one_piece_of_an_upload_at_a_place"
            )
        ]

    def __str__(self) -> str:
        return f"piece {self.place} of import {self.run_id}"


class StagedRow(models.Model):
    """A record on its way, in a table that is not logged: it is there until its run ends, and read
    again from its file after a crash. There is no foreign key, which would be asked for each row.
    """

    run = models.PositiveBigIntegerField()
    # Its number, such as 201, and the place of its file among those of the run
    table = models.CharField(max_length=3)
    file = models.PositiveIntegerField()
    line = models.PositiveIntegerField()
    # Of the four, those that its file says: a score knows its activity only.
    patient = models.CharField(max_length=20, blank=True)
    referral = models.CharField(max_length=20, blank=True)
    contact = models.CharField(max_length=20, blank=True)
    activity = models.CharField(max_length=20, blank=True)
    # A patient's NHS number, which no two of a month may have
    number = models.CharField(max_length=20, blank=True)
    # Of a row about a patient: which hand takes them, once several share the work
    hand = models.PositiveSmallIntegerField(null=True)
    # In the order of the table's columns, with a separator that no text has
    values = models.TextField()

    def __str__(self) -> str:
        return f"row of import {self.run}"


class LeftOut(models.Model):
    """Something of an import that was not taken, and why; never a value of it."""

    run = models.ForeignKey(ImportRun, on_delete=models.PROTECT, related_name="left_outs")
    month = models.CharField(max_length=10, blank=True)
    file = models.CharField(max_length=200)
    line = models.PositiveIntegerField(default=0)
    field = models.CharField(max_length=40, blank=True)
    rule = models.CharField(max_length=20)
    why = models.CharField(max_length=300)

    class Meta:
        indexes = [models.Index(fields=["run", "file", "line"], name="reporting_left_out_of_run")]

    def __str__(self) -> str:
        return f"left out of import {self.run_id}"


class ImportedKey(models.Model):
    """Which row of ours a key of the old system became, and what it was when it came: so that the
    same file changes nothing, and no pathway splits. Without a foreign key, as for staged rows.
    """

    provider = models.CharField(max_length=6)
    table = models.CharField(max_length=40)
    # Of tables without a key of their own, what makes a record one
    key = models.CharField(max_length=120)
    target_id = models.BigIntegerField()
    fingerprint = models.CharField(max_length=32)
    run = models.PositiveBigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "table", "key"], name="reporting_one_row_for_an_imported_key"
            )
        ]
        indexes = [models.Index(fields=["table", "target_id"], name="reporting_imported_target")]

    def __str__(self) -> str:
        return f"imported {self.table}"

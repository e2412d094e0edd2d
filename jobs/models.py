"""Outbox rows, runs of jobs and heartbeats."""

from django.db import models
from django.db.models import Q


class OutboxEntry(models.Model):
    """Something that must leave, written in the transaction that made it necessary (ids only)."""

    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=120)
    ids = models.JSONField(default=dict)
    added_at = models.DateTimeField()
    next_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    parked_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=200, blank=True)
    # A parked row is somebody's, until it is put back or given up with a reason.
    # A staff id and no foreign key: staff stands above.
    owner_id = models.BigIntegerField(null=True)
    given_up_why = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "key"], name="jobs_one_outbox_entry_per_key"),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | Q(parked_at__isnull=True),
                name="jobs_done_or_parked_not_both",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_at"],
                condition=Q(done_at__isnull=True, parked_at__isnull=True),
                name="jobs_outbox_due",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class JobRun(models.Model):
    """One start of one job, with its lease and its counts."""

    job = models.CharField(max_length=60)
    started_at = models.DateTimeField()
    leased_until = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    counts = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["job"],
                condition=Q(finished_at__isnull=True),
                name="jobs_one_unfinished_run_per_job",
            )
        ]
        # Each sweep asks for the latest run of each job.
        indexes = [models.Index(fields=["job", "-started_at"], name="jobs_latest_run")]

    def __str__(self) -> str:
        return f"{self.job} from {self.started_at:%Y-%m-%d %H:%M}"


class Heartbeat(models.Model):
    """When a worker, beat, sweep or relay was last seen alive (safety S-B6)."""

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} {self.at:%H:%M:%S}"

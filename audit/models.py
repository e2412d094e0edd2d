"""The trail's rows: append-only, sealed into a chain per patient, staff member or the system."""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models

from audit.events import known_events

# The seal covers every column that says something: audit_sealed_text (migration 0002) names them.
_SEAL = """
INSERT INTO audit_chainhead (chain, length, hash) VALUES (NEW.chain, 0, '') ON CONFLICT (chain) DO NOTHING;
SELECT length + 1, hash INTO NEW.position, NEW.previous_hash
    FROM audit_chainhead WHERE chain = NEW.chain FOR UPDATE;
NEW.hash = encode(sha256(convert_to(audit_sealed_text(NEW), 'UTF8')), 'hex');
UPDATE audit_chainhead SET length = NEW.position, hash = NEW.hash WHERE chain = NEW.chain;
RETURN NEW;
"""  # noqa: E501 - as the migration has it


class ChainHead(models.Model):
    """The last link of each chain; written only by the sealing trigger."""

    chain = models.TextField(primary_key=True)
    length = models.BigIntegerField()
    hash = models.TextField()

    class Meta:
        db_table = "audit_chainhead"

    def __str__(self) -> str:
        return f"{self.chain} at {self.length}"


class AuditEntry(models.Model):
    """One thing somebody saw or did. Ids and changed fields only: never note text (safety S-A1).

    No foreign keys: the trail must outlive the data and never block it.
    """

    at = models.DateTimeField()
    event = models.CharField(max_length=40, choices=known_events)
    actor = models.CharField(
        max_length=8, choices=[("staff", "staff"), ("link", "link"), ("system", "system")]
    )
    staff_id = models.BigIntegerField(null=True)
    acting_role = models.CharField(max_length=40, blank=True)
    relation = models.CharField(max_length=20, blank=True)
    patient_id = models.BigIntegerField(null=True)
    referral_id = models.BigIntegerField(null=True)
    about = models.CharField(max_length=60, blank=True)
    about_id = models.BigIntegerField(null=True)
    shown = ArrayField(models.BigIntegerField(), default=list)
    changes = models.JSONField(default=dict)
    route = models.CharField(max_length=200, blank=True)
    request_id = models.CharField(max_length=64, blank=True)
    source = models.CharField(max_length=20, blank=True)
    result = models.CharField(max_length=20, default="done")
    chain = models.TextField()
    position = models.BigIntegerField(default=0)
    previous_hash = models.TextField(default="")
    hash = models.TextField(default="")

    class Meta:
        db_table = "audit_auditentry"
        constraints = [
            models.UniqueConstraint(fields=["chain", "position"], name="audit_one_entry_per_link"),
        ]
        indexes = [models.Index(fields=["patient_id", "at"], name="audit_patient_at")]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="seal", when=pgtrigger.Before, operation=pgtrigger.Insert, func=_SEAL
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.chain}#{self.position}"

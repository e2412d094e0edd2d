"""What the rows that an agenda is made of said at each moment; never rewritten.

Of summaries `caseload` keeps it. Rows that are never changed, or that say themselves from when to
when they hold, need none of this.
"""

from collections.abc import Mapping

import pgtrigger
from django.db import models

# Which columns of which tables are kept. A trigger on each calls `supervision_keep` with its
# columns; a test holds this list to what stands in the database.
KEPT: Mapping[str, tuple[str, ...]] = {
    "supervision_supervisionsession": (
        *("id", "reference", "supervisor_id", "supervisee_id", "stands_in_for_id", "makes_up_id"),
        *("planned_on", "starts_at", "minutes", "moved_at", "opened_at", "opened_by_id"),
        *("signed_at", "signed_by_id", "not_held_at", "not_held_by_id", "not_held_side"),
    ),
    "supervision_supervisionquestion": (
        *("id", "referral_id", "by_id", "at", "answered_in_id", "taken_back_at"),
    ),
    "supervision_supervisionturn": ("id", "item_id", "number"),
    # Those alone that ask something of supervision, or are taken to it.
    "caseload_carecontact": ("id", "referral_id", "state", "signed_at"),
    "staff_absence": ("id", "staff_id", "starts_on", "ends_on"),
    "staff_cover": ("id", "covered_id", "coverer_id", "starts_on", "ends_on"),
    "staff_membership": ("id", "staff_id", "team_id", "role", "starts_on", "ends_on"),
    "staff_staffmember": ("id", "grade", "is_active"),
}


class KeptRow(models.Model):
    """One row of a table as it stood from a moment on; nothing of it, once it was deleted. Words
    are not kept: they are read where they stand.
    """

    relation = models.CharField(max_length=40)
    row_id = models.BigIntegerField()
    at = models.DateTimeField()
    said = models.JSONField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["relation", "row_id", "id"], name="supervision_kept_in_order")
        ]
        triggers = [
            pgtrigger.Protect(
                name="kept_row_never_rewritten", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return f"{self.relation} {self.row_id} at {self.at}"

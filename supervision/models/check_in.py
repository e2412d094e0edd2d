"""The first five minutes of a meeting and its last two: words that its two people alone read."""

import pgtrigger
from django.conf import settings
from django.db import models

from supervision.models.session import SupervisionSession

# Whoever gets the meeting after them neither reads nor writes what these two wrote.
_OF_ITS_PAIR = """
IF NOT EXISTS (
    SELECT 1 FROM supervision_supervisionsession s
    WHERE s.id = NEW.session_id AND (s.signed_at IS NULL OR NEW.updated_at <= s.signed_at)
      AND s.supervisor_id = NEW.supervisor_id
      AND NEW.updated_by_id IN (s.supervisor_id, s.supervisee_id)
) THEN
    RAISE EXCEPTION 'The pair of a meeting write these words, until it is signed.';
END IF;
RETURN NEW;
"""


class CheckInPart(models.TextChoices):
    """What a check-in asks about, in the order of its page."""

    WEIGHS = "WEIGHS", "What weighs"
    WENT_WELL = "WENT_WELL", "What went well"
    AGREED = "AGREED", "Agreed for you"
    HELPED = "HELPED", "What helped today"
    TO_CHANGE = "TO_CHANGE", "What to do differently"


class CheckInWords(models.Model):
    """What two people wrote under one heading of their check-in. No page but theirs reads it.

    `supervisor` is whoever the meeting was with when it was written.
    """

    session = models.ForeignKey(SupervisionSession, on_delete=models.PROTECT, related_name="+")
    supervisor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    part = models.CharField(max_length=10, choices=CheckInPart.choices)
    text = models.CharField(max_length=1000, blank=True)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField()
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session", "supervisor", "part"],
                name="supervision_each_part_of_a_check_in_once",
            )
        ]
        triggers = [
            pgtrigger.Protect(name="check_in_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="check_in_is_of_its_pair",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=_OF_ITS_PAIR,
            ),
        ]

    def __str__(self) -> str:
        # Never the words: this is what an error report or a list would print.
        return f"words of a check-in {self.pk}"

"""Parts of pages drawn ahead of whoever asks first, so that no page waits for what a job can do."""

from django.db import models


class Drawing(models.Model):
    """What stands on a page between two counts: numbers of many and names of staff, never of a
    patient. Written by the job that counts and by nobody else; gone, it is drawn anew.

    `key` is a digest of all that decides what is drawn: which sums, whose, of when, and what its
    reader may see. Whoever may see less has another key.
    """

    key = models.CharField(max_length=64, primary_key=True)
    said = models.TextField()
    drawn_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"drawn at {self.drawn_at}"

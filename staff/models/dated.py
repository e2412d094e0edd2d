"""What holds from one day to another."""

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Q


class DatedQuerySet(models.QuerySet[Any]):
    """Rows that hold from one day to another."""

    def on(self, day: date) -> Self:
        """Only those in force on this day."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day), starts_on__lte=day)


class Dated(models.Model):
    """From a day to a day, both inclusive."""

    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True

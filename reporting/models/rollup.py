"""Sums by month, so that a dashboard reads a few hundred rows however large the service is."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from staff.models import Team


class KpiMonth(models.Model):
    """Additive counts of one month, team and group: rates are divided when read, never stored.

    `dimension` is empty for everybody, else what they are grouped by (`ethnicity`); `group` is the
    value. `counts` holds one whole number for each count that a measure is made of, each at its
    place among those of its definitions (`sums.edition`): under another number nobody reads them.
    """

    month = models.DateField()
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    dimension = models.CharField(max_length=20, blank=True)
    group = models.CharField(max_length=40, blank=True)
    counts = ArrayField(models.IntegerField(), default=list)
    edition = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["month", "team", "dimension", "group"],
                name="reporting_one_sum_per_month_team_group",
            )
        ]

    def __str__(self) -> str:
        return f"{self.month} {self.dimension} {self.group}".strip()

"""Sums by month, so that a dashboard reads a few hundred rows however large the service is."""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models

from staff.models import Team

_SAYS_WHEN = """
INSERT INTO reporting_sumswritten (id, at) VALUES (1, clock_timestamp())
ON CONFLICT (id) DO UPDATE SET at = excluded.at;
"""


def _says_when(name: str, operation: pgtrigger.Operation, **rows: str) -> pgtrigger.Trigger:
    """One look for a statement, however many rows of these it wrote; nothing where it was none."""
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=operation,
        referencing=pgtrigger.Referencing(**rows) if rows else None,
        func=(f"IF EXISTS (SELECT FROM written) THEN{_SAYS_WHEN}END IF;" if rows else _SAYS_WHEN)
        + "\nRETURN NULL;",
    )


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
        triggers = [
            _says_when("new_sums_say_when", pgtrigger.Insert, new="written"),
            _says_when("other_sums_say_when", pgtrigger.Update, new="written"),
            _says_when("sums_gone_say_when", pgtrigger.Delete, old="written"),
            _says_when("no_sums_say_when", pgtrigger.Truncate),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["month", "team", "dimension", "group"],
                name="reporting_one_sum_per_month_team_group",
            )
        ]

    def __str__(self) -> str:
        return f"{self.month} {self.dimension} {self.group}".strip()


class SumsWritten(models.Model):
    """When sums of months were last written: one row, kept by the database. By it a page knows
    whether what it remembers still holds, without a look at thousands of them.
    """

    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"sums at {self.at}"

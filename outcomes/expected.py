"""The usual range this service works with: its own where enough finished people stand behind it,
else the simulated table. One table for the picture and the prompt.

A page learns which tables exist from `newest()`, read inside a query it asks anyway. Stored rows
are never rewritten, so what was read once for a number and a day may be kept by the process.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache

from django.contrib.postgres.aggregates import ArrayAgg
from django.db import transaction
from django.db.models import Max, Subquery

from clinical import trajectory
from clinical.policy import Policy
from clinical.trajectory import BANDS, SEED, Source, Table
from clinical.working_days import local_date
from outcomes.models import ExpectedResponse, MeasureScore

# The same number as `newest()`, for statements written out.
NEWEST = "(SELECT max(id) FROM outcomes_expectedresponse)"


def newest() -> Subquery:
    """The number of the newest stored cell, for a query about something else."""
    return Subquery(ExpectedResponse.objects.order_by("-pk").values("pk")[:1])


def table(number: int | None, *, on: date) -> Table:
    """The usual range in force on this day, where `number` is what `newest()` said."""
    return SEED if number is None else _begun(number, on)


def current_table(*, on: date) -> Table:
    """The usual range in force on this day. One query, and a second one for a new version."""
    return table(newest_number(), on=on)


def newest_number() -> int | None:
    """What `newest()` says, asked by itself."""
    number: int | None = ExpectedResponse.objects.aggregate(newest=Max("pk"))["newest"]
    return number


@lru_cache(maxsize=8)
def _begun(number: int, on: date) -> Table:
    """The latest version up to this cell that has begun; the simulated one before the first."""
    begun = ExpectedResponse.objects.filter(pk__lte=number, valid_from__lte=on)
    latest = begun.order_by("-version").values("version")[:1]
    rows = tuple(_cell(row) for row in begun.filter(version=Subquery(latest)))
    return trajectory.table_of(rows) if rows else SEED


def _cell(row: ExpectedResponse) -> trajectory.ExpectedResponse:
    return trajectory.ExpectedResponse(
        measure=row.measure,
        band_lowest=row.band_lowest,
        band_highest=row.band_highest,
        contact_no=row.contact_no,
        p50=row.p50,
        p80=row.p80,
        p90=row.p90,
        n=row.n,
        source=Source(row.source),
        version=row.version,
        valid_from=row.valid_from,
    )


@transaction.atomic
def build_expected_ranges(*, now: datetime, policy: Policy) -> Mapping[str, int]:
    """Build the usual range from this service's finished referrals, and store a new version where
    its figures are other than those in force. Twice, or beside itself, writes one version.
    """
    on = local_date(now)
    last = ExpectedResponse.objects.aggregate(version=Max("version"))["version"] or 0
    built = trajectory.build(
        _finished(on), least=policy.expected_range_least, version=last + 1, valid_from=on
    )
    own = sum(cell.source is Source.SERVICE for cell in built.values())
    if _figures(built) == _figures(current_table(on=on)):
        return {"own_cells": own, "written": 0}
    written = ExpectedResponse.objects.bulk_create(
        [_row(cell, now=now) for cell in built.values()], ignore_conflicts=True
    )
    return {"own_cells": own, "written": len(written)}


def _finished(on: date) -> Iterator[tuple[str, Sequence[int]]]:
    """Of each referral that has ended: a measure and its totals, first to last."""
    scores = MeasureScore.objects.filter(
        referral__ended_on__lte=on,
        measure__in=list(BANDS),
        total__isnull=False,
        is_prorated=False,
        superseded_at__isnull=True,
        withdrawn_at__isnull=True,
    )
    courses = scores.values("referral_id", "measure").annotate(
        totals=ArrayAgg("total", order_by=("taken_at", "id"))
    )
    return courses.values_list("measure", "totals").iterator()


def _figures(built: Table) -> Mapping[tuple[str, int, int], tuple[int, int, int, Source]]:
    """What a reader would see change; the count of people is that of its version."""
    return {place: (one.p50, one.p80, one.p90, one.source) for place, one in built.items()}


def _row(cell: trajectory.ExpectedResponse, *, now: datetime) -> ExpectedResponse:
    return ExpectedResponse(
        measure=cell.measure,
        band_lowest=cell.band_lowest,
        band_highest=cell.band_highest,
        contact_no=cell.contact_no,
        p50=cell.p50,
        p80=cell.p80,
        p90=cell.p90,
        n=cell.n,
        source=cell.source.value,
        version=cell.version,
        valid_from=cell.valid_from,
        built_at=now,
    )

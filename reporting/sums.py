"""Reads the sums of months: a few hundred rows, however large the service is."""

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import connection

from reporting import statements
from reporting.cells import Cell, Cells
from reporting.dimensions import Dimension
from reporting.figures import Chosen
from reporting.metrics.measure import Measure, Placed, Tally
from reporting.metrics.registry import MEASURES, TILES
from reporting.period import Period

_FILTERS = ("commissioner", "problem", "format", "source")


@dataclass(frozen=True, slots=True)
class Kept:
    """One count as it stands among the sums, each at its place: its name, and what it counts."""

    name: str
    placed: Placed
    tally: Tally


@cache
def kept_for_everybody() -> tuple[Kept, ...]:
    """Every count of months that adds up."""
    return _kept([one for one in MEASURES.values() if one.is_additive])


@cache
def kept_for_groups() -> tuple[Kept, ...]:
    """Those of the lead's page, which are kept for groups too."""
    return _kept([MEASURES[slug] for slug in TILES])


@cache
def edition() -> int:
    """A number that changes whenever a definition does: sums of another one are not read."""
    return zlib.crc32(repr((kept_for_everybody(), kept_for_groups())).encode())


def held(
    measures: Sequence[Measure],
    *,
    periods: Sequence[Period],
    chosen: Chosen,
    dimension: Dimension | None,
) -> tuple[Measure, ...]:
    """Those of these measures that the sums can tell: of whole months, by one thing at a time."""
    by = _kept_by(chosen, dimension)
    if by is None or not all(one.is_whole_months for one in periods):
        return ()
    places = _places(kept_for_groups() if by else kept_for_everybody())
    return tuple(
        one
        for one in measures
        if one.is_additive
        and all((one.placed, tally) in places for tally in statements.tallies_of(one))
    )


def read(
    measures: Sequence[Measure],
    *,
    periods: Sequence[Period],
    chosen: Chosen,
    dimension: Dimension | None,
) -> Cells | None:
    """Add up the sums that `held` promised, in one query; None where a month has not been summed
    by the definitions of today.
    """
    by = _kept_by(chosen, dimension) or ""
    places = _places(kept_for_groups() if by else kept_for_everybody())
    wanted = list(
        dict.fromkeys(
            (one.placed, tally) for one in measures for tally in statements.tallies_of(one)
        )
    )
    with connection.cursor() as cursor:
        cursor.execute(
            _statement([places[one] for one in wanted], chosen=chosen, dimension=dimension),
            statements.parameters(periods, chosen)
            | {"by": by, "edition": edition(), "only": getattr(chosen, by, "")},
        )
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    if not rows or any(is_of_another for *_, is_of_another in rows):
        return None
    return {
        (start, group): Cell(label, dict(zip(wanted, map(int, values), strict=True)))
        for start, group, label, values, _ in rows
    }


def _statement(places: Sequence[int], *, chosen: Chosen, dimension: Dimension | None) -> str:
    """Rows of the months asked about; whoever has no row in a month had nobody."""
    values = ", ".join(f"coalesce(sum(k.counts[{place}]), 0)" for place in places)
    group = 'k."group"' if dimension and dimension.slug != "team" else "''::text"
    if dimension and dimension.slug == "team":
        group = "k.team_id::text"
    teams = "" if chosen.team_ids is None else " AND k.team_id = ANY(%(team_ids)s::bigint[])"
    one_group = ' AND k."group" = %(only)s' if any(getattr(chosen, one) for one in _FILTERS) else ""
    label = dimension.label_sql if dimension else "''"
    return (
        f"SELECT starts_on, group_value, coalesce({label}, ''), tallies, is_of_another FROM ("
        f"SELECT b.starts_on, {group} AS group_value, ARRAY[{values}]::bigint[] AS tallies, "
        "bool_or(k.edition <> %(edition)s) AS is_of_another "
        f"FROM {statements.PERIODS} JOIN reporting_kpimonth k "
        "ON k.month BETWEEN b.starts_on AND b.ends_on AND k.dimension = %(by)s "
        f"WHERE true{teams}{one_group} GROUP BY 1, 2) counted"
    )


def _kept_by(chosen: Chosen, dimension: Dimension | None) -> str | None:
    """By what the sums are read: nothing, a dimension, or the one filter that is set; None where
    they cannot be.
    """
    filters = [one for one in _FILTERS if getattr(chosen, one)]
    if dimension is not None and dimension.slug == "team":
        dimension = None
    if dimension is not None and (filters or not dimension.is_kept):
        return None
    if len(filters) > 1:
        return None
    return dimension.slug if dimension else "".join(filters)


def _kept(measures: Sequence[Measure]) -> tuple[Kept, ...]:
    found: dict[tuple[Placed, Tally], str] = {}
    for one in measures:
        found.setdefault((one.placed, one.numerator), one.slug)
        if one.denominator is not None:
            found.setdefault((one.placed, one.denominator), f"{one.slug}:of")
    return tuple(Kept(name, placed, tally) for (placed, tally), name in found.items())


def _places(kept: Sequence[Kept]) -> Mapping[tuple[Placed, Tally], int]:
    """Where each count stands among those of a row; the first is 1."""
    return {(one.placed, one.tally): place for place, one in enumerate(kept, start=1)}

"""The SQL of counting: one statement for any measures, periods and people."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from reporting.dimensions import Dimension
from reporting.figures import Chosen
from reporting.metrics.measure import Measure, Placed, Tally
from reporting.period import Period

# Of an appointment somebody wrote what became of it.
SETTLED = "c.state IN ('LOGGED', 'CANCELLED') AND c.attendance <> ''"
_PATHWAY = "JOIN reporting_pathway p ON p.{} BETWEEN b.starts_on AND b.ends_on"
_CONTACTS = f"""
JOIN caseload_carecontact c
  ON c.starts_at >= (b.starts_on::timestamp AT TIME ZONE 'Europe/London')
 AND c.starts_at < ((b.ends_on + 1)::timestamp AT TIME ZONE 'Europe/London')
 AND {SETTLED}
JOIN reporting_pathway p ON p.referral_id = c.referral_id
"""
_LOGS = """
JOIN caseload_internettherapylog g
  ON g.ended_on BETWEEN b.starts_on AND b.ends_on AND g.withdrawn_at IS NULL
JOIN reporting_pathway p ON p.referral_id = g.referral_id
"""
_OPEN_AT_THE_END = """
JOIN reporting_pathway p
  ON p.received_on <= b.ends_on AND (p.ended_on IS NULL OR p.ended_on > b.ends_on)
"""

ROWS: Mapping[Placed, str] = MappingProxyType(
    {
        Placed.RECEIVED: _PATHWAY.format("received_on"),
        Placed.ASSESSED: _PATHWAY.format("assessment_first_on"),
        Placed.FIRST_SESSION: _PATHWAY.format("therapy_first_on"),
        Placed.SECOND_SESSION: _PATHWAY.format("therapy_second_on"),
        Placed.ENDED: _PATHWAY.format("ended_on"),
        Placed.PERIOD_END: _OPEN_AT_THE_END,
        Placed.CONTACT: _CONTACTS,
        Placed.LOG_END: _LOGS,
        Placed.CONTACT_OF_ENDED: (
            _PATHWAY.format("ended_on")
            + " JOIN caseload_carecontact c ON c.referral_id = p.referral_id"
            f" AND {SETTLED}"
        ),
    }
)

_NAMED = re.compile(r"%\((\w+)\)s")
PERIODS = "(SELECT unnest(%(starts)s::date[]) AS starts_on, unnest(%(ends)s::date[]) AS ends_on) b"
# How it stands on a day yet to come nobody knows: until a period is over, how it stood when
# pathways were last derived.
_SO_FAR = f"""(
SELECT starts_on, greatest(starts_on, least(ends_on, derived.on_day)) AS ends_on
FROM {PERIODS},
(SELECT (max(at) AT TIME ZONE 'Europe/London')::date AS on_day FROM reporting_pathwayrun) derived
) b"""  # noqa: S608 - ours


@dataclass(frozen=True, slots=True)
class Branch:
    """What is counted over one kind of rows."""

    placed: Placed
    tallies: tuple[Tally, ...]
    statistics: tuple[str, ...]


def branches(measures: Sequence[Measure]) -> tuple[Branch, ...]:
    """Each kind of rows once, with all that these measures count over it."""
    return tuple(
        Branch(
            placed,
            tuple(dict.fromkeys(tally for one in of_it for tally in tallies_of(one))),
            tuple(dict.fromkeys(one.statistic for one in of_it if one.statistic)),
        )
        for placed in Placed
        if (of_it := [one for one in measures if one.placed is placed])
    )


def tallies_of(measure: Measure) -> tuple[Tally, ...]:
    """What a measure counts: numerator first."""
    if measure.denominator is None:
        return (measure.numerator,)
    return (measure.numerator, measure.denominator)


def counting(kept: Sequence[Branch], *, chosen: Chosen, dimension: Dimension | None = None) -> str:
    """The statement that counts these branches by period, and by group where there is one."""
    parts = " UNION ALL ".join(
        _branch(number, one, chosen=chosen, dimension=dimension) for number, one in enumerate(kept)
    )
    label = dimension.label_sql if dimension else "''"
    return (
        "SELECT branch, starts_on, group_value, tallies, statistics, "
        f"coalesce({label}, '') FROM ({parts}) counted"
    )


def members(
    measure: Measure, *, period: Period, chosen: Chosen, condition: str
) -> tuple[str, list[Any]]:
    """The statement that names the referrals of a measure which meet the condition, and its
    values in the order of the statement: it stands within a larger one.
    """
    sql = (
        f"SELECT p.referral_id FROM {_periods(measure.placed)} {ROWS[measure.placed]} "
        f"WHERE ({condition}){narrowed(chosen)}"
    )
    values = parameters((period,), chosen)
    return _NAMED.sub("%s", sql), [values[name] for name in _NAMED.findall(sql)]


def _periods(placed: Placed) -> str:
    """Of what is counted on the last day, those periods as far as they are over."""
    return _SO_FAR if placed is Placed.PERIOD_END else PERIODS


def parameters(periods: Sequence[Period], chosen: Chosen) -> dict[str, Any]:
    """The values of a statement."""
    return {
        "starts": [one.start for one in periods],
        "ends": [one.end for one in periods],
        "team_ids": sorted(chosen.team_ids or ()),
        "commissioner": chosen.commissioner,
        "problem": chosen.problem,
        "format": chosen.format,
        "source": chosen.source,
    }


def narrowed(chosen: Chosen) -> str:
    """The conditions of whose pathways count."""
    teams = "" if chosen.team_ids is None else " AND p.team_id = ANY(%(team_ids)s::bigint[])"
    return teams + "".join(
        f" AND p.{column} = %({column})s"
        for column in ("commissioner", "problem", "format", "source")
        if getattr(chosen, column)
    )


def sql_of(tally: Tally) -> str:
    """One number, by row or added up."""
    if tally.amount:
        return f"coalesce(sum({tally.amount}) FILTER (WHERE {tally.where}), 0)"
    return "count(*)" if tally.where == "true" else f"count(*) FILTER (WHERE {tally.where})"


def _branch(number: int, branch: Branch, *, chosen: Chosen, dimension: Dimension | None) -> str:
    group = dimension.group_sql if dimension else "''::text"
    tallies = ", ".join(sql_of(one) for one in branch.tallies)
    statistics = ", ".join(f"({one})::numeric" for one in branch.statistics)
    return (
        f"SELECT {number} AS branch, b.starts_on, {group} AS group_value, "
        f"ARRAY[{tallies}]::bigint[] AS tallies, ARRAY[{statistics}]::numeric[] AS statistics "
        f"FROM {_periods(branch.placed)} {ROWS[branch.placed]} "
        f"WHERE true{narrowed(chosen)} GROUP BY 2, 3"
    )

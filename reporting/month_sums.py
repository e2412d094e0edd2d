"""The SQL that sums months. What places somebody in a month is looked up once for each row, and
each row is read as seldom as can be: the sums of every month are made anew each night.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from reporting import statements, sums
from reporting.dimensions import DIMENSIONS, Dimension
from reporting.metrics.measure import Placed, Tally
from reporting.metrics.wording import FINISHED, SESSION
from reporting.sums import Kept


@dataclass(frozen=True, slots=True)
class _Rows:
    """What is counted: the number of the month of each row, where rows come from, and which."""

    month: str
    source: str
    which: str

    def those(self, condition: str) -> "_Rows":
        """Only these of them."""
        return _Rows(self.month, self.source, f"{self.which} AND {condition}")


def _by_day(day: str, source: str, which: str = "true") -> _Rows:
    """Months follow on one another, so that to look a day up is to count those begun."""
    return _Rows(
        f"width_bucket({day}, %(starts)s::date[])",
        source,
        f"{day} BETWEEN %(first)s AND %(last)s AND {which}",
    )


_PATHWAYS = "reporting_pathway p"
_OF_A_PATHWAY = "JOIN reporting_pathway p ON p.referral_id ="
_ROWS: Mapping[Placed, _Rows] = MappingProxyType(
    {
        Placed.RECEIVED: _by_day("p.received_on", _PATHWAYS),
        Placed.ASSESSED: _by_day("p.assessment_first_on", _PATHWAYS),
        Placed.FIRST_SESSION: _by_day("p.therapy_first_on", _PATHWAYS),
        Placed.SECOND_SESSION: _by_day("p.therapy_second_on", _PATHWAYS),
        Placed.ENDED: _by_day("p.ended_on", _PATHWAYS),
        Placed.CONTACT: _Rows(
            "width_bucket(c.starts_at, %(moments)s::timestamptz[])",
            f"caseload_carecontact c {_OF_A_PATHWAY} c.referral_id",
            "c.starts_at >= %(from)s AND c.starts_at < %(until)s AND " + statements.SETTLED,
        ),
        Placed.LOG_END: _by_day(
            "g.ended_on",
            f"caseload_internettherapylog g {_OF_A_PATHWAY} g.referral_id",
            "g.withdrawn_at IS NULL",
        ),
    }
)
# Columns with few values: counted over each pattern of them that occurs, not over each row.
_FEW_VALUES = frozenset(
    {"p.source", "p.end_code", "p.long_term_condition", "c.attendance", "c.state", "c.is_planned"}
    | {"c.medium", "c.kind", "c.therapies", "c.is_session"}
)
# Conditions that are told once for each row and then have a name.
_TRAITS = {SESSION: "c.is_session"}
_COLUMN = re.compile(r"\b([cp])\.(\w+)")


def counted() -> str:
    """Counts by month, team and group; `said` is how they stand in JSON, empty where all are 0."""
    by = [one for one in DIMENSIONS.values() if one.is_kept]
    everybody = _by_rows(sums.kept_for_everybody())
    return " UNION ALL ".join(
        (
            *(part for placed, kept in everybody for part in _of_everybody(_ROWS[placed], kept)),
            *(_of_groups(_ROWS[at], kept, by) for at, kept in _by_rows(sums.kept_for_groups())),
        )
    )


def _by_rows(kept: Sequence[Kept]) -> Iterable[tuple[Placed, list[Kept]]]:
    for placed in Placed:
        if of_it := [one for one in kept if one.placed is placed]:
            yield placed, of_it


def _of_everybody(rows: _Rows, kept: Sequence[Kept]) -> Iterable[str]:
    """Over patterns what patterns tell; of the rest first those of the finished courses."""
    named = [replace(one, tally=_with_traits(one.tally)) for one in kept]
    few = [one for one in named if not one.tally.amount and _columns(one) <= _FEW_VALUES]
    if not any(map(_columns, few)):
        few = []
    finished = [one for one in named if _is_of_finished(one)]
    rest = [one for one in named if one not in few and one not in finished]
    if few:
        yield _over_patterns(rows, few)
    if finished:
        yield _over_rows(rows.those(FINISHED), [_of_finished(one) for one in finished])
    if rest:
        yield _over_rows(rows, rest)


def _with_traits(tally: Tally) -> Tally:
    where = tally.where
    for condition, name in _TRAITS.items():
        where = where.replace(condition, name)
    return replace(tally, where=where)


def _columns(one: Kept) -> frozenset[str]:
    return frozenset(
        ".".join(found) for found in _COLUMN.findall(one.tally.where + one.tally.amount)
    )


def _is_of_finished(one: Kept) -> bool:
    return f"{one.tally.where} AND ".startswith(f"{FINISHED} AND ")


def _of_finished(one: Kept) -> Kept:
    """The same without the condition that every row there meets."""
    where = one.tally.where.removeprefix(FINISHED).removeprefix(" AND ") or "true"
    return replace(one, tally=replace(one.tally, where=where))


def _over_rows(rows: _Rows, kept: Sequence[Kept]) -> str:
    said = _said({one.name: statements.sql_of(one.tally) for one in kept})
    return (
        f"SELECT {rows.month} AS month, p.team_id, '' AS dimension, '' AS group_value, "
        f"{said} AS said FROM {rows.source} WHERE {rows.which} GROUP BY 1, 2"
    )


def _over_patterns(rows: _Rows, kept: Sequence[Kept]) -> str:
    """How many rows there are of each pattern, then what these come to."""
    columns = sorted(frozenset.union(*map(_columns, kept)))
    traits = {name: condition for condition, name in _TRAITS.items()}
    values = ", ".join(f"{traits.get(one, one)} AS {_flat(one)}" for one in columns)
    said = _said({one.name: _flat(_added_up(one.tally)) for one in kept})
    return (
        f"SELECT month, team_id, '' AS dimension, '' AS group_value, {said} AS said FROM ("
        f"SELECT {rows.month} AS month, p.team_id, {values}, count(*) AS n "
        f"FROM {rows.source} WHERE {rows.which} "
        f"GROUP BY 1, 2, {', '.join(map(_flat, columns))}) pattern GROUP BY 1, 2"
    )


def _flat(sql: str) -> str:
    """The same about columns of a pattern (`c_medium`)."""
    return _COLUMN.sub(r"\1_\2", sql)


def _added_up(tally: Tally) -> str:
    return "sum(n)" if tally.where == "true" else f"sum(n) FILTER (WHERE {tally.where})"


def _of_groups(rows: _Rows, kept: Sequence[Kept], by: Sequence[Dimension]) -> str:
    """By one column after another in the same look at the rows, then by what the values mean: a
    few thousand of them, where there are as many rows as people.
    """
    if all(map(_is_of_finished, kept)):
        rows, kept = rows.those(FINISHED), [_of_finished(one) for one in kept]
    columns = [_column_of(one) for one in by]
    counts = ", ".join(f"{statements.sql_of(one.tally)} AS n{n}" for n, one in enumerate(kept))
    said = _said({one.name: f"sum(p.n{n})" for n, one in enumerate(kept)})
    dimension = _of_the_set([f"'{one.slug}'" for one in by])
    group = _of_the_set([one.group_sql for one in by])
    return (
        f"SELECT month, team_id, {dimension} AS dimension, {group} AS group_value, "
        f"{said} AS said FROM ("
        f"SELECT {rows.month} AS month, p.team_id, {', '.join(columns)}, "
        f"grouping({', '.join(columns)}) AS ungrouped, {counts} "
        f"FROM {rows.source} WHERE {rows.which} "
        f"GROUP BY 1, 2, GROUPING SETS ({', '.join(f'({one})' for one in columns)})) p "
        "GROUP BY 1, 2, 3, 4"
    )


def _column_of(dimension: Dimension) -> str:
    """The one column that tells somebody's group."""
    (column,) = set(_COLUMN.findall(dimension.group_sql))
    return ".".join(column)


def _of_the_set(values: Sequence[str]) -> str:
    """What to say of the column that a row is grouped by: its bit alone is not set."""
    bits = [2**place for place in reversed(range(len(values)))]
    cases = " ".join(
        f"WHEN {sum(bits) - bit} THEN {one}" for bit, one in zip(bits, values, strict=True)
    )
    return f"CASE p.ungrouped {cases} END"


def _said(counts: Mapping[str, str]) -> str:
    """As text, which is put together in a quarter of the time that objects take."""
    pairs = ", ".join(f"""'"{name}":' || nullif({sql}, 0)""" for name, sql in counts.items())
    return f"concat_ws(',', {pairs})"

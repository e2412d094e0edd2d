"""The SQL that sums months. What places somebody in a month is looked up once for each row, and
each row is read as seldom as can be: the sums of every month are made anew each night.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from types import MappingProxyType

from reporting import statements, sums
from reporting.dimensions import DIMENSIONS, Dimension
from reporting.metrics.measure import Placed, Tally
from reporting.metrics.wording import FINISHED, SESSION
from reporting.sums import Kept

# More months than can be asked about; a power of two.
_MONTHS = 4096


@dataclass(frozen=True, slots=True)
class _Rows:
    """What is counted: the number of the month of each row, where rows come from, and which.
    `place` is month and team in one number, by which rows are put together the sooner.
    """

    month: str
    source: str
    which: str

    @property
    def place(self) -> str:
        return f"p.team_id * {_MONTHS} + {self.month}"

    def those(self, condition: str) -> "_Rows":
        """Only these of them."""
        return _Rows(self.month, self.source, f"{self.which} AND {condition}")


@dataclass(frozen=True, slots=True)
class _Look:
    """One look at rows: what it counts, by month and team, in this order."""

    kept: Sequence[Kept]
    sql: str


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
# Columns with few values: what they decide is told over each pattern of them that occurs.
_FEW_VALUES = frozenset(
    {"p.source", "p.end_code", "p.ethnicity", "p.first_stage"}
    | {"c.attendance", "c.state", "c.is_planned", "c.medium", "c.kind", "c.therapies"}
    | {"c.is_session", "p.long_term_condition"}
)
# Conditions that are told once for each row and then have a name.
_TRAITS = {SESSION: "c.is_session"}
# By these groups rows are counted together, for as many patterns as a few dozen, and then by each.
_TOGETHER = (
    ("deprivation", "gender", "disability"),
    ("ethnicity", "language", "long_term_condition", "commissioner"),
    ("problem", "format", "source"),
)
_COLUMN = re.compile(r"\b([cp])\.(\w+)")


def counted() -> str:
    """Counts by month, team and group, each at its place among those kept (`sums`)."""
    return _counted(sums.kept_for_everybody(), sums.kept_for_groups())


@cache
def _counted(everybody: Sequence[Kept], groups: Sequence[Kept]) -> str:
    """The statement, put together once."""
    return (
        f"SELECT (place & {_MONTHS - 1})::int AS month, place / {_MONTHS} AS team_id, "
        f"dimension, group_value, counts FROM ("
        f"{_of_everybody(everybody)} UNION ALL {_of_groups(groups)}) placed"
    )


def _by_rows(kept: Sequence[Kept]) -> Iterable[tuple[Placed, list[Kept]]]:
    for placed in Placed:
        if of_it := [one for one in kept if one.placed is placed]:
            yield placed, of_it


def _of_everybody(kept: Sequence[Kept]) -> str:
    """What each look at the rows counted, put together: a few months of a few teams."""
    looks = [look for placed, of_it in _by_rows(kept) for look in _looks(_ROWS[placed], of_it)]
    found = {
        one: f"p{number}[{place}]"
        for number, look in enumerate(looks)
        for place, one in enumerate(look.kept, start=1)
    }
    counts = ", ".join(f"coalesce({found[one]}, 0)" for one in kept)
    each = ", ".join(
        f"max(counts) FILTER (WHERE look = {number}) AS p{number}" for number in range(len(looks))
    )
    told = " UNION ALL ".join(
        f"SELECT {number} AS look, * FROM ({look.sql}) l{number}"
        for number, look in enumerate(looks)
    )
    return (
        "SELECT place, '' AS dimension, '' AS group_value, "
        f"ARRAY[{counts}]::int[] AS counts FROM ("
        f"SELECT place, {each} FROM ({told}) look GROUP BY 1) everybody"
    )


def _looks(rows: _Rows, kept: Sequence[Kept]) -> Iterable[_Look]:
    """First at the finished courses, then the rest."""
    finished = [one for one in kept if _is_of_finished(one)]
    rest = [one for one in kept if one not in finished]
    if finished:
        those = rows.those(FINISHED)
        yield _Look(finished, _over_patterns(those, [_of_finished(one) for one in finished]))
    if rest:
        named = [replace(one, tally=_with_traits(one.tally)) for one in rest]
        yield _Look(rest, _over_patterns(rows, named))


def _with_traits(tally: Tally) -> Tally:
    where = tally.where
    for condition, name in _TRAITS.items():
        where = where.replace(condition, name)
    return replace(tally, where=where)


def _columns(sql: str) -> frozenset[str]:
    return frozenset(".".join(found) for found in _COLUMN.findall(sql))


def _is_of_finished(one: Kept) -> bool:
    return f"{one.tally.where} AND ".startswith(f"{FINISHED} AND ")


def _of_finished(one: Kept) -> Kept:
    """The same without the condition that every row there meets."""
    where = one.tally.where.removeprefix(FINISHED).removeprefix(" AND ") or "true"
    return replace(one, tally=replace(one.tally, where=where))


def _over_patterns(rows: _Rows, kept: Sequence[Kept]) -> str:
    """How many rows there are of each pattern of columns with few values; then what these come
    to. What other columns decide is counted row by row, each condition once.
    """
    columns = sorted({one for kept_ in kept for one in _columns(kept_.tally.where)} & _FEW_VALUES)
    traits = {name: condition for condition, name in _TRAITS.items()}
    values = "".join(f", {traits.get(one, one)} AS {_flat(one)}" for one in columns)
    by_row: dict[Tally, str] = {}
    told = [_added_up(one.tally, by_row) for one in kept]
    counts = "".join(f", {_whole(tally)} AS {name}" for tally, name in by_row.items())
    groups = "".join(f", {_flat(one)}" for one in columns)
    return (
        f"SELECT place, {_array(told)} AS counts FROM ("
        f"SELECT {rows.place} AS place{values}{counts} "
        f"FROM {rows.source} WHERE {rows.which} GROUP BY 1{groups}) pattern GROUP BY 1"
    )


def _added_up(tally: Tally, by_row: dict[Tally, str]) -> str:
    """A tally as a sum over patterns; what is to be counted row by row joins `by_row`."""
    told = _conditions(tally.where)
    of_patterns = [one for one in told if _columns(one) and _columns(one) <= _FEW_VALUES]
    rest = " AND ".join(one for one in told if one not in of_patterns) or "true"
    name = by_row.setdefault(replace(tally, where=rest), f"n{len(by_row)}")
    where = " AND ".join(map(_flat, of_patterns))
    return f"sum({name}) FILTER (WHERE {where})" if where else f"sum({name})"


def _conditions(where: str) -> list[str]:
    """The conditions that are joined by AND, outside any bracket."""
    found, depth = [""], 0
    for word in where.split(" "):
        if word == "AND" and not depth:
            found.append("")
            continue
        depth += word.count("(") - word.count(")")
        found[-1] = f"{found[-1]} {word}".strip()
    return [where] if " BETWEEN " in where else found


def _flat(sql: str) -> str:
    """The same about columns of a pattern (`c_medium`)."""
    return _COLUMN.sub(r"\1_\2", sql)


def _of_groups(kept: Sequence[Kept]) -> str:
    """By a few columns together in one look at the rows, then by what each of them means: a few
    thousand of them, where there are as many rows as people.
    """
    by = [one for one in DIMENSIONS.values() if one.is_kept]
    numbers = {one: f"n{place}" for place, one in enumerate(kept)}
    cells = " UNION ALL ".join(
        _cells(_ROWS[placed], of_it, numbers, by) for placed, of_it in _by_rows(kept)
    )
    counts = _array([f"sum({number})" for number in numbers.values()])
    slugs = ", ".join(f"'{one.slug}'" for one in by)
    return (
        f"SELECT place, (ARRAY[{slugs}])[dimension] AS dimension, group_value, "
        f"{counts} AS counts FROM ("
        f"SELECT place, {_of_the_set(by, _number)} AS dimension, "
        f"{_of_the_set(by, _group)} AS group_value, {', '.join(numbers.values())} "
        f"FROM ({cells}) p) cell GROUP BY 1, cell.dimension, 3"
    )


def _cells(
    rows: _Rows, kept: Sequence[Kept], numbers: Mapping[Kept, str], by: Sequence[Dimension]
) -> str:
    """Counts by month, team and each set of columns; other counts than these are not known."""
    if all(map(_is_of_finished, kept)):
        rows = rows.those(FINISHED)
        counts = {numbers[one]: _whole(_of_finished(one).tally) for one in kept}
    else:
        counts = {numbers[one]: _whole(one.tally) for one in kept}
    columns = ", ".join(map(_column_of, by))
    told = ", ".join(f"{counts.get(one, 'NULL::int')} AS {one}" for one in numbers.values())
    sets = ", ".join(f"({', '.join(map(_column_of, one))})" for one in _sets(by))
    return (
        f"SELECT {rows.place} AS place, {columns}, "
        f"grouping({columns}) AS ungrouped, {told} "
        f"FROM {rows.source} WHERE {rows.which} GROUP BY 1, GROUPING SETS ({sets})"
    )


def _sets(by: Sequence[Dimension]) -> Iterable[list[Dimension]]:
    """What is counted together; whatever is named nowhere, alone."""
    known = {one.slug: one for one in by}
    named = {slug for together in _TOGETHER for slug in together}
    for together in (*_TOGETHER, *((slug,) for slug in known if slug not in named)):
        if found := [known[slug] for slug in together if slug in known]:
            yield found


def _column_of(dimension: Dimension) -> str:
    """The one column that tells somebody's group."""
    (column,) = set(_COLUMN.findall(dimension.group_sql))
    return ".".join(column)


def _number(dimension: Dimension, by: Sequence[Dimension]) -> str:
    return f"{by.index(dimension) + 1}"


def _group(dimension: Dimension, _by: Sequence[Dimension]) -> str:
    return dimension.group_sql


def _of_the_set(
    by: Sequence[Dimension], told: Callable[[Dimension, Sequence[Dimension]], str]
) -> str:
    """One row for each column that a cell is counted by: their bits alone are not set."""
    bits = {one.slug: 2**place for place, one in enumerate(reversed(by))}
    cases = " ".join(
        f"WHEN {sum(bits.values()) - sum(bits[one.slug] for one in together)} "
        f"THEN ARRAY[{', '.join(told(one, by) for one in together)}]"
        for together in _sets(by)
    )
    return f"unnest(CASE p.ungrouped {cases} END)"


def _whole(tally: Tally) -> str:
    """Of a month, so that it fits; wider numbers take three times as long to add up."""
    return f"({statements.sql_of(tally)})::int"


def _array(counts: Sequence[str]) -> str:
    """Counts in a row; of nobody there is 0."""
    return f"ARRAY[{', '.join(f'coalesce({one}, 0)' for one in counts)}]::int[]"

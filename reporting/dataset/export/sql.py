"""How the rows of a table are said in SQL: a statement whose columns are the table's, in order."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from reporting.dataset.layout import Table

BEGINS = "(%(start)s::date::timestamp AT TIME ZONE 'Europe/London')"
ENDS = "((%(end)s::date + 1)::timestamp AT TIME ZONE 'Europe/London')"


@dataclass(frozen=True, slots=True)
class Rows:
    """Where the rows of a table come from (`source`, from FROM on), and what stands in each column;
    a column that is not named stays empty. Without a source the table does: `why_empty` says why.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    source: str = ""
    order: str = ""
    why_empty: str = ""


def statement(table: Table, rows: Rows, *, selection: str) -> str:
    """One statement for the whole table. Raises KeyError for a column that the table has not."""
    unknown = set(rows.columns) - set(table.columns)
    if unknown:
        raise KeyError(f"{table.name} has no {', '.join(sorted(unknown))}.")
    chosen = ", ".join(
        f"nullif(({rows.columns.get(name, 'NULL')})::text, '') AS \"{name}\""
        for name in table.columns
    )
    if not rows.source:
        return f"SELECT {chosen} WHERE false"
    ordered = f" ORDER BY {rows.order}" if rows.order else ""
    return f"WITH {selection} SELECT {chosen} {rows.source}{ordered}"


def quoted(said: str) -> str:
    """As a literal of a statement that is given parameters too."""
    return "'" + said.replace("'", "''").replace("%", "%%") + "'"


def case(column: str, words: Mapping[str, str]) -> str:
    """The code of a stored word, from one of the code tables; empty where none is sent."""
    whens = " ".join(
        f"WHEN {quoted(word)} THEN {quoted(code)}" for word, code in words.items() if code
    )
    return f"CASE {column} {whens} END" if whens else "NULL"


def values(rows: Iterable[tuple[str | int, ...]]) -> str:
    """Rows to join, from a code table."""
    return "VALUES " + ", ".join(f"({', '.join(_literal(one) for one in row)})" for row in rows)


def day(column: str) -> str:
    """The local day of a moment, as it is sent."""
    return date(f"{column} AT TIME ZONE 'Europe/London'")


def date(column: str) -> str:
    """A day as it is sent."""
    return f"to_char({column}, 'YYYY-MM-DD')"


def clock(column: str) -> str:
    """The local time of a moment, as it is sent."""
    return f"to_char({column} AT TIME ZONE 'Europe/London', 'HH24:MI:SS')"


def one_line(column: str) -> str:
    """Words of somebody's own without a line break in them."""
    return f"regexp_replace({column}, '[[:cntrl:]]+', ' ', 'g')"


def _literal(one: str | int) -> str:
    return quoted(one) if isinstance(one, str) else str(one)

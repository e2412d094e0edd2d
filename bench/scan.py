"""The yardstick of work on everybody: one look at every row of a table, by no index.

Left to itself the database reads a column out of an index that happens to carry it, and changes its
mind with the statistics of the hour: the same job then costs a third more or less of them.
"""

from django.db import connection, transaction

_BY_NO_INDEX = """
SET LOCAL enable_indexonlyscan = off; SET LOCAL enable_indexscan = off;
SET LOCAL enable_bitmapscan = off; SET LOCAL max_parallel_workers_per_gather = 0;
"""


def scan(table: str, column: str) -> None:
    """Add up this column, row by row, on the one connection."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"{_BY_NO_INDEX} SELECT sum({column}) FROM {table}")  # noqa: S608

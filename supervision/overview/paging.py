"""A page of a long list that is counted whole: it begins behind the row whose key is given."""

from collections.abc import Callable, Sequence
from typing import TypeVar

ROWS = 50
_One = TypeVar("_One")


def page(
    rows: Sequence[_One], key: Callable[[_One], str], *, after: str
) -> tuple[tuple[_One, ...], str]:
    """The rows behind the one with this key, from the top where it is not there any more; and
    where the next ones begin.
    """
    begin = next((place for place, one in enumerate(rows, 1) if key(one) == after), 0)
    shown = tuple(rows[begin : begin + ROWS])
    return shown, key(shown[-1]) if len(rows) > begin + ROWS else ""

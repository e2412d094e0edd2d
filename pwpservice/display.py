"""Jinja filters: how dates, times, counts, names and NHS numbers are written on a page."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from types import MappingProxyType

from clinical import wording


@lru_cache(maxsize=4096)
def nhs_number(digits: str) -> str:
    """`999 190 8358`: in threes and a four, as the NHS writes it; "not known" without one."""
    return f"{digits[:3]} {digits[3:6]} {digits[6:]}" if digits else "not known"


def capital(words: str) -> str:
    """The first letter only, so that `GAD-7` and names keep theirs."""
    return words[:1].upper() + words[1:]


FILTERS: Mapping[str, Callable[..., str]] = MappingProxyType(
    {
        "birth_date": wording.birth_date,
        "capital": capital,
        "clock": wording.clock,
        "counted": wording.count,
        "day_and_time": wording.day_and_time,
        "days_ago": wording.days_ago,
        "long_date": wording.long_date,
        "nhs_number": nhs_number,
        "sentence_date": wording.sentence_date,
        "short_date": wording.short_date,
        "table_date": wording.table_date,
    }
)

"""National standards and aims by the day from which they hold; a new year adds, never rewrites."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType


class Bound(StrEnum):
    """On which side of the value a service should be."""

    AT_LEAST = "at least"
    AT_MOST = "at most"


@dataclass(frozen=True, slots=True)
class National:
    """A standard from a day on, in per cent; `verified` where a national text was at hand."""

    valid_from: date
    value: int
    source: str
    verified: bool


_MANUAL = "NHS Talking Therapies manual"
_SINCE = date(2015, 4, 1)
# How complete records should be: no source could confirm these, a service agrees its own.
_START = "Starting value of this system, to be agreed locally"
_COMPLETE = {
    "scores-at-sessions": 95,
    "paired-scores": 90,
    "problem-recorded-of-started": 95,
    "ethnicity-recorded": 90,
    "reason-for-ending-recorded": 95,
    "work-status-recorded": 90,
    "nhs-number-recorded": 99,
}

BOUNDS: Mapping[str, Bound] = MappingProxyType(
    {
        "entering-treatment": Bound.AT_LEAST,
        "six-weeks": Bound.AT_LEAST,
        "eighteen-weeks": Bound.AT_LEAST,
        "recovery": Bound.AT_LEAST,
        "reliable-improvement": Bound.AT_LEAST,
        "reliable-recovery": Bound.AT_LEAST,
        "did-not-attend": Bound.AT_MOST,
        "over-90-days": Bound.AT_MOST,
    }
    | dict.fromkeys(_COMPLETE, Bound.AT_LEAST)
)

# By measure, the earliest first. Two of them a service sets alone: a plan and a local aim.
NATIONAL: Mapping[str, tuple[National, ...]] = MappingProxyType(
    {
        "six-weeks": (National(_SINCE, 75, _MANUAL, verified=True),),
        "eighteen-weeks": (National(_SINCE, 95, _MANUAL, verified=True),),
        "recovery": (National(_SINCE, 50, _MANUAL, verified=True),),
        "reliable-improvement": (
            National(date(2024, 4, 1), 67, "Planning guidance 2024/25", verified=False),
            National(date(2026, 4, 1), 69, "Planning for 2026/27, at second hand", verified=False),
        ),
        "reliable-recovery": (
            National(date(2024, 4, 1), 48, "Planning guidance 2024/25", verified=False),
            National(date(2026, 4, 1), 51, "Planning for 2026/27, at second hand", verified=False),
            National(date(2028, 4, 1), 53, "Planning for 2028/29, at second hand", verified=False),
        ),
        "over-90-days": (National(_SINCE, 10, "National ambition", verified=False),),
    }
    | {
        slug: (National(_SINCE, value, _START, verified=False),)
        for slug, value in _COMPLETE.items()
    }
)


def national_on(measure: str, on: date) -> National | None:
    """The standard of a measure that holds on this day, if there is one."""
    begun = [one for one in NATIONAL.get(measure, ()) if one.valid_from <= on]
    return begun[-1] if begun else None

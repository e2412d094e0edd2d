"""Around every list of referrals: its tabs, and how many stand in each. A stage is a filter, so the
count and the list of it are the same query.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import Q

from caseload.waiting import counts
from caseload.waiting.turns import ALLOCATED, TO_ALLOCATE
from referrals.models import SENT_ON, TO_TRIAGE, Status
from staff.roles import Permission
from staff.standing import Standing

# Decided: somebody else helps from here on. Open until what was promised is done.
SENT_ON_OPEN = Q(
    status=Status.RECEIVED,
    carried_by__isnull=True,
    ended_on__isnull=True,
    triaged_as__in=SENT_ON,
)
# Of whom a page of a list begins: anything longer is nobody's.
LONGEST_REFERENCE = 8


class Stage(StrEnum):
    """The lists, by what addresses call them."""

    TRIAGE = "triage"
    ALLOCATE = "allocate"
    WAITING = "waiting"
    CLOSED = "closed"


_LABELS = {
    Stage.TRIAGE: "To triage",
    Stage.ALLOCATE: "To allocate",
    Stage.WAITING: "Allocated, waiting",
    Stage.CLOSED: "Signposted or closed",
}


@dataclass(frozen=True, slots=True)
class Tab:
    """One list: its name, its address, how many stand in it where that is counted."""

    code: str
    label: str
    count: str | None
    is_current: bool


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around a list."""

    stage: Stage
    tabs: tuple[Tab, ...]
    heading: str
    may_triage: bool


def stage_of(asked: str) -> Stage:
    """Which list is asked for; anything else is the first one."""
    return Stage(asked) if asked in set(Stage) else Stage.TRIAGE


def frame(*, standing: Standing, stage: Stage, on: date) -> Frame:
    """The tabs with their counts. One query, however many people."""
    lists = (TO_TRIAGE, TO_ALLOCATE, ALLOCATED)
    found = counts.read(standing, on=on, lists=lists)
    by_stage = dict(zip((Stage.TRIAGE, Stage.ALLOCATE, Stage.WAITING), found, strict=True))
    tabs = tuple(
        Tab(
            one.value,
            _LABELS[one],
            counts.words(by_stage[one]) if one in by_stage else None,
            one is stage,
        )
        for one in Stage
    )
    return Frame(
        stage=stage,
        tabs=tabs,
        heading=_heading(*found),
        may_triage=standing.may_elsewhere(Permission.TRIAGE),
    )


def _heading(to_triage: int, to_allocate: int, allocated: int) -> str:
    """`12 to triage, 31 waiting`."""
    return f"{counts.words(to_triage)} to triage, {counts.words(to_allocate + allocated)} waiting"

"""Around every list of referrals: its tabs, and how many stand in each. A stage is a filter, so the
count and the list of it are the same query.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import Count, Q

from caseload.waiting.turns import ALLOCATED, TO_ALLOCATE
from referrals.models import SENT_ON, TO_TRIAGE, Referral, Status
from staff.roles import Permission
from staff.standing import Standing

# Decided: somebody else helps from here on. Open until what was promised is done.
SENT_ON_OPEN = Q(
    status=Status.RECEIVED,
    carried_by__isnull=True,
    ended_on__isnull=True,
    triaged_as__in=SENT_ON,
)


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
    count: int | None
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
    counts = Referral.objects.visible_to(standing, on=on, needs=Permission.VIEW_IDENTITY).aggregate(
        triage=Count("pk", filter=TO_TRIAGE),
        allocate=Count("pk", filter=TO_ALLOCATE),
        waiting=Count("pk", filter=ALLOCATED),
    )
    tabs = tuple(Tab(one.value, _LABELS[one], counts.get(one.value), one is stage) for one in Stage)
    return Frame(
        stage=stage,
        tabs=tabs,
        heading=_heading(counts["triage"], counts["allocate"] + counts["waiting"]),
        may_triage=standing.may_elsewhere(Permission.TRIAGE),
    )


def _heading(to_triage: int, waiting: int) -> str:
    """`12 to triage, 31 waiting for a first appointment`."""
    return f"{to_triage:,} to triage, {waiting:,} waiting for a first appointment"

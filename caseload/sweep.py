"""The night: every open referral's flags, by the same functions as every save; and the check that
summaries are what their rows say.

A referral whose flags are as they should be is only read. One that differs is made true under its
lock, by the very verb that a save calls (performance 6).
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import DatabaseError, transaction

from caseload import facts, flagging
from caseload.models import CaseSummary
from clinical.policy import Policy

_BATCH = 4000


def sweep_flags(*, now: datetime, policy: Policy) -> Mapping[str, int]:
    """Make the stored flags of every open referral what the rules say now. Twice changes nothing.

    Counts those looked at, changed, and those that could not be written; the others go on.
    """
    counts = {"looked_at": 0, "changed": 0, "failed": 0}
    for rows in _open_rows():
        counts["looked_at"] += len(rows)
        differing = [
            row["referral_id"] for row in rows if flagging.differs(row, now=now, policy=policy)
        ]
        failed = _make_true(differing, now=now, policy=policy)
        counts["failed"] += failed
        counts["changed"] += len(differing) - failed
    return counts


def check_summaries(*, now: datetime, policy: Policy) -> Mapping[str, int]:
    """Compare every summary with the rows it is made of; repair and count those that differ."""
    counts = {"looked_at": 0, "different": 0, "failed": 0}
    for ids in facts.batches():
        different = facts.different(ids)
        counts["looked_at"] += len(ids)
        counts["different"] += len(different)
        counts["failed"] += _make_true(different, now=now, policy=policy)
    return counts


def _open_rows() -> Iterator[Sequence[dict[str, Any]]]:
    """The summaries of open referrals in batches by id, one query a batch."""
    last = 0
    columns = (*facts.FACT_COLUMNS, "is_open")
    while rows := list(
        facts.with_range(CaseSummary.objects.filter(is_open=True, pk__gt=last))
        .order_by("pk")
        .values(*columns)[:_BATCH]
    ):
        yield rows
        last = rows[-1]["referral_id"]


def _make_true(referral_ids: Sequence[int], *, now: datetime, policy: Policy) -> int:
    """Refresh these together; where that fails, one by one. Returns how many could not be."""
    if not referral_ids:
        return 0
    if _is_refreshed(referral_ids, now=now, policy=policy):
        return 0
    return sum(not _is_refreshed([one], now=now, policy=policy) for one in referral_ids)


def _is_refreshed(referral_ids: Sequence[int], *, now: datetime, policy: Policy) -> bool:
    try:
        with transaction.atomic():
            flagging.refresh(referral_ids, now=now, policy=policy)
    except DatabaseError:
        return False
    return True

"""The night: flags that fell due, by the same functions as every save; and the checks that flags
and summaries are what their rules and rows say.

Whose flags cannot have changed since they were last looked at is not read. A referral whose flags
are as they should be is only read, and its next day noted. One that differs is made true under its
lock, by the very verb that a save calls (performance 6, ADR 0010).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import DatabaseError, transaction
from django.db.models import CharField, F, Func, Q, QuerySet
from django.db.models.functions import Mod

from caseload import facts, flag_changes, flag_rules, flagging
from caseload.models import CaseSummary
from clinical.policy import Policy
from clinical.working_days import local_date
from outcomes import expected

_BATCH = 4000
# Everybody is looked at in full once in so many nights, whatever is stored about their next day.
FULL_LOOK_DAYS = 28


def sweep_flags(*, now: datetime, policy: Policy) -> Mapping[str, int]:
    """Make the stored flags of open referrals what the rules say now, for all whose flags time or
    other rules may have changed since they were looked at. Twice changes nothing.

    Counts those looked at, changed, and those that could not be written; the others go on.
    """
    counts = {"looked_at": 0, "changed": 0, "failed": 0}
    for rows in _batches(_due(now=now, policy=policy)):
        changes = flagging.compare(rows, now=now, policy=policy)
        differing = sorted(changes.differing)
        failed = _make_true(differing, now=now, policy=policy)
        flag_changes.write_held(_of_the_others(changes))
        counts["looked_at"] += len(rows)
        counts["failed"] += failed
        counts["changed"] += len(differing) - failed
    return counts


def check_flags(*, now: datetime, policy: Policy) -> Mapping[str, int]:
    """After the night: hold the flags of a part of everybody open against the rules, due or not;
    repair and count those that differ. Each day another part, all of them in 28 days.
    """
    part = local_date(now).toordinal() % FULL_LOOK_DAYS
    some = CaseSummary.objects.annotate(part=Mod(F("pk"), FULL_LOOK_DAYS)).filter(part=part)
    counts = {"looked_at": 0, "different": 0, "failed": 0}
    for rows in _batches(some):
        differing = sorted(flagging.compare(rows, now=now, policy=policy).differing)
        counts["looked_at"] += len(rows)
        counts["different"] += len(differing)
        counts["failed"] += _make_true(differing, now=now, policy=policy)
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


def _due(*, now: datetime, policy: Policy) -> QuerySet[CaseSummary]:
    """Those who were looked at under other rules or not since their row changed, whose day has
    come, and, after a clock that stepped back, who were looked at on a later day.
    """
    on = local_date(now)
    under = flag_rules.name(policy, newest_range=expected.newest_number(), on=on)
    holds = Q(flags_checked_under=under, flags_checked_on__lte=on, flags_next_change_on__gt=on)
    return CaseSummary.objects.exclude(holds)


def _batches(summaries: QuerySet[CaseSummary]) -> Iterator[Sequence[dict[str, Any]]]:
    """Those of open referrals in batches by id, one query a batch, each with its row's version.

    Who they are is asked first and in no order: it takes one look at the open referrals, where
    asking in order would pass by everybody who ever was referred.
    """
    version = Func(template='"caseload_casesummary"."xmin"::text', output_field=CharField())
    columns = (*facts.FACT_COLUMNS, "is_open", "version")
    ids = sorted(summaries.filter(is_open=True).values_list("pk", flat=True))
    for start in range(0, len(ids), _BATCH):
        some = CaseSummary.objects.filter(pk__in=ids[start : start + _BATCH]).order_by("pk")
        yield list(facts.with_range(some).annotate(version=version).values(*columns))


def _of_the_others(changes: flagging.Changes) -> flag_changes.Check:
    """Until when the flags hold that are as they should be; what is made true says so itself."""
    differing = changes.differing
    held = [one for one in changes.check.held if one.referral_id not in differing]
    return replace(changes.check, held=held)


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

"""Inside a seeded service: grows summaries and scores to size, measures the night and a save, and
prints JSON.
"""

import json
import os
import statistics
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from unittest import mock

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
django.setup()

from django.db import connection, transaction  # noqa: E402 - Django first
from django.utils import timezone  # noqa: E402

from bench.cost import Meter  # noqa: E402
from caseload import flagging, sweep  # noqa: E402
from caseload.actions import contacts  # noqa: E402
from caseload.models import CareContact, CaseSummary, ContactKind, ContactState  # noqa: E402
from clinical.working_days import local_date  # noqa: E402
from outcomes.models import MeasureScore  # noqa: E402
from policy.current import policy_on  # noqa: E402
from tests.caseload import entries  # noqa: E402

_DROPPED = 2
_APART = 10_000_000
_SCAN = "SELECT sum(total) FROM outcomes_measurescore"


def main() -> None:
    """Grow, let the first night write what it must, then measure nights that change nothing."""
    how_many, rounds = int(sys.argv[1]), int(sys.argv[2])
    now = timezone.now()
    policy = policy_on(local_date(now))
    sweep.sweep_flags(now=now, policy=policy)
    _grow(how_many)
    counts = sweep.sweep_flags(now=now, policy=policy)
    meter = Meter()
    calls = {
        "scan": _scan,
        "night": lambda: sweep.sweep_flags(now=now, policy=policy),
        **_saves(now, policy),
    }
    costs: dict[str, list[float]] = {name: [] for name in calls}
    statements: list[str] = []
    for turn in range(rounds + _DROPPED):
        for name, call in calls.items():
            cost = meter.of(call).total
            statements = meter.statements if name == "night" else statements
            if turn >= _DROPPED:
                costs[name].append(cost)
    medians = {f"{name}_ms": statistics.median(kept) for name, kept in costs.items()}
    print(json.dumps(medians | _facts(counts, statements, truth=_truth(now, policy))))


def _facts(counts: dict[str, int], statements: list[str], *, truth: str) -> dict[str, object]:
    return {
        "open": counts["looked_at"],
        "changed": counts["changed"],
        "scores": MeasureScore.objects.count(),
        "queries": len(statements),
        "writes": sum(not sql.lstrip().upper().startswith("SELECT") for sql in statements),
        "batch": sweep._BATCH,
        "truth": truth,
    }


def _grow(how_many: int) -> None:
    """More summaries and scores, as they stand, under numbers of their own: what a night reads."""
    times = how_many // CaseSummary.objects.filter(is_open=True).count()
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute("SET session_replication_role = replica")
        for model in (CaseSummary, MeasureScore):
            cursor.execute(_copies(model), {"times": times, "apart": _APART})
        cursor.execute("SET session_replication_role = origin")
        cursor.execute("SET max_parallel_workers_per_gather = 0")
        cursor.execute("VACUUM ANALYZE")


def _copies(model: type) -> str:
    """Keys that must differ are moved; everything else is copied."""
    moved = {"id": "id", "referral_id": "referral_id", "sitting_id": "sitting_id"}
    names = [field.column for field in model._meta.concrete_fields]
    values = [
        f"{name} + k * %(apart)s"
        if name in moved
        else "upper(substr(md5(reference || k), 1, 8))"
        if name == "reference"
        else name
        for name in names
    ]
    return (
        f"INSERT INTO {model._meta.db_table} ({', '.join(names)}) SELECT {', '.join(values)} "
        f"FROM {model._meta.db_table}, generate_series(1, %(times)s) AS k"
    )


def _scan() -> None:
    with connection.cursor() as cursor:
        cursor.execute(_SCAN)
        cursor.fetchall()


def _saves(now: object, policy: object) -> dict[str, Callable[[], object]]:
    """The same session signed with and without its summary and flags, and undone each time."""
    contact = (
        CareContact.objects.filter(
            state=ContactState.BOOKED,
            kind=ContactKind.TREATMENT,
            referral__risk_open_since=None,
            referral__ended_on=None,
            referral__carried_by__isnull=False,
        )
        .select_related("referral__carried_by", "pwp")
        .order_by("pk")
        .first()
    )
    logged = entries.logged(entries.seen(), of=contact)

    def sign() -> None:
        with transaction.atomic():
            contacts.log_session(
                contact=contact, logged=logged, by=contact.pwp, now=now, policy=policy
            )
            transaction.set_rollback(True)

    def sign_bare() -> None:
        with _without_flags():
            sign()

    return {"save": sign, "bare_save": sign_bare}


@contextmanager
def _without_flags() -> Iterator[None]:
    with mock.patch.object(flagging, "refresh"):
        yield


def _truth(now: object, policy: object) -> str:
    """Night and live agree: a save of any of these people would leave the flags as they are."""
    people = CaseSummary.objects.filter(is_open=True, pk__lt=_APART).order_by("pk")
    before = dict(people.values_list("pk", "flags"))
    with transaction.atomic():
        flagging.refresh(before, now=now, policy=policy)
        after = dict(people.values_list("pk", "flags"))
        transaction.set_rollback(True)
    if before != after:
        sys.exit("What a save says differs from what the night said: a failed run.")
    return f"For {len(before):,} people a save says what the night said."


if __name__ == "__main__":
    main()

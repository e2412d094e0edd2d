"""Inside a seeded service: grows summaries and scores to size, measures nights and a save, and
prints JSON.

Today's sessions are signed first, as on any working day. The copies keep the days on which their
flags next change: the spread is that of the seeded people, repeated.
"""

import json
import os
import statistics
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from typing import Any
from unittest import mock

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
django.setup()

from django.db import connection, transaction  # noqa: E402 - Django first
from django.utils import timezone  # noqa: E402

from bench.cost import Meter  # noqa: E402
from bench.scan import scan  # noqa: E402
from caseload import flag_changes, flagging, sweep  # noqa: E402
from caseload.actions import contacts  # noqa: E402
from caseload.models import CareContact, CaseSummary, ContactKind, ContactState  # noqa: E402
from clinical.errors import Refused  # noqa: E402
from clinical.policy import Policy  # noqa: E402
from clinical.working_days import local_date, moment  # noqa: E402
from outcomes.models import MeasureScore  # noqa: E402
from policy.current import policy_on  # noqa: E402
from tests.caseload import entries  # noqa: E402

_DROPPED = 2
_APART = 10_000_000


def main() -> None:
    """Grow, let the first night write what it must, then measure nights that change nothing."""
    how_many, rounds = int(sys.argv[1]), int(sys.argv[2])
    now = timezone.now()
    policy = policy_on(local_date(now))
    signed = _sign_todays_sessions(now, policy)
    sweep.sweep_flags(now=now, policy=policy)
    _grow(how_many)
    calls = {
        "scan": lambda: scan("outcomes_measurescore", "total"),
        **_nights(now, policy),
        **_saves(now, policy),
    }
    meter = Meter(with_readers=True)
    costs: dict[str, list[float]] = {name: [] for name in calls}
    statements: dict[str, list[str]] = {}
    told: dict[str, object] = {}
    for turn in range(rounds + _DROPPED):
        for name, call in calls.items():
            cost = meter.of(lambda name=name, call=call: told.update({name: call()})).total
            statements[name] = meter.statements
            if turn >= _DROPPED:
                costs[name].append(cost)
    medians = {f"{name}_ms": statistics.median(kept) for name, kept in costs.items()}
    found = medians | _facts(told, statements) | signed | {"truth": _truth(now, policy)}
    print(json.dumps(found))


def _facts(told: Mapping[str, Any], statements: Mapping[str, list[str]]) -> dict[str, object]:
    return {
        "open": CaseSummary.objects.filter(is_open=True).count(),
        "scores": MeasureScore.objects.count(),
        "looked_at": {name: told[name]["looked_at"] for name in ("night", "next", "part", "full")},
        "changed": told["night"]["changed"] + told["full"]["different"],
        "written": told["written"]["changed"],
        "queries": {name: len(statements[name]) for name in ("night", "next", "full")},
        "writes": sum(not _reads(sql) for name in ("night", "full") for sql in statements[name]),
        "batch": sweep._BATCH,
    }


def _reads(sql: str) -> bool:
    return sql.lstrip().upper().startswith("SELECT")


def _nights(now: datetime, policy: Policy) -> dict[str, Callable[[], object]]:
    """The night once more; the next one, without writing and, of those who have base rows, with it;
    and the looks that go by no stored day: at a 28th, and at everybody.
    """
    tomorrow = now + timedelta(days=1)

    def look_tomorrow() -> object:
        with (
            mock.patch.object(sweep, "_make_true", return_value=0),
            mock.patch.object(flag_changes, "write_held"),
        ):
            return sweep.sweep_flags(now=tomorrow, policy=policy)

    def write_tomorrow() -> object:
        with transaction.atomic(), _only_the_seeded():
            counts = sweep.sweep_flags(now=tomorrow, policy=policy)
            transaction.set_rollback(True)
        return counts

    def look_at_everybody() -> object:
        with mock.patch.object(sweep, "FULL_LOOK_DAYS", 1):
            return sweep.check_flags(now=now, policy=policy)

    return {
        "night": lambda: sweep.sweep_flags(now=now, policy=policy),
        "next": look_tomorrow,
        "written": write_tomorrow,
        "part": lambda: sweep.check_flags(now=now, policy=policy),
        "full": look_at_everybody,
    }


@contextmanager
def _only_the_seeded() -> Iterator[None]:
    """Without the copies, which have no rows of their own to be made true from."""
    due = sweep._due
    with mock.patch.object(sweep, "_due", lambda **when: due(**when).filter(pk__lt=_APART)):
        yield


def _sign_todays_sessions(now: datetime, policy: Policy) -> dict[str, int]:
    """Everybody booked for today has come, and is to be booked again; what asks for more than
    a routine note stays unsigned.
    """
    begins = moment(local_date(now), "00:00")
    today = CareContact.objects.filter(
        state=ContactState.BOOKED, starts_at__range=(begins, begins + timedelta(days=1))
    ).select_related("referral", "pwp")
    counts = {"booked": 0, "signed": 0}
    for contact in today.order_by("starts_at"):
        counts["booked"] += 1
        logged = entries.logged(entries.seen(), of=contact)
        with suppress(Refused):
            contacts.log_session(
                contact=contact, logged=logged, by=contact.pwp, now=now, policy=policy
            )
            counts["signed"] += 1
    return counts


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
    moved = {"id", "referral_id", "sitting_id", "superseded_by_id"}
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


def _saves(now: datetime, policy: Policy) -> dict[str, Callable[[], object]]:
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


def _truth(now: datetime, policy: Policy) -> str:
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

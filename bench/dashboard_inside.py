"""Inside a seeded service: copies referrals with their pathways and contacts, takes turns, and
prints JSON. Before that the sums must say what the pathways say.
"""

import json
import os
import statistics
import sys
from collections.abc import Callable
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
django.setup()

from django.db import connection  # noqa: E402 - Django first
from django.utils import timezone  # noqa: E402

from bench.browser import Visitor  # noqa: E402
from bench.copies import copy  # noqa: E402
from bench.cost import Cost, Meter  # noqa: E402
from bench.pages import expect  # noqa: E402
from bench.scan import scan  # noqa: E402
from caseload.models import CareContact, CaseSummary  # noqa: E402
from clinical.working_days import local_date  # noqa: E402
from jobs import runs  # noqa: E402
from policy.current import policy_on  # noqa: E402
from referrals.models import NextStep, Patient, Referral  # noqa: E402
from reporting import ahead, cells, counting, pathways, rollup, sums  # noqa: E402
from reporting.figures import Chosen  # noqa: E402
from reporting.metrics.measure import Placed  # noqa: E402
from reporting.metrics.registry import MEASURES, TILES  # noqa: E402
from reporting.models import KpiMonth, Pathway  # noqa: E402
from reporting.period import Period  # noqa: E402
from staff.models import StaffMember, Team  # noqa: E402
from staff.roles import Role  # noqa: E402

NOW = timezone.now()
_DROPPED = 2
_OTHERS = 5
# Jobs over everything are measured this often, pages in each round.
_HEAVY_ROUNDS = 2
# Nobody is in two appointments at once: what is still in the diary is not copied.
_COPIED = dict.fromkeys((Patient, Referral, NextStep, CaseSummary, Pathway), "true") | {
    CareContact: "state <> 'BOOKED'"
}
_OF_CONTACTS = {Placed.CONTACT, Placed.LOG_END}


def main() -> None:
    """Grow, check, measure."""
    how_many, rounds = int(sys.argv[1]), int(sys.argv[2])
    pathways.derive_all(now=NOW, policy=policy_on(local_date(NOW)))
    copy(_COPIED, times=how_many // Referral.objects.count() - 1)
    runs.run(
        rollup.JOB,
        lambda: rollup.sum_every_month(now=NOW),
        now=NOW,
        lease=timedelta(minutes=30),
    )
    truth = _truth()
    costs = _measure(rounds)
    print(
        json.dumps(
            {
                "referrals": Referral.objects.count(),
                "contacts": CareContact.objects.count(),
                "teams": Team.objects.count(),
                "sums": KpiMonth.objects.count(),
                "months": KpiMonth.objects.values("month").distinct().count(),
                "ms": {
                    name: statistics.median(c.total for c in kept) for name, kept in costs.items()
                },
                "readers": {
                    name: statistics.median(c.readers for c in kept) for name, kept in costs.items()
                },
                "queries": {name: max(c.queries for c in kept) for name, kept in costs.items()},
                "truth": truth,
            }
        )
    )


def _measure(rounds: int) -> dict[str, list[Cost]]:
    meter = Meter(with_readers=True)
    costs: dict[str, list[Cost]] = {}
    light, heavy = _light(), _heavy()
    for turn in range(rounds + _DROPPED):
        calls = light | (heavy if turn >= rounds + _DROPPED - _HEAVY_ROUNDS else {})
        for name, call in calls.items():
            if name == "dashboard_first":
                _count_anew()
                # The worker counts, in a process of its own; whoever comes first finds a process
                # that was answering others meanwhile.
                for _ in range(_OTHERS):
                    light["U"]()
            cost = meter.of(call)
            if turn >= _DROPPED:
                costs.setdefault(name, []).append(cost)
    return costs


def _year() -> Period:
    """The last twelve whole months."""
    last = local_date(NOW).replace(day=1) - timedelta(days=1)
    return Period((last - timedelta(days=345)).replace(day=1), last)


def _light() -> dict[str, Callable[[], object]]:
    year, everybody = _year(), Chosen()
    one_team = Chosen(team_ids=frozenset({_largest_team()}))
    lead = Visitor(
        StaffMember.objects.filter(memberships__role=Role.SERVICE_LEAD, is_active=True)[0]
    )

    def figures() -> None:
        counting.read(TILES, period=year, chosen=everybody)
        counting.series(TILES, months=year.months, chosen=everybody)

    return {
        "U": lambda: expect(lead.get("/bench/u"), 200),
        "scan": lambda: scan("caseload_casesummary", "treatment_contacts"),
        "figures": figures,
        "breakdown": lambda: counting.by_group("recovery", "age", period=year, chosen=one_team),
        "whole": lambda: counting.by_group("recovery", "age", period=year, chosen=everybody),
        "people": lambda: list(
            counting.people("recovery", period=year, chosen=everybody)
            .order_by("pk")
            .values_list("pk", flat=True)[:50]
        ),
        **_pages(lead),
    }


def _pages(lead: Visitor) -> dict[str, Callable[[], object]]:
    """Whole, through the middleware: first for whoever asks after a count, then for the next."""

    def page(path: str, holds: str) -> Callable[[], object]:
        return lambda: expect(lead.get(path), 200, holds)

    lead_page, measure = ("/dashboard/", "app-tile"), ("/dashboard/reliable-recovery/", "<svg")
    return {
        "dashboard_first": page(*lead_page),
        "dashboard": page(*lead_page),
        "measure_first": page(*measure),
        "measure": page(*measure),
        "measure_by": page("/dashboard/reliable-recovery/?by=age", "<svg"),
        "people_page": page("/dashboard/six-weeks/people", "app-name"),
    }


def _count_anew() -> None:
    """As the job of a quarter-hour: sums that no process has seen, and what is drawn ahead."""
    _execute(
        "UPDATE reporting_kpimonth SET counts = counts WHERE month = (SELECT max(month) "
        "FROM reporting_kpimonth WHERE month < date_trunc('month', now()))"
    )
    _draw()


def _draw() -> None:
    now = timezone.now()
    if not ahead.draw(now=now, policy=policy_on(local_date(now)))["drawn"]:
        sys.exit("Nothing was drawn ahead: a failed run.")


def _heavy() -> dict[str, Callable[[], object]]:
    year = _year()

    def from_pathways() -> None:
        """Into an empty table, but for the counts of contacts."""
        kept = sums.kept_for_everybody, sums.kept_for_groups
        everybody, groups = (
            tuple(one for one in each() if one.placed not in _OF_CONTACTS) for each in kept
        )
        _execute("TRUNCATE reporting_kpimonth")
        sums.kept_for_everybody, sums.kept_for_groups = lambda: everybody, lambda: groups  # type: ignore[assignment]
        try:
            rollup.sum_every_month(now=NOW)
        finally:
            sums.kept_for_everybody, sums.kept_for_groups = kept

    def from_all() -> None:
        rollup.sum_every_month(now=NOW)

    return {
        "every": lambda: counting.by_period(
            MEASURES, periods=[year], chosen=Chosen(), count=cells.live
        ),
        "sums": from_pathways,
        "sums_and_contacts": from_all,
        "ahead": _draw,
    }


def _largest_team() -> int:
    rows = Referral.objects.values_list("team_id", flat=True).order_by()[:5000]
    return statistics.mode(rows)


def _truth() -> str:
    """The fast way equals the slow one, or the run has failed."""
    additive = [slug for slug, one in MEASURES.items() if one.is_additive]
    months, chosen = _year().months, Chosen()
    summed = counting.series(additive, months=months, chosen=chosen)
    periods = [one.period for one in summed["recovery"]]
    live = counting.by_period(additive, periods=periods, chosen=chosen, count=cells.live)
    if summed != live or not sum(one.numerator for one in live["recovery"]):
        sys.exit("The sums of months differ from pathways: a failed run.")
    return f"Sums and pathways say the same of {len(additive)} measures in {len(months)} months."


def _execute(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


if __name__ == "__main__":
    main()

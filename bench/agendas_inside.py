"""Inside a seeded service: brings it to size, prepares agendas, asks for coverage; prints JSON."""

import json
import os
import statistics
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
django.setup()

from django.utils import timezone  # noqa: E402 - Django first

from bench import meetings  # noqa: E402
from bench.browser import Visitor  # noqa: E402
from bench.copies import APART, copy  # noqa: E402
from bench.cost import Meter  # noqa: E402
from bench.pages import expect  # noqa: E402
from bench.scan import scan  # noqa: E402
from caseload.models import CareContact, CaseFlag, CaseSummary, RiskAction  # noqa: E402
from clinical.policy import Policy  # noqa: E402
from clinical.working_days import local_date  # noqa: E402
from policy.current import policy_on  # noqa: E402
from referrals.models import Patient, Referral  # noqa: E402
from staff.models import Membership, StaffMember, SupervisionPairing  # noqa: E402
from supervision.meeting import agenda, past  # noqa: E402
from supervision.models import (  # noqa: E402
    SupervisionAction,
    SupervisionDecision,
    SupervisionItem,
    SupervisionSession,
)

# Fewer than these is no caseload to prepare a meeting about.
_FULL = 60
_WARM = 3
_OPEN = "SELECT id FROM referrals_referral WHERE ended_on IS NULL AND carried_by_id IS NOT NULL"
_ALL = "true"
# Staff, those who are open with them, and their meetings; what is pointed to before what points.
_KEPT = {
    StaffMember: _ALL,
    Membership: _ALL,
    SupervisionPairing: _ALL,
    Patient: f"id IN (SELECT patient_id FROM referrals_referral WHERE id IN ({_OPEN}))",
    Referral: "ended_on IS NULL AND carried_by_id IS NOT NULL",
    CaseSummary: f"referral_id IN ({_OPEN})",
    CaseFlag: f"referral_id IN ({_OPEN})",
    RiskAction: f"referral_id IN ({_OPEN}) AND closed_at IS NULL",
    CareContact: f"referral_id IN ({_OPEN})",
    SupervisionSession: _ALL,
    SupervisionItem: _ALL,
    SupervisionDecision: _ALL,
    SupervisionAction: _ALL,
}


def main() -> None:
    """Grow, then prepare every agenda once a round, with a scan beside it; then coverage."""
    how_many, pwps, rounds = (int(given) for given in sys.argv[1:4])
    seeded = CaseSummary.objects.filter(is_open=True, pwp__isnull=False).count()
    copy(_KEPT, times=how_many // seeded)
    now = timezone.now()
    policy = policy_on(local_date(now))
    to_come = list(_to_come(pwps, now=now))
    meter = Meter(with_readers=True)
    found = _prepared(to_come, meter, rounds=rounds, now=now, policy=policy)
    again = _made_again(to_come[0][0], meter, rounds=rounds * 4)
    print(json.dumps(found | again | _covered(meter, rounds=rounds * 4) | _sizes()))


def _to_come(pwps: int, *, now: datetime) -> Iterator[tuple[SupervisionSession, StaffMember]]:
    """The next meeting of each, and its supervisor as signed in."""
    carried = Counter(
        CaseSummary.objects.filter(is_open=True).values_list("pwp_id", flat=True).order_by()
    )
    full = sorted(pwp for pwp, cases in carried.items() if pwp and cases >= _FULL)[:pwps]
    coming = (
        SupervisionSession.objects.filter(
            supervisee__in=full, starts_at__gt=now, opened_at__isnull=True
        )
        .select_related("supervisor", "supervisee")
        .order_by("supervisee", "starts_at")
        .distinct("supervisee")
    )
    readers: dict[int, StaffMember] = {}
    for one in coming:
        if one.supervisor_id not in readers:
            readers[one.supervisor_id] = meetings.signed_in(one.supervisor, now=now)
        yield one, readers[one.supervisor_id]


def _prepared(
    to_come: list[tuple[SupervisionSession, StaffMember]],
    meter: Meter,
    *,
    rounds: int,
    now: datetime,
    policy: Policy,
) -> dict[str, Any]:
    costs, scans, seconds = [], [], []
    most = cases = 0
    for one, member in to_come[:_WARM]:
        agenda.live(one, member=member, now=now, policy=policy)
    for _ in range(rounds):
        scans.append(meter.of(lambda: scan("caseload_carecontact", "referral_id")).total)
        began, total, cases = time.perf_counter(), 0.0, 0
        for one, member in to_come:
            page: list[agenda.AgendaPage] = []
            cost = meter.of(
                lambda one=one, member=member, page=page: page.append(
                    agenda.live(one, member=member, now=now, policy=policy)
                )
            )
            total, most = total + cost.total, max(most, cost.queries)
            cases += _truth(one, page[0])
        costs.append(total)
        seconds.append(time.perf_counter() - began)
    return {
        "scan_ms": statistics.median(scans),
        "agendas_ms": statistics.median(costs),
        "seconds": statistics.median(seconds),
        "pwps": len(to_come),
        "cases": cases,
        "queries": most,
        "truth": "Everybody open stood on their PWP's list, once.",
    }


def _truth(session: SupervisionSession, page: agenda.AgendaPage) -> int:
    """How many stand on the list: everybody who is open with the supervisee, once."""
    listed = sorted(line.referral_id for line in page.everybody)
    carried = CaseSummary.objects.filter(pwp=session.supervisee_id, is_open=True)
    if listed != sorted(carried.values_list("referral_id", flat=True)):
        sys.exit("Somebody open stands on no list, or on two: a failed run.")
    return len(listed)


def _made_again(one: SupervisionSession, meter: Meter, *, rounds: int) -> dict[str, Any]:
    """The agenda of a PWP who was there before the copies, as it stood a moment ago: of copied rows
    nothing is kept.
    """
    costs, queries = [], 0
    for turn in range(rounds + _WARM):
        now = timezone.now()
        cost = meter.of(lambda now=now: past.as_at(one, now, now=now))
        queries = cost.queries
        if turn >= _WARM:
            costs.append(cost.total)
    return {"as_at_ms": statistics.median(costs), "as_at_queries": queries}


def _covered(meter: Meter, *, rounds: int) -> dict[str, Any]:
    lead = Visitor(meetings.lead(timezone.now()))
    calls = {
        "u": lambda: expect(lead.get("/bench/u"), 200),
        "coverage": lambda: expect(lead.get("/supervision/coverage/"), 200, "<h1"),
    }
    costs: dict[str, list[float]] = {name: [] for name in calls}
    queries = 0
    for turn in range(rounds + _WARM):
        for name, call in calls.items():
            cost = meter.of(call)
            queries = cost.queries
            if turn >= _WARM:
                costs[name].append(cost.total)
    medians = {f"{name}_ms": statistics.median(kept) for name, kept in costs.items()}
    return medians | {"coverage_queries": queries}


def _sizes() -> dict[str, int]:
    return {
        "open": CaseSummary.objects.filter(is_open=True).count(),
        "contacts": CareContact.objects.count(),
        "copies": Referral.objects.filter(pk__gte=APART).count(),
    }


if __name__ == "__main__":
    main()

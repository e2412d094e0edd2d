"""Inside a seeded service: copies referrals with all that a pathway is derived from, derives all of
them, and prints JSON.
"""

import json
import os
import statistics
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from operator import attrgetter

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
django.setup()

from django.db import connection  # noqa: E402 - Django first
from django.utils import timezone  # noqa: E402

from bench.copies import copy  # noqa: E402
from bench.cost import Cost, Meter  # noqa: E402
from bench.scan import scan  # noqa: E402
from caseload.models import CareContact, InternetTherapyLog  # noqa: E402
from clinical.pathway import derive  # noqa: E402
from clinical.working_days import local_date  # noqa: E402
from outcomes.models import MeasureScore, Sitting  # noqa: E402
from policy.current import policy_on  # noqa: E402
from referrals.models import (  # noqa: E402
    EmploymentStatus,
    Equality,
    Patient,
    ProblemDescriptor,
    Referral,
)
from reporting import pathways  # noqa: E402
from reporting.models import Pathway  # noqa: E402
from reporting.pathway_facts import facts_of  # noqa: E402

_COPIED = (
    *(Patient, Equality, Referral, ProblemDescriptor, EmploymentStatus, Sitting, MeasureScore),
    *(CareContact, InternetTherapyLog),
)


def main() -> None:
    """Grow, then take turns, a scan among them; at the end hold some rows to the plain rules."""
    how_many, rounds = int(sys.argv[1]), int(sys.argv[2])
    # Nobody is booked twice at one time; what is booked is no part of a pathway.
    kept = dict.fromkeys(_COPIED, "true") | {CareContact: "state <> 'BOOKED'"}
    copy(kept, times=how_many // Referral.objects.count())
    now = timezone.now()
    calls = _calls(now)
    meter = Meter(with_readers=True)
    costs: dict[str, list[Cost]] = {name: [] for name in calls}
    told: dict[str, object] = {}
    for _ in range(rounds):
        for name, call in calls.items():
            if name == "fill":
                _execute("TRUNCATE reporting_pathway")
            # Beside each of them, so that what else the machine does bears on both alike.
            costs["scan"].append(meter.of(calls["scan"]))
            cost = meter.of(lambda name=name, call=call: told.update({name: call()}))
            costs[name].append(cost)
    medians = {
        f"{name}_{what}": statistics.median(map(told_by, kept))
        for name, kept in costs.items()
        for what, told_by in (("ms", attrgetter("total")), ("readers", attrgetter("readers")))
    }
    facts = {
        "referrals": Referral.objects.count(),
        "contacts": CareContact.objects.count(),
        "scores": MeasureScore.objects.count(),
        "rounds": rounds,
        "written_again": told["again"]["written"],  # type: ignore[index]
        "some": told["some"]["looked_at"],  # type: ignore[index]
        "truth": _truth(now),
    }
    print(json.dumps(medians | facts))


def _calls(now: datetime) -> dict[str, Callable[[], object]]:
    policy = policy_on(local_date(now))

    def derive_all() -> object:
        return pathways.derive_all(now=now, policy=policy)

    def derive_changed() -> object:
        return pathways.derive_changed(now=now + timedelta(minutes=15), policy=policy)

    def derive_some() -> object:
        _execute(
            "UPDATE referrals_referral SET version = version + 1 WHERE id IN "
            "(SELECT id FROM referrals_referral ORDER BY id DESC LIMIT 200)"
        )
        return derive_changed()

    return {
        "scan": lambda: scan("outcomes_measurescore", "total"),
        "fill": derive_all,
        "again": derive_all,
        "idle": derive_changed,
        "some": derive_some,
    }


def _execute(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def _truth(now: datetime) -> str:
    """One in a hundred by the plain rules."""
    on = local_date(now)
    some = {
        pk: reference
        for number, (pk, reference) in enumerate(Referral.objects.values_list("pk", "reference"))
        if number % 100 == 0
    }
    read = dict(pathways.read(on=on, references=list(some.values())))
    different = [
        pk for pk, one in facts_of(list(some)).items() if read[some[pk]] != derive(one, as_of=on)
    ]
    if different or Pathway.objects.count() != Referral.objects.count():
        sys.exit(f"{len(different)} pathways are not what the rules say: a failed run.")
    return f"For {len(some):,} of them the plain rules say the same."


if __name__ == "__main__":
    main()

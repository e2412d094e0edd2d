"""Inside a seeded service: copies referrals with all that a return says of them, writes a month of
it, and prints JSON.
"""

import json
import os
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
django.setup()

from django.db import connection, models  # noqa: E402 - Django first
from django.utils import timezone  # noqa: E402

from bench.copies import copy  # noqa: E402
from bench.cost import Meter  # noqa: E402
from caseload.models import CareContact, InternetTherapyLog  # noqa: E402
from clinical.working_days import local_date  # noqa: E402
from outcomes.models import MeasureScore, Sitting  # noqa: E402
from referrals.models import (  # noqa: E402
    EmploymentStatus,
    Equality,
    EqualityAnswers,
    LongTermCondition,
    Patient,
    ProblemDescriptor,
    Referral,
    StatedNeeds,
    WaitPause,
)
from reporting.dataset.checking.run import check  # noqa: E402
from reporting.dataset.export.period import KEPT  # noqa: E402
from reporting.dataset.export.statements import STATEMENTS  # noqa: E402
from reporting.dataset.export.writing import write_tables  # noqa: E402
from reporting.named_periods import month_before  # noqa: E402
from reporting.period import Period, month_of  # noqa: E402

_COPIED: tuple[type[models.Model], ...] = (
    *(Patient, Equality, Referral, EqualityAnswers, StatedNeeds, ProblemDescriptor, WaitPause),
    *(EmploymentStatus, LongTermCondition, Sitting, MeasureScore, CareContact, InternetTherapyLog),
)


def main() -> None:
    """Grow, then take turns; what is copied are the rows of the same statements, kept in tables."""
    how_many, rounds = int(sys.argv[1]), int(sys.argv[2])
    # Nobody is booked twice at one time; what is booked is in no return.
    kept = dict.fromkeys(_COPIED, "true") | {CareContact: "state <> 'BOOKED'"}
    copy(kept, times=how_many // Referral.objects.count())
    now = timezone.now()
    period = month_of(month_before(local_date(now).replace(day=1)))
    _keep_rows(period)
    meter = Meter()
    costs: dict[str, list[float]] = {"copy": [], "export": [], "check": []}
    with tempfile.TemporaryDirectory(prefix="step2-bench-") as place:
        folder = Path(place)
        for _ in range(rounds):
            costs["copy"].append(meter.of(lambda: _copy_rows(folder)).total)
            costs["export"].append(meter.of(lambda: write_tables(folder, period, now=now)).total)
            costs["check"].append(meter.of(lambda: check(folder)).total)
        rows = sum(one.rows for one in write_tables(folder, period, now=now).values())
    medians = {f"{name}_ms": statistics.median(found) for name, found in costs.items()}
    facts = {
        "referrals": Referral.objects.count(),
        "rows": rows,
        "tables": len(STATEMENTS),
        "rounds": rounds,
    }
    print(json.dumps(medians | facts))


def _keep_rows(period: Period) -> None:
    asked: dict[str, Any] = {
        "start": period.start,
        "end": period.end,
        "now": f"{period.end}",
        **dict.fromkeys(("provider", "submitter", "system"), "ZZP01"),
    }
    with connection.cursor() as cursor:
        cursor.execute(KEPT, asked)
        asked["kept"] = [referral_id for (referral_id,) in cursor.fetchall()]
        for name, sql in STATEMENTS.items():
            cursor.execute(f"CREATE TEMPORARY TABLE kept_{name} AS {sql}", asked)


def _copy_rows(folder: Path) -> None:
    with connection.cursor() as cursor:
        for name in STATEMENTS:
            with (folder / f"{name}.csv").open("wb") as file:
                cursor.copy_expert(f"COPY kept_{name} TO STDOUT WITH (FORMAT csv, HEADER)", file)


if __name__ == "__main__":
    main()

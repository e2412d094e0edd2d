"""Inside a service of its own: people with appointments, their reminders planned, as JSON."""

import json
import os
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
django.setup()

from django.db import connection  # noqa: E402 - Django first

from caseload.models import CareContact, ContactKind  # noqa: E402
from clinical.policy import DEFAULT  # noqa: E402
from portal import message_jobs  # noqa: E402
from portal.actions import messages  # noqa: E402
from referrals.models import Medium, Patient, Referral, ReferralSource, Status  # noqa: E402
from staff.models import StaffMember, Team  # noqa: E402

NOW = datetime(2026, 6, 9, 9, 24, tzinfo=UTC)
_SLOTS = 60
_HALF_AN_HOUR = timedelta(minutes=30)


def make(people: int) -> None:
    """People who agreed to texts, each with an appointment within the next two days."""
    team = Team.objects.create(name="Bench")
    carriers = StaffMember.objects.bulk_create(
        StaffMember(username=f"bench{n}", given_name="Bench", family_name=str(n), password="!")  # noqa: S106 - nobody signs in
        for n in range(people // _SLOTS + 1)
    )
    patients = Patient.objects.bulk_create(
        Patient(
            given_name="Bench",
            family_name=f"Person{n}",
            date_of_birth=date(1990, 1, 1),
            phone=f"07700 9{n:05}",
            text_ok=True,
            updated_at=NOW,
        )
        for n in range(people)
    )
    referrals = Referral.objects.bulk_create(
        Referral(
            patient=patient,
            team=team,
            source=ReferralSource.SELF,
            received_on=date(2026, 5, 1),
            status=Status.IN_TREATMENT,
            carried_by=carriers[n // _SLOTS],
            updated_at=NOW,
        )
        for n, patient in enumerate(patients)
    )
    CareContact.objects.bulk_create(
        _contact(referral, number=n) for n, referral in enumerate(referrals)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _contact(referral: Referral, *, number: int) -> CareContact:
    starts_at = NOW + timedelta(hours=3) + number % _SLOTS * _HALF_AN_HOUR
    return CareContact(
        referral=referral,
        pwp=referral.carried_by,
        kind=ContactKind.TREATMENT,
        medium=Medium.PHONE,
        starts_at=starts_at,
        ends_at=starts_at + _HALF_AN_HOUR,
        booked_at=NOW,
        updated_at=NOW,
    )


def plan() -> dict[str, Any]:
    """Plan once, measured; then once more, which finds nothing."""
    batches: list[int] = []
    count = 0
    queue_many = messages.queue_many

    def note(execute: Callable[..., Any], sql: str, params: Any, many: Any, context: Any) -> Any:
        nonlocal count
        count += 1
        return execute(sql, params, many, context)

    def counted(**asked: Any) -> int:
        before = count
        made = queue_many(**asked)
        batches.append(count - before)
        return made

    messages.queue_many = counted
    began, own = time.perf_counter(), time.process_time()
    with connection.execute_wrapper(note):
        queued = message_jobs.plan_reminders(now=NOW, policy=DEFAULT)["queued"]
    seconds, cpu = time.perf_counter() - began, time.process_time() - own
    messages.queue_many = queue_many
    return {
        "queued": queued,
        "seconds": seconds,
        "cpu": cpu,
        "statements": batches,
        "again": message_jobs.plan_reminders(now=NOW, policy=DEFAULT)["queued"],
    }


if __name__ == "__main__":
    make(int(sys.argv[1]))
    print(json.dumps(plan()))

"""Inside a service of its own: people who wait, and what a page of each list costs, as JSON."""

import json
import os
import sys
from collections.abc import Callable, Iterator
from datetime import date, timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
django.setup()

from django.db import connection  # noqa: E402 - Django first
from django.utils import timezone  # noqa: E402

from audit.copying import copy  # noqa: E402
from bench.browser import Visitor  # noqa: E402
from bench.cost import Cost, Meter, in_units  # noqa: E402
from bench.pages import expect  # noqa: E402
from caseload import facts  # noqa: E402
from caseload.models import Allocation  # noqa: E402
from referrals.models import (  # noqa: E402
    NextStep,
    NextStepKind,
    Patient,
    Referral,
    ReferralSource,
    ReferralStep,
    Status,
)
from staff.models import Membership, StaffMember, Team  # noqa: E402
from staff.roles import Role  # noqa: E402

NOW = timezone.now()
DROPPED = 5
# Of each hundred who wait: to be triaged, and on a caseload without a first session.
_RECEIVED, _ALLOCATED, _PWPS = 2, 18, 60
_KIND = {
    Status.RECEIVED: NextStepKind.TRIAGE,
    Status.WAITING: NextStepKind.ALLOCATE,
    Status.ALLOCATED: NextStepKind.BOOK,
}


def staff() -> tuple[Team, dict[Role, StaffMember], list[StaffMember]]:
    """A team, whoever leads and arranges, and those who carry."""
    team = Team.objects.create(name="Bench")
    roles = [Role.SENIOR_PWP, Role.ADMINISTRATOR, *[Role.PWP] * _PWPS]
    people = StaffMember.objects.bulk_create(
        StaffMember(username=f"bench{n}", given_name="Bench", family_name=str(n), password="!")  # noqa: S106 - nobody signs in
        for n, _ in enumerate(roles)
    )
    Membership.objects.bulk_create(
        Membership(staff=who, team=team, role=role, starts_on=date(2026, 1, 1))
        for who, role in zip(people, roles, strict=True)
    )
    return team, {Role.SENIOR_PWP: people[0], Role.ADMINISTRATOR: people[1]}, people[2:]


def make(people: int, team: Team, pwps: list[StaffMember]) -> None:
    """People who came over the last 200 days, one in a hundred with an open flag."""
    patients = copy(Patient, (_patient(n) for n in range(people)))
    referrals = copy(Referral, (_referral(n, who, team, pwps) for n, who in enumerate(patients)))
    copy(ReferralStep, _steps(referrals))
    copy(NextStep, (_next(one) for one in referrals))
    copy(Allocation, (_allocation(one) for one in referrals if one.carried_by_id))
    known = [one.pk for one in referrals]
    for start in range(0, len(known), 1000):
        facts.refresh(known[start : start + 1000])
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _patient(number: int) -> Patient:
    return Patient(
        given_name="Bench",
        family_name=f"Person{number}",
        date_of_birth=date(1960 + number % 45, 1 + number % 12, 1),
        phone=f"07700 9{number:05}",
        updated_at=NOW,
    )


def _referral(number: int, patient: Patient, team: Team, pwps: list[StaffMember]) -> Referral:
    place = number % 100
    status = Status.WAITING
    if place < _RECEIVED:
        status = Status.RECEIVED
    elif place < _RECEIVED + _ALLOCATED:
        status = Status.ALLOCATED
    carrier = pwps[number % len(pwps)] if status is Status.ALLOCATED else None
    return Referral(
        patient=patient,
        team=team,
        source=ReferralSource.SELF,
        received_on=NOW.date() - timedelta(days=number % 200),
        status=status,
        carried_by=carrier,
        risk_open_since=NOW if place == 50 else None,
        updated_at=NOW,
    )


def _steps(referrals: list[Referral]) -> Iterator[ReferralStep]:
    for one in referrals:
        yield ReferralStep(referral=one, to_status=Status.RECEIVED, at=NOW)
        if one.status != Status.RECEIVED:
            yield ReferralStep(
                referral=one, from_status=Status.RECEIVED, to_status=one.status, at=NOW
            )


def _next(referral: Referral) -> NextStep:
    kind = _KIND[Status(referral.status)]
    return NextStep(
        referral=referral, kind=kind, what=kind.label, due_by=NOW, set_at=NOW, owner=None
    )


def _allocation(referral: Referral) -> Allocation:
    return Allocation(referral=referral, pwp_id=referral.carried_by_id, starts_at=NOW)


def measure(rounds: int, leads: dict[Role, StaffMember]) -> dict[str, dict[str, float]]:
    """Medians of each list, in units of the same run."""
    lead, administrator = Visitor(leads[Role.SENIOR_PWP]), Visitor(leads[Role.ADMINISTRATOR])
    waiting = Referral.objects.filter(status=Status.WAITING, risk_open_since=None)
    middle = waiting.order_by("received_on", "pk")[waiting.count() // 2].reference
    path, meter = "/referrals/?stage=", Meter()
    calls: dict[str, Callable[[], object]] = {
        "U": lambda: expect(lead.get("/bench/u"), 200),
        "triage": lambda: expect(lead.get(f"{path}triage"), 200, "<h1"),
        "allocate": lambda: expect(lead.get(f"{path}allocate"), 200, "<table"),
        "further": lambda: expect(lead.get(f"{path}allocate&after={middle}"), 200, "<table"),
        "waiting": lambda: expect(lead.get(f"{path}waiting"), 200, "<table"),
        "room": lambda: expect(lead.get(f"/caseload/{middle}/room"), 200, "<table"),
        "administrator": lambda: expect(administrator.get(f"{path}allocate"), 200, "<table"),
    }
    costs: dict[str, list[Cost]] = {name: [] for name in calls}
    for turn in range(rounds + DROPPED):
        for name, call in calls.items():
            cost = meter.of(call)
            if turn >= DROPPED:
                costs[name].append(cost)
            if turn == rounds + DROPPED - 1 and "--statements" in sys.argv:
                print(name, cost, *[f"   {sql[:3000]}" for sql in meter.statements], sep="\n")
    return in_units(costs)


if __name__ == "__main__":
    north, known, carriers = staff()
    make(int(sys.argv[1]), north, carriers)
    print(json.dumps(measure(int(sys.argv[2]), known)))

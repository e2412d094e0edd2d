"""Many people on record, by the names of the practice service, and somebody who looks for them."""

import random
from collections.abc import Callable, Mapping
from datetime import date, timedelta

from django.db import connection
from django.utils import timezone

from audit.copying import copy
from bench.cost import Cost, Meter, in_units
from clinical import nhs_number
from pwpservice.practice.words import names
from referrals.models import Patient, Referral, ReferralSource, Status
from staff.models import Membership, StaffMember, Team
from staff.roles import Role

DROPPED = 5
_NOW = timezone.now()
_NAMES = [
    (family, given)
    for pool in names.POOLS
    for family in pool.families
    for given in (*pool.women, *pool.men)
]
_FIRST = date(1936, 1, 1)
_DAYS = 70 * 365


def administrator() -> StaffMember:
    """Who types."""
    member = StaffMember.objects.create(username="bench", given_name="Ada", family_name="Bench")
    team = Team.objects.create(name="Bench")
    Membership.objects.create(
        staff=member, team=team, role=Role.ADMINISTRATOR, starts_on=date(2026, 1, 1)
    )
    return member


def make(people: int) -> None:
    """So many people of the practice service's names, in households of three."""
    pick, team = random.Random(5), Team.objects.get()
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
    patients = copy(Patient, (_patient(n, pick) for n in range(people)))
    copy(Referral, (_ended(one, team) for one in patients))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _patient(number: int, pick: random.Random) -> Patient:
    family, given = pick.choice(_NAMES)
    household = number // 3
    return Patient(
        nhs_number=nhs_number.synthetic(number),
        given_name=given,
        family_name=family,
        date_of_birth=_FIRST + timedelta(days=pick.randrange(_DAYS)),
        phone=f"07700 {household:06}",
        postcode=f"NB{household % 90} {household % 7}{household % 11:X}{household % 13:X}",
        updated_at=_NOW,
    )


def _ended(patient: Patient, team: Team) -> Referral:
    return Referral(
        # Of so many random ones two are sometimes the same.
        reference=f"{patient.pk:08}",
        patient=patient,
        team=team,
        source=ReferralSource.SELF,
        received_on=_NOW.date() - timedelta(days=400),
        status=Status.ENDED,
        ended_on=_NOW.date() - timedelta(days=200),
        end_code="COMPLETED",
        updated_at=_NOW,
    )


def medians(
    calls_of: Callable[[int], Mapping[str, Callable[[], object]]], *, rounds: int
) -> dict[str, dict[str, float]]:
    """Of what is called in each round, in units of the same run; the first rounds are dropped."""
    meter = Meter()
    costs: dict[str, list[Cost]] = {}
    for turn in range(rounds + DROPPED):
        for name, call in calls_of(turn).items():
            cost = meter.of(call)
            if turn >= DROPPED:
                costs.setdefault(name, []).append(cost)
    return in_units(costs)

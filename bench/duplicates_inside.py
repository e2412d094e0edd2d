"""Inside a service of its own: many people on record, and what looking for a known one costs."""

import json
import os
import random
import sys
from datetime import date, timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
django.setup()

from django.db import connection  # noqa: E402 - Django first
from django.utils import timezone  # noqa: E402

from bench.browser import Visitor  # noqa: E402
from bench.cost import Cost, Meter, in_units  # noqa: E402
from bench.pages import expect  # noqa: E402
from clinical import nhs_number  # noqa: E402
from pwpservice.practice.copying import copy  # noqa: E402
from pwpservice.practice.words import names  # noqa: E402
from referrals.models import Patient, Referral, ReferralSource, Status  # noqa: E402
from staff.models import Membership, StaffMember, Team  # noqa: E402
from staff.roles import Role  # noqa: E402

NOW = timezone.now()
DROPPED = 5
_PATH = "/referrals/new/known"
NAMES = [
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
    family, given = pick.choice(NAMES)
    household = number // 3
    return Patient(
        nhs_number=nhs_number.synthetic(number),
        given_name=given,
        family_name=family,
        date_of_birth=_FIRST + timedelta(days=pick.randrange(_DAYS)),
        phone=f"07700 {household:06}",
        postcode=f"NB{household % 90} {household % 7}{household % 11:X}{household % 13:X}",
        updated_at=NOW,
    )


def _ended(patient: Patient, team: Team) -> Referral:
    return Referral(
        patient=patient,
        team=team,
        source=ReferralSource.SELF,
        received_on=NOW.date() - timedelta(days=400),
        status=Status.ENDED,
        ended_on=NOW.date() - timedelta(days=200),
        end_code="COMPLETED",
        updated_at=NOW,
    )


def typed(turn: int) -> dict[str, dict[str, str]]:
    """What is typed in one round; each round about other people."""
    one = Patient.objects.order_by("pk")[turn * 97]
    born = one.date_of_birth
    same = {"given_name": one.given_name, "family_name": one.family_name}
    return {
        "known": {**same, "date_of_birth": f"{born.day}/{born.month}/{born.year}"},
        "unknown": {"given_name": "Mohammed", "family_name": "Patel", "date_of_birth": "3/4/1988"},
        "household": {
            "given_name": "Zelda",
            "family_name": "Quill",
            "date_of_birth": "3/4/1988",
            "phone": one.phone,
            "postcode": one.postcode,
        },
        "number": {"nhs_number": str(one.nhs_number)},
    }


def measure(rounds: int, member: StaffMember) -> dict[str, dict[str, float]]:
    """Medians of each, in units of the same run."""
    desk, meter = Visitor(member), Meter()
    costs: dict[str, list[Cost]] = {}
    for turn in range(rounds + DROPPED):
        calls = {"U": lambda: expect(desk.get("/bench/u"), 200)} | {
            name: lambda fields=fields: expect(desk.post(_PATH, fields), 200, "known")
            for name, fields in typed(turn).items()
        }
        for name, call in calls.items():
            cost = meter.of(call)
            if turn >= DROPPED:
                costs.setdefault(name, []).append(cost)
    return in_units(costs)


if __name__ == "__main__":
    ada = administrator()
    make(int(sys.argv[1]))
    print(json.dumps(measure(int(sys.argv[2]), ada)))

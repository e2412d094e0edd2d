"""Somebody's whole caseload, before it goes to others: each person's next step, and who could take
them; whoever has an open risk flag first.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F

from caseload.allocating import people
from caseload.allocating.room import why_not
from caseload.waiting import steps
from clinical import wording
from clinical.working_days import local_date
from referrals.models import Referral
from staff import sight
from staff.models import StaffMember
from staff.roles import Permission
from staff.standing import Standing


@dataclass(frozen=True, slots=True)
class Person:
    """One person of the caseload."""

    referral_id: int
    patient_id: int
    reference: str
    name: str
    full_name: str
    risk: bool
    next_step: str
    booked: str


@dataclass(frozen=True, slots=True)
class Receiver:
    """Somebody who could take people: `Farah Aziz, 61 of 75`."""

    staff_id: int
    words: str


@dataclass(frozen=True, slots=True)
class HandingOver:
    """The page."""

    leaver: StaffMember
    people: tuple[Person, ...]
    receivers: tuple[Receiver, ...]

    @property
    def shown(self) -> tuple[int, ...]:
        """Every patient who is named."""
        return tuple(one.patient_id for one in self.people)

    @property
    def with_risk(self) -> int:
        """How many are confirmed singly."""
        return sum(one.risk for one in self.people)


def may_arrange(standing: Standing, staff_id: int) -> bool:
    """Whose leave and caseload somebody arranges: of whom they supervise; a service lead's, of
    everybody.
    """
    if staff_id == standing.staff_id:
        return False
    leads = standing.may_elsewhere(Permission.SEE_AGREED_NUMBERS)
    return leads or sight.supervises(standing, staff_id)


def read(leaver: StaffMember, *, standing: Standing, now: datetime) -> HandingOver:
    """Whom they carry, and who is here to take them. Eight queries."""
    on = local_date(now)
    rows = (
        Referral.objects.visible_to(standing, on=on, needs=Permission.REASSIGN)
        .carried_by(leaver.pk)
        .order_by(
            F("risk_open_since").asc(nulls_last=True),
            "patient__family_name",
            "patient__given_name",
            "pk",
        )
        .values(
            *("pk", "patient_id", "reference", "risk_open_since", "summary__booked_at"),
            *("patient__given_name", "patient__family_name"),
            step=steps.column(),
        )
    )
    return HandingOver(
        leaver=leaver,
        people=tuple(_person(row, now=now) for row in rows),
        receivers=receivers(without=leaver.pk, on=on),
    )


def receivers(*, without: int, on: date) -> tuple[Receiver, ...]:
    """Everybody else who carries a caseload and is here, most room first."""
    found = [
        one for one in people.everybody(on=on) if one.pk != without and one.away_on(on) is None
    ]
    found.sort(key=lambda one: (bool(why_not(one, on=on)), -(one.room or 0), one.name))
    return tuple(Receiver(one.pk, f"{one.name}, {_full(one)}") for one in found)


def _full(one: people.Practitioner) -> str:
    return f"{one.carries} people" if one.number.number is None else one.carries


def _person(row: Mapping[str, Any], *, now: datetime) -> Person:
    on = local_date(now)
    given, family = row["patient__given_name"], row["patient__family_name"]
    booked = next((at for at in row["summary__booked_at"] or () if at > now), None)
    step = row["step"]
    what = "Nothing set"
    if step is not None:
        due = datetime.fromisoformat(step["due_by"])
        what = f"{step['what']}, by {wording.sentence_date(local_date(due), on)}"
    return Person(
        referral_id=row["pk"],
        patient_id=row["patient_id"],
        reference=row["reference"],
        name=wording.listed_name(family, given),
        full_name=wording.full_name(family, given),
        risk=row["risk_open_since"] is not None,
        next_step=what,
        booked="" if booked is None else wording.day_and_time(booked, on),
    )

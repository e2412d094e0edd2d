"""Whose record one may open, each with the number as others see it; and what runs out."""

from dataclasses import dataclass
from datetime import date

from clinical import wording
from staff import expiry
from staff.agreed import effective_for
from staff.expiry import RunningOut
from staff.models import StaffMember
from staff.readiness import missing_for
from staff.roles import Permission
from staff.standing import Standing


@dataclass(frozen=True, slots=True)
class Person:
    """One colleague in the list; `lacks` what stands before a first booking."""

    pk: int
    name: str
    grade: str
    contract: str
    agreed: str
    lacks: str


@dataclass(frozen=True, slots=True)
class People:
    """The page; `running_out` only for whoever watches it for the service."""

    rows: tuple[Person, ...]
    running_out: tuple[RunningOut, ...] | None
    shows_numbers: bool


def read(*, standing: Standing, on: date) -> People:
    """Whom this person supervises, or everybody for whoever watches what runs out. Three queries
    at most, two more while somebody awaits a first booking.
    """
    watches = standing.may_elsewhere(Permission.SEE_EXPIRY)
    people = StaffMember.objects.filter(is_active=True).exclude(pk=standing.staff_id)
    if not watches:
        people = people.filter(pk__in=sorted(standing.supervisee_ids))
    found = list(people.order_by("family_name", "given_name", "pk"))
    shows = not watches or standing.may_elsewhere(Permission.SEE_AGREED_NUMBERS)
    numbers = effective_for(found, on=on) if shows else {}
    lacking = missing_for([one.pk for one in found if one.awaits_first_booking], on=on)
    return People(
        rows=tuple(
            Person(
                pk=one.pk,
                name=wording.listed_name(one.family_name, one.given_name),
                grade=one.get_grade_display(),
                contract=one.get_contract_display(),
                agreed=numbers[one.pk].words(on) if shows else "",
                lacks=_lacks(lacking.get(one.pk, ())),
            )
            for one in found
        ),
        running_out=expiry.running_out(on=on) if watches else None,
        shows_numbers=shows,
    )


def _lacks(missing: tuple[str, ...]) -> str:
    """How much stands before a first booking; the record says what."""
    if not missing:
        return ""
    return f"{wording.count(len(missing), 'thing')} missing before a first booking"

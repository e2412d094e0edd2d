"""Everybody who has supervision, with whom and when; who has none stands there too."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from clinical import wording
from referrals.models import Referral
from staff.models import Membership, StaffMember, SupervisionPairing, Weekday
from staff.roles import ELSEWHERE, Permission, Role
from staff.standing import Standing

_CARRY = [role for role in Role if Permission.CARRY_CASELOAD in ELSEWHERE[role]]
_SUPERVISE = [role for role in Role if Permission.SUPERVISE in ELSEWHERE[role]]


@dataclass(frozen=True, slots=True)
class Pair:
    """One person who is supervised. `coming` says what begins on a later day."""

    supervisee_id: int
    name: str
    supervisor: str
    meets: str
    is_unset: bool


def read(*, standing: Standing, on: date) -> tuple[Pair, ...]:
    """Whose supervision this person may arrange, as it stands or is to begin. One query."""
    return tuple(_pair(row, on) for row in _rows(standing, on=on))


def may_arrange(standing: Standing, supervisee_id: int, *, on: date) -> bool:
    """Whether this person may set when that one is supervised."""
    return _people(standing, on=on).filter(pk=supervisee_id).exists()


def supervisors(*, standing: Standing, on: date) -> list[StaffMember]:
    """Whom this person may name as a supervisor: the lead anybody who may, a senior herself."""
    people = who_may_supervise(on=on)
    if not standing.may_elsewhere(Permission.SEE_COVERAGE):
        people = people.filter(pk=standing.staff_id)
    return list(people)


def who_may_supervise(*, on: date) -> QuerySet[StaffMember]:
    """Everybody whose role carries it on that day, by name."""
    held = Membership.objects.on(on).filter(role__in=_SUPERVISE)
    people = StaffMember.objects.filter(is_active=True, pk__in=held.values("staff_id"))
    return people.order_by("given_name", "family_name", "pk")


def standing_pairing(supervisee_id: int) -> SupervisionPairing | None:
    """The pairing without an end, whether it has begun or not."""
    return SupervisionPairing.objects.filter(supervisee=supervisee_id, ends_on=None).first()


def _people(standing: Standing, *, on: date) -> QuerySet[StaffMember]:
    """A senior arranges for whom she supervises; the lead for everybody who carries a caseload, by
    role or in fact.
    """
    people = StaffMember.objects.filter(is_active=True)
    if standing.may_elsewhere(Permission.SEE_COVERAGE):
        carrying = Membership.objects.on(on).filter(role__in=_CARRY)
        has_people = Referral.objects.open().filter(carried_by__isnull=False)
        return people.filter(
            Q(pk__in=carrying.values("staff_id")) | Q(pk__in=has_people.values("carried_by_id"))
        )
    return people.filter(pk__in=sorted(standing.supervisee_ids))


def _rows(standing: Standing, *, on: date) -> QuerySet[StaffMember, Any]:
    latest = SupervisionPairing.objects.filter(supervisee=OuterRef("pk"), ends_on=None)
    return (
        _people(standing, on=on)
        .annotate(pairing=Subquery(latest.values("pk")[:1]))
        .order_by("given_name", "family_name", "pk")
        .values("pk", "given_name", "family_name", "pairing")
        .annotate(
            **{
                name: Subquery(latest.values(name)[:1])
                for name in ("weekday", "meets_at", "minutes", "starts_on")
            },
            given=Subquery(latest.values("supervisor__given_name")[:1]),
            family=Subquery(latest.values("supervisor__family_name")[:1]),
            key=F("pk"),
        )
    )


def _pair(row: Mapping[str, Any], on: date) -> Pair:
    return Pair(
        supervisee_id=row["key"],
        name=wording.full_name(row["family_name"], row["given_name"]),
        supervisor=wording.full_name(row["family"], row["given"]) if row["given"] else "",
        meets=_meets(row, on),
        is_unset=row["weekday"] is None,
    )


def _meets(row: Mapping[str, Any], on: date) -> str:
    """`Thursdays at 09:00 for 60 minutes, from 22 June`; empty until it is agreed."""
    if row["weekday"] is None:
        return ""
    times = f"{Weekday(row['weekday']).label}s at {row['meets_at']:%H:%M}"
    begins = (
        "" if row["starts_on"] <= on else f", from {wording.sentence_date(row['starts_on'], on)}"
    )
    return f"{times} for {row['minutes']} minutes{begins}"

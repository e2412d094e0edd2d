"""Who has what must happen about risk, this minute: the person named if they are here, otherwise
whoever stands in, so that nothing waits for somebody who does not come (safety S-R3).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.db.models import BigIntegerField, Case, Exists, F, OuterRef, Q, QuerySet, Value, When

from caseload.models import RiskAction
from clinical.working_days import local_date, moment
from staff.models import Absence
from staff.roles import Role

# Every active member of staff with what decides whether they stand in for somebody. The duty
# senior is the turn that began last; who supervises, the pairing that began last.
_EVERYBODY = """
SELECT s.id, s.given_name || ' ' || s.family_name,
    (SELECT min(a.starts_on) FROM staff_absence a WHERE a.staff_id = s.id
       AND a.starts_on <= %(on)s AND (a.ends_on IS NULL OR a.ends_on >= %(on)s)) AS away_since,
    (SELECT max(d.starts_at) FROM staff_duty d WHERE d.staff_id = s.id
       AND d.starts_at <= %(now)s AND d.ends_at > %(now)s) AS duty_since,
    ARRAY(SELECT m.role FROM staff_membership m WHERE m.staff_id = s.id
       AND m.starts_on <= %(on)s AND (m.ends_on IS NULL OR m.ends_on >= %(on)s)) AS roles,
    ARRAY(SELECT p.supervisee_id FROM staff_supervisionpairing p WHERE p.supervisor_id = s.id
       AND p.starts_on <= %(on)s AND (p.ends_on IS NULL OR p.ends_on >= %(on)s)) AS supervisees
FROM staff_staffmember s WHERE s.is_active ORDER BY s.id
"""
_CLINICAL = (Role.SENIOR_PWP, Role.PWP, Role.TRAINEE_PWP)


@dataclass(frozen=True, slots=True)
class StandIn:
    """Somebody who takes over, and as what."""

    staff_id: int
    why: str
    name: str


@dataclass(frozen=True, slots=True)
class Person:
    """An active member of staff at one moment."""

    staff_id: int
    name: str
    away_since: date | None
    duty_since: datetime | None
    roles: frozenset[str]
    supervisees: frozenset[int]

    @property
    def is_here(self) -> bool:
        """Not away today."""
        return self.away_since is None


@dataclass(frozen=True, slots=True)
class Service:
    """Everybody who works here, at one moment: asked about as many people as needed."""

    people: dict[int, Person]

    def is_here(self, staff_id: int) -> bool:
        """Works here and is not away today."""
        person = self.people.get(staff_id)
        return person is not None and person.is_here

    def gone_since(self, staff_id: int, *, at_latest: datetime) -> datetime | None:
        """Since when somebody has left or is away; None while they are here.

        Nobody writes down when an account was switched off: it counts from `at_latest`.
        """
        person = self.people.get(staff_id)
        if person is None:
            return at_latest
        return None if person.away_since is None else moment(person.away_since, "00:00")

    @property
    def duty_senior(self) -> int | None:
        """Who is on duty by the rota and here, the latest turn first."""
        on_duty = [one for one in self.people.values() if one.duty_since and one.is_here]
        on_duty.sort(key=lambda one: (one.duty_since, one.staff_id))
        return on_duty[-1].staff_id if on_duty else None

    @property
    def service_lead(self) -> int | None:
        """A service lead, one who is here before one who is away."""
        return next(self._with_role(Role.SERVICE_LEAD), None)

    def offered(self, *, by: int, carrier: int | None) -> list[tuple[int, str]]:
        """To whom a risk action may be given: oneself, whoever carries the person, their
        supervisor, the duty senior, the service lead; only who is here, each once.
        """
        found = {by: f"Me, {self.people[by].name}"} if by in self.people else {}
        for staff_id, why in (
            (carrier, "who carries this person"),
            (self._supervisor_of(carrier), "supervisor"),
            (self.duty_senior, "duty senior now"),
            (self.service_lead, "service lead"),
        ):
            if staff_id is not None and self.is_here(staff_id):
                found.setdefault(staff_id, f"{self.people[staff_id].name}, {why}")
        return list(found.items())

    def stand_in_for(self, staff_id: int | None) -> StandIn | None:
        """Who takes over from somebody: the supervisor, else the duty senior, else the service
        lead; failing all of them a senior, then any clinician. None only where nobody works here.
        """
        for found, why in (
            (self._supervisor_of(staff_id), "supervisor"),
            (self.duty_senior, "duty senior"),
            (self.service_lead, "service lead"),
            *((next(self._with_role(role), None), role.label) for role in _CLINICAL),
        ):
            if found is not None and found != staff_id:
                return StandIn(found, why, self.people[found].name)
        return None

    def finds_out(self, *, taker: int | None = None) -> StandIn | None:
        """Who finds out about somebody nobody knows yet: the duty senior, else the service lead, a
        senior, whoever took the call, any clinician; somebody who is here, where anybody is.
        """
        senior, pwp, trainee = (
            (next(self._with_role(role), None), str(role.label)) for role in _CLINICAL
        )
        found = (
            (self.duty_senior, "duty senior"),
            (self.service_lead, "service lead"),
            senior,
            (taker if self._is_clinical(taker) else None, "who took the call"),
            pwp,
            trainee,
            (taker, "who took the call"),
        )
        known = [(pk, why) for pk, why in found if pk is not None and pk in self.people]
        here = [(pk, why) for pk, why in known if self.is_here(pk)]
        return next((StandIn(pk, why, self.people[pk].name) for pk, why in here or known), None)

    def call_owner(self, staff_id: int) -> int:
        """Who has a call of nobody yet that is in this person's name."""
        found = None if self.is_here(staff_id) else self.finds_out()
        return staff_id if found is None else found.staff_id

    def _is_clinical(self, staff_id: int | None) -> bool:
        person = None if staff_id is None else self.people.get(staff_id)
        return person is not None and not person.roles.isdisjoint(_CLINICAL)

    def owner_of(self, staff_id: int) -> int:
        """Who has what is in this person's name: they, or whoever stands in while they are not
        here.
        """
        if self.is_here(staff_id):
            return staff_id
        found = self.stand_in_for(staff_id)
        return staff_id if found is None else found.staff_id

    def _supervisor_of(self, staff_id: int | None) -> int | None:
        here = (one for one in self.people.values() if one.is_here)
        return next((one.staff_id for one in here if staff_id in one.supervisees), None)

    def _with_role(self, role: Role) -> Iterator[int]:
        """Whoever holds the role, those who are here first."""
        held = [one for one in self.people.values() if role in one.roles]
        return (one.staff_id for one in sorted(held, key=lambda one: not one.is_here))


def service_at(now: datetime) -> Service:
    """Who is here, on duty, in charge at this moment. One query, never cached (safety S-P5)."""
    with connection.cursor() as cursor:
        cursor.execute(_EVERYBODY, {"now": now, "on": local_date(now)})
        return Service({row[0]: _person(*row) for row in cursor.fetchall()})


def _person(
    staff_id: int,
    name: str,
    away_since: date | None,
    duty_since: datetime | None,
    roles: list[str],
    supervisees: list[int],
) -> Person:
    return Person(staff_id, name, away_since, duty_since, frozenset(roles), frozenset(supervisees))


def owner_is_gone(now: datetime) -> Q:
    """A filter for risk actions whose owner has left or is away today."""
    away = Absence.objects.on(local_date(now)).filter(staff_id=OuterRef("owner_id"))
    return Q(owner__is_active=False) | Q(Exists(away))


def with_owner_now(actions: QuerySet[RiskAction], *, service: Service) -> QuerySet[RiskAction]:
    """Risk actions with `owner_now`: who has each of them this minute, whether or not a worker has
    written it down.
    """
    owners = set(
        RiskAction.objects.filter(closed_at__isnull=True).values_list("owner_id", flat=True)
    )
    gone = sorted(one for one in owners if not service.is_here(one))
    return actions.annotate(
        owner_now=Case(
            *(When(owner_id=one, then=Value(service.owner_of(one))) for one in gone),
            default=F("owner_id"),
            output_field=BigIntegerField(),
        )
    )

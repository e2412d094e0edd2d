"""Supervision of the whole service, for whoever answers for it: numbers and names of staff. No
patient is named here, and nothing that was said in a meeting.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, Max, Q, QuerySet

from caseload.models import CaseSummary
from clinical import wording
from clinical.policy import Policy
from clinical.working_days import local_date, moment
from staff.models import Membership, StaffMember, SupervisionPairing
from staff.roles import ELSEWHERE, Permission, Role
from supervision.models import SupervisionSession
from supervision.overview import counted
from supervision.overview.counted import Tally

WEEKS_BACK = 8
_AN_HOUR = 60
_CARRY = [role for role in Role if Permission.CARRY_CASELOAD in ELSEWHERE[role]]


@dataclass(frozen=True, slots=True)
class Held:
    """One person who has supervision: with whom, how many meetings were due, and how many held."""

    name: str
    supervisor: str
    held: int
    due: int
    last: str

    @property
    def words(self) -> str:
        """`7 of 8`."""
        return f"{self.held} of {self.due}" if self.due else "None due"


@dataclass(frozen=True, slots=True)
class Load:
    """One supervisor: how many people, how many hours a week, and the caseload beside it."""

    name: str
    supervisees: int
    hours: str
    without_time: int
    carried: int
    held: int
    due: int

    @property
    def words(self) -> str:
        """`7 of 8`."""
        return f"{self.held} of {self.due}" if self.due else "None due"


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """The page."""

    days: int
    provider: Tally
    teams: tuple[Tally, ...]
    people: tuple[Held, ...]
    supervisors: tuple[Load, ...]
    nobody: tuple[str, ...]

    @property
    def held(self) -> int:
        """How many meetings were held."""
        return sum(one.held for one in self.people)

    @property
    def due(self) -> int:
        """How many were due."""
        return sum(one.due for one in self.people)


def read(*, on: date, policy: Policy) -> Service:
    """As it stands today. Five queries, however many work here."""
    tallies = counted.read(on=on, policy=policy)
    met = {row["supervisee_id"]: row for row in _met(on)}
    pairs = list(_pairs(on))
    carried = {row["pwp_id"]: row["people"] for row in _carried()}
    people = list(_people(on))
    supervised = {one.supervisee_id: one for one in pairs}
    return Service(
        days=policy.review_every_days,
        provider=tallies.provider,
        teams=tallies.teams,
        people=tuple(_held(one, supervised.get(one.pk), met, on=on) for one in people),
        supervisors=tuple(_loads(pairs, met, carried)),
        nobody=tuple(one.full_name for one in people if one.pk not in supervised),
    )


def _people(on: date) -> QuerySet[StaffMember]:
    """Whoever carries a caseload."""
    carrying = Membership.objects.on(on).filter(role__in=_CARRY)
    people = StaffMember.objects.filter(is_active=True, pk__in=carrying.values("staff_id"))
    return people.order_by("given_name", "family_name", "pk")


def _pairs(on: date) -> QuerySet[SupervisionPairing]:
    """Who supervises whom today, by the supervisor's name."""
    return (
        SupervisionPairing.objects.on(on)
        .filter(supervisor__is_active=True, supervisee__is_active=True)
        .select_related("supervisor", "supervisee")
        .order_by("supervisor__given_name", "supervisor__family_name", "supervisor_id", "pk")
    )


def _met(on: date) -> QuerySet[SupervisionSession, Any]:
    """Of each supervisee the meetings of the weeks behind: due by the rhythm and not called off
    beforehand; held, or made up since.
    """
    return (
        SupervisionSession.objects.filter(
            starts_at__gte=moment(on - timedelta(weeks=WEEKS_BACK), "00:00"),
            starts_at__lt=moment(on, "00:00"),
            makes_up__isnull=True,
        )
        .exclude(not_held_at__lt=F("starts_at"))
        .values("supervisee_id")
        .annotate(
            due=Count("pk"),
            held=Count(
                "pk", filter=Q(opened_at__isnull=False) | Q(made_up_by__opened_at__isnull=False)
            ),
            last=Max("opened_at"),
        )
    )


def _carried() -> QuerySet[CaseSummary, Any]:
    open_now = CaseSummary.objects.filter(is_open=True, pwp__isnull=False)
    return open_now.values("pwp_id").annotate(people=Count("pk"))


def _held(
    person: StaffMember,
    pair: SupervisionPairing | None,
    met: Mapping[int, Mapping[str, Any]],
    *,
    on: date,
) -> Held:
    row = met.get(person.pk, {})
    last = row.get("last")
    return Held(
        name=person.full_name,
        supervisor=pair.supervisor.full_name if pair else "Nobody",
        held=row.get("held", 0),
        due=row.get("due", 0),
        last=wording.table_date(local_date(last), on) if last else "",
    )


def _loads(
    pairs: list[SupervisionPairing],
    met: Mapping[int, Mapping[str, Any]],
    carried: Mapping[int, int],
) -> Iterator[Load]:
    by_supervisor: dict[int, list[SupervisionPairing]] = {}
    for pair in pairs:
        by_supervisor.setdefault(pair.supervisor_id, []).append(pair)
    for staff_id, theirs in by_supervisor.items():
        timed = [one for one in theirs if one.weekday is not None]
        rows = [met.get(one.supervisee_id, {}) for one in theirs]
        yield Load(
            name=theirs[0].supervisor.full_name,
            supervisees=len(theirs),
            hours=f"{round(sum(one.minutes for one in timed) / _AN_HOUR, 1):g}",
            without_time=len(theirs) - len(timed),
            carried=carried.get(staff_id, 0),
            held=sum(row.get("held", 0) for row in rows),
            due=sum(row.get("due", 0) for row in rows),
        )

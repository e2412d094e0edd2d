"""Supervision of the whole service, for whoever answers for it: numbers and names of staff. No
patient is named here, and nothing that was said in a meeting.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

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
from supervision.overview.paging import ROWS, page

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


class _Person(NamedTuple):
    pk: int
    given: str
    family: str

    @property
    def name(self) -> str:
        return wording.full_name(self.family, self.given)


class _Pair(NamedTuple):
    supervisee_id: int
    weekday: int | None
    minutes: int
    supervisor_id: int
    given: str
    family: str

    @property
    def supervisor(self) -> str:
        return wording.full_name(self.family, self.given)


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """The page: sums of everybody, and a page of those who supervise and of those who have
    supervision; `more_...` is what the next one begins after, empty on the last.
    """

    days: int
    provider: Tally
    teams: tuple[Tally, ...]
    people: tuple[Held, ...]
    more_people: str
    supervisors: tuple[Load, ...]
    more_supervisors: str
    nobody: tuple[str, ...]
    more_nobody: int
    held: int
    due: int


def read(*, on: date, policy: Policy, people: str = "", supervisors: str = "") -> Service:
    """As it stands today, each list behind the id given for it. Five queries, however many work
    here.
    """
    tallies = counted.read(on=on, policy=policy)
    met = {row["supervisee_id"]: row for row in _met(on)}
    pairs = [_Pair(*row) for row in _pairs(on)]
    everybody = [_Person(*row) for row in _people(on)]
    supervised = {one.supervisee_id: one for one in pairs}
    nobody = [one.name for one in everybody if one.pk not in supervised]
    shown, more_people = page(everybody, lambda one: str(one.pk), after=people)
    leading, more_supervisors = page(
        list(_by_supervisor(pairs).items()), lambda one: str(one[0]), after=supervisors
    )
    carried = {row["pwp_id"]: row["people"] for row in _carried(pk for pk, _ in leading)}
    return Service(
        days=policy.review_every_days,
        provider=tallies.provider,
        teams=tallies.teams,
        people=tuple(_held(one, supervised.get(one.pk), met, on=on) for one in shown),
        more_people=more_people,
        supervisors=tuple(_loads(leading, met, carried)),
        more_supervisors=more_supervisors,
        nobody=tuple(nobody[:ROWS]),
        more_nobody=len(nobody[ROWS:]),
        held=sum(met[one.pk]["held"] for one in everybody if one.pk in met),
        due=sum(met[one.pk]["due"] for one in everybody if one.pk in met),
    )


def _people(on: date) -> QuerySet[StaffMember, Any]:
    """Whoever carries a caseload."""
    carrying = Membership.objects.on(on).filter(role__in=_CARRY)
    people = StaffMember.objects.filter(is_active=True, pk__in=carrying.values("staff_id"))
    named = people.order_by("given_name", "family_name", "pk")
    return named.values_list("pk", "given_name", "family_name")


def _pairs(on: date) -> QuerySet[SupervisionPairing, Any]:
    """Who supervises whom today, by the supervisor's name."""
    return (
        SupervisionPairing.objects.on(on)
        .filter(supervisor__is_active=True, supervisee__is_active=True)
        .order_by("supervisor__given_name", "supervisor__family_name", "supervisor_id", "pk")
        .values_list(
            "supervisee_id",
            "weekday",
            "minutes",
            "supervisor_id",
            "supervisor__given_name",
            "supervisor__family_name",
        )
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


def _carried(pwps: Iterable[int]) -> QuerySet[CaseSummary, Any]:
    open_now = CaseSummary.objects.filter(is_open=True, pwp__in=list(pwps))
    return open_now.values("pwp_id").annotate(people=Count("pk"))


def _held(
    person: _Person,
    pair: _Pair | None,
    met: Mapping[int, Mapping[str, Any]],
    *,
    on: date,
) -> Held:
    row = met.get(person.pk, {})
    last = row.get("last")
    return Held(
        name=person.name,
        supervisor=pair.supervisor if pair else "Nobody",
        held=row.get("held", 0),
        due=row.get("due", 0),
        last=wording.table_date(local_date(last), on) if last else "",
    )


def _by_supervisor(pairs: Sequence[_Pair]) -> Mapping[int, list[_Pair]]:
    found: dict[int, list[_Pair]] = {}
    for pair in pairs:
        found.setdefault(pair.supervisor_id, []).append(pair)
    return found


def _loads(
    leading: Sequence[tuple[int, list[_Pair]]],
    met: Mapping[int, Mapping[str, Any]],
    carried: Mapping[int, int],
) -> Iterator[Load]:
    for staff_id, theirs in leading:
        timed = [one for one in theirs if one.weekday is not None]
        rows = [met.get(one.supervisee_id, {}) for one in theirs]
        yield Load(
            name=theirs[0].supervisor,
            supervisees=len(theirs),
            hours=f"{round(sum(one.minutes for one in timed) / _AN_HOUR, 1):g}",
            without_time=len(theirs) - len(timed),
            carried=carried.get(staff_id, 0),
            held=sum(row.get("held", 0) for row in rows),
            due=sum(row.get("due", 0) for row in rows),
        )

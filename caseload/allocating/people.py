"""Everybody who carries a caseload, with how many people, their week and their diary.

In a fixed number of queries, however many work here.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Count, Q, QuerySet
from django.utils.safestring import SafeString

from caseload.meter import meter
from caseload.models import CareContact, CaseSummary, ContactState
from caseload.whose import CARRYING
from clinical.policy import Policy
from clinical.wording import full_name
from clinical.working_days import local_date, moment, monday_of
from clinical.workload import Load, room, weighted
from referrals.prepared import IsOneOf, PreparedRows
from staff.agreed import AgreedNumber, number_of
from staff.models import Absence, AgreedOffset, JobPlan, Membership, StaffMember

WEEKS_AHEAD = 12

# How many people each carries, by what of them makes work: the rule weighs each fact once.
_LOADS = """
SELECT s.pwp_id, s.first_treatment_on IS NOT NULL, s.treatment,
    (s.booked_at[1] AT TIME ZONE 'Europe/London')::date - s.last_attended_on,
    r.risk_open_since IS NOT NULL, p.needs ILIKE '%%interpreter%%', count(*)
FROM caseload_casesummary s
JOIN referrals_referral r ON r.id = s.referral_id
JOIN referrals_patient p ON p.id = s.patient_id
WHERE s.is_open AND s.pwp_id = ANY(%s)
GROUP BY 1, 2, 3, 4, 5, 6
"""

Period = tuple[datetime, datetime]

# Stand in the built queries for the people and days of the moment; no row has them.
_IDS, _DAY, _LAST_DAY = -987_654_321, date(1, 2, 3), date(1, 2, 4)
_FROM, _UNTIL = datetime(1, 2, 5, tzinfo=UTC), datetime(1, 2, 6, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Away:
    """From when to when somebody is not there; why is nobody else's business."""

    first: date
    last: date | None

    def holds(self, day: date) -> bool:
        """Is that day one of them?"""
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class Practitioner:
    """One person who carries a caseload, as of today."""

    member: StaffMember
    team_ids: frozenset[int]
    number: AgreedNumber
    offsets: tuple[AgreedOffset, ...]
    carried: int
    plan: JobPlan | None
    away: tuple[Away, ...]
    booked: Mapping[date, tuple[Period, ...]]

    @property
    def pk(self) -> int:
        """Of the member of staff."""
        return self.member.pk

    @property
    def name(self) -> str:
        """`Farah Aziz`."""
        return full_name(self.member.family_name, self.member.given_name)

    @property
    def room(self) -> int | None:
        """How many more people; None without an agreed number."""
        return room(number=self.number.number, carried=self.carried)

    def number_on(self, day: date) -> AgreedNumber:
        """Their agreed number of that day, after what lowers it then."""
        return _number(self.member, self.offsets, on=day)

    @property
    def carries(self) -> str:
        """`61 of 75`; `61` without an agreed number."""
        number = self.number.number
        return f"{self.carried}" if number is None else f"{self.carried} of {number}"

    @property
    def meter(self) -> SafeString:
        """The same as a bar."""
        return meter(counts=(("on the caseload", self.carried),), agreed=self.number.number).svg

    @property
    def is_full(self) -> bool:
        """One more would be over the agreed number."""
        return self.room is not None and self.room < 1

    def away_on(self, day: date) -> Away | None:
        """The absence of that day, if they are not there."""
        return next((one for one in self.away if one.holds(day)), None)


def everybody(*, on: date, only: Iterable[int] | None = None) -> tuple[Practitioner, ...]:
    """Whoever carries a caseload today and works here, by name. Six queries."""
    members, teams = _members(on, only=only)
    ids = sorted(members)
    offsets = _offsets(ids, on=on)
    plans = {plan.staff_id: plan for plan in JobPlan.objects.on(on).filter(staff__in=ids)}
    away, booked = _away(ids, on=on), _booked(ids, on=on)
    carried = _carried(ids)
    return tuple(
        Practitioner(
            member=member,
            team_ids=frozenset(teams[pk]),
            number=_number(member, offsets[pk], on=on),
            offsets=tuple(offsets[pk]),
            carried=carried.get(pk, 0),
            plan=plans.get(pk),
            away=tuple(away[pk]),
            booked=booked[pk],
        )
        for pk, member in members.items()
    )


def loads(ids: Iterable[int], *, policy: Policy) -> Mapping[int, int]:
    """How much work the caseload of each of these people is. It reads everybody they carry."""
    found: dict[int, list[tuple[Load, int]]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_LOADS, [list(ids)])
        for pk, has_begun, treatment, gap, risk, longer, count in cursor.fetchall():
            found[pk].append((Load(has_begun, treatment, gap, risk, longer), count))
    return {pk: weighted(cases, policy) for pk, cases in found.items()}


def _number(member: StaffMember, offsets: Iterable[AgreedOffset], *, on: date) -> AgreedNumber:
    holding = [
        one for one in offsets if one.starts_on <= on and (one.ends_on is None or one.ends_on >= on)
    ]
    return number_of(member, holding, on=on)


def _members(
    on: date, *, only: Iterable[int] | None
) -> tuple[dict[int, StaffMember], Mapping[int, set[int]]]:
    held = Membership.objects.on(on).filter(role__in=CARRYING, staff__is_active=True)
    if only is not None:
        held = held.filter(staff__in=sorted(only))
    rows = held.select_related("staff").order_by(
        "staff__family_name", "staff__given_name", "staff_id"
    )
    members: dict[int, StaffMember] = {}
    teams: dict[int, set[int]] = defaultdict(set)
    for row in rows:
        members[row.staff_id] = row.staff
        teams[row.staff_id].add(row.team_id)
    return members, teams


def _offsets(ids: list[int], *, on: date) -> Mapping[int, list[AgreedOffset]]:
    """What lowers each number now or in the weeks ahead."""
    found: dict[int, list[AgreedOffset]] = defaultdict(list)
    for row in AgreedOffset.objects.filter(
        _touching(first=on, last=on + timedelta(weeks=WEEKS_AHEAD)), staff__in=ids
    ):
        found[row.staff_id].append(row)
    return found


def _touching(*, first: date, last: date) -> Q:
    """Dated rows of which a day is one of these; the last is none of them."""
    return Q(Q(ends_on__isnull=True) | Q(ends_on__gte=first), starts_on__lt=last)


def _absences() -> QuerySet[Absence, Any]:
    found = Absence.objects.filter(
        _touching(first=_DAY, last=_LAST_DAY), IsOneOf("staff_id", stand_in=_IDS)
    )
    return found.order_by("starts_on", "pk").values("staff_id", "starts_on", "ends_on")


_ABSENCES = PreparedRows(_absences, stand_ins=(_DAY, _LAST_DAY), lists=(_IDS,))


def _away(ids: list[int], *, on: date) -> Mapping[int, list[Away]]:
    given = {_IDS: ids, _DAY: on, _LAST_DAY: on + timedelta(weeks=WEEKS_AHEAD)}
    found: dict[int, list[Away]] = defaultdict(list)
    for row in _ABSENCES.rows(given):
        found[row["staff_id"]].append(Away(row["starts_on"], row["ends_on"]))
    return found


def _diaries() -> QuerySet[CareContact, Any]:
    return CareContact.objects.filter(
        IsOneOf("pwp_id", stand_in=_IDS),
        state__in=[ContactState.BOOKED, ContactState.LOGGED],
        starts_at__gte=_FROM,
        starts_at__lt=_UNTIL,
    ).values("pwp_id", "starts_at", "ends_at")


_DIARIES = PreparedRows(_diaries, stand_ins=(_FROM, _UNTIL), lists=(_IDS,))


def _booked(ids: list[int], *, on: date) -> Mapping[int, Mapping[date, tuple[Period, ...]]]:
    """What stands in each diary from this week on, by day."""
    monday = monday_of(on)
    last = monday + timedelta(weeks=WEEKS_AHEAD)
    given = {_IDS: ids, _FROM: moment(monday, "00:00"), _UNTIL: moment(last, "00:00")}
    found: dict[int, dict[date, tuple[Period, ...]]] = defaultdict(dict)
    for row in _DIARIES.rows(given):
        pk, day = row["pwp_id"], local_date(row["starts_at"])
        found[pk][day] = (*found[pk].get(day, ()), (row["starts_at"], row["ends_at"]))
    return found


def _counts() -> QuerySet[CaseSummary, Any]:
    """Read in an index alone: whoever waits elsewhere costs it nothing."""
    carried = CaseSummary.objects.filter(IsOneOf("pwp_id", stand_in=_IDS), is_open=True)
    return carried.order_by().values("pwp_id").annotate(people=Count("*"))


_COUNTS = PreparedRows(_counts, stand_ins=(), lists=(_IDS,))


def _carried(ids: list[int]) -> Mapping[int, int]:
    return {row["pwp_id"]: row["people"] for row in _COUNTS.rows({_IDS: ids})}

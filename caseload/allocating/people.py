"""Everybody who carries a caseload, with how full it is, their week and their diary.

In a fixed number of queries, however many work here.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection
from django.db.models import Q
from django.utils.safestring import SafeString

from caseload.meter import meter
from caseload.models import CareContact, ContactState
from caseload.whose import CARRYING
from clinical.policy import Policy
from clinical.wording import full_name
from clinical.working_days import local_date, moment, monday_of
from clinical.workload import Load, room, weighted
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
    load: int
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


def everybody(
    *, on: date, policy: Policy, only: Iterable[int] | None = None
) -> tuple[Practitioner, ...]:
    """Whoever carries a caseload today and works here, by name. Six queries."""
    members, teams = _members(on, only=only)
    ids = sorted(members)
    offsets = _offsets(ids, on=on)
    plans = {plan.staff_id: plan for plan in JobPlan.objects.on(on).filter(staff__in=ids)}
    away, booked = _away(ids, on=on), _booked(ids, on=on)
    loads = _loads(ids)
    return tuple(
        Practitioner(
            member=member,
            team_ids=frozenset(teams[pk]),
            number=_number(member, offsets[pk], on=on),
            offsets=tuple(offsets[pk]),
            carried=sum(count for _, count in loads[pk]),
            load=weighted(loads[pk], policy),
            plan=plans.get(pk),
            away=tuple(away[pk]),
            booked=booked[pk],
        )
        for pk, member in members.items()
    )


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
    for row in _ahead(AgreedOffset, ids, on=on):
        found[row.staff_id].append(row)
    return found


def _away(ids: list[int], *, on: date) -> Mapping[int, list[Away]]:
    found: dict[int, list[Away]] = defaultdict(list)
    for row in _ahead(Absence, ids, on=on).order_by("starts_on", "pk"):
        found[row.staff_id].append(Away(row.starts_on, row.ends_on))
    return found


def _ahead(model: type[AgreedOffset] | type[Absence], ids: list[int], *, on: date):  # type: ignore[no-untyped-def]
    """Dated rows of these people that touch the weeks ahead."""
    return model.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=on),
        staff__in=ids,
        starts_on__lt=on + timedelta(weeks=WEEKS_AHEAD),
    )


def _booked(ids: list[int], *, on: date) -> Mapping[int, Mapping[date, tuple[Period, ...]]]:
    """What stands in each diary from this week on, by day."""
    monday = monday_of(on)
    rows = CareContact.objects.filter(
        pwp__in=ids,
        state__in=[ContactState.BOOKED, ContactState.LOGGED],
        starts_at__gte=moment(monday, "00:00"),
        starts_at__lt=moment(monday + timedelta(weeks=WEEKS_AHEAD), "00:00"),
    ).values_list("pwp_id", "starts_at", "ends_at")
    found: dict[int, dict[date, tuple[Period, ...]]] = defaultdict(dict)
    for pk, starts_at, ends_at in rows:
        day = local_date(starts_at)
        found[pk][day] = (*found[pk].get(day, ()), (starts_at, ends_at))
    return found


def _loads(ids: list[int]) -> Mapping[int, list[tuple[Load, int]]]:
    found: dict[int, list[tuple[Load, int]]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_LOADS, [ids])
        for pk, has_begun, treatment, gap, risk, longer, count in cursor.fetchall():
            found[pk].append((Load(has_begun, treatment, gap, risk, longer), count))
    return found

"""The duty rota: turns as they were read, who is on duty, and the service hours nobody covers."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q

from clinical.working_days import (
    Calendar,
    Purpose,
    is_working_day,
    local_date,
    moment,
)
from staff.models import Absence, Duty, Membership, StaffMember
from staff.roles import Role

# Who may be put on duty: seniors, and the service lead who steps in.
MAY_BE_ON_DUTY = (Role.SENIOR_PWP, Role.DUTY_LEAD, Role.SERVICE_LEAD)
_A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn: who, from–to, on which number; `away` holds the days its holder is not there."""

    pk: int
    staff_id: int
    name: str
    starts_at: datetime
    ends_at: datetime
    phone: str
    has_left: bool = False
    away: tuple[tuple[date, date | None], ...] = ()

    def is_running(self, now: datetime) -> bool:
        """Has it begun, and not ended?"""
        return self.starts_at <= now < self.ends_at

    def is_away_on(self, day: date) -> bool:
        """Is its holder on leave, ill or in training that day?"""
        return any(first <= day and (last is None or day <= last) for first, last in self.away)

    def is_held_at(self, at: datetime) -> bool:
        """Is somebody really there: the turn runs, and its holder works here and is not away?"""
        return self.is_running(at) and not self.has_left and not self.is_away_on(local_date(at))

    @property
    def missing(self) -> tuple[date, ...]:
        """Days of this turn on which its holder is away."""
        return tuple(day for day in _days_of(self) if self.is_away_on(day))


@dataclass(frozen=True, slots=True)
class Gap:
    """Service hours without a duty senior."""

    starts_at: datetime
    ends_at: datetime


def turns(*, since: datetime, until: datetime) -> tuple[Turn, ...]:
    """Every turn that touches this time, in order. Two queries."""
    rows = list(
        Duty.objects.filter(starts_at__lt=until, ends_at__gt=since)
        .select_related("staff")
        .order_by("starts_at", "pk")
    )
    away = _away(rows, since=local_date(since), until=local_date(until))
    return tuple(
        Turn(
            pk=row.pk,
            staff_id=row.staff_id,
            name=row.staff.full_name,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            phone=row.phone,
            has_left=not row.staff.is_active,
            away=tuple(away.get(row.staff_id, ())),
        )
        for row in rows
    )


def gaps(
    held: Sequence[Turn], *, since: datetime, until: datetime, calendar: Calendar
) -> tuple[Gap, ...]:
    """Service hours in this time that no turn covers, one per stretch and day.

    A turn whose holder has left, or is away that day, covers nothing.
    """
    found: list[Gap] = []
    for opening, closing in _service_hours(since, until, calendar):
        day = local_date(opening)
        there = [one for one in held if not one.has_left and not one.is_away_on(day)]
        found.extend(_uncovered(opening, closing, there))
    return tuple(found)


def may_hold(staff_ids: Iterable[int], *, on: date) -> frozenset[int]:
    """Which of these people may be on duty that day by their roles."""
    rows = Membership.objects.on(on).filter(
        staff_id__in=sorted(staff_ids), role__in=[role.value for role in MAY_BE_ON_DUTY]
    )
    return frozenset(rows.values_list("staff_id", flat=True))


def people(*, on: date) -> list[StaffMember]:
    """Everybody who may be put on duty as things stand that day, by name."""
    held = Membership.objects.on(on).filter(role__in=[role.value for role in MAY_BE_ON_DUTY])
    return list(
        StaffMember.objects.filter(is_active=True, pk__in=held.values("staff_id")).order_by(
            "given_name", "family_name", "pk"
        )
    )


def _service_hours(
    since: datetime, until: datetime, calendar: Calendar
) -> Iterator[tuple[datetime, datetime]]:
    """Opening to closing of each working day, as far as it lies in this time."""
    day = local_date(since)
    while day <= local_date(until):
        if is_working_day(day, calendar):
            opens = max(moment(day, calendar.opens, purpose=Purpose.NOT_BEFORE), since)
            closes = min(moment(day, calendar.closes), until)
            if opens < closes:
                yield opens, closes
        day += _A_DAY


def _uncovered(opening: datetime, closing: datetime, there: Iterable[Turn]) -> Iterator[Gap]:
    """What is left of these hours when the turns of those who are there are taken out."""
    at = opening
    for one in sorted(there, key=lambda turn: turn.starts_at):
        if one.ends_at <= at:
            continue
        if one.starts_at >= closing:
            break
        if one.starts_at > at:
            yield Gap(at, one.starts_at)
        at = max(at, one.ends_at)
    if at < closing:
        yield Gap(at, closing)


def _days_of(turn: Turn) -> Iterator[date]:
    day = local_date(turn.starts_at)
    last = local_date(turn.ends_at - timedelta(microseconds=1))
    while day <= last:
        yield day
        day += _A_DAY


def _away(
    rows: Iterable[Duty], *, since: date, until: date
) -> dict[int, list[tuple[date, date | None]]]:
    found: dict[int, list[tuple[date, date | None]]] = {}
    absences = Absence.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=since),
        staff_id__in=sorted({row.staff_id for row in rows}),
        starts_on__lte=until,
    ).order_by("starts_on", "pk")
    for absence in absences:
        found.setdefault(absence.staff_id, []).append((absence.starts_on, absence.ends_on))
    return found

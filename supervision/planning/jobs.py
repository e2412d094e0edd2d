"""What the night does for supervision: meetings made ahead, and moved while somebody is away."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from audit import trail
from audit.events import Event
from caseload.models import CareContact, ContactState
from clinical.policy import Policy
from clinical.working_days import local_date, moment
from staff.models import SupervisionPairing
from supervision.models import SupervisionSession
from supervision.planning.absences import away
from supervision.planning.cover import covered
from supervision.planning.rhythm import FURTHEST_MOVED, Busy, Days, Planned, Rhythm, monday_of, plan

AHEAD = timedelta(weeks=6)
_CHANGING = (
    "supervisor",
    "planned_on",
    "starts_at",
    "minutes",
    "moved_at",
    "stands_in_for",
    "not_held_at",
    "not_held_by",
    "not_held_why",
    "not_held_side",
)


@transaction.atomic
def make_meetings_ahead(*, now: datetime, policy: Policy) -> Mapping[str, int]:
    """Make the meetings of the next six weeks, and move those whose day no longer suits.

    Safe twice, late and beside itself: a pair meets once in a week. What has begun, was opened, was
    said not to be held, was moved by hand or is covered stays as it is; so does what makes up for a
    missed one.
    """
    planned = _planned(now=now, policy=policy)
    standing = _standing(planned, since=monday_of(local_date(now)))
    made: list[SupervisionSession] = []
    changed: list[SupervisionSession] = []
    for one in planned:
        found = standing.get((one.supervisee_id, monday_of(one.planned_on)))
        if one.starts_at <= now:
            continue
        if found is None or _is_made_up(found, one, now=now):
            made.append(SupervisionSession(**_facts(one)))
        elif _may_change(found, one, now=now) and _differs(found, one):
            _set(found, one)
            changed.append(found)
    # Beside itself: the other run's row is as good.
    SupervisionSession.objects.bulk_create(made, ignore_conflicts=True)
    SupervisionSession.objects.bulk_update(changed, _CHANGING)
    counts = {"made": len(made), "changed": len(changed)}
    if any(counts.values()):
        trail.record(
            Event.MEETING_PLANNED,
            by=None,
            at=now,
            changes={name: ("", number) for name, number in counts.items()},
        )
    return counts


def _planned(*, now: datetime, policy: Policy) -> tuple[Planned, ...]:
    """What the rhythms in force give for the next weeks. Five queries at most."""
    on = local_date(now)
    rhythms = [_rhythm(pairing) for pairing in _pairings(on)]
    until = on + AHEAD + timedelta(days=FURTHEST_MOVED)
    covers = covered((one.supervisor_id for one in rhythms), since=on, until=until)
    people = {person for one in rhythms for person in one.people}
    coverers = {coverer for each in covers.values() for _, _, coverer in each}
    days = Days(
        away=away(people | coverers, since=on, until=until),
        calendar=policy.calendar,
        covered=covers,
        fixed=_put_there(people, now=now),
    )
    made = plan(rhythms, first=on, last=on + AHEAD, days=days)
    moved = {
        person
        for one in made
        if local_date(one.starts_at) != one.planned_on
        for person in (one.supervisor_id, one.supervisee_id)
    }
    if not moved:
        return made
    days = replace(days, booked=_booked(moved, now=now, until=until))
    return plan(rhythms, first=on, last=on + AHEAD, days=days)


def _booked(people: set[int], *, now: datetime, until: date) -> tuple[Busy, ...]:
    """Sessions of those whose meetings have to move."""
    rows = CareContact.objects.filter(
        pwp__in=people,
        state=ContactState.BOOKED,
        starts_at__gt=now,
        starts_at__lt=moment(until + timedelta(days=1), "00:00"),
    )
    spans = rows.order_by("starts_at", "pk").values_list("pwp_id", "starts_at", "ends_at")
    return tuple(((pwp_id,), starts_at, ends_at) for pwp_id, starts_at, ends_at in spans)


def _put_there(people: set[int], *, now: datetime) -> tuple[Busy, ...]:
    """Meetings to come that the rhythm does not move: their people, and from when to when."""
    rows = SupervisionSession.objects.filter(
        Q(supervisor__in=people) | Q(supervisee__in=people),
        Q(moved_at__isnull=False) | Q(makes_up__isnull=False),
        starts_at__gt=now,
        not_held_at__isnull=True,
    ).order_by("starts_at", "pk")
    return tuple(
        ((row.supervisor_id, row.supervisee_id), row.starts_at, row.ends_at) for row in rows
    )


def _pairings(on: date) -> QuerySet[SupervisionPairing]:
    """Pairs that meet now or later; nobody waits for who has left."""
    return SupervisionPairing.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=on),
        weekday__isnull=False,
        supervisor__is_active=True,
        supervisee__is_active=True,
    ).order_by("pk")


def _rhythm(pairing: SupervisionPairing) -> Rhythm:
    if pairing.weekday is None or pairing.meets_at is None:
        raise ValueError("A pair without a day and a time has no rhythm.")
    return Rhythm(
        supervisor_id=pairing.supervisor_id,
        supervisee_id=pairing.supervisee_id,
        weekday=pairing.weekday,
        meets_at=pairing.meets_at,
        minutes=pairing.minutes,
        starts_on=pairing.starts_on,
        ends_on=pairing.ends_on,
    )


def _standing(
    planned: tuple[Planned, ...], *, since: date
) -> dict[tuple[int, date], SupervisionSession]:
    """Each supervisee's meeting of each week as it stands, held against other writers."""
    rows = (
        SupervisionSession.objects.select_for_update(of=("self",))
        .filter(
            supervisee__in={one.supervisee_id for one in planned},
            planned_on__gte=since,
            makes_up__isnull=True,
        )
        .order_by("planned_on", "pk")
    )
    return {(row.supervisee_id, monday_of(row.planned_on)): row for row in rows}


def _is_made_up(found: SupervisionSession, one: Planned, *, now: datetime) -> bool:
    """The week's meeting has passed unopened, and the pair's new time is later in that week."""
    return found.planned_on != one.planned_on and found.opened_at is None and found.starts_at <= now


def _may_change(found: SupervisionSession, one: Planned, *, now: datetime) -> bool:
    """To come, and left where the rhythm put it; or it waits for a former supervisor, or was called
    off.
    """
    if found.opened_at is not None or found.starts_at <= now:
        return False
    if found.not_held_at is not None:
        # Called off with a supervision that goes on after all.
        return found.is_called_off
    if found.stands_in_for_id is not None:
        return found.stands_in_for_id != one.supervisor_id
    return found.moved_at is None or found.supervisor_id != one.supervisor_id


def _differs(found: SupervisionSession, one: Planned) -> bool:
    return found.is_called_off or any(
        getattr(found, name) != value for name, value in _facts(one).items()
    )


def _set(found: SupervisionSession, one: Planned) -> None:
    for name, value in _facts(one).items():
        setattr(found, name, value)
    found.moved_at, found.stands_in_for = None, None
    found.not_held_at, found.not_held_by = None, None
    found.not_held_why, found.not_held_side = "", ""


def _facts(one: Planned) -> dict[str, Any]:
    return {
        "supervisor_id": one.supervisor_id,
        "supervisee_id": one.supervisee_id,
        "planned_on": one.planned_on,
        "starts_at": one.starts_at,
        "minutes": one.minutes,
    }

"""What the night does for supervision: meetings made ahead, and moved while somebody is away."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from audit import trail
from audit.events import Event
from clinical.policy import Policy
from clinical.working_days import local_date
from staff.models import SupervisionPairing
from supervision.absences import away
from supervision.models import SupervisionSession
from supervision.rhythm import FURTHEST_MOVED, Planned, Rhythm, monday_of, plan

AHEAD = timedelta(weeks=6)
_CHANGING = ("supervisor", "planned_on", "starts_at", "minutes")


@transaction.atomic
def make_meetings_ahead(*, now: datetime, policy: Policy) -> Mapping[str, int]:
    """Make the meetings of the next six weeks, and move those whose day no longer suits.

    Safe twice, late and beside itself: a pair meets once in a week. What has begun, was opened or
    was said not to be held stays as it is.
    """
    planned = _planned(on=local_date(now), policy=policy)
    standing = _standing(planned, since=monday_of(local_date(now)))
    made: list[SupervisionSession] = []
    changed: list[SupervisionSession] = []
    for one in planned:
        found = standing.get((one.supervisee_id, monday_of(one.planned_on)))
        if one.starts_at <= now:
            continue
        if found is None or _is_made_up(found, one, now=now):
            made.append(SupervisionSession(**_facts(one)))
        elif _is_to_come(found, now=now) and _differs(found, one):
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


def _planned(*, on: date, policy: Policy) -> tuple[Planned, ...]:
    """What the rhythms in force give for the next weeks. Two queries."""
    rhythms = [_rhythm(pairing) for pairing in _pairings(on)]
    return plan(
        rhythms,
        first=on,
        last=on + AHEAD,
        away=away(
            (person for one in rhythms for person in one.people),
            since=on,
            until=on + AHEAD + timedelta(days=FURTHEST_MOVED),
        ),
        calendar=policy.calendar,
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
        .filter(supervisee__in={one.supervisee_id for one in planned}, planned_on__gte=since)
        .order_by("planned_on", "pk")
    )
    return {(row.supervisee_id, monday_of(row.planned_on)): row for row in rows}


def _is_made_up(found: SupervisionSession, one: Planned, *, now: datetime) -> bool:
    """The week's meeting has passed unopened, and the pair's new time is later in that week."""
    return found.planned_on != one.planned_on and found.opened_at is None and found.starts_at <= now


def _is_to_come(found: SupervisionSession, *, now: datetime) -> bool:
    return found.opened_at is None and found.not_held_at is None and found.starts_at > now


def _differs(found: SupervisionSession, one: Planned) -> bool:
    return any(getattr(found, name) != value for name, value in _facts(one).items())


def _set(found: SupervisionSession, one: Planned) -> None:
    for name, value in _facts(one).items():
        setattr(found, name, value)


def _facts(one: Planned) -> dict[str, Any]:
    return {
        "supervisor_id": one.supervisor_id,
        "supervisee_id": one.supervisee_id,
        "planned_on": one.planned_on,
        "starts_at": one.starts_at,
        "minutes": one.minutes,
    }

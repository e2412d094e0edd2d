"""How a member of staff stands to a referral, and which referrals that lets them see.

Both answers come from staff.roles.RECORD_ACCESS: `grants` for one referral, `visible` for many.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Protocol

from django.db.models import Q

from staff.roles import DUTY_ON_OPEN_RISK, RECORD_ACCESS, Permission, Relation, Role
from staff.standing import Standing

ENDED_RECENTLY = timedelta(days=90)
# What the trail says beside the relations of the table (safety S-A1).
COVER = "COVER"
DUTY = "DUTY"
# Every referral stands in one of these to whoever asks.
_EVERYBODY = (
    *(Relation.WAITING, Relation.SAME_TEAM, Relation.OTHER_TEAM),
    *(Relation.ENDED_RECENT, Relation.ENDED_OLDER),
)


class Carried(Protocol):
    """What of a referral decides about access; a model or a frozen row."""

    @property
    def team_id(self) -> int: ...
    @property
    def carried_by_id(self) -> int | None: ...
    @property
    def ended_on(self) -> date | None: ...
    @property
    def risk_open_since(self) -> datetime | None: ...


def relations(
    referral: Carried, standing: Standing, *, role: Role, on: date
) -> tuple[Relation, ...]:
    """Every way this person stands to the referral today in this role, the closest first."""
    mine = referral.team_id in standing.teams_as(role)
    if referral.ended_on is not None:
        recent = mine and referral.ended_on >= on - ENDED_RECENTLY
        return (Relation.ENDED_RECENT if recent else Relation.ENDED_OLDER,)
    if referral.carried_by_id is None:
        return (Relation.WAITING,)
    found = []
    if referral.carried_by_id in standing.carried_ids:
        found.append(Relation.MINE)
    if referral.carried_by_id in standing.supervisee_ids:
        found.append(Relation.SUPERVISEE)
    found.append(Relation.SAME_TEAM if mine else Relation.OTHER_TEAM)
    return tuple(found)


def grants(referral: Carried, standing: Standing, *, on: date) -> frozenset[Permission]:
    """Everything this person may do on this record today."""
    found: frozenset[Permission] = frozenset()
    for _, rights in _cells(referral, standing, on=on):
        found |= rights
    if _duty_looks_in(referral, standing):
        found |= DUTY_ON_OPEN_RISK
    return found


def relation_used(referral: Carried, standing: Standing, *, needs: Permission, on: date) -> str:
    """The closest relation that gives this right, as the trail names it; empty if none does."""
    giving = {relation for relation, rights in _cells(referral, standing, on=on) if needs in rights}
    if Relation.MINE in giving:
        return Relation.MINE.value if referral.carried_by_id == standing.staff_id else COVER
    if giving:
        return next(relation.value for relation in Relation if relation in giving)
    return DUTY if needs in DUTY_ON_OPEN_RISK and _duty_looks_in(referral, standing) else ""


def visible(standing: Standing, *, on: date, needs: Permission = Permission.VIEW_RECORD) -> Q:
    """A filter for referrals on which this person holds the right: lists of ids, never a join."""
    found = Q(pk__in=[])
    for role in standing.roles:
        for relation, rights in RECORD_ACCESS[role].items():
            if needs in rights:
                found |= _filter(relation, standing, role=role, on=on)
    if standing.is_on_duty and needs in DUTY_ON_OPEN_RISK:
        found |= Q(risk_open_since__isnull=False)
    return found


def opens_all(standing: Standing, *, needs: Permission) -> bool:
    """Whether `visible` leaves nobody out: one role holds the right on whoever waits, is carried in
    any team, or has ended at any time.
    """
    return any(
        all(needs in RECORD_ACCESS[role].get(relation, ()) for relation in _EVERYBODY)
        for role in standing.roles
    )


def _cells(
    referral: Carried, standing: Standing, *, on: date
) -> Iterator[tuple[Relation, frozenset[Permission]]]:
    """The cells of the access table that hold for this person and this referral."""
    for role in standing.roles:
        for relation in relations(referral, standing, role=role, on=on):
            yield relation, RECORD_ACCESS[role].get(relation, frozenset())


def _duty_looks_in(referral: Carried, standing: Standing) -> bool:
    """Also at an ended referral: a call may say something worrying about somebody long seen."""
    return standing.is_on_duty and referral.risk_open_since is not None


def _filter(relation: Relation, standing: Standing, *, role: Role, on: date) -> Q:
    is_open = Q(ended_on__isnull=True)
    carried = is_open & Q(carried_by__isnull=False)
    in_my_team = Q(team_id__in=standing.teams_as(role))
    recently = Q(ended_on__gte=on - ENDED_RECENTLY) & in_my_team
    return {
        Relation.MINE: is_open & Q(carried_by_id__in=standing.carried_ids),
        Relation.SUPERVISEE: is_open & Q(carried_by_id__in=standing.supervisee_ids),
        Relation.SAME_TEAM: carried & in_my_team,
        Relation.OTHER_TEAM: carried & ~in_my_team,
        Relation.WAITING: is_open & Q(carried_by__isnull=True),
        Relation.ENDED_RECENT: recently,
        Relation.ENDED_OLDER: Q(ended_on__isnull=False) & ~recently,
    }[relation]

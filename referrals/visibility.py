"""How a member of staff stands to a referral, and which referrals that lets them see.

Both answers come from staff.roles.RECORD_ACCESS: `relations` for one referral, `visible` as a filter for many.
"""

from datetime import date, timedelta
from typing import Protocol

from django.db.models import Q

from staff.roles import DUTY_ON_OPEN_RISK, RECORD_ACCESS, Permission, Relation, Role
from staff.standing import Standing

ENDED_RECENTLY = timedelta(days=90)


class Carried(Protocol):
    """What of a referral decides about access."""

    team_id: int
    carried_by_id: int | None
    ended_on: date | None
    risk_open_since: object


def relations(referral: Carried, standing: Standing, *, on: date) -> tuple[Relation, ...]:
    """Every way this person stands to the referral today, the closest first."""
    mine = referral.team_id in standing.team_ids
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
    for relation in relations(referral, standing, on=on):
        for role in standing.roles:
            found |= RECORD_ACCESS[role].get(relation, frozenset())
    if _duty_looks_in(referral, standing):
        found |= DUTY_ON_OPEN_RISK
    return found


def visible(standing: Standing, *, on: date, needs: Permission = Permission.VIEW_RECORD) -> Q:
    """A filter for referrals on which this person holds the right; lists of teams and people, never a join."""
    wanted = {
        relation
        for role in standing.roles
        for relation, rights in RECORD_ACCESS[role].items()
        if needs in rights
    }
    found = Q(pk__in=[])
    for relation in Relation:
        if relation in wanted:
            found |= _filter(relation, standing, on=on)
    if standing.is_on_duty and needs in DUTY_ON_OPEN_RISK:
        found |= Q(ended_on__isnull=True, risk_open_since__isnull=False)
    return found


def _duty_looks_in(referral: Carried, standing: Standing) -> bool:
    return (
        Role.DUTY_LEAD in standing.roles
        and referral.ended_on is None
        and referral.risk_open_since is not None
    )


def _filter(relation: Relation, standing: Standing, *, on: date) -> Q:
    is_open = Q(ended_on__isnull=True)
    carried = is_open & Q(carried_by__isnull=False)
    in_my_team = Q(team_id__in=standing.team_ids)
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

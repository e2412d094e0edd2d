"""Whose caseload somebody may open: their own, those they cover, and, with the right to see the
team's, those of their teams and of the people they supervise.
"""

from dataclasses import dataclass

from django.db.models import Count, Q

from caseload.models import CaseSummary
from referrals.models import Referral
from referrals.visibility import COVER
from staff.models import Membership, StaffMember
from staff.roles import ELSEWHERE, PROVIDER_WIDE, Permission, Relation
from staff.standing import Standing

CARRYING = tuple(role for role, held in ELSEWHERE.items() if Permission.CARRY_CASELOAD in held)


@dataclass(frozen=True, slots=True)
class Carrier:
    """Somebody with a caseload, in the list of colleagues."""

    staff_id: int
    name: str
    count: int
    relation: str


def summaries_for(standing: Standing) -> Q:
    """A filter for the open summaries on caseloads that this person may open, row by row."""
    found = Q(pwp_id__in=_personally(standing))
    if _sees_every_team(standing):
        found |= Q(pwp__isnull=False)
    elif standing.may_elsewhere(Permission.SEE_TEAM_CASELOADS):
        found |= Q(team_id__in=_teams_seen(standing))
    visible = Referral.objects.visible_to(standing, on=standing.on)
    return Q(is_open=True, referral__in=visible) & found


def carriers(standing: Standing) -> tuple[Carrier, ...]:
    """Everybody whose caseload this person may open, with how many people are on it, by name."""
    rows = (
        CaseSummary.objects.filter(summaries_for(standing))
        .exclude(pwp_id=standing.staff_id)
        .values("pwp_id", "pwp__given_name", "pwp__family_name")
        .annotate(people=Count("referral_id"))
        .order_by("pwp__family_name", "pwp__given_name", "pwp_id")
    )
    return tuple(
        Carrier(
            staff_id=row["pwp_id"],
            name=f"{row['pwp__given_name']} {row['pwp__family_name']}",
            count=row["people"],
            relation=_relation_words(row["pwp_id"], standing),
        )
        for row in rows
    )


def name_of(staff_id: int, standing: Standing) -> str | None:
    """The name of somebody whose empty caseload this person may open; None if they may not."""
    known = Q(pk__in=_personally(standing))
    if standing.may_elsewhere(Permission.SEE_TEAM_CASELOADS):
        memberships = Membership.objects.on(standing.on).filter(role__in=CARRYING)
        if not _sees_every_team(standing):
            memberships = memberships.filter(team_id__in=_teams_seen(standing))
        known |= Q(pk__in=memberships.values("staff_id"))
    found = StaffMember.objects.filter(known, pk=staff_id).first()
    return None if found is None else found.full_name


def relation_to(staff_id: int, team_ids: frozenset[int], standing: Standing) -> str:
    """How the trail says this person stands to a caseload."""
    if staff_id == standing.staff_id:
        return Relation.MINE.value
    if staff_id in standing.covered_ids:
        return COVER
    if staff_id in standing.supervisee_ids:
        return Relation.SUPERVISEE.value
    is_own_team = team_ids <= standing.team_ids
    return (Relation.SAME_TEAM if is_own_team else Relation.OTHER_TEAM).value


def _personally(standing: Standing) -> frozenset[int]:
    """Whose caseloads are open to this person by who they are, not by their team."""
    if standing.may_elsewhere(Permission.SEE_TEAM_CASELOADS):
        return standing.carried_ids | standing.supervisee_ids
    return standing.carried_ids


def _sees_every_team(standing: Standing) -> bool:
    return any(
        role in PROVIDER_WIDE and Permission.SEE_TEAM_CASELOADS in ELSEWHERE[role]
        for role in standing.roles
    )


def _teams_seen(standing: Standing) -> frozenset[int]:
    return frozenset(
        team
        for team in standing.team_ids
        if standing.may_elsewhere(Permission.SEE_TEAM_CASELOADS, team)
    )


def _relation_words(staff_id: int, standing: Standing) -> str:
    if staff_id in standing.covered_ids:
        return "you cover this caseload"
    if staff_id in standing.supervisee_ids:
        return "you supervise"
    return ""

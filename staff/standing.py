"""How somebody stands today: roles, teams, whom they supervise and cover, whether on duty.

Read in one query with the user row on every request and never cached (safety S-P5).
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, Min, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import JSONObject

from jobs import runs
from jobs.models import Heartbeat
from staff.models import Cover, Duty, Membership, StaffMember, SupervisionPairing
from staff.roles import ELSEWHERE, PROVIDER_WIDE, Permission, Role


@dataclass(frozen=True, slots=True)
class Standing:
    """Everything about a member of staff that access depends on, as it is now."""

    staff_id: int
    on: date
    roles_in: frozenset[tuple[Role, int]]
    supervisee_ids: frozenset[int]
    covered_ids: frozenset[int]
    is_on_duty: bool
    oldest_heartbeat: datetime | None

    @property
    def roles(self) -> tuple[Role, ...]:
        """Each role held anywhere, in the policy's order; the duty senior's only while on duty."""
        held = {role for role, _ in self.roles_in} - {Role.DUTY_LEAD}
        if self.is_on_duty:
            held.add(Role.DUTY_LEAD)
        return tuple(role for role in Role if role in held)

    @property
    def first_role(self) -> str:
        """The role written beside what they do."""
        roles = self.roles
        return roles[0].value if roles else ""

    @property
    def team_ids(self) -> frozenset[int]:
        """Teams they work in."""
        return frozenset(team for _, team in self.roles_in)

    def teams_as(self, role: Role) -> frozenset[int]:
        """Where they hold this role; a provider's and the duty senior's, in all their teams."""
        if role in PROVIDER_WIDE or role is Role.DUTY_LEAD:
            return self.team_ids
        return frozenset(team for held, team in self.roles_in if held is role)

    @property
    def carried_ids(self) -> frozenset[int]:
        """Whose caseloads are theirs today: their own, and those they cover."""
        return self.covered_ids | {self.staff_id}

    def may_elsewhere(self, permission: Permission, team_id: int | None = None) -> bool:
        """Whether a role gives this right, in that team where the right is a team's."""
        return any(
            permission in ELSEWHERE[role] and self._holds_in(role, team_id) for role in self.roles
        )

    def _holds_in(self, role: Role, team_id: int | None) -> bool:
        if team_id is None or role in PROVIDER_WIDE or role is Role.DUTY_LEAD:
            return True
        return (role, team_id) in self.roles_in


def signed_in(*, now: datetime, on: date) -> QuerySet[StaffMember]:
    """Active staff, each with what `standing_of` needs, in one query."""
    me = OuterRef("pk")
    return StaffMember.objects.filter(is_active=True).annotate(
        memberships_now=ArraySubquery(
            Membership.objects.on(on)
            .filter(staff=me)
            .values(row=JSONObject(role="role", team="team_id"))
        ),
        supervisees_now=ArraySubquery(
            SupervisionPairing.objects.on(on).filter(supervisor=me).values("supervisee_id")
        ),
        covered_now=ArraySubquery(Cover.objects.on(on).filter(coverer=me).values("covered_id")),
        is_on_duty_now=Exists(Duty.objects.at(now).order_by().filter(staff=me)),
        oldest_heartbeat_now=Subquery(_oldest_heartbeat()),
    )


def _oldest_heartbeat() -> QuerySet[Heartbeat, Any]:
    """The quietest of the watched parts; nothing while one of them was never heard."""
    return (
        Heartbeat.objects.filter(name__in=runs.WATCHED)
        .values(together=Value(1))
        .annotate(heard=Count("name"), oldest=Min("at"))
        .filter(heard=len(runs.WATCHED))
        .values("oldest")
    )


def standing_of(member: Any, *, on: date) -> Standing:
    """The standing of a row that came from `signed_in`."""
    return Standing(
        staff_id=member.pk,
        on=on,
        roles_in=frozenset((Role(row["role"]), row["team"]) for row in member.memberships_now),
        supervisee_ids=frozenset(member.supervisees_now),
        covered_ids=frozenset(member.covered_now),
        is_on_duty=member.is_on_duty_now,
        oldest_heartbeat=member.oldest_heartbeat_now,
    )


def load(*, staff_id: int, now: datetime, on: date) -> StaffMember | None:
    """The active member of staff with their standing, or None."""
    member = signed_in(now=now, on=on).filter(pk=staff_id).first()
    if member is not None:
        member.standing = standing_of(member, on=on)
    return member

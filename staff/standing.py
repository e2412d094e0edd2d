"""How somebody stands today: roles, teams, whom they supervise and cover, whether on duty.

Read in one query with the user row on every request and never cached (safety S-P5).
"""

import json
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from jobs import runs
from staff.models import StaffMember
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
    night_done_at: datetime | None = None
    oldest_night: datetime | None = None

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

    @property
    def reach(self) -> "Standing":
        """The same without what decides about no record: how fresh the workers are."""
        return replace(self, oldest_heartbeat=None, night_done_at=None, oldest_night=None)

    def may_elsewhere(self, permission: Permission, team_id: int | None = None) -> bool:
        """Whether a role gives this right, in that team where the right is a team's."""
        return any(
            permission in ELSEWHERE[role] and self._holds_in(role, team_id) for role in self.roles
        )

    def _holds_in(self, role: Role, team_id: int | None) -> bool:
        if team_id is None or role in PROVIDER_WIDE or role is Role.DUTY_LEAD:
            return True
        return (role, team_id) in self.roles_in


_SUPERVISING = [role.value for role in Role if Permission.SUPERVISE in ELSEWHERE[role]]

# One statement for every request of every page, written out: building it through the ORM took
# longer than running it.
_SIGNED_IN = """
SELECT s.*,
    coalesce((SELECT jsonb_agg(jsonb_build_array(m.role, m.team_id)) FROM staff_membership m
              WHERE m.staff_id = s.id AND m.starts_on <= %(on)s
                AND (m.ends_on IS NULL OR m.ends_on >= %(on)s)), '[]') AS memberships_now,
    -- their own, and while they cover a supervisor those of that colleague, where their role
    -- carries supervising
    ARRAY(SELECT p.supervisee_id FROM staff_supervisionpairing p
          WHERE (p.supervisor_id = s.id OR p.supervisor_id IN (
                  SELECT c.covered_id FROM staff_cover c
                  JOIN staff_membership m ON m.staff_id = c.coverer_id
                  WHERE c.coverer_id = s.id AND c.starts_on <= %(on)s
                    AND (c.ends_on IS NULL OR c.ends_on >= %(on)s)
                    AND m.role = ANY(%(supervising)s) AND m.starts_on <= %(on)s
                    AND (m.ends_on IS NULL OR m.ends_on >= %(on)s)))
            AND p.supervisee_id <> s.id AND p.starts_on <= %(on)s
            AND (p.ends_on IS NULL OR p.ends_on >= %(on)s)) AS supervisees_now,
    ARRAY(SELECT c.covered_id FROM staff_cover c
          WHERE c.coverer_id = s.id AND c.starts_on <= %(on)s
            AND (c.ends_on IS NULL OR c.ends_on >= %(on)s)) AS covered_now,
    EXISTS (SELECT 1 FROM staff_duty d
            WHERE d.staff_id = s.id AND d.starts_at <= %(now)s AND d.ends_at > %(now)s)
        AS is_on_duty_now,
    -- the quietest of the watched parts; nothing while one of them was never heard, or lies ahead
    (SELECT min(h.at) FROM jobs_heartbeat h WHERE h.name = ANY(%(watched)s) AND h.at <= %(ahead)s
     HAVING count(*) = %(how_many)s) AS oldest_heartbeat_now,
    (SELECT h.at FROM jobs_heartbeat h WHERE h.name = %(night)s AND h.at <= %(ahead)s)
        AS night_done_at_now,
    (SELECT min(h.at) FROM jobs_heartbeat h WHERE h.name = ANY(%(nightly)s) AND h.at <= %(ahead)s
     HAVING count(*) = %(how_many_nightly)s) AS oldest_night_now
FROM staff_staffmember s WHERE s.is_active AND s.id = %(id)s
"""


def load(*, staff_id: int, now: datetime, on: date) -> StaffMember | None:
    """The active member of staff with their standing, or None. One query."""
    facts = {
        "id": staff_id,
        "now": now,
        "ahead": now + runs.AHEAD,
        "on": on,
        "supervising": _SUPERVISING,
        "watched": list(runs.WATCHED),
        "how_many": len(runs.WATCHED),
        "night": runs.NIGHT,
        "nightly": list(runs.NIGHTLY),
        "how_many_nightly": len(runs.NIGHTLY),
    }
    for member in StaffMember.objects.raw(_SIGNED_IN, facts):
        member.standing = _standing_of(member, on=on)
        return member
    return None


def _standing_of(member: Any, *, on: date) -> Standing:
    """The standing in a row of the statement above."""
    return Standing(
        staff_id=member.pk,
        on=on,
        roles_in=frozenset((Role(role), team) for role, team in json.loads(member.memberships_now)),
        supervisee_ids=frozenset(member.supervisees_now),
        covered_ids=frozenset(member.covered_now),
        is_on_duty=member.is_on_duty_now,
        oldest_heartbeat=member.oldest_heartbeat_now,
        night_done_at=member.night_done_at_now,
        oldest_night=member.oldest_night_now,
    )

"""To whom a case may be handed on: somebody of its team who is neither of the two deciding."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import F, QuerySet

from referrals.prepared import PreparedRows
from staff.models import Membership, StaffMember
from staff.roles import ELSEWHERE, Permission, Role

_CLINICAL = [
    role for role in Role if ELSEWHERE[role] & {Permission.CARRY_CASELOAD, Permission.SUPERVISE}
]
# Stand in the built query for the team and for the day.
_TEAM, ON = -987_654_321, date(1901, 1, 7)
NAMED = ("id", "given_name", "family_name")


def colleagues(*, team_id: int, without: Iterable[int | None], on: date) -> tuple[StaffMember, ...]:
    """Who works in this team on this day and carries a caseload or supervises, by name. One query,
    planned once.
    """
    rows = _COLLEAGUES.rows({_TEAM: team_id, ON: on})
    return tuple(
        StaffMember.from_db(connection.alias, NAMED, one) for one in chosen(rows, without=without)
    )


def chosen(
    rows: Iterable[Mapping[str, Any]], *, without: Iterable[int | None]
) -> tuple[tuple[int, str, str], ...]:
    """Those of a team, as `of_team` reads them, who are left, each as `NAMED` says."""
    left_out = frozenset(without)
    return tuple(
        (row["id"], row["given_name"], row["family_name"])
        for row in rows
        if row["id"] not in left_out
    )


def of_team(team: int | F) -> QuerySet[StaffMember]:
    """Who works in a team and carries a caseload or supervises, by name, on the day that takes the
    place of `ON`.
    """
    members = Membership.objects.on(ON).filter(team=team, role__in=_CLINICAL)
    people = StaffMember.objects.filter(is_active=True, pk__in=members.values("staff_id"))
    return people.order_by("given_name", "family_name", "pk")


_COLLEAGUES = PreparedRows(lambda: of_team(_TEAM).values(*NAMED), stand_ins=(_TEAM, ON))

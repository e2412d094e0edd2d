"""To whom a case may be handed on: somebody of its team who is neither of the two deciding."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from referrals.prepared import IsOneOf, PreparedRows
from staff.models import Membership, StaffMember
from staff.roles import ELSEWHERE, Permission, Role

_CLINICAL = [
    role for role in Role if ELSEWHERE[role] & {Permission.CARRY_CASELOAD, Permission.SUPERVISE}
]
# Stand in the built query for the team, for those left out, and for the day.
_TEAM, _WITHOUT, _ON = -987_654_321, -987_654_322, date(1901, 1, 7)
_NAMED = ("id", "given_name", "family_name")


def colleagues(*, team_id: int, without: Iterable[int | None], on: date) -> tuple[StaffMember, ...]:
    """Who works in this team on this day and carries a caseload or supervises, by name. One query,
    planned once.
    """
    left_out = sorted(pk for pk in without if pk is not None)
    rows = _COLLEAGUES.rows({_TEAM: team_id, _WITHOUT: left_out, _ON: on})
    return tuple(
        StaffMember.from_db(connection.alias, _NAMED, [row[name] for name in _NAMED])
        for row in rows
    )


def _colleagues() -> QuerySet[StaffMember, Any]:
    members = Membership.objects.on(_ON).filter(team=_TEAM, role__in=_CLINICAL)
    people = StaffMember.objects.filter(
        ~Q(IsOneOf("pk", stand_in=_WITHOUT)), is_active=True, pk__in=members.values("staff_id")
    )
    return people.order_by("given_name", "family_name", "pk").values(*_NAMED)


_COLLEAGUES = PreparedRows(_colleagues, stand_ins=(_TEAM, _ON), lists=(_WITHOUT,))

"""To whom a case may be handed on: somebody of its team who is neither of the two deciding."""

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from staff.models import Membership, StaffMember
from staff.roles import ELSEWHERE, Permission, Role

_CLINICAL = [
    role for role in Role if ELSEWHERE[role] & {Permission.CARRY_CASELOAD, Permission.SUPERVISE}
]


def colleagues(*, team_id: int, without: Iterable[int | None], on: date) -> QuerySet[StaffMember]:
    """Who works in this team on this day and carries a caseload or supervises, by name."""
    members = Membership.objects.on(on).filter(team=team_id, role__in=_CLINICAL)
    people = StaffMember.objects.filter(is_active=True, pk__in=members.values("staff_id"))
    people = people.exclude(pk__in=[pk for pk in without if pk is not None])
    return people.only("given_name", "family_name").order_by("given_name", "family_name", "pk")

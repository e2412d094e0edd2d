"""Whoever came in from another system, by name. No account made here can be signed in to yet:
manages accounts gives each a password and an address.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType

from django.db import transaction

from audit import trail
from audit.events import Event
from clinical.errors import Refused
from staff.actions.accounts import join_team
from staff.models import Grade, StaffMember, Team
from staff.roles import Role

# Roles that carry people. Every other is given by whoever manages accounts, one by one.
GRADES: Mapping[Role, Grade] = MappingProxyType(
    {
        Role.PWP: Grade.PWP,
        Role.TRAINEE_PWP: Grade.TRAINEE_PWP,
        Role.SENIOR_PWP: Grade.SENIOR_PWP,
    }
)
_LONGEST = 50


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody without an account here: the name, the team and the role."""

    given_name: str
    family_name: str
    team: Team
    role: Role


@transaction.atomic
def add_newcomer(
    *, newcomer: Newcomer, on: date, by: StaffMember | None, now: datetime
) -> StaffMember:
    """Make an account that nobody can sign in to yet, with its role in its team."""
    member = StaffMember.objects.create_user(
        username=_free_username(newcomer),
        given_name=newcomer.given_name,
        family_name=newcomer.family_name,
        grade=GRADES[newcomer.role],
    )
    trail.record(Event.ACCOUNT_ADDED, by=by, at=now, about=member)
    join_team(member=member, team=newcomer.team, role=newcomer.role, on=on, by=by, now=now)
    return member


@transaction.atomic
def name_newcomer(
    *, member: StaffMember, newcomer: Newcomer, on: date, by: StaffMember | None, now: datetime
) -> None:
    """Say who it is that came in by a code alone, and where they work: switched on, and nobody can
    sign in to it yet. Raises Refused for an account that was ever signed in to, or that whoever
    manages accounts has given a password or an address.
    """
    if member.has_usable_password() or member.last_login is not None or member.email:
        raise Refused("This account is somebody’s already: name it by its user name.")
    before = member.full_name
    StaffMember.objects.filter(pk=member.pk).update(
        given_name=newcomer.given_name,
        family_name=newcomer.family_name,
        grade=GRADES[newcomer.role],
        is_active=True,
    )
    changes = {"name": (before, f"{newcomer.given_name} {newcomer.family_name}")}
    trail.record(Event.ACCOUNT_CHANGED, by=by, at=now, about=member, changes=changes)
    join_team(member=member, team=newcomer.team, role=newcomer.role, on=on, by=by, now=now)


def _free_username(newcomer: Newcomer) -> str:
    """`amira.hassan`, and a number where that is taken."""
    plain = unicodedata.normalize("NFKD", f"{newcomer.given_name}.{newcomer.family_name}")
    base = re.sub(r"[^a-z.]", "", plain.lower()).strip(".")[:_LONGEST] or "staff"
    taken = set(
        StaffMember.objects.filter(username__startswith=base).values_list("username", flat=True)
    )
    names = (base, *(f"{base}{number}" for number in range(2, len(taken) + 3)))
    return next(name for name in names if name not in taken)

"""What every page shows around its content: navigation by role, who is signed in, the two banners.

Costs no query: everything comes from the standing that was read with the user.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.template.backends.utils import csrf_input
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from clinical import wording
from staff.middleware import IDLE, WARNING_BEFORE
from staff.models import StaffMember
from staff.permissions import may
from staff.roles import Permission
from staff.standing import Standing

# The health check speaks of the same limit (architecture.md 6).
STALE_AFTER = timedelta(minutes=10)
NIGHT_STALE_AFTER = timedelta(hours=26)


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the main navigation, shown to whoever holds any of the permissions."""

    label: str
    path: str
    permissions: tuple[Permission, ...]


# Only what exists. An entry arrives with its page, in the order of ux.md 3.
PLACES = (
    Place("Today", "/today/", (Permission.SEE_TODAY,)),
    Place("Caseload", "/caseload/", (Permission.CARRY_CASELOAD, Permission.SEE_TEAM_CASELOADS)),
    Place("Referrals", "/referrals/", (Permission.SEE_WAITING,)),
    Place("Team", "/team/", (Permission.SEE_TEAM_CASELOADS,)),
    Place("Supervision", "/supervision/", (Permission.SEE_SUPERVISION,)),
    Place("Dashboard", "/dashboard/", (Permission.SEE_DASHBOARD,)),
    Place("Returns", "/returns/", (Permission.MAKE_RETURNS,)),
    Place("Duty", "/duty/", (Permission.SEE_DUTY,)),
    Place("Messages", "/messages/", (Permission.SEE_MESSAGES,)),
    Place("Service rules", "/settings/", (Permission.CHANGE_POLICY,)),
    # Whoever may set service rules finds it there.
    Place("Sending systems", "/systems/", (Permission.MANAGE_ACCOUNTS,)),
    Place("Background work", "/background/", (Permission.SEE_BACKGROUND_WORK,)),
)


# So many stand beside each other on a laptop; of more, the last stand under "More".
_IN_ONE_LINE = 9


@dataclass(frozen=True, slots=True)
class Link:
    """A navigation entry as drawn."""

    label: str
    path: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Shell:
    """What surrounds a staff page. `more` are links that a line has no room for; the last two are
    seconds without use: to ask, and to end.
    """

    staff_id: int
    name: str
    roles: str
    links: tuple[Link, ...]
    more: tuple[Link, ...]
    may_find: bool
    may_log_calls: bool
    may_define_labels: bool
    may_manage_senders: bool
    shortcuts: str
    late: str
    warn_after: int = int((IDLE - WARNING_BEFORE).total_seconds())
    end_after: int = int(IDLE.total_seconds())


def page(request: HttpRequest) -> dict[str, Any]:
    """Context processor: the service's name, whether this is practice, the shell if signed in."""
    return {
        "service_name": settings.SERVICE_NAME,
        "is_practice": settings.PRACTICE_SERVICE,
        "shell": _shell(request),
        # Once a page: Django would mask the token anew for each form.
        "csrf_input": SimpleLazyObject(partial(csrf_input, request)),
    }


def _shell(request: HttpRequest) -> Shell | None:
    """None for visitors, and on an error page drawn before anyone was recognised."""
    user = getattr(request, "user", None)
    if not isinstance(user, StaffMember) or user.standing is None:
        return None
    links = _links(user, request.path)
    shown = len(links) if len(links) <= _IN_ONE_LINE else _IN_ONE_LINE - 1
    return Shell(
        staff_id=user.pk,
        name=user.full_name,
        roles=", ".join(role.label for role in user.standing.roles),
        links=links[:shown],
        more=links[shown:],
        may_find=may(user, Permission.FIND_PATIENT),
        may_log_calls=may(user, Permission.LOG_UNKNOWN_CALL),
        may_define_labels=may(user, Permission.DEFINE_LABELS),
        may_manage_senders=may(user, Permission.MANAGE_SENDERS),
        shortcuts="on" if user.shortcuts_on else "off",
        late=_late(user.standing, now=timezone.now()),
    )


def _links(user: StaffMember, path: str) -> tuple[Link, ...]:
    """In the order of the places; for whoever is on duty now, Duty stands first, and for whoever
    answers for the service and sees no patients, the dashboard.
    """
    links = [
        Link(place.label, place.path, is_current=path.startswith(place.path))
        for place in PLACES
        if any(may(user, permission) for permission in place.permissions)
    ]
    if may(user, Permission.SEE_COVERAGE) and not may(user, Permission.CARRY_CASELOAD):
        links.sort(key=lambda link: link.path != "/dashboard/")
    if user.standing is not None and user.standing.is_on_duty:
        links.sort(key=lambda link: link.path != "/duty/")
    return tuple(links)


def _late(standing: Standing, *, now: datetime) -> str:
    """When background work was last seen alive, if that is too long ago; empty when all is well.

    The night's work is done once a day, and looked for as long.
    """
    watched = (
        (standing.oldest_heartbeat, STALE_AFTER),
        (standing.oldest_night, NIGHT_STALE_AFTER),
    )
    for seen, longest in watched:
        if seen is None:
            return "at no time yet"
        if now - seen > longest:
            return wording.sentence_time(seen, timezone.localtime(now).date())
    return ""

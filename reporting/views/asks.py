"""Who asks a page of the dashboard, for what, and when."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from django.http import HttpRequest
from django.utils import timezone

from audit import trail
from audit.events import Event
from clinical.working_days import local_date
from reporting import asked as asking
from reporting.asked import Asked
from reporting.forms.asked import AskedForm
from reporting.scope import Scope, places, scope_of
from staff.models import StaffMember
from staff.roles import Permission
from staff.standing import Standing


@dataclass(frozen=True, slots=True)
class Asks:
    """All that a page needs to know of it."""

    member: StaffMember
    standing: Standing
    scope: Scope
    form: AskedForm
    asked: Asked
    now: datetime
    on: date

    @property
    def has_errors(self) -> bool:
        """Something in the address is wrong."""
        return bool(self.form.errors)


def asks_of(request: HttpRequest, *, needs: Permission = Permission.SEE_DASHBOARD) -> Asks:
    """Read from the request and its address. One query."""
    member, now = cast(StaffMember, request.user), timezone.now()
    standing, on = cast(Standing, member.standing), local_date(now)
    offered = places()
    scope = scope_of(standing, needs=needs, teams=offered.teams)
    form = AskedForm(request.GET, scope=scope, on=on, commissioners=offered.commissioners)
    asked = asking.read(form, scope=scope, on=on)
    return Asks(member, standing, scope, form, asked, now, on)


def record_taken(asks: Asks, **what: str) -> None:
    """Figures leave: which, and of whom, stand on the trail."""
    told = {"asked": asks.asked.query, **what}
    trail.record(
        Event.FIGURES_TAKEN,
        by=asks.member,
        at=asks.now,
        changes={name: ("", said) for name, said in told.items() if said},
    )

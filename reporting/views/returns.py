"""/returns/<month>/quality: what of a month's return would be rejected or lowered, as it stands."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from audit import trail
from audit.events import Event
from clinical.errors import Refused
from clinical.working_days import local_date
from reporting.dataset.quality import page, reading
from reporting.named_periods import Named, month_named
from reporting.scope import Scope, scope_of
from staff.decorators import requires
from staff.models import StaffMember
from staff.roles import Permission
from staff.standing import Standing

# More digits than a key has; Python refuses to read thousands of them.
_LONGEST_KEY = 18


@dataclass(frozen=True, slots=True)
class Asks:
    """Who asks about which month, and when."""

    member: StaffMember
    standing: Standing
    scope: Scope
    month: Named
    now: datetime
    on: date


@requires(Permission.MAKE_RETURNS)
@require_safe
def quality(request: HttpRequest, month: str) -> HttpResponse:
    """The rules that find something, and whom the chosen one finds; the look is on the trail. With
    script, the rules alone are a part of the list of returns, and name nobody.
    """
    asks = asks_of(request, month)
    team, team_id = _team(request.GET.get("team", ""), asks.scope)
    asked = reading.Asked(asks.month.period, team_id, asks.now)
    if request.headers.get("HX-Request"):
        shown = {"page": page.read_rules(asked), "month": asks.month, "team": team}
        return render(request, "reporting/returns/quality_rules.html", shown)
    found = page.read(
        asked,
        rule=request.GET.get("rule", ""),
        after=_key(request.GET.get("after", "")),
        standing=asks.standing,
        on=asks.on,
    )
    trail.record_view(Event.LIST_VIEWED, by=asks.member, at=asks.now, shown=found.shown)
    context = {"page": found, "month": asks.month, "team": team, "teams": asks.scope.teams}
    return render(request, "reporting/returns/quality.html", context)


def asks_of(request: HttpRequest, month: str) -> Asks:
    """Raises Http404 for a month that is none, or has not begun. One query."""
    member, now = cast(StaffMember, request.user), timezone.now()
    standing, on = cast(Standing, member.standing), local_date(now)
    scope = scope_of(standing, needs=Permission.MAKE_RETURNS)
    return Asks(member, standing, scope, month_or_404(month, on=on), now, on)


def month_or_404(month: str, *, on: date) -> Named:
    """Raises Http404 for a month that is none, or has not begun."""
    try:
        return month_named(month, on=on)
    except Refused as refusal:
        raise Http404 from refusal


def _team(asked: str, scope: Scope) -> tuple[int, tuple[int, ...] | None]:
    """The team of the address and of the statements; a stranger's is everybody."""
    chosen = _key(asked)
    return (chosen, (chosen,)) if chosen in {pk for pk, _ in scope.teams} else (0, None)


def _key(asked: str) -> int:
    """Anything that is no key is the beginning."""
    is_key = asked.isascii() and asked.isdigit() and len(asked) <= _LONGEST_KEY
    return int(asked) if is_key else 0

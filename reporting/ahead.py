"""After each count, what the usual readers will ask first is drawn: the lead's page of the service
and of each team, and beside outcomes the mix of people. Then nobody pays for being the first.
"""

import logging
from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import islice
from typing import cast

from django.db import transaction

from clinical.policy import Policy
from clinical.working_days import local_date
from reporting import asked as asking
from reporting import case_mix, drawings, measure_mix, remembered, rollup
from reporting.dashboard import drawn, fairness
from reporting.dashboard.wanted import Wanted
from reporting.forms.asked import AskedForm
from reporting.metrics.registry import measure_called
from reporting.scope import Scope, places, scope_of
from staff import standing as standings
from staff.models import Membership
from staff.roles import ELSEWHERE, Permission, Role
from staff.standing import Standing

logger = logging.getLogger(__name__)

# Each takes about a tenth of a second; a provider of more teams draws those of the first.
_MOST = 60
_READERS = tuple(role for role in Role if Permission.SEE_DASHBOARD in ELSEWHERE[role])


@transaction.atomic
def sum_every_month(*, now: datetime, policy: Policy) -> Mapping[str, int]:
    """Sum the months, and draw: both are seen at once."""
    return {**rollup.sum_every_month(now=now), **draw(now=now, policy=policy)}


def draw(*, now: datetime, policy: Policy) -> Mapping[str, int]:
    """Draw and keep it. What cannot be drawn is counted and left to whoever asks: figures of months
    never wait for it.
    """
    found: dict[str, object] = {}
    try:
        with transaction.atomic():
            for wanted in islice(_usual(now), _MOST):
                found |= _of(wanted, policy)
            drawings.keep(found, now=now)
    except Exception as failure:  # noqa: BLE001 - sums must not wait for a drawing
        logger.warning("nothing is drawn ahead: %s", type(failure).__name__)
        return {"drawn": 0, "not_drawn": 1}
    return {"drawn": len(found)}


def _of(wanted: Wanted, policy: Policy) -> Mapping[str, object]:
    """All of one choice; nothing where it is not summed."""
    counted = remembered.counted(wanted.asked, now=wanted.now)
    if counted.sums is None:
        return {}
    found: dict[str, object] = dict(drawn.ahead(wanted, sums=counted.sums, policy=policy))
    if wanted.exact:
        for measure in map(measure_called, case_mix.COMPARED):
            key = measure_mix.key_of(measure, wanted.asked, sums=counted.sums)
            found[key] = measure_mix.read(measure, wanted.asked)
    return found


def _usual(now: datetime) -> Iterator[Wanted]:
    """The page without a choice, then of each team, for everybody who sees another one."""
    readers = dict(_readers(now))
    for scope, standing in readers.values():
        yield _wanted("", scope, standing, now)
    of_teams = {
        (team, scope.opens_people, key): (f"{team}", scope, standing)
        for key, (scope, standing) in readers.items()
        for team, _ in scope.teams
        if scope.is_whole
    }
    for team, scope, standing in of_teams.values():
        yield _wanted(team, scope, standing, now)


def _readers(now: datetime) -> Iterator[tuple[object, tuple[Scope, Standing]]]:
    """One of each kind: who sees the same and may open the same."""
    on = local_date(now)
    held = Membership.objects.on(on).filter(role__in=_READERS, staff__is_active=True)
    for pk in sorted(set(held.values_list("staff_id", flat=True))):
        member = standings.load(staff_id=pk, now=now, on=on)
        if member is not None:
            standing = cast(Standing, member.standing)
            scope = scope_of(standing)
            yield (scope, drawn.rights_of(standing)), (scope, standing)


def _wanted(team: str, scope: Scope, standing: Standing, now: datetime) -> Wanted:
    """As the page asks for it."""
    on = local_date(now)
    form = AskedForm({"team": team}, scope=scope, on=on, commissioners=places().commissioners)
    return Wanted(
        asked=asking.read(form, scope=scope, on=on),
        scope=scope,
        standing=standing,
        fair=fairness.measure_asked(""),
        exact=scope.opens_people,
        is_print=False,
        now=now,
    )

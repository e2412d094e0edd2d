"""/supervision/sessions/<meeting>/pack/: the meeting on paper."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from audit import trail
from audit.events import Event
from clinical.working_days import local_date
from policy.current import policy_on
from staff.decorators import requires
from staff.models import StaffMember
from staff.roles import Permission
from staff.standing import Standing
from supervision.access import session_for
from supervision.meeting import pack
from supervision.views import seen


@requires(Permission.SEE_SUPERVISION)
@require_safe
def show(request: HttpRequest, meeting: str) -> HttpResponse:
    """Every case of the agenda as presented, for those who may see the agenda. Whose cards were
    drawn stands on the trail beside the list itself.
    """
    session = session_for(request, meeting, deciding=False)
    member, now = cast(StaffMember, request.user), timezone.now()
    policy = policy_on(local_date(now))
    page = seen.read(session, member=member, now=now, policy=policy)
    made = pack.read(
        session,
        page,
        reader=member,
        standing=cast(Standing, member.standing),
        now=now,
        policy=policy,
    )
    trail.record_view(
        Event.MEETING_PACK_PRINTED, by=member, at=now, about=session, shown=made.shown
    )
    return render(request, "supervision/pack.html", {"pack": made})

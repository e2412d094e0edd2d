"""/referrals/: the lists of referrals, one function each."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol, cast

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from caseload.triage.frame import Frame, Stage, frame, stage_of
from caseload.views import closed, triage, waiting
from clinical.working_days import local_date
from staff.decorators import requires
from staff.models import StaffMember
from staff.roles import Permission
from staff.standing import Standing


class Draws(Protocol):
    """What draws one list inside its frame."""

    def __call__(
        self, request: HttpRequest, frame: Frame, *, member: StaffMember, now: datetime
    ) -> HttpResponse: ...


STAGES: Mapping[Stage, Draws] = {
    Stage.TRIAGE: triage.listed,
    Stage.ALLOCATE: waiting.to_allocate,
    Stage.WAITING: waiting.allocated,
    Stage.CLOSED: closed.listed,
}


@requires(Permission.SEE_WAITING)
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """The list that is asked for; who is to be triaged where none is."""
    member, now = cast(StaffMember, request.user), timezone.now()
    stage = stage_of(request.GET.get("stage", ""))
    around = frame(standing=cast(Standing, member.standing), stage=stage, on=local_date(now))
    return STAGES[stage](request, around, member=member, now=now)

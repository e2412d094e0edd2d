"""The one door to a meeting: its two people, and nobody else. It stands at the edge."""

from django.http import Http404, HttpRequest
from django.utils import timezone

from audit import trail
from audit.events import Event
from staff.models import StaffMember
from supervision.models import SupervisionSession


def session_for(request: HttpRequest, reference: str, *, deciding: bool) -> SupervisionSession:
    """The meeting behind a reference, for its two people; `deciding`, for its supervisor alone.

    Raises Http404 alike for a meeting that is not theirs and for one that does not exist; the
    refusal is on the trail.
    """
    member = request.user
    if not isinstance(member, StaffMember) or member.standing is None:
        raise Http404
    found = (
        SupervisionSession.objects.select_related("supervisor", "supervisee")
        .filter(reference=reference)
        .first()
    )
    if found is None or not _is_theirs(found, member, deciding=deciding):
        now = timezone.now()  # noqa: TID251 - the edge
        trail.record_view(Event.ACCESS_REFUSED, by=member, at=now, result="refused")
        raise Http404
    return found


def _is_theirs(session: SupervisionSession, member: StaffMember, *, deciding: bool) -> bool:
    if session.supervisor_id == member.pk:
        return True
    return not deciding and session.supervisee_id == member.pk

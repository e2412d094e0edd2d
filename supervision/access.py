"""The one door to a meeting: its two people and who covers, nobody else. It stands at the edge."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.http import Http404, HttpRequest
from django.utils import timezone

from audit import trail
from audit.events import Event
from clinical.policy import Policy
from policy.current import ever_changed, policy_of
from referrals.prepared import PreparedRow
from staff.models import StaffMember
from supervision.models import SupervisionSession
from supervision.planning import next_meeting
from supervision.planning.cover import may_stand_in

_BY_REFERENCE = PreparedRow(
    lambda reference: SupervisionSession.objects.filter(reference=reference).annotate(
        rules=ArraySubquery(ever_changed()), following=next_meeting.after_this()
    ),
    stand_in="(reference)",
    related=("supervisor", "supervisee"),
    many_json=("rules", "following"),
)


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting that somebody may see, the rules of the day, and the meetings that follow it."""

    session: SupervisionSession
    policy: Policy
    following: Sequence[Mapping[str, Any]]


def session_for(request: HttpRequest, reference: str, *, deciding: bool) -> SupervisionSession:
    """The meeting alone, as `meeting_for` gives it."""
    return meeting_for(request, reference, deciding=deciding).session


def meeting_for(request: HttpRequest, reference: str, *, deciding: bool) -> Meeting:
    """The meeting behind a reference, for its two people; `deciding`, for its supervisor alone.
    One query.

    Raises Http404 alike for a meeting that is not theirs and for one that does not exist; the
    refusal is on the trail.
    """
    member = request.user
    if not isinstance(member, StaffMember) or member.standing is None:
        raise Http404
    found = _BY_REFERENCE.first(reference)
    if found is None or not _is_theirs(found, member, deciding=deciding):
        now = timezone.now()  # noqa: TID251 - the edge
        trail.record_view(Event.ACCESS_REFUSED, by=member, at=now, result="refused")
        raise Http404
    policy = policy_of(found.rules, on=member.standing.on)  # type: ignore[attr-defined]
    return Meeting(found, policy, found.following)  # type: ignore[attr-defined]


def _is_theirs(session: SupervisionSession, member: StaffMember, *, deciding: bool) -> bool:
    if session.supervisor_id == member.pk:
        return True
    if deciding:
        return False
    return session.supervisee_id == member.pk or _stands_beside(session, member)


def _stands_beside(session: SupervisionSession, member: StaffMember) -> bool:
    """Whose meeting it was, and who may hold it while they are away."""
    if session.stands_in_for_id == member.pk:
        return True
    covers = member.standing is not None and session.supervisor_id in member.standing.covered_ids
    return covers and may_stand_in(session, member.pk, now=timezone.now())  # noqa: TID251 - the edge

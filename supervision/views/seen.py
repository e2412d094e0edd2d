"""Reading the list of a meeting leaves one line on the trail, holding everybody on it."""

from datetime import datetime

from audit import trail
from audit.events import Event
from clinical.policy import Policy
from staff.models import StaffMember
from staff.roles import Relation
from supervision.meeting import agenda
from supervision.meeting.agenda import AgendaPage, Rows
from supervision.models import SupervisionSession


def read(
    session: SupervisionSession,
    *,
    member: StaffMember,
    now: datetime,
    policy: Policy,
    following: Rows | None = None,
) -> AgendaPage:
    """The list, to be shown."""
    page = agenda.read(session, member=member, now=now, policy=policy, following=following)
    note(session, page, member=member, now=now)
    return page


def note(
    session: SupervisionSession, page: AgendaPage, *, member: StaffMember, now: datetime
) -> None:
    """Everybody on the list was shown to this person."""
    is_own = session.supervisee_id == member.pk
    trail.record_view(
        Event.LIST_VIEWED,
        by=member,
        at=now,
        shown=[line.patient_id for line in page.everybody],
        relation=(Relation.MINE if is_own else Relation.SUPERVISEE).value,
    )

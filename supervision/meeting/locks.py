"""A meeting held against other writers, for its supervisor alone."""

from clinical.errors import Refused
from staff.models import StaffMember
from supervision.models import SupervisionSession


def held(session: SupervisionSession, *, by: StaffMember) -> SupervisionSession:
    """The meeting as it stands now, until the transaction ends. Raises Refused for anybody but its
    supervisor.
    """
    session = SupervisionSession.objects.select_for_update(of=("self",)).get(pk=session.pk)
    if session.supervisor_id != by.pk:
        raise Refused("Only the supervisor of this meeting opens it, decides and signs.")
    return session


def held_open(session: SupervisionSession, *, by: StaffMember) -> SupervisionSession:
    """The same while its cases are decided. Raises Refused before it is opened, and once signed."""
    session = held(session, by=by)
    if session.signed_at is not None:
        raise Refused("This meeting is signed: what is in it stays.")
    if session.opened_at is None:
        raise Refused("Open the meeting first.")
    return session

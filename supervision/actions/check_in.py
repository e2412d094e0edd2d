"""Keep what a pair writes in their check-in: theirs alone, until the meeting is signed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from audit import trail
from audit.events import Event
from clinical.errors import Refused
from staff.models import StaffMember
from supervision.models import CheckInPart, CheckInWords, SupervisionSession


class ChangedHands(Refused):
    """Since this was typed, somebody else holds the meeting: it was not meant for them."""


@dataclass(frozen=True, slots=True)
class Written:
    """What somebody wrote, and over which version of the words; 0 where there were none."""

    text: str
    over: int


@transaction.atomic
def keep_words(
    *,
    session: SupervisionSession,
    written: Mapping[CheckInPart, Written],
    with_supervisor: int,
    by: StaffMember,
    now: datetime,
) -> None:
    """Keep these words, all or none. The trail says that there were words, never which.

    Raises Refused for anybody but the pair, once the meeting is signed or was not held, and, beside
    the part, where the other of the two wrote it meanwhile; ChangedHands where the meeting is no
    longer with the supervisor it was typed for.
    """
    held = _held(session)
    _refuse(held, by=by)
    if held.supervisor_id != with_supervisor:
        raise ChangedHands("This meeting is with somebody else now, who has read none of this.")
    standing = {
        row.part: row
        for row in CheckInWords.objects.filter(session=held, supervisor=held.supervisor_id)
    }
    for part, one in written.items():
        _keep(held, part, one, over=standing.get(part), by=by, now=now)
    if written:
        trail.record(Event.CHECK_IN_KEPT, by=by, at=now, about=held)


def _held(session: SupervisionSession) -> SupervisionSession:
    """The meeting as it stands, held against its other writer and against being signed."""
    return SupervisionSession.objects.select_for_update(of=("self",)).get(pk=session.pk)


def _refuse(session: SupervisionSession, *, by: StaffMember) -> None:
    if by.pk not in (session.supervisor_id, session.supervisee_id):
        raise Refused("Only the two people of a meeting write its check-in.")
    if session.signed_at is not None:
        raise Refused("The meeting is signed, and the words of its check-in are fixed.")
    if session.not_held_at is not None:
        raise Refused("This meeting was not held. Bring the words to the next one.")


def _keep(
    session: SupervisionSession,
    part: CheckInPart,
    one: Written,
    *,
    over: CheckInWords | None,
    by: StaffMember,
    now: datetime,
) -> None:
    if (over.version if over else 0) != one.over:
        raise Refused("The other of you wrote here meanwhile.", field=part.value.lower())
    row = over or CheckInWords(session=session, supervisor_id=session.supervisor_id, part=part)
    row.text, row.version = one.text, one.over + 1
    row.updated_at, row.updated_by = now, by
    row.save()

"""Check-ins of the practice service: a few words of three pairs, and what the first brings next."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from pwpservice.practice.generate import Order
from pwpservice.practice.rows import Ids
from supervision.models import CheckInPart, CheckInWords, SupervisionSession

_PAIRS = 3
_BRINGS = "Six assessments this week, and the notes run into the evening."
# Of each past meeting, the latest first: the part, what was written, whether the supervisor did.
_SAID = (
    (
        (CheckInPart.WEIGHS, "Two hard first sessions on one morning.", False),
        (CheckInPart.WENT_WELL, "Somebody rang to say he is back at football.", False),
        (CheckInPart.AGREED, "No assessments on Tuesday mornings until July.", True),
        (CheckInPart.HELPED, "Saying it out loud before the list began.", False),
    ),
    (
        (CheckInPart.WENT_WELL, "Three endings, all of them good ones.", False),
        (CheckInPart.TO_CHANGE, "Start on time, so that the five minutes are five.", False),
    ),
    ((CheckInPart.WEIGHS, "Back from leave to a full diary.", False),),
)


def write_check_ins(order: Order, ids: Ids) -> None:
    """After the meetings, of which these are the first and the last minutes."""
    CheckInWords.objects.bulk_create(_words(order, ids))


def _words(order: Order, ids: Ids) -> Iterator[CheckInWords]:
    pairs = ids.staff[:_PAIRS]
    sessions = SupervisionSession.objects.filter(supervisee__in=pairs).order_by("-starts_at")
    for place, supervisee in enumerate(pairs):
        own = [one for one in sessions if one.supervisee_id == supervisee]
        held = [one for one in own if one.signed_at is not None]
        for session, said in zip(held, _SAID[place:], strict=False):
            at = session.starts_at + timedelta(minutes=5)
            for part, text, by_supervisor in said:
                by = session.supervisor_id if by_supervisor else supervisee
                yield _row(session, part, text, by=by, at=at)
        coming = [one for one in own if one.starts_at > order.now]
        if place == 0 and coming:
            yield _row(coming[-1], CheckInPart.WEIGHS, _BRINGS, by=supervisee, at=order.now)


def _row(
    session: SupervisionSession, part: CheckInPart, text: str, *, by: int, at: datetime
) -> CheckInWords:
    return CheckInWords(
        session=session,
        supervisor_id=session.supervisor_id,
        part=part,
        text=text,
        updated_at=at,
        updated_by_id=by,
    )

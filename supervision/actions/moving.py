"""A meeting put elsewhere by hand, one that makes up for a missed one, one held by who covers."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from audit import trail
from audit.events import Event
from clinical import wording
from clinical.errors import Refused
from clinical.policy import Policy
from clinical.working_days import days_between, local_date
from staff.models import StaffMember
from supervision.models import SupervisionSession
from supervision.planning.cover import may_stand_in
from supervision.planning.rhythm import FURTHEST_MOVED
from supervision.planning.times import Proposed, hold_people, refuse_time

# A missed meeting is made up within the time in which everybody on it must be looked at.
_MADE_UP_WITHIN = timedelta(weeks=4)
_ONCE = "makes_up"


@transaction.atomic
def move_meeting(
    *,
    session: SupervisionSession,
    starts_at: datetime,
    by: StaffMember,
    now: datetime,
    policy: Policy,
) -> SupervisionSession:
    """Hold a meeting earlier or later; it still stands for its planned day, and the night leaves it
    there. The same time twice is one.

    Raises Refused once it was opened, noted as not held or has begun, beyond the days around its
    own, and for a time at which the two cannot meet.
    """
    hold_people((session.supervisor, session.supervisee))
    session = _to_come(session, now=now)
    if session.starts_at == starts_at:
        return session
    proposed = Proposed(
        supervisor=session.supervisor,
        supervisee=session.supervisee,
        starts_at=starts_at,
        minutes=session.minutes,
        moves=session.pk,
    )
    _refuse_far(session, proposed)
    refuse_time(proposed, now=now, policy=policy)
    was, session.starts_at, session.moved_at = session.starts_at, starts_at, now
    session.save(update_fields=["starts_at", "moved_at"])
    _record(session, by=by, now=now, starts_at=(was.isoformat(), starts_at.isoformat()))
    return session


@transaction.atomic
def make_up(
    *,
    missed: SupervisionSession,
    starts_at: datetime,
    minutes: int,
    by: StaffMember,
    now: datetime,
    policy: Policy,
) -> SupervisionSession:
    """Book another meeting in place of one that was missed; its list is worked out as ever, so that
    whoever waited comes to it.

    Raises Refused for a meeting that is to come, was held or is made up already, and for a time at
    which the two cannot meet.
    """
    hold_people((missed.supervisor, missed.supervisee))
    missed = _fresh(missed)
    _refuse_to_make_up(missed, starts_at, now=now)
    proposed = Proposed(
        supervisor=missed.supervisor,
        supervisee=missed.supervisee,
        starts_at=starts_at,
        minutes=minutes,
    )
    refuse_time(proposed, now=now, policy=policy)
    try:
        with transaction.atomic():
            made = SupervisionSession.objects.create(
                supervisor=missed.supervisor,
                supervisee=missed.supervisee,
                planned_on=local_date(starts_at),
                starts_at=starts_at,
                minutes=minutes,
                makes_up=missed,
            )
    except IntegrityError as refused:
        if _ONCE not in str(refused):
            raise
        raise Refused("This meeting is made up already.", field="day") from None
    _record(made, by=by, now=now, makes_up=("", missed.pk))
    return made


@transaction.atomic
def take_over(*, session: SupervisionSession, by: StaffMember, now: datetime) -> SupervisionSession:
    """Hold the meeting of a colleague one covers: open it, decide and sign. Twice is one.

    Raises Refused for who does not cover its supervisor on the day it is held, or on today where it
    is open already; for one's own supervision; once it is signed or noted as not held.
    """
    session = _fresh(session)
    if session.supervisor_id == by.pk:
        return session
    _refuse_to_stand_in(session, by=by, now=now)
    was = session.supervisor_id
    # Whoever covers for who covers stands in for the same person.
    session.stands_in_for_id = session.stands_in_for_id or was
    session.supervisor = by
    if session.stands_in_for_id == by.pk:
        session.stands_in_for = None
    session.save(update_fields=["supervisor", "stands_in_for"])
    _record(session, by=by, now=now, supervisor=(was, by.pk))
    return session


def _refuse_to_stand_in(session: SupervisionSession, *, by: StaffMember, now: datetime) -> None:
    if session.signed_at is not None:
        raise Refused("This meeting is signed: what is in it stays.")
    if session.not_held_at is not None:
        raise Refused("This meeting was noted as not held. Make it up instead.")
    if by.pk == session.supervisee_id:
        raise Refused("This is your own supervision: somebody else holds it.")
    if not may_stand_in(session, by.pk, now=now):
        raise Refused(f"You do not cover {session.supervisor.full_name} on that day.")


def _to_come(session: SupervisionSession, *, now: datetime) -> SupervisionSession:
    session = _fresh(session)
    if session.opened_at is not None:
        raise Refused("This meeting was opened: it stays where it is.")
    if session.not_held_at is not None:
        raise Refused("This meeting was noted as not held. Make it up instead.")
    if session.starts_at <= now:
        raise Refused("This meeting has begun or is over. Open it, or say why it was not held.")
    return session


def _fresh(session: SupervisionSession) -> SupervisionSession:
    return (
        SupervisionSession.objects.select_for_update(of=("self",))
        .select_related("supervisor", "supervisee")
        .get(pk=session.pk)
    )


def _refuse_far(session: SupervisionSession, proposed: Proposed) -> None:
    if abs(days_between(session.planned_on, proposed.on)) > FURTHEST_MOVED:
        day = wording.sentence_date(session.planned_on, proposed.on)
        raise Refused(
            f"Choose a day less than a week from {day}: further away is another meeting.",
            field="day",
        )


def _refuse_to_make_up(missed: SupervisionSession, starts_at: datetime, *, now: datetime) -> None:
    if missed.opened_at is not None:
        raise Refused("This meeting was opened: it was held.")
    if missed.starts_at > now:
        raise Refused("This meeting is still to come. Move it instead.")
    if SupervisionSession.objects.filter(makes_up=missed).exists():
        raise Refused("This meeting is made up already.", field="day")
    if starts_at > now + _MADE_UP_WITHIN:
        raise Refused("Choose a day within four weeks from now.", field="day")


def _record(
    session: SupervisionSession, *, by: StaffMember, now: datetime, **changes: tuple[object, object]
) -> None:
    trail.record(Event.MEETING_PLANNED, by=by, at=now, about=session, changes=changes)

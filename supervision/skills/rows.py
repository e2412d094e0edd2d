"""The row of one day of a skills group, held while something becomes of it."""

from datetime import date

from clinical.errors import Refused
from clinical.policy import Policy
from supervision.models import SkillsGroup, SkillsSession
from supervision.skills import days


def day_of(group: SkillsGroup, planned_on: date, *, policy: Policy) -> SkillsSession:
    """The day's row held against other writers; one that is not written yet, as it is planned.
    Raises Refused for a day on which the group does not meet.
    """
    held = SkillsGroup.objects.select_for_update(of=("self",)).get(pk=group.pk)
    session = held.sessions.filter(planned_on=planned_on).first()
    if session is None:
        if not days.is_planned(held, planned_on):
            raise Refused("This group does not meet on that day.")
        session = SkillsSession(
            group=held,
            supervisor_id=held.supervisor_id,
            planned_on=planned_on,
            starts_at=days.starts_at(held, planned_on, calendar=policy.calendar),
            minutes=held.minutes,
        )
    return session


def refuse_settled(session: SkillsSession) -> None:
    """Raises Refused once it is signed or noted as not held."""
    if session.signed_at is not None:
        raise Refused("This session is signed: it was held.")
    if session.not_held_at is not None:
        raise Refused("This session was noted as not held.")

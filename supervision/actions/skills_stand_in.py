"""Somebody else leads one session of a skills group, while its supervisor cannot."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q

from audit import trail
from audit.events import Event
from clinical import wording
from clinical.errors import Refused
from clinical.policy import Policy
from clinical.working_days import local_date
from staff.models import Membership, StaffMember
from supervision.actions.skills_groups import MAY_SUPERVISE
from supervision.models import SkillsGroup, SkillsSession, SupervisionSession
from supervision.planning.absences import away
from supervision.planning.rhythm import is_away
from supervision.planning.times import hold_people
from supervision.skills.clashes import times_of
from supervision.skills.rows import day_of, refuse_settled

# No meeting lasts longer.
_LONGEST = timedelta(hours=4)


@transaction.atomic
def let_stand_in(
    *,
    group: SkillsGroup,
    planned_on: date,
    leader: StaffMember,
    by: StaffMember,
    now: datetime,
    policy: Policy,
) -> SkillsSession:
    """This person leads the group that day, and signs it; its own supervisor takes it back the same
    way. The same twice is one.

    Raises Refused for somebody who may not supervise, has a place in the group, is away or meets
    somebody else then, and once the session is signed or noted as not held.
    """
    hold_people([leader])
    session = day_of(group, planned_on, policy=policy)
    refuse_settled(session)
    if session.supervisor_id == leader.pk:
        return session
    _refuse_leader(leader, group, session, policy=policy)
    was, session.supervisor = session.supervisor_id, leader
    session.save()
    trail.record(
        Event.SKILLS_MOVED,
        by=by,
        at=now,
        about=session,
        changes={"supervisor": (was, leader.pk)},
    )
    return session


def _refuse_leader(
    leader: StaffMember, group: SkillsGroup, session: SkillsSession, *, policy: Policy
) -> None:
    on = local_date(session.starts_at)
    name, day = leader.full_name, wording.sentence_date(on)
    roles = Membership.objects.on(on).filter(staff=leader, role__in=MAY_SUPERVISE)
    if not leader.is_active or not roles.exists():
        raise Refused(
            f"{name} cannot supervise: only seniors and service leads do.", field="leader"
        )
    if group.members.on(session.planned_on).filter(person=leader).exists():
        raise Refused(f"{name} comes to this group: choose somebody else.", field="leader")
    if is_away(leader.pk, on, away([leader.pk], since=on, until=on)):
        raise Refused(f"{name} is away on {day}: choose somebody else.", field="leader")
    if _is_taken(leader, session, policy=policy):
        raise Refused(f"{name} meets somebody else then: choose somebody else.", field="leader")


def _is_taken(leader: StaffMember, session: SkillsSession, *, policy: Policy) -> bool:
    """In a meeting about cases, or in another group."""
    ends_at = session.starts_at + timedelta(minutes=session.minutes)
    meetings = SupervisionSession.objects.filter(
        Q(supervisor=leader) | Q(supervisee=leader),
        not_held_at__isnull=True,
        starts_at__lt=ends_at,
        starts_at__gt=session.starts_at - _LONGEST,
    )
    taken = [
        *meetings.values_list("starts_at", "minutes"),
        *times_of(leader, besides=session, calendar=policy.calendar),
    ]
    return any(
        starts_at < ends_at and starts_at + timedelta(minutes=minutes) > session.starts_at
        for starts_at, minutes in taken
    )

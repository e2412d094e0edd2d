"""Clinical skills supervision: the smallest true group, and a session of it as it was signed."""

from datetime import date, datetime, time, timedelta

import factory

from clinical.working_days import moment
from staff.models import StaffMember
from supervision.models import (
    Attended,
    SkillsAttendance,
    SkillsGroup,
    SkillsMember,
    SkillsSession,
)


class SkillsGroupFactory(factory.django.DjangoModelFactory):
    """A group that has met every second Tuesday at 14:00 since 14 April, for an hour."""

    class Meta:
        model = SkillsGroup

    kind = "SKILLS"
    form = "GROUP"
    starts_on = date(2026, 4, 14)
    every_weeks = 2
    meets_at = time(14)
    minutes = 60


def group(supervisor: StaffMember, *people: StaffMember, **facts: object) -> SkillsGroup:
    """A group with these people in it since it began."""
    made: SkillsGroup = SkillsGroupFactory(supervisor=supervisor, **facts)
    for person in people:
        SkillsMember.objects.create(group=made, person=person, starts_on=made.starts_on)
    return made


def signed(
    of: SkillsGroup, on: date, *people: StaffMember, attended: str = Attended.ATTENDED
) -> SkillsSession:
    """A session of that day, signed an hour after it began, with these people."""
    at: datetime = moment(on, f"{of.meets_at:%H:%M}")
    session = SkillsSession.objects.create(
        group=of,
        supervisor=of.supervisor,
        planned_on=on,
        starts_at=at,
        minutes=of.minutes,
        competences=["BEHAVIOURAL_ACTIVATION"],
    )
    for person in people:
        came(session, person, attended=attended, at=at + timedelta(hours=1))
    session.signed_at, session.signed_by = at + timedelta(hours=1), of.supervisor
    session.save()
    return session


def came(
    session: SkillsSession,
    person: StaffMember,
    *,
    attended: str = Attended.ATTENDED,
    **facts: object,
) -> SkillsAttendance:
    """Whether this person came to it."""
    given = {
        "minutes": session.minutes if attended == Attended.ATTENDED else None,
        "by": session.supervisor,
        "at": session.signed_at,
    }
    made: SkillsAttendance = SkillsAttendance.objects.create(
        session=session, person=person, attended=attended, **given | facts
    )
    return made

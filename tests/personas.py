"""The people of the tests, each as they stand on the day of the tests, and that day itself."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from staff import standing
from staff.models import Grade, StaffMember, Team
from staff.roles import Role
from tests.factories.staff import DutyFactory, MembershipFactory, PairingFactory, StaffMemberFactory

TODAY = date(2026, 6, 9)  # a Tuesday
NOW = datetime(2026, 6, 9, 9, 24, tzinfo=UTC)  # 10:24 in London
_LONG_AGO = date(2024, 1, 8)


def member(
    name: str, *, role: Role, team: Team, grade: Grade = Grade.OTHER, **facts: object
) -> StaffMember:
    """Somebody with one role in one team since long ago; the account is named after them."""
    given, family = name.split(" ")
    person = StaffMemberFactory(
        username=f"{given}.{family}".lower(),
        given_name=given,
        family_name=family,
        grade=grade,
        **facts,
    )
    MembershipFactory(staff=person, team=team, role=role, starts_on=_LONG_AGO)
    if person.is_active:
        person.standing = _new_in(person, role=role, team=team)
    return person


def standing_now(person: StaffMember, *, now: datetime = NOW) -> StaffMember:
    """The same person as a request would load them: with roles and relations as they stand."""
    on = now.date()
    return standing.load(staff_id=person.pk, now=now, on=on) or person


def _new_in(person: StaffMember, *, role: Role, team: Team) -> standing.Standing:
    """What `standing_now` would read of somebody new, without asking: nearly every test has three
    of them.
    """
    return standing.Standing(
        staff_id=person.pk,
        on=TODAY,
        roles_in=frozenset({(role, team.pk)}),
        supervisee_ids=frozenset(),
        covered_ids=frozenset(),
        is_on_duty=False,
        oldest_heartbeat=None,
    )


def _paired(supervisee: StaffMember, *, supervisor: StaffMember) -> StaffMember:
    PairingFactory(supervisor=supervisor, supervisee=supervisee, starts_on=_LONG_AGO)
    before = supervisor.standing
    everybody = before.supervisee_ids | {supervisee.pk}
    supervisor.standing = replace(before, supervisee_ids=everybody)
    return supervisee


def priya_in(team: Team, *, supervisor: StaffMember) -> StaffMember:
    """Priya, a PWP whom Sam supervises."""
    priya = member("Priya Raman", role=Role.PWP, team=team, grade=Grade.PWP, agreed_number=70)
    return _paired(priya, supervisor=supervisor)


def tess_in(team: Team, *, supervisor: StaffMember) -> StaffMember:
    """Tess, a trainee whom Sam supervises."""
    tess = member("Tess Young", role=Role.TRAINEE_PWP, team=team, grade=Grade.TRAINEE_PWP)
    return _paired(tess, supervisor=supervisor)


def dee_in(team: Team) -> StaffMember:
    """Dee, the duty senior of this day: from 08:00 to 20:00 in London, and in no other role."""
    dee = member("Dee Walsh", role=Role.DUTY_LEAD, team=team, grade=Grade.SENIOR_PWP)
    morning = datetime(2026, 6, 9, 7, tzinfo=UTC)
    DutyFactory(staff=dee, starts_at=morning, ends_at=morning + timedelta(hours=12))
    return standing_now(dee)

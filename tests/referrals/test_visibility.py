"""What a list shows is what the door opens: for every role, relation and right, and for generated
standings with several roles in several teams."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from referrals.models import Referral
from referrals.visibility import grants, opens_all
from staff.models import StaffMember, Team
from staff.roles import Permission, Role
from staff.standing import Standing
from tests.access.people import EVERY_ROLE, persona
from tests.access.world import around
from tests.factories import caseload, referrals
from tests.factories.staff import StaffMemberFactory, TeamFactory

pytestmark = pytest.mark.django_db


@EVERY_ROLE
def test_the_filter_equals_the_door_for_every_relation_and_right(
    role: Role, request: pytest.FixtureRequest, north: Team, today: date
) -> None:
    from tests import personas

    person = persona(request, role)
    around(person, north)
    standing = personas.standing_now(person).standing
    assert standing is not None

    for needs in Permission:
        assert _listed(standing, needs, today) == _opened(standing, needs, today), needs
    # Whoever answers for the service, and those whose right is the same everywhere.
    assert opens_all(standing, needs=Permission.VIEW_RECORD) is (role is Role.SERVICE_LEAD)


@pytest.fixture
def everyone(north: Team, south: Team, today: date) -> list[StaffMember]:
    """Four people and every kind of referral of each, in both teams."""
    people = [StaffMemberFactory() for _ in range(4)]
    for team in (north, south, TeamFactory(name="Third team")):
        for person in people:
            caseload.allocated(person, team)
        caseload.risk_flag(caseload.allocated(people[0], team))
        referrals.waiting(team)
        caseload.risk_flag(referrals.received(team))
        for days in (0, 90, 91, 400):
            referrals.ended(team, on=today - timedelta(days=days))
    return people


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    print_blob=True,
)
@given(data=st.data())
def test_the_filter_equals_the_door_for_any_standing(
    data: st.DataObject, everyone: list[StaffMember], today: date
) -> None:
    people = [person.pk for person in everyone]
    teams = list(Team.objects.order_by("pk").values_list("pk", flat=True))
    some = st.frozensets(st.sampled_from(people))
    held = st.tuples(st.sampled_from(list(Role)), st.sampled_from(teams))
    standing = Standing(
        staff_id=data.draw(st.sampled_from(people)),
        on=today,
        roles_in=data.draw(st.frozensets(held, max_size=4)),
        supervisee_ids=data.draw(some),
        covered_ids=data.draw(some),
        is_on_duty=data.draw(st.booleans()),
        oldest_heartbeat=None,
    )
    needs = data.draw(st.sampled_from(list(Permission)))

    assert _listed(standing, needs, today) == _opened(standing, needs, today)
    if opens_all(standing, needs=needs):
        assert len(_listed(standing, needs, today)) == Referral.objects.count()


def test_a_standing_without_roles_sees_nothing(everyone: list[StaffMember], today: date) -> None:
    standing = Standing(
        staff_id=everyone[0].pk,
        on=today,
        roles_in=frozenset(),
        supervisee_ids=frozenset(),
        covered_ids=frozenset(),
        is_on_duty=False,
        oldest_heartbeat=None,
    )

    assert _listed(standing, Permission.VIEW_IDENTITY, today) == set()


def test_the_filter_joins_no_table(sam: StaffMember, today: date) -> None:
    assert sam.standing is not None

    query = str(Referral.objects.visible_to(sam.standing, on=today).query)

    assert " JOIN " not in query


def test_carried_by_and_open_name_the_open_caseload(
    priya: StaffMember, referral: Referral, north: Team
) -> None:
    ended = referrals.ended(north, carried_by=priya)

    assert list(Referral.objects.carried_by(priya.pk)) == [referral]
    assert ended not in Referral.objects.open()


def _listed(standing: Standing, needs: Permission, on: date) -> set[int]:
    return set(
        Referral.objects.visible_to(standing, on=on, needs=needs).values_list("pk", flat=True)
    )


def _opened(standing: Standing, needs: Permission, on: date) -> set[int]:
    return {
        referral.pk
        for referral in Referral.objects.all()
        if needs in grants(referral, standing, on=on)
    }

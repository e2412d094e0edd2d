"""How somebody stands is read in one query, on every request, as it is at that moment."""

from datetime import date, datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from jobs import runs
from jobs.models import Heartbeat
from staff import standing
from staff.models import StaffMember, Team
from staff.roles import Permission, Role
from staff.standing import Standing
from tests.factories.staff import (
    CoverFactory,
    DutyFactory,
    MembershipFactory,
    PairingFactory,
    StaffMemberFactory,
)

pytestmark = pytest.mark.django_db

_DAY = timedelta(days=1)


def _standing(person: StaffMember, now: datetime, on: date) -> Standing:
    loaded = standing.load(staff_id=person.pk, now=now, on=on)
    assert loaded is not None
    assert loaded.standing is not None
    return loaded.standing


def test_everything_is_read_in_one_query(
    sam: StaffMember,
    priya: StaffMember,
    now: datetime,
    today: date,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    CoverFactory(coverer=sam, starts_on=today)

    with django_assert_num_queries(1):
        found = _standing(sam, now, today)

    assert found.roles == (Role.SENIOR_PWP,)
    assert found.supervisee_ids == {priya.pk}
    assert len(found.covered_ids) == 1


def test_the_people_of_the_tests_stand_as_a_request_would_read_them(
    sam: StaffMember,
    priya: StaffMember,
    trainee: StaffMember,
    leah: StaffMember,
    duty: StaffMember,
    now: datetime,
    today: date,
) -> None:
    for person in (sam, priya, trainee, leah, duty):
        assert person.standing == _standing(person, now, today)


def test_an_account_switched_off_has_no_standing(
    inactive: StaffMember, now: datetime, today: date
) -> None:
    assert standing.load(staff_id=inactive.pk, now=now, on=today) is None


def test_a_membership_counts_from_its_first_day_to_the_end_of_its_last(
    north: Team, now: datetime, today: date
) -> None:
    person = StaffMemberFactory()
    MembershipFactory(staff=person, team=north, starts_on=today, ends_on=today + _DAY)

    held = [bool(_standing(person, now, today + n * _DAY).roles) for n in (-1, 0, 1, 2)]

    assert held == [False, True, True, False]


def test_supervision_and_cover_count_on_their_days_only(now: datetime, today: date) -> None:
    person = StaffMemberFactory()
    PairingFactory(supervisor=person, starts_on=today, ends_on=today)
    CoverFactory(coverer=person, starts_on=today, ends_on=today)

    before, on_it, after = (_standing(person, now, today + n * _DAY) for n in (-1, 0, 1))

    assert (len(on_it.supervisee_ids), len(on_it.covered_ids)) == (1, 1)
    assert before.supervisee_ids == before.covered_ids == frozenset()
    assert after.supervisee_ids == after.covered_ids == frozenset()


def test_the_duty_seniors_role_lasts_as_long_as_the_turn(
    north: Team, now: datetime, today: date
) -> None:
    person = StaffMemberFactory()
    MembershipFactory(staff=person, team=north, role=Role.DUTY_LEAD)
    DutyFactory(staff=person, starts_at=now, ends_at=now + timedelta(hours=1))

    moments = [now - timedelta(seconds=1), now, now + timedelta(hours=1)]
    held = [Role.DUTY_LEAD in _standing(person, moment, today).roles for moment in moments]

    assert held == [False, True, False]


def test_a_senior_on_the_rota_is_duty_senior_for_the_turn(
    sam: StaffMember, now: datetime, today: date
) -> None:
    DutyFactory(staff=sam, starts_at=now, ends_at=now + timedelta(hours=1))

    assert _standing(sam, now, today).roles == (Role.SENIOR_PWP, Role.DUTY_LEAD)


def test_a_role_counts_in_the_team_it_is_held_in(
    north: Team, south: Team, now: datetime, today: date
) -> None:
    person = StaffMemberFactory()
    MembershipFactory(staff=person, team=north, role=Role.PWP)
    MembershipFactory(staff=person, team=south, role=Role.SENIOR_PWP)

    found = _standing(person, now, today)

    assert found.teams_as(Role.PWP) == {north.pk}
    assert found.teams_as(Role.SENIOR_PWP) == {south.pk}
    assert found.may_elsewhere(Permission.SEE_TEAM_CASELOADS, south.pk)
    assert not found.may_elsewhere(Permission.SEE_TEAM_CASELOADS, north.pk)


def test_a_providers_role_counts_in_every_team(
    leah: StaffMember, south: Team, now: datetime, today: date
) -> None:
    assert _standing(leah, now, today).may_elsewhere(Permission.SEE_TEAM_CASELOADS, south.pk)


def test_ones_own_caseload_is_ones_own_and_those_one_covers(
    priya: StaffMember, tom: StaffMember, now: datetime, today: date
) -> None:
    CoverFactory(coverer=priya, covered=tom, starts_on=today)

    assert _standing(priya, now, today).carried_ids == {priya.pk, tom.pk}


def test_the_oldest_heartbeat_is_the_quietest_of_the_watched_parts(
    priya: StaffMember, now: datetime, today: date
) -> None:
    for minutes, name in enumerate(runs.WATCHED):
        runs.beat(name, at=now - timedelta(minutes=minutes))
    runs.beat("check", at=now - timedelta(days=9))

    found = _standing(priya, now, today).oldest_heartbeat

    assert found == now - timedelta(minutes=len(runs.WATCHED) - 1)


def test_a_heartbeat_that_lies_ahead_of_now_is_never_counted(
    priya: StaffMember, now: datetime, today: date
) -> None:
    for name in (*runs.WATCHED, *runs.NIGHTLY):
        Heartbeat.objects.create(name=name, at=now + timedelta(weeks=3))

    found = _standing(priya, now, today)

    assert (found.oldest_heartbeat, found.night_done_at, found.oldest_night) == (None, None, None)


def test_a_part_that_was_never_heard_counts_as_silent(
    priya: StaffMember, now: datetime, today: date
) -> None:
    Heartbeat.objects.create(name=runs.WATCHED[0], at=now)

    assert _standing(priya, now, today).oldest_heartbeat is None

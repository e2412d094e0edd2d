"""The one door: what it gives, what it refuses, and the line it leaves."""

from datetime import date, datetime, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404
from django.test import RequestFactory
from pytest_django import DjangoAssertNumQueries

from audit.events import Event
from audit.models import AuditEntry
from referrals.access import OpenedRecord, open_record
from referrals.models import Referral
from staff.models import StaffMember, Team
from staff.roles import Permission, Role
from tests import personas
from tests.factories import caseload, referrals
from tests.factories.staff import CoverFactory, MembershipFactory, StaffMemberFactory

pytestmark = pytest.mark.django_db

_VIEW = Permission.VIEW_RECORD


def _open(person: object, referral: Referral | str, needs: Permission = _VIEW) -> OpenedRecord:
    request = RequestFactory().get("/")
    request.user = person
    reference = referral if isinstance(referral, str) else referral.reference
    return open_record(request, reference, needs=needs)


def _relation() -> str:
    return AuditEntry.objects.filter(event=Event.RECORD_VIEWED).latest("id").relation


def test_ones_own_record_opens_with_all_one_may_do(priya: StaffMember, referral: Referral) -> None:
    opened = _open(priya, referral)

    assert opened.referral == referral
    assert {_VIEW, Permission.LOG_SESSION, Permission.RISK_ACTION} <= opened.may
    assert opened.relation == "MINE"


def test_a_look_stands_on_the_patients_chain(priya: StaffMember, referral: Referral) -> None:
    _open(priya, referral)

    entry = AuditEntry.objects.get(event=Event.RECORD_VIEWED)
    assert entry.chain == f"patient:{referral.patient_id}"
    assert (entry.staff_id, entry.acting_role) == (priya.pk, "PWP")
    assert (entry.referral_id, entry.relation) == (referral.pk, "MINE")


def test_a_record_opens_in_two_statements(
    priya: StaffMember, referral: Referral, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(2):
        opened = _open(priya, referral)
        assert opened.referral.patient.family_name
        assert opened.referral.team.name


def test_a_record_that_does_not_exist_and_one_that_is_not_ones_own_are_refused_alike(
    tom: StaffMember, referral: Referral
) -> None:
    for reference in (referral.reference, "ZZZZZZZZ"):
        with pytest.raises(Http404):
            _open(tom, reference)

    refused = AuditEntry.objects.filter(event=Event.ACCESS_REFUSED).order_by("id")
    assert list(refused.values_list("referral_id", "chain", "result")) == [
        (referral.pk, f"staff:{tom.pk}", "refused"),
        (None, f"staff:{tom.pk}", "refused"),
    ]


def test_reading_does_not_give_writing(trainee: StaffMember, referral: Referral) -> None:
    _open(trainee, referral)

    with pytest.raises(Http404):
        _open(trainee, referral, Permission.LOG_SESSION)


def test_strangers_and_accounts_whose_standing_was_not_read_find_nothing(
    priya: StaffMember, referral: Referral
) -> None:
    for nobody in (AnonymousUser(), StaffMember.objects.get(pk=priya.pk)):
        with pytest.raises(Http404):
            _open(nobody, referral)


def test_the_trail_says_cover_for_a_covered_caseload(
    trainee: StaffMember, priya: StaffMember, referral: Referral, today: date
) -> None:
    CoverFactory(coverer=trainee, covered=priya, starts_on=today)

    opened = _open(personas.standing_now(trainee), referral, Permission.LOG_SESSION)

    assert opened.relation == _relation() == "COVER"


def test_the_trail_says_duty_for_a_look_into_another_team(
    duty: StaffMember, tom: StaffMember, south: Team
) -> None:
    elsewhere = caseload.in_treatment(tom, south)
    with pytest.raises(Http404):
        _open(duty, elsewhere)
    caseload.risk_flag(elsewhere)

    opened = _open(duty, elsewhere, Permission.RISK_ACTION)

    assert opened.relation == _relation() == "DUTY"


def test_after_the_turn_the_duty_senior_is_a_stranger_to_other_teams_again(
    duty: StaffMember, tom: StaffMember, south: Team, now: datetime
) -> None:
    elsewhere = caseload.in_treatment(tom, south)
    caseload.risk_flag(elsewhere)

    with pytest.raises(Http404):
        _open(personas.standing_now(duty, now=now + timedelta(hours=12)), elsewhere)


def test_the_trail_names_the_relation_that_gave_the_right(
    sam: StaffMember, referral: Referral
) -> None:
    for needs in (_VIEW, Permission.RISK_ACTION):
        _open(sam, referral, needs)

        assert _relation() == "SUPERVISEE"


def test_a_role_in_one_team_opens_nothing_in_another(
    priya: StaffMember, referral: Referral, north: Team, south: Team
) -> None:
    """Administrator in the North, PWP in the South: of the North's notes they read nothing."""
    person = StaffMemberFactory()
    MembershipFactory(staff=person, team=north, role=Role.ADMINISTRATOR)
    MembershipFactory(staff=person, team=south, role=Role.PWP)
    person = personas.standing_now(person)

    with pytest.raises(Http404):
        _open(person, referral)

    assert _open(person, referral, Permission.BOOK).may == frozenset(
        {
            Permission.ATTACH_DOCUMENT,
            Permission.BOOK,
            Permission.CHANGE_DETAILS,
            Permission.LOG_CALL,
            Permission.SEND_QUESTIONNAIRE,
            Permission.VIEW_CONTACT_DETAILS,
            Permission.VIEW_IDENTITY,
        }
    )


def test_the_duty_senior_opens_an_ended_record_of_another_team_while_risk_is_open_on_it(
    duty: StaffMember, south: Team, now: datetime, today: date
) -> None:
    ended = referrals.ended(south, on=today - timedelta(days=200))
    member = personas.standing_now(duty, now=now)
    with pytest.raises(Http404):
        _open(member, ended, Permission.RISK_ACTION)

    Referral.objects.filter(pk=ended.pk).update(risk_open_since=now)

    assert Permission.RISK_ACTION in _open(member, ended, Permission.RISK_ACTION).may


@pytest.mark.parametrize(("days", "opens"), [(0, True), (90, True), (91, False)])
def test_an_ended_record_stays_open_to_its_team_for_90_days(
    days: int, opens: bool, priya: StaffMember, north: Team, today: date
) -> None:
    referral = referrals.ended(north, on=today - timedelta(days=days))

    if opens:
        assert Permission.LOG_SESSION not in _open(priya, referral).may
    else:
        with pytest.raises(Http404):
            _open(priya, referral)

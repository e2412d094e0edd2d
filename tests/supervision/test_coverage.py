"""Coverage: everybody open was looked at by day 28, or stands there by name."""

from datetime import timedelta

import pytest

from caseload.models import Allocation
from clinical.agenda import OpenCase, look_by
from clinical.policy import DEFAULT
from referrals.changes import changed
from referrals.models import Referral
from staff.actions import accounts
from staff.models import Contract, StaffMember, SupervisionPairing
from staff.roles import Role
from supervision.overview import counted, coverage
from tests import personas
from tests.factories.caseload import allocated, in_treatment
from tests.factories.referrals import PatientFactory
from tests.factories.staff import PairingFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def discussed(north, now, today):
    """Somebody in treatment for long, discussed that many days ago."""

    def make(carrier, days, *, team=north, family="Nair"):
        who = PatientFactory(given_name="Ann", family_name=family)
        referral = in_treatment(carrier, team, since=now - timedelta(days=100), patient=who)
        Allocation.objects.filter(referral=referral).update(
            last_discussed_on=today - timedelta(days=days)
        )
        changed([referral.pk])
        return referral

    return make


@pytest.fixture
def agency(north, sam):
    """Somebody sent by an agency, whom Sam supervises."""
    person = personas.member("Ola Kane", role=Role.PWP, team=north, contract=Contract.AGENCY)
    PairingFactory(supervisor=sam, supervisee=person)
    return person


@pytest.fixture
def toms(tom, sam):
    """Tom, supervised."""
    PairingFactory(supervisor=sam, supervisee=tom)
    return tom


def read(today, **facts):
    return coverage.read(on=today, policy=DEFAULT, **facts)


def test_day_28_is_within_and_day_29_is_a_failure_shown_by_name(discussed, priya, today):
    discussed(priya, 28, family="Twentyeight")
    discussed(priya, 29, family="Twentynine")

    (found,) = read(today)

    assert (found.open, found.within) == (2, 1)
    assert [(one.listed_name, one.days_late) for one in found.missed] == [("TWENTYNINE, Ann", 1)]
    assert found.missed[0].words == "Discussed 29 days ago."


@pytest.mark.parametrize("days", [0, 27, 28, 29, 60])
def test_it_agrees_with_the_rule_of_the_agenda(discussed, priya, today, days):
    referral = discussed(priya, days)
    summary = referral.summary
    case = OpenCase(
        referral_id=referral.pk,
        found=(),
        since=summary.allocated_on,
        assessed_on=summary.assessed_on,
        last_discussed_on=summary.last_discussed_on,
    )

    (found,) = read(today)

    assert bool(found.missed) == (look_by(case, DEFAULT) < today)


def test_who_was_never_discussed_counts_from_the_assessment_else_the_allocation(
    priya, north, now, today
):
    allocated(priya, north, since=now - timedelta(days=28))
    allocated(priya, north, since=now - timedelta(days=29))

    (found,) = read(today)

    assert (found.open, found.within) == (2, 1)


def test_nobody_is_lost_between_pwp_team_and_provider(discussed, priya, toms, south, today):
    discussed(priya, 3)
    discussed(priya, 40, team=south)
    discussed(toms, 30, team=south)

    parts = read(today)
    sums = coverage.by_pwp(parts), coverage.by_team(parts), (coverage.Sum("All", parts),)

    assert [[one.words for one in level] for level in sums] == [
        ["1 of 2", "0 of 1"],
        ["1 of 1", "0 of 2"],
        ["1 of 3"],
    ]
    assert [one.days_late for one in coverage.Sum("All", parts).missed] == [12, 2]


def test_only_those_who_were_asked_for_are_counted(discussed, priya, tom, south, today):
    discussed(priya, 3)
    discussed(tom, 3, team=south)

    assert {one.pwp_id for one in read(today, of=[priya.pk])} == {priya.pk}
    assert read(today, of=[]) == ()


def test_numbers_and_names_agree_about_everybody(
    discussed, priya, toms, trainee, sam, north, south, now, today
):
    for carrier in (priya, toms, trainee, sam):
        for days in (0, 27, 28, 29, 60):
            discussed(carrier, days)
    discussed(toms, 40, team=south)
    for days in (9, 28, 29):
        in_treatment(trainee, north, since=now - timedelta(days=days))
        allocated(trainee, south, since=now - timedelta(days=days))
    nobodys = discussed(priya, 3)
    Referral.objects.filter(pk=nobodys.pk).update(carried_by=None)
    changed([nobodys.pk])

    named, numbers = read(today), counted.read(on=today, policy=DEFAULT)

    def told(sums):
        return [(one.name, one.open, one.within, one.gap) for one in sums]

    assert told(coverage.by_pwp(named)) == told(numbers.people)
    assert [one.words for one in coverage.by_team(named)] == [one.words for one in numbers.teams]
    assert coverage.Sum("", named).words == numbers.provider.words
    assert {one.gap for one in numbers.people} == {"", "No supervisor", "No carrier"}
    assert [one.open - one.within for one in named] == [len(one.missed) for one in named]
    # Asked for by whose they are, nobody is in it who was not, and nobody is missing.
    everybody = {one.pwp_id for one in named}
    assert read(today, of=everybody) == named
    assert [read(today, of=[one]) for one in sorted(everybody)] == [
        tuple(part for part in named if part.pwp_id == one) for one in sorted(everybody)
    ]


@pytest.mark.parametrize("is_supervised", [True, False])
def test_of_a_trainee_late_and_too_soon_is_one_person_in_numbers_and_names(
    trainee, north, now, today, is_supervised
):
    """Treated nine days ago in time, and thirty days ago too late as well: two people."""
    if not is_supervised:
        SupervisionPairing.objects.filter(supervisee=trainee).update(
            starts_on=today - timedelta(days=9), ends_on=today - timedelta(days=1)
        )
    for days in (9, 30):
        in_treatment(trainee, north, since=now - timedelta(days=days))

    (named,) = read(today)

    assert (named.open, named.within, len(named.missed)) == (2, 0, 2)
    assert len({one.reference for one in named.missed}) == 2
    numbers = counted.read(on=today, policy=DEFAULT).provider
    assert (numbers.words, numbers.beyond) == ("0 of 2", 2)


def test_of_who_has_left_everybody_is_named_though_the_pairing_still_stands(
    discussed, priya, today
):
    discussed(priya, 3)
    StaffMember.objects.filter(pk=priya.pk).update(is_active=False)

    (found,) = read(today)

    assert (found.within, len(found.missed), found.gap) == (0, 1, "No longer works here")


def test_numbers_alone_are_one_query_too(discussed, priya, tom, today, django_assert_num_queries):
    discussed(priya, 3)
    discussed(tom, 50)

    with django_assert_num_queries(1):
        counted.read(on=today, policy=DEFAULT)


def test_it_is_one_query_however_many(discussed, priya, tom, today, django_assert_num_queries):
    for days in (3, 30, 40):
        discussed(priya, days)
    discussed(tom, 50)

    with django_assert_num_queries(1):
        read(today)


@pytest.fixture
def gap(today):
    """Why nobody looks at somebody's people, how many are within, and how many there are."""

    def of(person):
        (found,) = read(today, of=[person.pk])
        return found.gap, found.within, found.open

    return of


def test_a_senior_with_a_caseload_is_supervised_like_everybody(discussed, gap, sam, leah):
    discussed(sam, 3)
    assert gap(sam) == ("No supervisor", 0, 1)

    PairingFactory(supervisor=leah, supervisee=sam)

    assert gap(sam) == ("", 1, 1)


def test_whom_nobody_supervises_is_named_and_nobody_of_theirs_is_within(discussed, gap, tom, sam):
    discussed(tom, 3, family="Quiet")
    supervision = PairingFactory(supervisor=sam, supervisee=tom)
    assert gap(tom) == ("", 1, 1)

    StaffMember.objects.filter(pk=supervision.supervisor_id).update(is_active=False)

    assert gap(tom) == ("No supervisor", 0, 1)


def test_an_agencys_people_are_looked_at_like_everybodys(discussed, gap, agency):
    """The same numbers and the same days, and no way round: not the grade, not the contract."""
    discussed(agency, 28)
    discussed(agency, 29)

    assert gap(agency) == ("", 1, 2)


def test_of_a_trainee_who_was_treated_before_the_first_discussion_is_not_within(
    trainee, north, now, today
):
    in_treatment(trainee, north, since=now - timedelta(days=9))

    (found,) = read(today)

    assert found.within == 0
    assert found.missed[0].words == (
        "A trainee’s case: treatment began 1 June, not discussed before."
    )


def test_the_people_of_who_has_left_stand_on_the_leads_page_and_their_supervisors(
    client, leah, sam, priya, discussed, now
):
    discussed(priya, 3, family="Lefton")
    accounts.deactivate(member=priya, by=leah, now=now)

    client.force_login(leah)
    leads = client.get("/supervision/coverage/").content.decode()
    named = client.get(f"/supervision/coverage/?of={priya.pk}").content.decode()
    client.force_login(sam)
    seniors = client.get("/supervision/").content.decode()

    assert "Priya Raman (no longer works here, 1 open)" in leads
    assert f'?of={priya.pk}">1 person' in leads
    assert "LEFTON, Ann" in named
    assert "LEFTON, Ann" in seniors


def test_somebody_seen_whom_nobody_carries_is_counted_too(discussed, priya, today):
    referral = discussed(priya, 3)
    Referral.objects.filter(pk=referral.pk).update(carried_by=None)
    changed([referral.pk])

    (found,) = read(today)

    assert (found.pwp, found.gap, found.within) == ("Nobody", "No carrier", 0)
    assert read(today, of=[0]) == (found,)

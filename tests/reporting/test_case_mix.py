"""What a team's mix of people leads one to expect, beside what happened."""

from datetime import date

import pytest

from clinical.errors import Refused
from reporting import case_mix
from reporting.figures import Chosen
from reporting.period import month_of
from tests.factories.referrals import ReferralFactory
from tests.factories.reporting import finished

pytestmark = pytest.mark.django_db

MAY = month_of(date(2026, 5, 1))
_NOT = {"is_recovered": False, "is_reliably_recovered": False}
_DEPRESSION = {"problem": "DEPRESSION", "deprivation_decile": 9}
_PTSD = {"problem": "PTSD", "phq9_first": 22, "deprivation_decile": 2}


@pytest.fixture
def service(north, south):
    """Of ten with depression eight recover, of ten with PTSD two. The south has mostly PTSD."""
    people = {
        team: ReferralFactory.create_batch(10, team=team, patient__date_of_birth=date(1990, 1, 1))
        for team in (north, south)
    }
    takes = {north: [_DEPRESSION] * 8 + [_PTSD] * 2, south: [_DEPRESSION] * 2 + [_PTSD] * 8}
    left = {"DEPRESSION": 8, "PTSD": 2}
    for team, mixes in takes.items():
        for referral, mix in zip(people[team], mixes, strict=True):
            left[mix["problem"]] -= 1
            recovered = {} if left[mix["problem"]] >= 0 else _NOT
            finished(on=date(2026, 5, 20), referral=referral, **mix, **recovered)


def test_a_team_with_harder_problems_is_held_to_less(service, north, south):
    found = {
        one.team: one.compared for one in case_mix.by_team("recovery", period=MAY, chosen=Chosen())
    }

    # 8 of 10 and 2 of 10 recover in the service
    assert found[north.name].expected == pytest.approx(8 * 0.8 + 2 * 0.2)
    assert found[south.name].expected == pytest.approx(2 * 0.8 + 8 * 0.2)
    assert sum(one.recovered for one in found.values()) == pytest.approx(
        sum(one.expected for one in found.values())
    )


def test_fewer_than_ten_people_have_no_rate(service, north):
    first = finished(on=date(2026, 4, 3), referral__team=north)

    (found,) = case_mix.by_team(
        "recovery", period=month_of(date(2026, 4, 1)), chosen=Chosen(frozenset({first.team_id}))
    )

    assert (found.compared.people, found.compared.expected) == (1, None)


def test_it_takes_three_queries_for_any_number_of_teams(service, django_assert_num_queries):
    with django_assert_num_queries(3):
        case_mix.by_team("reliable-improvement", period=MAY, chosen=Chosen())


def test_only_outcomes_have_an_expectation():
    with pytest.raises(Refused, match="outcomes only"):
        case_mix.by_team("six-weeks", period=MAY, chosen=Chosen())


@pytest.mark.usefixtures("clock")
def test_the_page_of_an_outcome_says_what_each_team_s_mix_leads_one_to_expect(
    client, service, leah, dan, north
):
    client.force_login(leah)
    page = client.get("/dashboard/recovery/?period=2026-05").content.decode()
    client.force_login(dan)
    rounded = client.get("/dashboard/recovery/?period=2026-05").content.decode()

    assert "By team, with its mix of people" in page
    assert "68.0%</td>" in page  # 8 of 10 at 0.8, 2 of 10 at 0.2
    # All ten of the north recover, none of the south
    assert "Above what its mix leads one to expect, beyond chance." in page
    assert "with its mix of people" not in rounded

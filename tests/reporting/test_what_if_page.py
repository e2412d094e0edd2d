"""What if, as a lead uses it: it starts from the service as it is, and keeps nothing."""

import re
from dataclasses import replace
from datetime import date, timedelta
from urllib.parse import urlencode

import pytest

from reporting import pathways
from reporting.what_if.arithmetic import follows
from reporting.what_if.usual import usual
from tests.factories.caseload import in_treatment, signed_contact
from tests.factories.plans import JobPlanFactory
from tests.factories.reporting import PathwayFactory, finished

pytestmark = pytest.mark.usefixtures("clock")

TODAY = date(2026, 6, 9)


@pytest.fixture
def service(priya, north):
    """Forty diary places a week, 52 people started in the year behind, ten still waiting."""
    JobPlanFactory(staff=priya, slots_a_week=40)
    for week in range(52):
        finished(on=TODAY - timedelta(weeks=week), to_second=28, referral__team=north)
    for _ in range(10):
        PathwayFactory(referral__team=north, referral__received_on=TODAY - timedelta(days=20))


def test_it_begins_where_the_service_stands(service):
    found = usual(team_ids=None, on=TODAY)

    assert found.known.waiting == 10
    assert found.known.booked == 40
    assert found.assumed.pwps == 1
    assert found.assumed.first_to_second == pytest.approx(28)
    assert found.assumed.sessions == pytest.approx(4)
    # Of the last three months: a course of ours began ninety days before its end
    assert found.assumed.starters == pytest.approx(2 / (92 / 7))


def test_it_begins_with_what_is_really_kept_and_carried_not_with_what_plans_have_room_for(
    priya, north, service, now
):
    carried = []
    for week in range(2, 10):
        for day in (2, 3):
            who = in_treatment(priya, north, since=now - timedelta(weeks=week, days=day))
            signed_contact(who, at=now - timedelta(weeks=week - 1, days=day))
            carried.append(who.pk)
    pathways.derive(carried, on=TODAY)

    found = usual(team_ids=None, on=TODAY)
    result = follows(found.assumed, found.known)

    # Of the job plan's forty places a week few were booked
    assert found.slots == 40
    assert 0 < found.known.booked < 5
    # As many begin as do, as many wait as do, and everybody in treatment is in treatment
    assert result.begin == pytest.approx(found.assumed.starters)
    assert result.waiting == pytest.approx(found.known.waiting)
    assert result.in_treatment == pytest.approx(16)


def test_half_of_the_diaries_see_half_as_many(service):
    found = usual(team_ids=None, on=TODAY)
    halved = replace(found.assumed, pwps=found.assumed.pwps / 2)

    now, then = follows(found.assumed, found.known), follows(halved, found.known)

    assert then.capacity == pytest.approx(now.capacity / 2)


def test_a_field_left_as_it_is_moves_nothing(client, leah, service):
    page = _page(client, leah).content.decode()
    typed = dict(re.findall(r'name="(\w+)" type="text" value="([\d.]+)"', page))

    again = _page(client, leah, f"?{urlencode(typed)}").content.decode()

    assert set(typed) == {"starters", "missed", "sessions", "pwps", "first_to_second"}
    assert again.count(">same<") == 8


def test_who_waits_is_told_exactly_to_whoever_may_open_them(client, leah, dan, service, north):
    for _ in range(2):
        PathwayFactory(referral__team=north, referral__received_on=TODAY - timedelta(days=20))

    assert "Waiting: 12 now" in _page(client, leah).content.decode()
    assert "Waiting: 10 now" in _page(client, dan).content.decode()


def test_a_service_of_nobody_has_numbers_to_begin_with(db):
    found = usual(team_ids=None, on=TODAY)

    assert found.assumed.pwps == 1
    assert found.known.booked == 0


def _page(client, who, query=""):
    client.force_login(who)
    return client.get(f"/dashboard/what-if{query}")


def test_more_diaries_shorten_the_wait_and_every_sum_stands_on_the_page(client, leah, service):
    asked = "?starters=12&missed=10&sessions=4&pwps=2&first_to_second=14"

    page = _page(client, leah, asked).content.decode()

    # 2 diaries of 40, nine in ten kept: 72; four sessions each: 18 people a week
    assert "2 diaries × 40.00 appointments × 90.0% kept = 72.0." in page
    assert "72.0 ÷ (4.00 sessions each + 0.00 assessments and others" in page
    assert "= 18.0." in page
    assert "Nothing is kept." in page


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("?starters=many", "People starting a week: a number from 0 to 2000."),
        ("?missed=130", "Did not attend: a number from 0 to 90."),
        ("?missed=few", "Did not attend: a number from 0 to 90."),
        ("?pwps=0", "PWPs with a diary: a number from 0.1 to 2000."),
        ("?sessions=1e9", "Sessions for each person: a number from 1 to 30."),
    ],
)
def test_a_number_that_is_none_is_said_beside_its_field_and_stays_typed(
    client, leah, service, query, words
):
    response = _page(client, leah, query)

    assert response.status_code == 422
    page = response.content.decode()
    assert words in page
    assert f'value="{query.split("=")[1]}"' in page


def test_without_a_diary_a_wait_has_no_end(client, leah, north):
    PathwayFactory(referral__team=north, referral__received_on=TODAY - timedelta(days=20))

    response = _page(client, leah)

    assert response.status_code == 200
    assert "no end" in response.content.decode()

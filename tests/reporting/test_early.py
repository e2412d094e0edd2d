"""Early sight: whose figure can still be kept, and who may be left off because it will be."""

import re
from datetime import date, timedelta
from itertools import count

import pytest

from audit.models import AuditEntry
from reporting.early import lists
from tests import personas
from tests.caseload.today_page import person
from tests.factories.caseload import allocated, booked_contact, in_treatment, signed_contact

pytestmark = pytest.mark.usefixtures("clock")


def _names(who, now):
    standing = personas.standing_now(who).standing
    found = lists.read(standing=standing, team_ids=None, now=now)
    return {one.key: [row.name for row in one.people] for one in found}


@pytest.fixture
def finishing(priya, north, now):
    """One session less than planned, the last of them booked; each scored once unless said."""

    slots = count()

    def make(family, *, scored_twice=False, planned=3):
        who = in_treatment(
            priya,
            north,
            since=now - timedelta(days=30),
            patient=person("Ann", family),
            planned_sessions=planned,
        )
        more = {} if scored_twice else {"phq9": None, "gad7": None}
        signed_contact(who, at=now - timedelta(days=9), **more)
        booked_contact(who, at=now + timedelta(days=5, hours=next(slots)))
        return who

    return make


def test_whoever_is_about_to_finish_with_one_score_of_each_is_listed_with_what_is_missing(
    leah, finishing, now
):
    finishing("Once")
    finishing("Twice", scored_twice=True)
    finishing("Midway", planned=8)

    found = lists.read(standing=personas.standing_now(leah).standing, team_ids=None, now=now)

    (row,) = found[0].people
    assert (row.name, row.why) == ("ONCE, Ann", "2 of 3 sessions. PHQ-9 once, GAD-7 once.")
    assert row.ahead.startswith("Booked")


def test_six_weeks_are_listed_from_fourteen_days_before_until_the_last_day(leah, priya, north, now):
    for days in (27, 28, 42, 43):
        allocated(
            priya,
            north,
            patient=person("Ann", f"Day {days}"),
            received_on=now.date() - timedelta(days=days),
        )

    assert _names(leah, now)["six-weeks"] == ["DAY 42, Ann", "DAY 28, Ann"]


def test_whoever_waits_for_longer_than_six_weeks_is_listed_the_longest_first(
    client, leah, priya, north, now
):
    for days in (42, 43, 130):
        allocated(
            priya,
            north,
            patient=person("Ann", f"Day {days}"),
            received_on=now.date() - timedelta(days=days),
        )
    in_treatment(priya, north, since=now - timedelta(days=80), patient=person("Ann", "Begun"))

    found = lists.read(standing=personas.standing_now(leah).standing, team_ids=None, now=now)

    past = next(one for one in found if one.key == "past-six-weeks")
    assert past.total == 2
    assert [row.name for row in past.people] == ["DAY 130, Ann", "DAY 43, Ann"]
    assert [row.why for row in past.people] == [
        "Six weeks were over on 13 March, eighteen were over on 5 June.",
        "Six weeks were over on 8 June, eighteen will be over on 31 August.",
    ]


def test_one_team_can_be_asked_for_and_another_is_refused(
    client, leah, sam, priya, tom, north, south, now
):
    for who, team in ((priya, north), (tom, south)):
        allocated(
            who,
            team,
            patient=person("Ann", team.name),
            received_on=now.date() - timedelta(days=40),
        )
    client.force_login(leah)
    page = client.get(f"/dashboard/early?team={south.pk}").content.decode()
    client.force_login(sam)
    refused = client.get(f"/dashboard/early?team={south.pk}")

    assert f"{south.name.upper()}, Ann" in page
    assert f"{north.name.upper()}, Ann" not in page
    assert refused.status_code == 422
    assert "That is not one of your teams" in refused.content.decode()
    assert f"{south.name.upper()}, Ann" not in refused.content.decode()


def test_a_session_booked_in_time_is_no_worry_and_one_too_late_is(leah, priya, north, now):
    for family, ahead in (("In Time", 5), ("Too Late", 9)):
        who = allocated(
            priya,
            north,
            patient=person("Ann", family),
            received_on=now.date() - timedelta(days=36),
        )
        booked_contact(who, at=now + timedelta(days=ahead))

    assert _names(leah, now)["six-weeks"] == ["TOO LATE, Ann"]
    found = lists.read(standing=personas.standing_now(leah).standing, team_ids=None, now=now)
    assert found[1].besides == "1 more has a session booked in time."


def test_ninety_days_to_the_second_session_are_listed(leah, priya, north, now):
    for days in (75, 76, 90, 91):
        in_treatment(
            priya,
            north,
            since=now - timedelta(days=days + 1),
            patient=person("Ann", f"Day {days}"),
        )

    assert _names(leah, now)["second-session"] == ["DAY 90, Ann", "DAY 76, Ann"]


def test_nobody_of_another_team_is_named_to_a_senior(sam, tom, south, now):
    allocated(tom, south, received_on=now.date() - timedelta(days=40))

    assert _names(sam, now)["six-weeks"] == []


def test_it_takes_five_queries_for_any_number_of_people(
    leah, finishing, now, django_assert_num_queries
):
    standing = personas.standing_now(leah).standing
    for number in range(4):
        finishing(f"Person {number}")

    with django_assert_num_queries(5):
        lists.read(standing=standing, team_ids=None, now=now)


def test_the_page_names_them_and_says_so_on_the_trail(client, leah, finishing):
    who = finishing("Once")
    client.force_login(leah)

    page = client.get("/dashboard/early").content.decode()

    assert "ONCE, Ann" in page
    assert "Nobody’s second session is about to be late" in page
    entry = AuditEntry.objects.filter(event="LIST_VIEWED").latest("id")
    assert who.patient_id in entry.shown


def test_two_people_of_one_name_are_told_apart_by_their_age(client, leah, priya, north, now):
    for born in (date(1950, 3, 1), date(1999, 3, 1)):
        allocated(
            priya,
            north,
            patient=person("Ann", "Same", date_of_birth=born),
            received_on=now.date() - timedelta(days=40),
        )
    client.force_login(leah)

    page = client.get("/dashboard/early").content.decode()

    ages = re.findall(r'SAME, Ann</a>&nbsp;<span class="app-2">(\d+)<', page)
    assert sorted(ages) == ["27", "76"]

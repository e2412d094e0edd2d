"""One measure: its definition, its year, its groups, its download, and the people behind it."""

import csv
import io
import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.models import AuditEntry
from reporting import people_behind
from staff.roles import Role
from tests.factories.referrals import PatientFactory, ended
from tests.factories.reporting import PathwayFactory, finished
from tests.factories.staff import MembershipFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
MEASURE = "/dashboard/recovery/"
MAY = date(2026, 5, 20)


def words(client, path, status=200):
    response = client.get(path)
    assert response.status_code == status
    return " ".join(response.content.decode().split())


@pytest.fixture
def courses(north, south):
    """Twelve recovered and three not in the north; four in the south."""
    for _ in range(12):
        finished(on=MAY, referral__team=north, ethnicity="A")
    for _ in range(3):
        finished(on=MAY, referral__team=north, is_recovered=False, ethnicity="M", phq9_last=None)
    return [finished(on=MAY, referral__team=south, ethnicity="A") for _ in range(4)]


def test_it_says_what_is_counted_and_against_which_standard(client, leah, courses):
    client.force_login(leah)

    page = words(client, MEASURE)

    assert "M192, M191" in page
    assert "<b>84.2%</b>" in page
    assert "16 of 19 people" in page
    assert "NHS Talking Therapies manual" in page
    assert "May 26 84.2%" in page


def test_it_is_broken_down_with_ranges_and_refuses_what_it_does_not_know(client, leah, courses):
    client.force_login(leah)

    groups = words(client, f"{MEASURE}?by=ethnicity")
    refused = words(client, f"{MEASURE}?by=shoe-size", status=422)

    assert '<th scope="row">White</th><td class="num">100.0%</td><td class="num">16</td>' in groups
    assert "There is no such breakdown" in refused


def test_a_breakdown_does_not_say_what_is_held_back_of_all(client, dan, courses):
    client.force_login(dan)

    page = words(client, f"{MEASURE}?by=team")

    assert "Too few to show" in page
    assert "84.2" not in page


def test_on_the_page_as_in_the_file_a_second_group_is_held_back(client, dan, north):
    # 20 is 18 at least, and 5 is 7 at most: what is left would be 4
    for letter, many in (("A", 7), ("M", 7), ("D", 4)):
        for _ in range(many):
            PathwayFactory(referral__team=north, referral__received_on=MAY, ethnicity=letter)
    client.force_login(dan)

    page = words(client, "/dashboard/referrals/?by=ethnicity")

    assert '<td class="num">Fewer than 5</td>' in page
    assert '<td class="num">Too few to show</td>' in page


def test_a_share_of_few_is_the_one_that_leaves_and_no_division_of_rounded_counts(
    client, dan, north
):
    for recovered in (True,) * 6 + (False,) * 5:
        finished(on=MAY, referral__team=north, gender="FEMALE", is_recovered=recovered)
    client.force_login(dan)

    page = words(client, f"{MEASURE}?by=gender")

    assert "Female" in page
    assert '<td class="num">55.0%</td>' in page


def test_the_most_sessions_are_one_persons_and_no_others(client, dan, leah, north):
    for treatments in (*range(3, 15), 17):
        finished(on=date(2026, 5, 20), referral__team=north, treatments=treatments)
    client.force_login(leah)
    exact = words(client, "/dashboard/most-sessions/")
    client.force_login(dan)

    held_back = words(client, "/dashboard/most-sessions/")

    assert "<b>17 sessions</b>" in exact or "<b>17.0 sessions</b>" in exact
    assert "One person’s: not shown" in held_back
    assert "17 sessions" not in held_back
    assert "17.0 sessions" not in held_back


def test_a_measure_that_is_none_does_not_exist(client, leah):
    client.force_login(leah)

    assert client.get("/dashboard/happiness/").status_code == 404


def test_a_download_is_rounded_labelled_and_on_the_trail(client, leah, courses):
    client.force_login(leah)

    response = client.get(f"{MEASURE}counts.csv")

    rows = list(csv.reader(io.StringIO(response.content.decode())))
    known = {row[1]: row[4:] for row in rows if row[0] in {"Period", "Month"}}
    assert response["Content-Disposition"] == 'attachment; filename="recovery-2026-05-31.csv"'
    # All but three recovered: neither page nor file says so
    assert known["All"] == known["May 26"] == ["15", "20", "*"]
    assert known["Apr 26"] == ["*", "*", "*"]
    assert "nearest 5" in dict(row[:2] for row in rows)["Note"]
    entry = AuditEntry.objects.get(event="FIGURES_TAKEN")
    assert entry.staff_id == leah.pk
    assert entry.changes == {
        "asked": ["", "period=2026-05"],
        "measure": ["", "recovery"],
    }


def test_the_people_are_named_by_page_and_one_line_stands_on_the_trail(client, leah, courses):
    client.force_login(leah)

    page = words(client, f"{MEASURE}people?which=missing")

    entry = AuditEntry.objects.get(event="LIST_VIEWED")
    assert "3 people" in page
    assert "PHQ-9 16, no last" in page
    assert len(entry.shown) == 3


def test_to_whom_every_record_opens_the_same_are_named(client, leah, courses, monkeypatch):
    client.force_login(leah)

    def named():
        asked = [f"{MEASURE}people?which={one.value}" for one in people_behind.Which]
        return [words(client, one).partition('<h2 id="h-people">')[2] for one in asked]

    known = named()
    monkeypatch.setattr(people_behind, "opens_all", lambda *_, **__: False)

    assert named() == known
    assert [one.partition(" ")[0] for one in known] == ["16", "19", "3", "3"]


def test_behind_a_figure_two_people_of_one_name_are_told_apart_by_their_age(client, leah, north):
    for born in (date(1950, 3, 1), date(1999, 3, 1)):
        patient = PatientFactory(given_name="Ann", family_name="Same", date_of_birth=born)
        finished(on=MAY, referral=ended(north, on=MAY, patient=patient))
    client.force_login(leah)

    page = words(client, f"{MEASURE}people")

    ages = re.findall(r'SAME, Ann</a>&nbsp;<span class="app-2">(\d+)<', page)
    assert sorted(ages) == ["27", "76"]


def test_a_file_that_cannot_be_told_is_not_offered_and_what_can_be_is_said(client, sam, courses):
    client.force_login(sam)

    month, quarter = words(client, MEASURE), words(client, f"{MEASURE}?period=2025-q4")

    assert "Download counts" not in month
    assert "To download the counts: with small counts hidden" in month
    assert "Download counts" in quarter
    assert "To download the counts" not in quarter


def test_people_beyond_a_page_follow_by_key(client, leah, north):
    for _ in range(51):
        finished(on=MAY, referral__team=north)
    client.force_login(leah)

    first = words(client, f"{MEASURE}people")
    after = first.partition("after=")[2].partition('"')[0]
    second = words(client, f"{MEASURE}people?after={after}")

    assert first.count('class="app-name"') == 50
    assert "Back to the first" not in first
    assert second.count('class="app-name"') == 1
    assert "Back to the first" in second
    assert "The next ones" not in second
    assert words(client, f"{MEASURE}people?after={'9' * 5000}").count('class="app-name"') == 50


def test_whose_record_does_not_open_is_counted_and_not_named(client, sam, north):
    for on in (MAY, date(2025, 12, 1)):
        finished(on=on, referral=ended(north, on=on))
    client.force_login(sam)

    page = words(client, f"{MEASURE}people?period=last-12")

    assert "1 person whose record does not open to you: counted, not named." in page


def test_with_two_roles_nobody_opens_more_than_each_of_them_does(client, dan, south, courses):
    MembershipFactory(staff=dan, team=south, role=Role.SENIOR_PWP)
    client.force_login(dan)

    figure = words(client, MEASURE)
    behind = words(client, f"{MEASURE}people")

    assert "16 of 19" not in figure
    assert '<h2 id="h-people">4 people</h2>' in behind


@pytest.mark.parametrize("who", ["dan", "priya"])
def test_people_need_their_right(who, client, request):
    client.force_login(request.getfixturevalue(who))

    assert client.get(f"{MEASURE}people").status_code == 403


def test_how_many_stand_behind_costs_no_query(client, leah, north):
    client.force_login(leah)
    counted = []
    for many in (1, 9):
        for day in range(many):
            finished(on=MAY - timedelta(days=day), referral__team=north)
        client.get(MEASURE)
        with CaptureQueriesContext(connection) as page:
            client.get(f"{MEASURE}?by=gender")
        with CaptureQueriesContext(connection) as people:
            client.get(f"{MEASURE}people")
        counted.append((len(page), len(people)))

    assert counted[0] == counted[1]
    assert counted[0] <= (16, 12)


def test_where_nobody_was_counted_nothing_is_drawn_and_it_is_said(client, leah, courses):
    client.force_login(leah)

    page = words(client, "/dashboard/recovery/?period=2019-05")
    people = words(client, "/dashboard/recovery/people?period=2019-05")

    assert "<b>Nobody</b>" in page
    assert "No month has a figure to draw." in page
    assert "app-chart--page" not in page
    assert "Nobody is in this number in the time and place chosen above." in people


def test_months_that_have_not_begun_are_not_drawn_as_months_of_nobody(client, leah, courses):
    client.force_login(leah)

    page = words(client, "/dashboard/entering-treatment/?period=fy2026")

    assert '<th scope="row">Jun 26</th>' in page
    assert '<th scope="row">Jul 26</th>' not in page


def test_a_number_of_people_by_group_has_no_column_for_what_only_a_share_has(client, leah, courses):
    client.force_login(leah)

    number = words(client, f"{MEASURE.replace('recovery', 'entering-treatment')}?by=deprivation")
    share = words(client, f"{MEASURE}?by=deprivation")

    assert "95% range</th>" not in number.partition('id="groups"')[2]
    assert "95% range</th>" in share.partition('id="groups"')[2]

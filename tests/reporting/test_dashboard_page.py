"""The dashboard: who sees whose numbers, what is said of them, and how much is asked for it."""

import re
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.models import AuditEntry
from clinical.policy import Policy
from policy.actions import rules
from reporting import rollup
from reporting.charts.drawing import DARK
from reporting.dashboard import balance
from reporting.dashboard.needs import Reader, needs
from reporting.dashboard.today import Silent, Today
from reporting.figures import Chosen
from supervision.overview import counted
from supervision.overview.counted import Tallies, Tally
from tests.factories.caseload import allocated, risk_action
from tests.factories.plans import JobPlanFactory
from tests.factories.reporting import finished

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
PAGE = "/dashboard/"
# Every card has its own; groups are asked for one way after another.
QUERIES = 25
MAY = date(2026, 5, 20)


def words(client, path=PAGE):
    response = client.get(path)
    assert response.status_code == 200, response.status_code
    return " ".join(response.content.decode().split())


def courses(team, how_many, **facts):
    for _ in range(how_many):
        finished(on=MAY, referral__team=team, **facts)


def test_a_service_without_figures_says_so(client, leah):
    client.force_login(leah)

    page = words(client)

    assert "<b>Nobody</b>" in page
    assert "0 of 0" not in page
    assert "nobody. " in page
    assert "Nothing to compare." in page
    assert "Nobody started." in page
    assert "Weeks as a table" not in page
    assert "Dashboard, May 2026 - Step 2 Caseload" in page


def test_a_tile_says_value_distance_standard_and_count(client, leah, north):
    courses(north, 9)
    courses(north, 3, is_recovered=False, is_reliably_recovered=False, waited=43)
    client.force_login(leah)

    page = words(client)

    assert "<b>75.0%</b>" in page
    assert "Meets, by 25.0 points" in page
    assert "9 of 12 people" in page
    # One line of the tile; where it is from stands on the page that the tile leads to.
    assert "At least 50% in 2026 to 2027</span>" in page
    assert "At least 69% in 2026 to 2027, unverified</span>" in page
    assert "At least 50% in 2026 to 2027 (NHS Talking Therapies manual)" in words(
        client, f"{PAGE}recovery/"
    )


def test_nobody_without_a_last_score_is_said_as_such(client, leah, north):
    client.force_login(leah)
    nobody = words(client)
    courses(north, 3)
    everybody = words(client, f"{PAGE}?period=last-12")
    courses(north, 1, phq9_last=None)

    one = words(client, f"{PAGE}?period=2026-q1")

    assert "Nobody finished." in nobody
    assert "All have a first and last score of both." in everybody
    assert "1 has no first and last score of both" in one


@pytest.fixture
def plan(leah, sam, now):
    """To 240 a month from today, 9 June, on."""
    change = rules.propose(
        rule="plan_entering_treatment",
        value="240",
        valid_from=now.date(),
        why="Agreed with the commissioner",
        by=leah,
        now=now,
    )
    rules.approve(change=change, by=sam, now=now)


@pytest.mark.usefixtures("plan")
def test_a_team_is_not_held_against_the_plan_of_the_whole_service(client, leah, north):
    courses(north, 12)
    client.force_login(leah)

    of_june = f"{PAGE}?period=2026-06"
    whole, part = words(client, of_june), words(client, f"{of_june}&team={north.pk}")

    assert "At least 240 a month in 2026 to 2027" in whole
    assert "240 a month" not in part


@pytest.mark.usefixtures("plan")
def test_a_month_that_is_not_over_is_not_short_of_its_plan(client, leah, north):
    client.force_login(leah)

    for path in (f"{PAGE}?period=2026-06", f"{PAGE}entering-treatment/?period=2026-06"):
        page = words(client, path)
        assert "June 2026, not over yet, " in page
        assert "At least 240 a month" in page
        assert "by 240" not in page
    with time_machine.travel(datetime(2026, 7, 1, 9, tzinfo=UTC), tick=False):
        client.force_login(leah)
        after = words(client, f"{PAGE}?period=2026-06")
    assert "June 2026, not over yet, " not in after
    assert "Below, by 240" in after


def test_a_senior_sees_her_own_team_and_is_refused_another(client, sam, north, south):
    courses(north, 4)
    courses(south, 7)
    client.force_login(sam)

    own = words(client)
    other = client.get(f"{PAGE}?team={south.pk}")

    assert "4 of 4 people" in own
    assert "South team" not in own
    assert other.status_code == 422
    assert "That is not one of your teams" in other.content.decode()
    assert "7 of 7" not in other.content.decode()


def test_whoever_may_not_open_the_people_sees_no_few(client, dan, north):
    courses(north, 12)
    courses(north, 3, is_recovered=False, is_reliably_recovered=False)
    client.force_login(dan)

    page = words(client)

    assert "Too few to show" in page
    assert "12 of 15" not in page
    assert "/people" not in page


def test_what_goes_on_paper_is_held_back_from_everybody(client, leah, north):
    courses(north, 12)
    courses(north, 3, is_recovered=False, is_reliably_recovered=False)
    client.force_login(leah)

    assert "12 of 15" in words(client)
    assert "12 of 15" not in words(client, f"{PAGE}?print=1&team={north.pk}")
    entry = AuditEntry.objects.get(event="FIGURES_TAKEN")
    assert entry.changes["asked"] == ["", f"period=2026-05&team={north.pk}"]


def test_what_the_return_lacks_is_counted_and_leads_to_the_people(client, leah, north):
    courses(north, 3)
    client.force_login(leah)

    page = words(client, f"{PAGE}data-quality?period=last-12")

    assert "Ethnic group recorded" in page
    assert "Below, by 90.0 points" in page
    assert "/dashboard/ethnicity-recorded/people?period=last-12&amp;which=missing" in page


def test_whoever_opens_no_names_is_told_who_does_not_that_there_is_nothing_to_do(
    client, dan, north
):
    courses(north, 12)
    client.force_login(dan)

    page = words(client, f"{PAGE}data-quality?period=last-12")

    assert "Names open to a lead" in page
    assert ">Nothing<" not in page


def test_what_goes_on_from_a_page_of_a_team_is_of_that_team(client, leah, north):
    courses(north, 60, is_recovered=False, is_reliably_recovered=False)
    client.force_login(leah)

    page = words(client, f"{PAGE}?period=2026-05&team={north.pk}")

    for name in ("moved", "early", "what-if"):
        assert f'href="/dashboard/{name}?team={north.pk}"' in page
    (see_where,) = re.findall(r'href="([^"]+)">See where<', page)
    assert see_where.endswith(f"/?period=2026-05&amp;team={north.pk}")


def test_the_measure_chosen_for_fairness_is_kept_by_show_and_by_print(client, leah, north):
    client.force_login(leah)

    chosen, usual = words(client, f"{PAGE}?fair=recovery"), words(client)

    assert '<input type="hidden" name="fair" value="recovery">' in chosen
    assert "&amp;fair=recovery&amp;print=1" in chosen
    assert 'name="fair"' not in usual
    assert "&amp;fair=recovery" in words(client, f"{PAGE}?fair=recovery&print=1")


def test_what_no_filter_narrows_says_of_whom_it_is(client, leah, north, priya):
    risk_action(allocated(priya, north), owner=priya, due_by=datetime(2026, 6, 8, 16, tzinfo=UTC))
    client.force_login(leah)

    whole, narrowed = words(client), words(client, f"{PAGE}?source=GP")

    assert "1 risk action is overdue, the longest since" in whole
    assert "1 risk action is overdue in the whole service, the longest since" in narrowed
    assert "Risk actions overdue in the whole service" in narrowed
    said = "Caseloads, supervision and what is overdue are of the whole service, not only of"
    assert said in narrowed
    assert said not in whole


@pytest.mark.parametrize("name", ["moved", "what-if"])
def test_another_team_is_refused_beside_the_pages_of_the_dashboard(name, client, sam, north, south):
    client.force_login(sam)

    own = client.get(f"{PAGE}{name}?team={north.pk}")
    other = client.get(f"{PAGE}{name}?team={south.pk}")

    assert (own.status_code, other.status_code) == (200, 422)
    assert north.name in own.content.decode()
    assert "That is not one of your teams" in other.content.decode()


@pytest.mark.parametrize(
    "address",
    ["from=2026-06-01&to=2026-05-01", "from=1900-01-01&to=2026-05-01", "period=soon", "team=x"],
)
def test_what_cannot_be_is_said_and_the_page_is_the_usual_one(address, client, leah):
    client.force_login(leah)

    response = client.get(f"{PAGE}?{address}")

    assert response.status_code == 422
    assert "Service dashboard" in response.content.decode()
    assert "May 2026" in response.content.decode()


def test_no_word_beside_a_hidden_number_betrays_that_it_is_one(client, dan, north):
    courses(north, 1, anxiety_last=None)
    finished(on=date(2026, 8, 18), referral__team=north, ended_on=None, waited=43)
    client.force_login(dan)

    page = words(client)
    late = needs(
        missed=(),
        today=Today(1, 40, 1, 0, 0, 1, None, 0, Silent(0, 0, 0)),
        teams=(),
        reader=Reader(dan.standing, exact=False),
    )

    assert "Fewer than 5 have no first and last score of both" in page
    assert "Fewer than 5 people started after 6 weeks" in page
    assert late[0].words == "Fewer than 5 risk actions are overdue."
    assert late[1].words.startswith("Fewer than 5 people reach the 6-week")


def test_who_was_looked_at_is_rounded_for_whoever_sees_no_few(client, dan, leah, monkeypatch):
    north = Tally("North team", 0, 13, 11)
    monkeypatch.setattr(counted, "read", lambda **_: Tallies(north, (north,), ()))
    client.force_login(leah)
    exact = words(client)
    client.force_login(dan)

    held_back = words(client)

    assert "<b>11 of 13 (84.6%)</b>" in exact
    assert "<b>about 10 of about 15</b>" in held_back
    assert "of 13" not in held_back


def test_a_share_of_the_funnel_is_of_exact_counts_whoever_reads_it(client, dan, north):
    courses(north, 6)
    courses(north, 5, is_recovered=False, is_reliably_recovered=False)
    client.force_login(dan)

    # 5 of 10 would be half
    assert "Recovered 5 55%" in words(client)


@pytest.mark.parametrize("many", [1, 12])
def test_how_many_finished_costs_no_query(many, client, leah, north, now):
    courses(north, many)
    rollup.sum_every_month(now=now)
    client.force_login(leah)
    client.get(PAGE)

    with CaptureQueriesContext(connection) as asked:
        client.get(PAGE)

    assert len(asked) == QUERIES


def test_a_line_for_others_has_a_gap_where_few_would_be_told(client, dan, north):
    courses(north, 12)
    finished(on=date(2026, 4, 20), referral__team=north, is_recovered=False)
    client.force_login(dan)

    page = words(client)

    assert "Apr 26 nobody, May 26 100.0%" in page


def test_a_caseload_is_rounded_for_whoever_sees_no_few(client, dan, leah, north, priya, sam):
    for _ in range(7):
        allocated(priya, north)
    allocated(sam, north)
    client.force_login(leah)
    exact, printed = words(client), words(client, f"{PAGE}?print=1")
    client.force_login(dan)

    held_back = words(client)

    number = '<td class="app-num">'
    assert f"{number}7 of" in exact
    assert f"{number}1, none agreed" in exact
    for page in (printed, held_back):
        assert f"{number}about 5 of" in page
        assert f"{number}fewer than 5, none agreed" in page
        assert f"{number}7 of" not in page


def test_whoever_has_had_no_session_for_long_opens_by_the_rule_that_counts(
    client, leah, north, priya
):
    silent = allocated(priya, north)
    finished(on=date(2026, 3, 1), referral=silent, ended_on=None)
    client.force_login(leah)
    page = words(client)
    address = "/dashboard/last-session-91-to-120-days-ago/people?period=dates"
    query = "from=2026-06-09&to=2026-06-09"

    behind = words(client, f"{address}&{query}")

    link = f"{address}&{query}".replace("&", "&amp;")
    assert f'href="{link}">Open, no session for 91 to 120 days</a></th><td class="num">1<' in page
    assert f"/caseload/{silent.reference}/" in behind


def test_a_bar_past_its_line_is_dark_and_said_to_be_over(north, priya, now):
    JobPlanFactory(staff=priya, slots_a_week=1)
    for _ in range(4):
        allocated(priya, north)

    found = balance.read(Chosen(), on=now.date(), policy=Policy(), exact=True)
    (one,) = [row for row in found.rows if row.staff_id == priya.pk]

    assert not one.is_over
    assert one.takes_more
    assert DARK in one.bar
    # With the week full there is no room, whatever the number of people agreed
    assert (found.over, found.room) == (1, "Nobody has room.")

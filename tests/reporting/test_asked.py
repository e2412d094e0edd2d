"""What an address asks the dashboard for: good answers count, wrong ones say why."""

from datetime import date

import pytest

from reporting import asked, named_periods
from reporting.forms.asked import NOT_YOUR_TEAM, AskedForm
from reporting.period import Period
from reporting.scope import Scope

ON = date(2026, 6, 9)
LEAD = Scope(teams=((1, "North team"), (2, "South team")), is_whole=True, opens_people=True)
NO_FEW = Scope(teams=LEAD.teams, is_whole=True, opens_people=False)
SENIOR = Scope(teams=((1, "North team"),), is_whole=False, opens_people=True)


def given(scope=LEAD, **address):
    form = AskedForm(address, scope=scope, on=ON)
    return form, asked.read(form, scope=scope, on=ON)


def test_without_an_address_it_is_the_last_whole_month_of_everybody():
    form, found = given()

    assert not form.errors
    assert (found.named.label, found.place) == ("May 2026", "Whole service")
    assert found.chosen.team_ids is None


@pytest.mark.parametrize(
    ("key", "start", "end", "label"),
    [
        ("2026-02", date(2026, 2, 1), date(2026, 2, 28), "February 2026"),
        (
            "2025-q4",
            date(2026, 1, 1),
            date(2026, 3, 31),
            "Quarter 4, January to March 2026",
        ),
        ("fy2025", date(2025, 4, 1), date(2026, 3, 31), "April 2025 to March 2026"),
        ("last-12", date(2025, 6, 1), date(2026, 5, 31), "Last 12 months"),
    ],
)
def test_a_period_has_a_name_in_the_address_and_one_for_people(key, start, end, label):
    _, found = given(period=key)

    assert found.named == named_periods.Named(key, label, Period(start, end))


def test_two_days_make_a_period():
    _, found = given(**{"from": "2026-05-04", "to": "2026-05-17"})

    assert found.named.label == "4 May 2026 to 17 May 2026"
    assert found.query == "period=dates&from=2026-05-04&to=2026-05-17"


@pytest.mark.parametrize(
    ("address", "field"),
    [
        ({"from": "2026-05-17", "to": "2026-05-04"}, "to"),
        ({"from": "1926-05-17", "to": "2026-05-04"}, "from"),
        ({"from": "2026-05-17"}, "to"),
        ({"from": "yesterday", "to": "2026-05-04"}, "from"),
        ({"from": "2031-01-01", "to": "2031-02-01"}, "from"),
        ({"from": "0001-01-01", "to": "0001-01-31"}, "from"),
        ({"from": "1999-12-31", "to": "2000-01-31"}, "from"),
        ({"period": "2026-02", "from": "2026-02-01", "to": "2026-02-14"}, "from"),
        ({"period": "2026-02", "to": "2026-02-14"}, "to"),
        ({"period": "2026-13"}, "period"),
        ({"period": "2027-01"}, "period"),
        ({"period": "fy" + "9" * 5000}, "period"),
        ({"team": "2", "scope": SENIOR}, "team"),
        ({"team": "9" * 5000}, "team"),
        ({"problem": "'; drop table"}, "problem"),
        ({"beside": "team-77"}, "beside"),
        ({"team": "1", "beside": "team-1"}, "beside"),
        ({"commissioner": "QWERTYUIOP"}, "commissioner"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_the_page_is_the_default(address, field):
    form, found = given(**address)

    assert list(form.errors) == [field]
    assert found.named.label == "May 2026"
    assert (found.narrowed, found.beside) == ("", None)


def test_a_team_that_is_not_yours_is_refused_and_yours_are_shown():
    form, found = given(SENIOR, team="2")

    assert form.errors["team"] == [NOT_YOUR_TEAM]
    assert found.chosen.team_ids == frozenset({1})


def test_whoever_sees_no_few_asks_for_whole_months():
    form, _ = given(NO_FEW, **{"from": "2026-05-04", "to": "2026-05-17"})
    months, found = given(NO_FEW, **{"from": "2026-04-01", "to": "2026-05-31"})

    assert form.errors["from"] == ["Give whole months: from a first to a last day."]
    assert not months.errors
    assert found.named.period == Period(date(2026, 4, 1), date(2026, 5, 31))


def test_two_times_or_two_teams_stand_side_by_side():
    _, months = given(beside="before")
    _, years = given(period="2025-q4", beside="year-before")
    _, teams = given(team="1", beside="team-2")

    assert months.beside.label == "April 2026"
    assert years.beside.label == "January 2025 to March 2025"
    assert (teams.beside.label, teams.beside.chosen.team_ids) == ("South team", frozenset({2}))


def test_what_narrows_it_is_said_in_words():
    _, found = given(problem="PANIC_DISORDER", format="GROUP", source="SELF")

    assert found.narrowed == "Panic disorder, Group, referred by: Self"
    assert found.chosen.problem == "PANIC_DISORDER"


@pytest.mark.parametrize(
    ("period", "is_over"), [("2026-05", True), ("2026-06", False), ("fy2026", False)]
)
def test_a_period_is_over_once_its_last_day_is_past(period, is_over):
    _, found = given(period=period)

    assert found.is_over is is_over

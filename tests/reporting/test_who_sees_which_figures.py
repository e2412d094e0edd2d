"""Each role walks every page of figures: whose numbers it sees, exact or as they may leave, whose
people it can open. A new page of figures is walked as soon as its route is listed.
"""

from datetime import date

import pytest

from staff.models import Team
from staff.roles import Role
from tests.access.people import PERSONAS, persona
from tests.access.routes import ROUTES
from tests.factories.referrals import ended
from tests.factories.reporting import finished

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

MAY = date(2026, 5, 20)
_PATHS = {
    "dashboard:show": "/dashboard/",
    "dashboard:data_quality": "/dashboard/data-quality",
    "dashboard:measure": "/dashboard/recovery/",
    "dashboard:counts": "/dashboard/recovery/counts.csv",
    "dashboard:people": "/dashboard/recovery/people",
    "dashboard:early": "/dashboard/early",
    "dashboard:moved": "/dashboard/moved",
    "dashboard:what_if": "/dashboard/what-if",
}
_NAMES_PEOPLE = {"dashboard:people", "dashboard:early", "dashboard:moved"}
_WITHOUT = (
    Role.PWP,
    Role.TRAINEE_PWP,
    Role.DUTY_LEAD,
    Role.ADMINISTRATOR,
    Role.PRIVACY_OFFICER,
    Role.SYSTEM_ADMINISTRATOR,
)
# Recovered, of how many finished: exactly, and as it leaves.
NORTH, SOUTH, WHOLE = "7 of 18 people", "14 of 23 people", "21 of 41 people"


@pytest.fixture
def service(north, south):
    """The figures of two teams in May, and whom they are about."""
    recovered = {}
    for team, how_many, not_recovered in ((north, 7, 11), (south, 14, 9)):
        recovered[team] = [_finished(team, is_recovered=True) for _ in range(how_many)]
        for _ in range(not_recovered):
            _finished(team, is_recovered=False, is_reliably_recovered=False)
    return recovered


def _finished(team: Team, **facts):
    return finished(on=MAY, referral=ended(team, on=MAY), **facts).referral


def _walk(client, *, query=""):
    """What each page of figures says to whoever is signed in; its status where it says no."""
    told = {}
    for name, path in _PATHS.items():
        response = client.get(f"{path}{query}")
        text = " ".join(response.content.decode().split())
        told[name] = text if response.status_code == 200 else response.status_code
    return told


def _is_page(told):
    return isinstance(told, str)


def _named(page, referrals):
    return [one.reference for one in referrals if f"/caseload/{one.reference}/" in page]


def test_every_page_of_figures_is_walked_and_every_role_walks():
    walks = {*_WITHOUT, Role.SENIOR_PWP, Role.SERVICE_LEAD, Role.DATA_MANAGER}

    assert {one.name for one in ROUTES if one.name.startswith("dashboard:")} == set(_PATHS)
    assert set(PERSONAS) == walks == set(Role)


@pytest.mark.parametrize("role", _WITHOUT, ids=lambda role: role.value)
def test_whoever_has_no_right_to_figures_sees_none(role, client, request, service):
    client.force_login(persona(request, role))

    assert set(_walk(client).values()) == {403}


def test_a_senior_sees_her_team_exactly_and_nothing_of_another(client, sam, service, south):
    client.force_login(sam)

    told = _walk(client)
    groups = _walk(client, query="?by=team")
    asked_of_south = _walk(client, query=f"?team={south.pk}")

    assert NORTH in told["dashboard:show"]
    assert NORTH in told["dashboard:measure"]
    assert NORTH in groups["dashboard:measure"]
    north, other = service.values()
    assert len(_named(told["dashboard:people"], north)) == 7
    assert groups["dashboard:counts"] == 422
    for page in filter(_is_page, (*told.values(), *groups.values())):
        assert "South team" not in page
        assert SOUTH not in page
        assert WHOLE not in page
        assert _named(page, other) == []
    # Where a team can be asked for, this one is refused; elsewhere it changes nothing.
    for name, page in asked_of_south.items():
        assert isinstance(page, int) or (SOUTH not in page and _named(page, other) == []), name
    assert asked_of_south["dashboard:show"] == asked_of_south["dashboard:measure"] == 422


def test_a_lead_sees_the_whole_service_exactly_and_opens_everybody(client, leah, service, south):
    client.force_login(leah)

    told = _walk(client)
    of_south = _walk(client, query=f"?team={south.pk}")

    assert WHOLE in told["dashboard:show"]
    assert WHOLE in told["dashboard:measure"]
    assert SOUTH in of_south["dashboard:measure"]
    everybody = [one for some in service.values() for one in some]
    assert len(_named(told["dashboard:people"], everybody)) == 21
    assert all(isinstance(page, str) for page in told.values())


def test_a_data_manager_sees_the_whole_service_as_it_leaves_and_nobody(client, dan, service):
    client.force_login(dan)

    told = _walk(client)
    groups = _walk(client, query="?by=team")

    assert {name for name, page in told.items() if page == 403} == _NAMES_PEOPLE
    assert "of about 40 people" in told["dashboard:show"]
    assert "<b>51%</b>" in told["dashboard:measure"]
    everybody = [one for some in service.values() for one in some]
    for page in filter(_is_page, (*told.values(), *groups.values())):
        assert not any(exact in page for exact in (NORTH, SOUTH, WHOLE, "51.2%"))
        assert _named(page, everybody) == []


@pytest.mark.parametrize("who", ["leah", "sam", "dan"])
def test_what_is_downloaded_is_rounded_for_everybody(who, client, request, service, south):
    for place in range(24):
        finished(on=date(2026, 2, 9), referral__team=south, is_recovered=place % 2 == 0)
    client.force_login(request.getfixturevalue(who))
    by = "" if who == "sam" else "&by=team"

    path = f"/dashboard/recovery/counts.csv?period=2025-q4{by}"
    lines = client.get(path).content.decode().splitlines()

    counted = [cell for line in lines for cell in line.split(",")[4:6] if cell.isdigit()]
    assert all(int(cell) % 5 == 0 for cell in counted)
    assert bool(counted) == any("South team" in line for line in lines) == (who != "sam")


def test_a_download_that_would_overlap_another_says_what_to_ask(client, leah, service):
    client.force_login(leah)

    response = client.get("/dashboard/recovery/counts.csv?period=2026-05&by=team")

    assert response.status_code == 422
    assert "a group is told of a financial quarter or year" in response.content.decode()

"""On the caseload risk stands first, whatever is asked for, and counts are of the rows."""

import re
from datetime import timedelta

import pytest

from tests import personas
from tests.caseload.caseloads import (
    at_risk,
    called,
    groups,
    page,
    people,
    quiet,
    row,
    tabs,
    unbooked,
)
from tests.factories.caseload import (
    allocated,
    risk_flag,
    signed_contact,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def test_risk_stands_first_by_what_is_due_whatever_the_sort(client, priya, north):
    quiet(priya, north, "Aaron")
    at_risk(priya, north, "Later", due_in=timedelta(hours=5))
    at_risk(priya, north, "Overdue", due_in=timedelta(hours=-5))
    at_risk(priya, north, "Soon", due_in=timedelta(hours=1))
    client.force_login(priya)

    for sort in ("flag", "patient", "-patient", "next", "-phq", "last"):
        first = people(page(client, f"?sort={sort}"))[:3]
        assert first == ["OVERDUE, Rowan", "SOON, Rowan", "LATER, Rowan"], sort


@pytest.mark.parametrize(
    "query",
    ["?view=new", "?view=ready", "?problem=panic_disorder", "?mode=email", "?view=contact"],
)
def test_no_filter_hides_a_person_at_risk(client, priya, north, query):
    at_risk(priya, north, "Byrne")
    quiet(priya, north, "Nair")
    client.force_login(priya)

    html = page(client, query)

    assert people(html)[0] == "BYRNE, Rowan"
    assert "NAIR, Rowan" not in people(html)
    assert groups(html)[0] == "Risk"
    assert "shown whatever the filter" in html
    assert "1 shown, 1 of them whatever the filter" in html


def test_a_name_hides_nobody_at_risk(client, priya, north):
    at_risk(priya, north, "Byrne")
    quiet(priya, north, "Nair")
    quiet(priya, north, "Osei")
    client.force_login(priya)

    html = page(client, q="osei")

    assert people(html) == ["BYRNE, Rowan", "OSEI, Rowan"]
    assert groups(html) == ["Risk", "No flag"]


def test_counts_are_of_the_same_people_as_the_rows(client, priya, north):
    at_risk(priya, north, "Byrne")
    quiet(priya, north, "Nair")
    unbooked(priya, north, "Kelly")
    allocated(priya, north, patient=called("Newman"))
    client.force_login(priya)

    counted = tabs(page(client))

    for code, count in counted.items():
        html = page(client, f"?view={code}")
        beside = int((re.search(r", (\d+) of them", html) or [0, 0])[1])
        assert len(people(html)) - beside == count, code


def test_flagged_counts_only_who_needs_an_action(client, priya, north):
    quiet(priya, north, "Nair")
    unbooked(priya, north, "Kelly")
    high = quiet(priya, north, "High")
    signed_contact(high, at=personas.NOW - timedelta(days=1), phq9=21, gad7=16)
    client.force_login(priya)

    html = page(client, "?view=flagged")

    assert tabs(html)["flagged"] == 1
    assert people(html) == ["KELLY, Rowan"]


def test_a_risk_signal_without_an_action_is_at_risk_too(client, priya, north):
    risk_flag(quiet(priya, north, "Byrne"))
    client.force_login(priya)

    html = page(client, "?view=risk")

    assert tabs(html)["risk"] == 1
    assert "Item 9 is 1, was 0" in row(html, "BYRNE")

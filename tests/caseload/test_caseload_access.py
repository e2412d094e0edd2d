"""Whose caseload opens to whom, what the trail holds of it, and what it costs."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.events import Event
from audit.models import AuditEntry
from referrals.models import Referral
from staff.models import SupervisionPairing
from tests import personas
from tests.caseload.caseloads import called, page, people, quiet
from tests.factories.caseload import (
    allocated,
    missed_contact,
    risk_action,
)
from tests.factories.staff import CoverFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def test_a_pwp_opens_nobody_elses(client, priya, tom, sam, trainee, north, south):
    quiet(tom, south, "Toms")
    quiet(trainee, north, "Tess")
    client.force_login(priya)

    for colleague in (tom, trainee, sam):
        assert client.get(f"/caseload/?of={colleague.pk}").status_code == 404
    assert client.get("/caseload/?of=999999").status_code == 404
    assert AuditEntry.objects.filter(event=Event.ACCESS_REFUSED, staff_id=priya.pk).count() == 4


def test_a_pwp_opens_the_caseload_they_cover_until_the_cover_ends(client, priya, trainee, north):
    quiet(trainee, north, "Covered")
    cover = CoverFactory(covered=trainee, coverer=priya, starts_on=personas.TODAY)
    client.force_login(priya)

    assert people(page(client, f"?of={trainee.pk}")) == ["COVERED, Rowan"]
    assert "you cover this caseload" in client.get("/caseload/colleagues/").content.decode()

    cover.starts_on = personas.TODAY - timedelta(days=9)
    cover.ends_on = personas.TODAY - timedelta(days=1)
    cover.save()

    assert client.get(f"/caseload/?of={trainee.pk}").status_code == 404


def test_a_senior_opens_those_of_the_team_and_no_other(client, sam, priya, tom, north, south):
    quiet(priya, north, "Priyas")
    quiet(tom, south, "Toms")
    client.force_login(sam)

    listed = client.get("/caseload/colleagues/").content.decode()

    assert people(page(client, f"?of={priya.pk}")) == ["PRIYAS, Rowan"]
    assert client.get(f"/caseload/?of={tom.pk}").status_code == 404
    assert "Priya Raman" in listed
    assert "you supervise" in listed
    assert "Tom Ellis" not in listed


def test_a_supervisor_opens_a_supervisees_in_another_team(client, sam, tom, south):
    quiet(tom, south, "Toms")
    SupervisionPairing.objects.create(
        supervisor=sam, supervisee=tom, starts_on=personas.TODAY - timedelta(days=30)
    )
    client.force_login(sam)

    assert people(page(client, f"?of={tom.pk}")) == ["TOMS, Rowan"]


def test_a_service_lead_without_a_caseload_chooses_whose(client, leah, priya, tom, north, south):
    quiet(priya, north, "Priyas")
    quiet(tom, south, "Toms")
    client.force_login(leah)

    html = client.get("/caseload/").content.decode()

    assert people(html) == ["Tom Ellis", "Priya Raman"]
    assert people(page(client, f"?of={tom.pk}")) == ["TOMS, Rowan"]


def test_an_empty_caseload_of_the_team_opens_and_a_strangers_does_not(
    client, sam, priya, tom, north
):
    client.force_login(sam)

    assert "No one on this caseload yet" in page(client, f"?of={priya.pk}")
    assert client.get(f"/caseload/?of={tom.pk}").status_code == 404


@pytest.mark.parametrize("persona", ["ada", "dan", "petra", "sid"])
def test_who_neither_carries_nor_looks_after_a_caseload_is_refused(client, request, persona):
    client.force_login(request.getfixturevalue(persona))

    assert client.get("/caseload/").status_code == 403
    assert client.get("/caseload/colleagues/").status_code == 403


def test_one_line_on_the_trail_holds_everybody_shown(client, priya, north):
    referrals = [quiet(priya, north, family) for family in ("Nair", "Osei")]
    client.force_login(priya)

    page(client)
    page(client, q="osei")

    seen = AuditEntry.objects.filter(event=Event.LIST_VIEWED).order_by("pk")
    assert [sorted(entry.shown) for entry in seen] == [
        sorted(referral.patient_id for referral in referrals),
        [referrals[1].patient_id],
    ]
    assert {entry.relation for entry in seen} == {"MINE"}


def test_the_trail_says_how_a_colleague_came_to_look(client, sam, priya, north):
    quiet(priya, north, "Nair")
    client.force_login(sam)

    page(client, f"?of={priya.pk}")

    assert AuditEntry.objects.get(event=Event.LIST_VIEWED).relation == "SUPERVISEE"


@pytest.mark.parametrize("count", [5, 52])
def test_the_page_takes_five_queries_whatever_its_length(client, priya, north, count):
    for n in range(count):
        _cheap(priya, north, n)
    client.force_login(priya)
    page(client)

    with CaptureQueriesContext(connection) as queries:
        html = page(client)

    assert len(people(html)) == count
    assert _statements(queries) == 5


def test_a_colleagues_caseload_takes_five_queries_too(client, sam, priya, north):
    for n in range(5):
        _cheap(priya, north, n)
    client.force_login(sam)
    page(client, f"?of={priya.pk}")

    with CaptureQueriesContext(connection) as queries:
        page(client, f"?of={priya.pk}")

    assert _statements(queries) == 5


def _cheap(pwp, team, n):
    referral = allocated(pwp, team, patient=called(f"Person{n:03}"))
    if n % 3 == 0:
        missed_contact(referral, at=personas.NOW - timedelta(days=3, minutes=n))
    if n % 4 == 0:
        risk_action(Referral.objects.get(pk=referral.pk), owner=pwp)


def _statements(queries):
    control = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
    return sum(not query["sql"].startswith(control) for query in queries.captured_queries)

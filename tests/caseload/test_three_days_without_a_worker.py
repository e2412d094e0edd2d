"""Every worker is off, the clock goes on three days: what has fallen due is on every page."""

from datetime import timedelta

import pytest
from django.test import Client

from caseload.models import CaseFlag, CaseSummary
from jobs.models import Heartbeat, JobRun
from tests.caseload.caseloads import called, groups, page, row, tabs
from tests.factories.caseload import booked_contact, in_treatment, risk_action

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(priya, north, now):
    """Seen twenty days ago, booked tomorrow; a risk plan due tonight on somebody else."""
    quiet = in_treatment(
        priya, north, since=now - timedelta(days=20), patient=called("Ahmed", given="Nadia")
    )
    booked_contact(quiet, at=now + timedelta(days=1))
    at_risk = in_treatment(
        priya, north, since=now - timedelta(days=6), patient=called("Byrne", given="Declan")
    )
    booked_contact(at_risk, at=now + timedelta(days=9))
    risk_action(at_risk, owner=priya, due_by=now + timedelta(hours=8), what="Safety call")
    return quiet


def test_what_fell_due_is_on_the_caseload_today_and_the_record(
    client: Client, priya, person, clock
) -> None:
    client.force_login(priya)
    before = page(client)
    assert "overdue" not in row(before, "AHMED").casefold()

    clock.shift(timedelta(days=3))
    client.force_login(priya)
    caseload = page(client)
    today = client.get("/today/").content.decode()
    record = client.get(f"/caseload/{person.reference}/").content.decode()

    assert "Contact overdue" in row(caseload, "AHMED")
    assert "22 days, limit 21" in row(caseload, "AHMED")
    assert "Overdue" in row(caseload, "BYRNE")
    assert tabs(caseload)["contact"] == tabs(before)["contact"] + 1
    assert tabs(caseload)["flagged"] == tabs(before)["flagged"] + 1
    assert groups(caseload)[0] == "Needs you"
    assert "22 days, limit 21" in today
    assert "Safety call" in today
    assert "22 days, limit 21" in record
    assert '<code class="app-code">overdue_contact</code>' in record


def test_no_job_ran_for_it_and_nothing_was_written(client: Client, priya, person, clock) -> None:
    clock.shift(timedelta(days=3))
    client.force_login(priya)

    page(client)
    client.get("/today/")
    client.get(f"/caseload/{person.reference}/")

    assert not JobRun.objects.exists()
    assert not CaseFlag.objects.filter(reason="overdue_contact").exists()
    assert "overdue_contact" not in CaseSummary.objects.get(pk=person.pk).flags


def test_the_pages_say_that_background_work_has_stopped(
    client: Client, priya, person, clock
) -> None:
    Heartbeat.objects.all().delete()
    clock.shift(timedelta(days=3))
    client.force_login(priya)

    assert "ackground work" in page(client)

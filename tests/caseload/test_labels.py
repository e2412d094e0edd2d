"""Labels: defined and retired by the service, put on referrals, seen and filtered by."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from audit.events import Event
from audit.models import AuditEntry
from caseload import facts
from caseload.actions import labels
from caseload.models import CaseLabel, CaseSummary, Label
from clinical.errors import Refused
from tests.caseload.caseloads import at_risk, page, people, quiet, row, tabs
from tests.factories.caseload import LabelFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def veteran():
    return LabelFactory(name="Veteran", describes="Served in the armed forces")


def put_on(referral, *made, by, now):
    labels.set_labels(referral=referral, labels=made, by=by, now=now)


def test_a_service_lead_defines_a_label(client: Client, leah) -> None:
    client.force_login(leah)

    client.post("/settings/labels/", {"name": "  Perinatal  ", "describes": "Pregnant, or a baby"})

    label = Label.objects.get()
    assert (label.name, label.describes, label.added_by) == (
        "Perinatal",
        "Pregnant, or a baby",
        leah,
    )
    assert "Perinatal" in client.get("/settings/labels/").content.decode()
    assert AuditEntry.objects.filter(event=Event.LABEL_DEFINED).count() == 1


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("  ", "Give the label a name."),
        ("veteran", "There is a label “Veteran” already."),
        ("x" * 31, "Name: 30 characters at most. This has 31."),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(
    name: str, said: str, client: Client, leah, veteran: Label
) -> None:
    client.force_login(leah)

    html = client.post("/settings/labels/", {"name": name, "describes": "Kept"}).content.decode()

    assert re.search(rf'id="id_name-error"[^>]*>.*?{re.escape(said)}', html, re.DOTALL)
    assert 'value="Kept"' in html
    assert Label.objects.count() == 1


def test_a_retired_label_stays_where_it_stands_and_is_offered_no_more(
    client: Client, priya, leah, referral, veteran: Label, now
) -> None:
    put_on(referral, veteran, by=priya, now=now)
    client.force_login(leah)

    client.post(f"/settings/labels/{veteran.pk}/retire")

    assert CaseSummary.objects.get(pk=referral.pk).labels == ["Veteran"]
    other = quiet(priya, referral.team, "Other")
    with pytest.raises(Refused, match="no longer used"):
        put_on(other, Label.objects.get(), by=priya, now=now)
    client.post("/settings/labels/", {"name": "Veteran", "describes": ""})
    assert Label.objects.get().retired_at is None


def test_a_label_is_put_on_and_taken_off_with_who_and_when(
    client: Client, priya, referral, veteran: Label, now
) -> None:
    client.force_login(priya)
    path = f"/caseload/{referral.reference}/labels"

    client.post(path, {"labels": [veteran.pk]})
    shown = client.get(f"/caseload/{referral.reference}/").content.decode()
    client.post(path, {})

    standing = CaseLabel.objects.get()
    assert (standing.added_by, standing.removed_by, standing.removed_at) == (priya, priya, now)
    assert 'app-chip--plain">Veteran</span>' in shown
    assert CaseSummary.objects.get(pk=referral.pk).labels == []
    assert facts.different([referral.pk]) == []
    assert AuditEntry.objects.filter(event=Event.LABELLED).count() == 2


def test_the_same_labels_again_change_nothing(priya, referral, veteran: Label, now) -> None:
    put_on(referral, veteran, by=priya, now=now)
    put_on(referral, veteran, by=priya, now=now)

    assert CaseLabel.objects.count() == 1
    assert AuditEntry.objects.filter(event=Event.LABELLED).count() == 1


def test_a_label_nobody_knows_is_refused_beside_the_field(
    client: Client, priya, referral, veteran: Label
) -> None:
    client.force_login(priya)

    html = client.post(f"/caseload/{referral.reference}/labels", {"labels": ["999"]})

    assert "Choose from the labels shown." in html.content.decode()
    assert not CaseLabel.objects.exists()


def test_a_label_is_seen_in_its_row_and_filtered_by(
    client: Client, priya, north, veteran: Label, now
) -> None:
    one = quiet(priya, north, "Ahmed")
    quiet(priya, north, "Byrne")
    put_on(one, veteran, by=priya, now=now)
    client.force_login(priya)

    html = page(client, "?label=veteran")

    assert people(html) == ["AHMED, Rowan"]
    assert "Veteran" in row(html, "AHMED")
    assert tabs(html)["everyone"] == 1
    assert '<option value="veteran" selected>Veteran</option>' in html


def test_risk_is_shown_whatever_the_label(
    client: Client, priya, north, veteran: Label, now
) -> None:
    one = quiet(priya, north, "Ahmed")
    at_risk(priya, north, "Byrne")
    put_on(one, veteran, by=priya, now=now)
    client.force_login(priya)

    assert people(page(client, "?label=veteran")) == ["BYRNE, Rowan", "AHMED, Rowan"]
    assert people(page(client, "?label=nothing-like-it")) == ["BYRNE, Rowan"]


def test_labels_cost_a_caseload_no_query(client: Client, priya, north, veteran, now) -> None:
    client.force_login(priya)
    made = [quiet(priya, north, f"P{number}") for number in range(5)]
    page(client)
    with CaptureQueriesContext(connection) as without:
        page(client)

    for one in made:
        put_on(one, veteran, LabelFactory(), by=priya, now=now)
    with CaptureQueriesContext(connection) as with_labels:
        page(client)

    assert len(without) == len(with_labels) <= 5

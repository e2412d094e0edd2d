"""Views somebody keeps, and the page they land on: their own, filters only, never a name."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from audit.events import Event
from audit.models import AuditEntry
from caseload.models import SavedView
from clinical.errors import Refused
from staff import actions as staff_actions
from tests.caseload.caseloads import page, quiet
from tests.factories.caseload import SavedViewFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

ASKED = "?view=review&mode=phone&sort=-weeks"


def test_a_view_is_kept_under_a_name_and_stands_on_the_caseload(client: Client, priya) -> None:
    client.force_login(priya)

    response = client.post(f"/caseload/views/{ASKED}", {"name": " Reviews by  phone "})

    assert response["Location"] == f"/caseload/{ASKED}"
    kept = SavedView.objects.get()
    assert (kept.staff, kept.name, kept.query) == (priya, "Reviews by phone", ASKED)
    link = f'href="/caseload/{ASKED.replace("&", "&amp;")}"'
    assert re.search(rf"{re.escape(link)}[^>]*>Reviews by phone</a>", page(client))
    assert AuditEntry.objects.filter(event=Event.VIEW_SAVED).count() == 1


def test_a_name_that_was_searched_for_is_never_kept(client: Client, priya) -> None:
    client.force_login(priya)

    client.post("/caseload/views/?view=review&q=Nair&nonsense=1", {"name": "Mine"})

    assert SavedView.objects.get().query == "?view=review"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("", "Give the view a name."),
        ("Mine", "You keep a view called “Mine” already."),
        ("x" * 41, "Keep this view as: 40 characters at most. This has 41."),
    ],
)
def test_what_is_wrong_is_said_and_the_filters_stay(
    name: str, said: str, client: Client, priya
) -> None:
    SavedViewFactory(staff=priya, name="Mine")
    client.force_login(priya)

    html = client.post(f"/caseload/views/{ASKED}", {"name": name}).content.decode()

    assert re.search(rf'id="id_name-error"[^>]*>.*?{re.escape(said)}', html, re.DOTALL)
    assert f'action="/caseload/views/{ASKED.replace("&", "&amp;")}"' in html
    assert SavedView.objects.count() == 1


def test_twenty_views_are_enough(client: Client, priya) -> None:
    SavedViewFactory.create_batch(20, staff=priya)
    client.force_login(priya)

    html = client.post("/caseload/views/", {"name": "One more"}).content.decode()

    assert "You keep 20 views. Remove one first." in html


def test_a_view_is_removed_and_its_name_is_free_again(client: Client, priya) -> None:
    view = SavedViewFactory(staff=priya, name="Mine")
    client.force_login(priya)

    client.post(f"/caseload/views/{view.pk}/remove")
    client.post("/caseload/views/", {"name": "Mine"})

    assert SavedView.objects.filter(name="Mine").count() == 2
    assert SavedView.objects.filter(removed_at=None).count() == 1


def test_a_colleagues_view_does_not_exist(client: Client, priya, tom) -> None:
    view = SavedViewFactory(staff=tom, name="Toms")
    client.force_login(priya)

    assert client.get(f"/caseload/views/{view.pk}/")["Location"] == "/caseload/"
    assert client.post(f"/caseload/views/{view.pk}/remove").status_code == 404
    assert "Toms" not in page(client)


def test_kept_views_cost_the_caseload_no_query(client: Client, priya, north) -> None:
    quiet(priya, north, "Ahmed")
    client.force_login(priya)
    page(client)
    with CaptureQueriesContext(connection) as without:
        page(client)
    SavedViewFactory.create_batch(9, staff=priya)

    with CaptureQueriesContext(connection) as with_views:
        page(client)

    assert len(without) == len(with_views) <= 5


def test_somebody_lands_on_the_view_they_chose(client: Client, priya) -> None:
    view = SavedViewFactory(staff=priya, query=ASKED)
    client.force_login(priya)

    client.post("/account/", {"landing": f"/caseload/views/{view.pk}/"})

    assert client.get("/")["Location"] == f"/caseload/views/{view.pk}/"
    assert client.get(f"/caseload/views/{view.pk}/")["Location"] == f"/caseload/{ASKED}"
    assert AuditEntry.objects.filter(event=Event.LANDING_CHANGED).count() == 1


def test_a_view_removed_since_lands_where_the_role_does(client: Client, priya) -> None:
    view = SavedViewFactory(staff=priya)
    client.force_login(priya)
    client.post("/account/", {"landing": f"/caseload/views/{view.pk}/"})

    client.post(f"/caseload/views/{view.pk}/remove")

    assert client.get("/")["Location"] == "/today/"
    assert client.get(f"/caseload/views/{view.pk}/")["Location"] == "/caseload/"


@pytest.mark.parametrize(
    "path", ["https://elsewhere.example/", "//elsewhere.example", "/admin/", "/caseload/views/999/"]
)
def test_nobody_lands_anywhere_but_on_their_own_pages(path: str, client: Client, priya) -> None:
    client.force_login(priya)

    html = client.post("/account/", {"landing": path}).content.decode()

    assert "Choose one of the pages shown." in html
    assert client.get("/")["Location"] == "/today/"


def test_the_action_refuses_what_is_not_among_their_pages(priya, now) -> None:
    with pytest.raises(Refused, match="Choose one of the pages shown"):
        staff_actions.set_landing(
            member=priya, path="/admin/", allowed=frozenset({"/today/"}), by=priya, now=now
        )

"""Every page of a person leads to the safety plan, and says what is open on another referral."""

from datetime import timedelta

import pytest
from django.urls import reverse

from caseload.actions import signed_notes
from tests.access.routes import ROUTES, Kind
from tests.access.world import address
from tests.caseload import plans
from tests.factories import caseload
from tests.factories.caseload import booked_contact, signed_contact
from tests.factories.outcomes import MeasureScoreFactory
from tests.personas import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
# Drawn without the person around it: only who and where, for those who may not read the record.
_RECORDS = [route for route in ROUTES if route.kind is Kind.RECORD and "GET" in route.methods]


@pytest.fixture
def person(referral, priya, now):
    """Somebody with every kind of thing a page can be about."""
    signed_contact(referral, at=now - timedelta(days=7))
    caseload.risk_action(referral, owner=priya)
    plans.written(referral, by=priya, now=now - timedelta(days=28))
    return referral


def _signed(route, person):
    """The page about the note that Priya signed."""
    note = person.contacts.filter(signed_at__isnull=False).latest("starts_at")
    return reverse(route.name, args=(person.reference, note.reference))


def _with_a_total(route, person):
    """The page about the note, at which a total was typed in alone too."""
    note = person.contacts.filter(signed_at__isnull=False).latest("starts_at")
    MeasureScoreFactory(sitting=note.sitting, measure="SPIN", answers=[], total=35)
    return _signed(route, person)


def _withdrawn(route, person):
    """The same, once she has taken the note back."""
    note = person.contacts.filter(signed_at__isnull=False).latest("starts_at")
    signed_notes.withdraw(
        contact=note,
        reason="Belongs to her sister",
        may_withdraw_any=False,
        by=note.signed_by,
        now=NOW,
    )
    return _signed(route, person)


# What a page is about where it is not the appointment in the diary.
_ABOUT = {
    "caseload:session_correction": _signed,
    "caseload:session_answers": _signed,
    "caseload:session_total": _with_a_total,
    "caseload:session_withdraw": _signed,
    "caseload:session_file_again": _withdrawn,
}
# Read by somebody else than whoever carries the person.
_READERS = {
    "caseload:end_agree": "sam",
    "caseload:room": "leah",
    "caseload:wishes": "leah",
    "papers:same_person": "leah",
}
# They only lead to the page whose form is sent to them; the withdrawn note is the privacy
# officer's, who reads nothing about safety.
_NOT_PAGES_OF_HERS = {
    "caseload:risk_action_close",
    "caseload:session_sign",
    "caseload:session_withdrawn",
    # A panel of the session page, which leads there; by itself it leads to the tab.
    "record_supervision:agreed",
}


# The letter itself, the pane of somebody who is on nobody's caseload, and what the return says of
# somebody, by the data manager, who reads nothing about safety: for others both lead to the record.
_NOT_AROUND_A_PERSON = {"papers:file", "triage", "returns:record"}
_PAGES = [
    route for route in _RECORDS if route.name not in _NOT_PAGES_OF_HERS | _NOT_AROUND_A_PERSON
]


@pytest.mark.parametrize("route", _PAGES, ids=lambda route: route.name)
def test_every_page_of_the_person_leads_to_the_safety_plan(client, request, person, route):
    path = _ABOUT.get(route.name, address)(route, person)
    client.force_login(request.getfixturevalue(_READERS.get(route.name, "priya")))

    response = client.get(path)

    assert response.status_code == 200
    page = response.content.decode()
    assert f'href="/caseload/{person.reference}/safety-plan/">Safety plan</a>' in page
    assert "review due today" in page


@pytest.mark.parametrize("name", sorted(_NOT_PAGES_OF_HERS))
def test_what_is_left_out_above_draws_no_page_for_her(client, priya, person, name):
    (route,) = (one for one in _RECORDS if one.name == name)
    client.force_login(priya)

    response = client.get(address(route, person))

    assert response.status_code in {302, 404}


def test_without_a_plan_the_line_says_so(client, priya, referral, now):
    contact = booked_contact(referral, at=now)
    client.force_login(priya)

    for path in ("", "risk/", "book", f"sessions/{contact.reference}/"):
        page = client.get(f"/caseload/{referral.reference}/{path}").content.decode()

        assert ">No safety plan</a>" in page, path


def test_a_risk_plan_on_another_referral_is_in_the_banner(client, priya, north, person):
    other = caseload.allocated(priya, north, patient=person.patient)
    contact = booked_contact(other)
    client.force_login(priya)

    for path in ("", "details/", "sessions/new/", f"sessions/{contact.reference}/"):
        page = client.get(f"/caseload/{other.reference}/{path}", follow=True).content.decode()

        assert "on another referral, due today at 17:00" in page, path


def test_what_is_closed_elsewhere_is_not_called_open(client, priya, north, referral, now):
    other = caseload.allocated(priya, north, patient=referral.patient)
    caseload.risk_action(
        other, owner=priya, closed_at=now, closed_by=priya, outcome="Spoke with her"
    )
    client.force_login(priya)

    page = client.get(f"/caseload/{referral.reference}/").content.decode()

    assert "on another referral, due" not in page


def test_an_administrator_reads_nothing_about_safety(client, ada, person):
    client.force_login(ada)

    for path in ("", "details/", "book"):
        page = client.get(f"/caseload/{person.reference}/{path}").content.decode()

        assert "safety plan" not in page.lower(), path

"""A meeting went on elsewhere while a page of it stood open: nothing that was typed is lost."""

import pytest

from referrals.actions import note_open_risk
from referrals.models import Referral
from supervision.actions import sessions
from supervision.models import DecisionCode, SupervisionDecision
from tests.factories import caseload
from tests.supervision.meeting_pages import case, given, home, on_track

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

KEPT = "Two more <on> shifts."
SHOWN = "Two more &lt;on&gt; shifts."


def test_a_decision_after_signing_says_so_and_keeps_the_words(client, sam, opened, now):
    client.force_login(sam)
    client.post(case(opened), given())
    client.post(f"{home(opened)}on-track")
    sessions.sign_off(session=opened, by=sam, now=now)

    response = client.post(case(opened), given(what=KEPT))

    html = response.content.decode()
    assert response.status_code == 422
    assert "This meeting is signed: what is in it stays." in html
    assert "Not saved. What you typed:" in html
    assert SHOWN in html


def test_a_case_handed_elsewhere_meanwhile_says_so_and_keeps_the_words(
    client, sam, tom, south, opened, at_risk
):
    Referral.objects.filter(pk=at_risk.pk).update(carried_by=tom, team=south)
    client.force_login(sam)

    response = client.post(case(opened), given(what=KEPT))

    html = response.content.decode()
    assert response.status_code == 404
    assert "It was handed on or has ended since the meeting was opened." in html
    assert SHOWN in html
    assert not SupervisionDecision.objects.exists()
    assert "Not saved." not in client.get(case(opened)).content.decode()


@pytest.fixture
def since(session, priya, north, now):
    """Eve Hart was on track when the meeting is opened."""
    return on_track(priya, north, "Hart", now=now)


@pytest.fixture
def risk_since(since, opened, now):
    """And has had a risk flag from then on."""
    caseload.risk_flag(since, at=now)
    note_open_risk(referral_id=since.pk, since=now)
    return since


def test_whoever_has_risk_since_is_not_confirmed_and_stands_next(
    client, sam, risk_since, opened, quiet
):
    client.force_login(sam)
    place = opened.items.get(referral=risk_since).place
    client.post(case(opened), given())

    refused = client.post(f"{home(opened)}sign-off", follow=True).content.decode()
    response = client.post(f"{home(opened)}on-track", follow=True)

    html = response.content.decode()
    assert "Risk has come up since with somebody on track" in refused
    assert response.redirect_chain == [(case(opened, place), 302)]
    assert "1 person confirmed on track." in html
    assert "Not confirmed: risk has come up since with this person." in html
    codes = SupervisionDecision.objects.filter(item__referral__in=(quiet, risk_since))
    assert [(one.item.referral, one.code) for one in codes] == [(quiet, DecisionCode.ON_TRACK)]


def test_once_decided_about_the_meeting_is_signed(client, sam, risk_since, opened):
    client.force_login(sam)
    for place in (1, opened.items.get(referral=risk_since).place):
        client.post(case(opened, place), given())
    client.post(f"{home(opened)}on-track")

    client.post(f"{home(opened)}sign-off")

    opened.refresh_from_db()
    assert opened.signed_by == sam

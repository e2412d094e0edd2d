"""A meeting on paper: every case of the agenda as presented, for whoever may see the agenda."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.models import AuditEntry
from clinical.policy import DEFAULT
from referrals.models import Referral
from referrals.visibility import grants
from supervision.meeting import agenda, pack
from supervision.meeting.card import card
from tests import personas
from tests.factories import caseload
from tests.supervision.meeting_pages import case, given, home

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def test_the_pack_holds_each_case_in_order_then_who_is_on_track(
    client, sam, session, at_risk, worse, quiet
):
    client.force_login(sam)

    html = client.get(f"{home(session)}pack/").content.decode()

    places = [
        html.index(words) for words in ("1. OSEI, Dede", "2. REID, Ann", "On track: 1", "BELL, A")
    ]
    assert places == sorted(places)
    for words in ("Confidential", "Risk plan: Safety call", "Step up", "Who", "Review again"):
        assert words in html
    assert "Printed by Sam Okafor, 9 June 2026 at 10:24" in html
    seen = AuditEntry.objects.get(event="MEETING_PACK_PRINTED")
    assert seen.shown == [at_risk.patient_id, worse.patient_id]
    listed = AuditEntry.objects.get(event="LIST_VIEWED", staff_id=sam.pk)
    assert quiet.patient_id in listed.shown


def test_the_paper_says_what_the_screen_says(client, sam, opened, at_risk, now):
    client.force_login(sam)
    client.post(case(opened), given())
    member = personas.standing_now(sam)
    page = agenda.read(opened, member=member, now=now, policy=DEFAULT)
    may = grants(at_risk, member.standing, on=now.date())

    (on_paper,) = drawn(opened, member, now=now).cases
    on_screen = card(
        at_risk,
        page.lines[0],
        session=opened,
        decided=None,
        standing=member.standing,
        may=may,
        now=now,
        policy=DEFAULT,
    )

    assert on_paper.card == on_screen
    assert on_paper.decided == "Continue"


def test_a_record_that_was_handed_on_is_named_and_not_shown(
    client, priya, tom, south, opened, at_risk
):
    Referral.objects.filter(pk=at_risk.pk).update(carried_by=tom, team=south)
    client.force_login(priya)

    html = client.get(f"{home(opened)}pack/").content.decode()

    assert "1. OSEI, D" in html
    assert "This record is not open to you any more" in html
    assert "Safety call" not in html


def test_nobody_else_gets_the_pack(client, tom, session, at_risk):
    client.force_login(tom)

    assert client.get(f"{home(session)}pack/").status_code == 404
    assert not AuditEntry.objects.filter(event="MEETING_PACK_PRINTED").exists()


def test_fifty_cases_cost_no_more_queries_than_five(sam, priya, north, session, now):
    member = personas.standing_now(sam)
    counted = []
    for how_many in (5, 15):
        for _ in range(how_many):
            caseload.risk_action(caseload.in_treatment(priya, north), owner=priya)
        with CaptureQueriesContext(connection) as caught:
            made = drawn(session, member, now=now)
        counted.append(len(caught))
        assert len(made.shown) in {5, 20}

    assert counted[0] == counted[1]


def drawn(session, member, *, now):
    page = agenda.read(session, member=member, now=now, policy=DEFAULT)
    standing = member.standing
    return pack.read(session, page, reader=member, standing=standing, now=now, policy=DEFAULT)

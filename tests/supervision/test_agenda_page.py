"""The agenda of a meeting: who, why and how long; opened, confirmed, signed, seen by its two."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.models import AuditEntry
from caseload.models import Allocation
from clinical.policy import DEFAULT
from clinical.problems import Problem
from referrals.actions import record_problem
from referrals.changes import changed
from referrals.models import Patient
from supervision.actions import sessions
from supervision.meeting import agenda
from supervision.models import SupervisionItem
from tests import personas
from tests.factories import caseload
from tests.factories.outcomes import MeasureScoreFactory, SittingFactory
from tests.factories.supervision import SessionFactory
from tests.supervision.meeting_pages import case, given, home, on_track

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def test_an_agenda_says_who_why_and_how_long(client, sam, session, at_risk, quiet):
    client.force_login(sam)

    html = client.get(home(session)).content.decode()

    assert "<title>Supervision - Step 2 Caseload</title>" in html
    assert "Tuesday 9 June, 11:00 to 12:00, with Sam Okafor" in html
    assert re.findall(r'id="case-\d+"><span>([^<]+)<', html) == ["OSEI, D"]
    assert re.findall(r'id="case-\d+" href="[^"]+">([^<]+)<', html) == ["BELL, A"]
    assert html.count('<rect x="') == 1 + 3
    assert "Hour plan: Check-in 5 minutes; Risk, 1 in 4 minutes; Close 2 minutes." in html
    assert "Open the meeting" in html


def test_opening_fixes_the_list_and_leads_to_the_first_case(client, sam, session, at_risk, quiet):
    client.force_login(sam)

    response = client.post(f"{home(session)}open")

    session.refresh_from_db()
    assert session.opened_by == sam
    assert response["Location"] == case(session)
    assert SupervisionItem.objects.filter(session=session).count() == 2


def test_the_supervisee_sees_the_same_and_does_not_decide(client, priya, opened):
    client.force_login(priya)

    html = client.get(case(opened)).content.decode()

    assert "OSEI, Dede" in html
    assert 'id="decide"' not in html
    assert client.post(case(opened), given()).status_code == 404
    for verb in ("open", "on-track", "sign-off"):
        assert client.post(f"{home(opened)}{verb}").status_code == 404


def test_whoever_would_pass_their_day_before_the_next_meeting_is_there_with_that_day(
    client, sam, priya, north, session, now
):
    due = on_track(priya, north, "GREEN", now=now)
    discussed_on = now.date() - timedelta(days=25)
    Allocation.objects.filter(referral=due).update(last_discussed_on=discussed_on)
    changed([due.pk])
    client.force_login(sam)

    html = client.get(home(session)).content.decode()

    assert "GREEN, A" in html
    assert "Review by 12 June" in html


def test_nobody_else_finds_the_meeting_and_the_try_is_on_the_trail(client, leah, tom, opened):
    for person in (leah, tom):
        client.force_login(person)
        for path in (home(opened), case(opened), f"{home(opened)}list"):
            assert client.get(path).status_code == 404
        assert client.post(f"{home(opened)}ask", {"text": "Why?"}).status_code == 404

    refused = AuditEntry.objects.filter(event="ACCESS_REFUSED", staff_id=tom.pk)
    assert refused.count() == 4


def test_whoever_is_on_track_is_confirmed_together_and_the_meeting_signed(client, sam, opened):
    client.force_login(sam)

    refused = client.post(f"{home(opened)}sign-off", follow=True).content.decode()
    client.post(case(opened), given())
    confirmed = client.post(f"{home(opened)}on-track", follow=True).content.decode()
    signed = client.post(f"{home(opened)}sign-off", follow=True).content.decode()

    opened.refresh_from_db()
    assert "1 case on the agenda" in refused
    assert "1 person confirmed on track." in confirmed
    assert "Signed. What was decided stands on each record." in signed
    assert opened.signed_by == sam
    assert client.post(case(opened), given()).status_code == 422


def test_a_place_of_a_thousand_digits_is_no_place(client, priya, opened):
    client.force_login(priya)
    number = opened.reference

    assert client.get(f"/supervision/sessions/{number}/list?at={'9' * 5000}").status_code == 200


def test_the_list_is_sent_again_only_when_it_reads_differently(client, sam, priya, opened):
    client.force_login(priya)
    html = client.get(home(opened)).content.decode()
    poll = re.search(r'hx-get="([^"]+)" hx-trigger="every 10s"', html)[1].replace("&amp;", "&")
    looks = AuditEntry.objects.filter(event="LIST_VIEWED", staff_id=priya.pk)

    same = client.get(poll)
    seen_once = looks.count()
    client.force_login(sam)
    client.post(case(opened), given())
    client.force_login(priya)
    other = client.get(poll)

    assert (same.status_code, seen_once) == (204, 1)
    assert "Continue</em>" in other.content.decode()
    assert "<html" not in other.content.decode()
    assert looks.count() == 2


@pytest.mark.parametrize("is_opened", [False, True])
def test_fifty_cases_cost_no_more_queries_than_five(
    client, sam, priya, north, session, now, is_opened
):
    counted = {}
    for how_many in (5, 45):
        meeting = SessionFactory(
            supervisor=sam, supervisee=priya, starts_at=session.starts_at + timedelta(days=how_many)
        )
        for _ in range(how_many):
            caseload.in_treatment(priya, north)
        if is_opened:
            sessions.open_session(session=meeting, by=sam, now=now, policy=DEFAULT)
        client.force_login(sam)
        client.get(home(meeting))
        counted[how_many] = [
            queries(client, path) for path in (home(meeting), case(meeting), f"{home(meeting)}list")
        ]

    assert counted[5] == counted[45]


def queries(client, path):
    with CaptureQueriesContext(connection) as caught:
        assert client.get(path).status_code == 200
    return len(caught)


def test_everybody_on_the_agenda_stands_on_the_page(client, sam, priya, north, session, now):
    for _ in range(30):
        caseload.in_treatment(priya, north)
    client.force_login(sam)

    html = client.get(home(session)).content.decode()
    page = agenda.read(session, member=personas.standing_now(sam), now=now, policy=DEFAULT)

    assert len(set(re.findall(r'id="case-(\d+)"', html))) == len(page.everybody) == 30


def test_a_list_that_was_drawn_before_says_what_has_changed_since(client, sam, opened, at_risk):
    client.force_login(sam)
    before = client.get(case(opened)).content.decode()

    Patient.objects.filter(pk=at_risk.patient_id).update(family_name="Adeyemi")
    renamed = client.get(case(opened)).content.decode()
    client.post(case(opened), given())
    decided = client.get(case(opened, 2)).content.decode()

    assert "OSEI, D" in before
    assert "ADEYEMI, D" in renamed
    assert "OSEI" not in renamed
    assert renamed.count('aria-current="step"') == decided.count('aria-current="step"') == 1
    assert re.search(r'class="is-done"><a[^>]*><span>ADEYEMI, D', decided)


def test_whoever_is_worse_by_the_measure_of_their_problem_is_on_it(
    client, sam, priya, session, quiet, now
):
    record_problem(referral=quiet, problem=Problem.OCD, on=now.date(), by=priya, now=now)
    for days, total in ((6, 28), (1, 60)):
        sitting = SittingFactory(referral=quiet, taken_at=now - timedelta(days=days))
        MeasureScoreFactory(sitting=sitting, measure="OCI", answers=[], total=total)
    changed([quiet.pk], now=now)
    client.force_login(sam)

    assert "OCI 28 to 60" in client.get(home(session)).content.decode()

"""The pages of a meeting: the agenda, one case as presented, a decision, a question, the end."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.models import AuditEntry
from caseload.models import Allocation, CareContact
from clinical.policy import DEFAULT
from referrals.changes import changed
from supervision import agenda
from supervision.actions import sessions
from supervision.models import (
    SupervisionAction,
    SupervisionDecision,
    SupervisionItem,
    SupervisionQuestion,
)
from tests import personas
from tests.factories import caseload
from tests.factories.referrals import PatientFactory
from tests.factories.supervision import SessionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def session(priya, sam):
    return SessionFactory(supervisor=sam, supervisee=priya)


@pytest.fixture
def at_risk(priya, north):
    """Dede Osei has an open risk plan, and stands first."""
    referral = caseload.in_treatment(priya, north, patient=named("Osei", "Dede"))
    caseload.risk_action(referral, owner=priya, what="Safety call")
    return referral


@pytest.fixture
def quiet(priya, north, now):
    """Ann Bell was discussed a week ago, and is on track."""
    return on_track(priya, north, "Bell", now=now)


@pytest.fixture
def worse(priya, north, now):
    """Cal Reid was discussed a week ago, and is worse since."""
    referral = on_track(priya, north, "Reid", now=now)
    caseload.signed_contact(referral, at=now - timedelta(days=1), phq9=21, gad7=15)
    return referral


@pytest.fixture
def opened(session, at_risk, quiet, sam, now):
    sessions.open_session(session=session, by=sam, now=now, policy=DEFAULT)
    session.refresh_from_db()
    return session


def named(family, given="Ann", **facts):
    return PatientFactory(family_name=family, given_name=given, **facts)


def on_track(pwp, team, family, *, now):
    referral = caseload.in_treatment(
        pwp, team, since=now - timedelta(days=8), patient=named(family)
    )
    booked = CareContact.objects.filter(state="BOOKED").count()
    caseload.booked_contact(referral, at=now + timedelta(days=7, minutes=30 * booked))
    Allocation.objects.filter(referral=referral).update(
        last_discussed_on=now.date() - timedelta(days=7)
    )
    changed([referral.pk])
    return referral


def home(session):
    return f"/supervision/sessions/{session.reference}/"


def case(session, place=1):
    return f"{home(session)}cases/{place}/"


def given(**more):
    """What a decision posts; changes need what, who and when."""
    return {
        "code": "CONTINUE",
        "what": "",
        "owner": "",
        "due_on": "",
        "review_on": "2026-07-07",
    } | more


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


def test_a_case_is_presented_in_the_standard_order(client, sam, opened):
    client.force_login(sam)

    html = client.get(case(opened)).content.decode()

    assert re.findall(r"<h3>([^<]+)</h3><div>", html) == [
        "Where they are",
        "Main problem",
        "Risk",
        "Scores",
        "Treatment so far",
        "Since last supervision",
    ]
    assert "OSEI, Dede" in html
    assert "Had 1 of 6 sessions, week 6, by phone. Last seen 29 April, nothing booked." in html
    assert "<b>Safety call</b>. Due Today, 17:00" in html
    assert "In sessions: behavioural activation 1." in html
    assert "Not discussed yet." in html
    assert html.count('<svg class="app-chart app-chart--side"') == 2


def test_continue_asks_for_nothing_more_and_the_next_case_follows(client, sam, opened):
    client.force_login(sam)

    response = client.post(case(opened), given())

    decision = SupervisionDecision.objects.get()
    assert (decision.code, decision.by, str(decision.review_on)) == ("CONTINUE", sam, "2026-07-07")
    assert response["Location"] == home(opened)
    assert "Every case on the agenda is decided." in client.get(home(opened)).content.decode()


def test_a_change_names_what_who_and_by_when(client, sam, priya, opened):
    client.force_login(sam)

    client.post(
        case(opened),
        given(code="CHANGE", what="Two more on shifts", owner=str(priya.pk), due_on="2026-06-16"),
    )

    action = SupervisionAction.objects.get()
    assert (action.what, action.owner, str(action.due_on)) == (
        "Two more on shifts",
        priya,
        "2026-06-16",
    )


def test_the_next_meeting_shows_what_was_agreed_and_whether_it_was_done(
    client, sam, priya, opened, clock
):
    client.force_login(sam)
    client.post(
        case(opened),
        given(code="CHANGE", what="Two more on shifts", owner=str(priya.pk), due_on="2026-06-10"),
    )
    later = SessionFactory(
        supervisor=sam, supervisee=priya, starts_at=opened.starts_at + timedelta(days=7)
    )
    clock.shift(timedelta(days=7))
    client.force_login(sam)

    html = client.get(case(later)).content.decode()

    assert "9 June: change." in html
    assert "Two more on shifts" in html
    assert "Priya Raman, by 10 June." in html
    assert "Not done yet, 6 days late." in html


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"code": ""}, "id_code", "Choose a decision."),
        ({"code": "DANCE"}, "id_code", "Choose one of the decisions shown."),
        ({"code": "CHANGE", "what": ""}, "id_what", "Say what is to be done."),
        ({"code": "CHANGE"}, "id_owner", "Say who does it."),
        ({"review_on": "2026-07-08"}, "id_review_on", "Everyone is looked at again by 7 July."),
        ({"what": "x" * 401}, "id_what", "400 characters at most. This has 401."),
        ({"code": "CHANGE", "due_on": "soon"}, "id_due_on", "Give the date as day, month"),
    ],
)
def test_what_is_missing_is_said_beside_its_field_and_nothing_is_lost(
    client, sam, opened, changes, field, message
):
    client.force_login(sam)
    sent = given(what="Kept words") | changes

    response = client.post(case(opened), sent)

    html = response.content.decode()
    assert response.status_code == 422
    assert f'id="{field}-error"' in html
    assert message in html
    assert sent["what"] in html
    assert SupervisionDecision.objects.count() == 0


def test_by_when_is_asked_for_once_somebody_does_it(client, sam, priya, opened):
    client.force_login(sam)

    response = client.post(
        case(opened), given(code="CHANGE", what="Kept words", owner=str(priya.pk))
    )

    assert 'id="id_due_on-error"' in response.content.decode()
    assert f'value="{priya.pk}" selected' in response.content.decode()


def test_a_decision_made_already_keeps_the_second_ones_words(client, sam, opened):
    client.force_login(sam)
    client.post(case(opened), given())

    response = client.post(case(opened), given(what="Kept words"))

    html = response.content.decode()
    assert response.status_code == 422
    assert "This case is decided already. Go on to the next one." in html
    assert "Kept words" in html
    assert SupervisionDecision.objects.count() == 1


def test_who_comes_back_later_stands_on_the_next_meeting(client, sam, session, at_risk, worse, now):
    sessions.open_session(session=session, by=sam, now=now, policy=DEFAULT)
    client.force_login(sam)

    client.post(case(session, 2), given(code="COME_BACK_LATER"))

    decision = SupervisionDecision.objects.get()
    assert (decision.item.referral, str(decision.review_on)) == (worse, "2026-06-16")


def test_risk_does_not_come_back_later(client, sam, opened):
    client.force_login(sam)

    response = client.post(case(opened), given(code="COME_BACK_LATER", what="Kept words"))

    html = response.content.decode()
    assert response.status_code == 422
    assert "Risk is discussed today: choose another decision." in html
    assert "Kept words" in html


def test_nothing_is_decided_before_the_meeting_is_opened(client, sam, session, at_risk):
    client.force_login(sam)

    assert 'id="decide"' not in client.get(case(session)).content.decode()
    response = client.post(case(session), given())

    assert response.status_code == 422
    assert "Open the meeting first." in response.content.decode()


def test_the_supervisee_sees_the_same_and_does_not_decide(client, priya, opened):
    client.force_login(priya)

    html = client.get(case(opened)).content.decode()

    assert "OSEI, Dede" in html
    assert 'id="decide"' not in html
    assert client.post(case(opened), given()).status_code == 404
    for verb in ("open", "on-track", "sign-off"):
        assert client.post(f"{home(opened)}{verb}").status_code == 404


def test_nobody_else_finds_the_meeting_and_the_try_is_on_the_trail(client, leah, tom, opened):
    for person in (leah, tom):
        client.force_login(person)
        for path in (home(opened), case(opened), f"{home(opened)}list"):
            assert client.get(path).status_code == 404
        assert client.post(f"{home(opened)}ask", {"text": "Why?"}).status_code == 404

    refused = AuditEntry.objects.filter(event="ACCESS_REFUSED", staff_id=tom.pk)
    assert refused.count() == 4


def test_a_question_is_brought_by_the_supervisee_and_said_on_the_card(
    client, priya, sam, session, quiet
):
    client.force_login(priya)

    response = client.post(
        f"{home(session)}ask", {"referral": quiet.reference, "text": "Is it the shifts?"}
    )

    assert response["Location"] == home(session)
    assert SupervisionQuestion.objects.get().by == priya
    client.force_login(sam)
    html = client.get(case(session)).content.decode()
    assert "<b>The question:</b> Is it the shifts?" in html


@pytest.mark.parametrize(
    ("text", "message"),
    [("", "Write the question."), ("x" * 401, "This has 401."), ("Again?", "waits already")],
)
def test_a_question_that_cannot_be_taken_is_kept(client, priya, session, quiet, text, message):
    client.force_login(priya)
    if text == "Again?":
        client.post(f"{home(session)}ask", {"referral": quiet.reference, "text": "First"})

    response = client.post(f"{home(session)}ask", {"referral": quiet.reference, "text": text})

    html = response.content.decode()
    assert response.status_code == 422
    assert message in html
    assert text in html


def test_nobody_asks_about_somebody_who_is_not_in_the_meeting(client, priya, session, tom, south):
    other = caseload.in_treatment(tom, south)
    client.force_login(priya)

    response = client.post(
        f"{home(session)}ask", {"referral": other.reference, "text": "Who is this?"}
    )

    assert response.status_code == 404
    assert SupervisionQuestion.objects.count() == 0


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


def test_every_look_is_on_the_trail(client, sam, opened, at_risk, quiet):
    client.force_login(sam)

    client.get(case(opened))

    look = AuditEntry.objects.filter(event="LIST_VIEWED").get()
    assert set(look.shown) == {at_risk.patient_id, quiet.patient_id}
    assert look.relation == "SUPERVISEE"
    viewed = AuditEntry.objects.get(event="RECORD_VIEWED")
    assert (viewed.patient_id, viewed.relation) == (at_risk.patient_id, "SUPERVISEE")


def test_a_case_that_was_handed_elsewhere_says_so_and_leads_on(
    client, sam, opened, at_risk, tom, south
):
    type(at_risk).objects.filter(pk=at_risk.pk).update(carried_by=tom, team=south)
    client.force_login(sam)

    response = client.get(case(opened))

    assert response.status_code == 404
    assert "This record is not yours to open now" in response.content.decode()
    assert "OSEI, Dede" not in response.content.decode()


def test_a_case_that_is_not_there_is_not_found(client, sam, opened):
    client.force_login(sam)

    assert client.get(case(opened, 99)).status_code == 404


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

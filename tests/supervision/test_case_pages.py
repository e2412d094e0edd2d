"""One case of a meeting as presented, what is decided about it, and what is asked."""

import re
from datetime import timedelta

import pytest

from audit.models import AuditEntry
from clinical.policy import DEFAULT
from supervision.actions import sessions
from supervision.models import (
    SupervisionAction,
    SupervisionDecision,
    SupervisionQuestion,
)
from tests.factories import caseload
from tests.factories.supervision import SessionFactory
from tests.supervision.meeting_pages import case, given, home

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


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
    assert "<b>Safety call</b>. Due today, 17:00" in html
    assert "In sessions: behavioural activation 1." in html
    assert "Not discussed yet." in html
    assert html.count('<svg class="app-chart app-chart--side"') == 2


def test_the_card_says_what_the_notes_say_about_plan_and_question(
    client, sam, priya, north, session, now
):
    referral = caseload.in_treatment(priya, north)
    caseload.signed_contact(
        referral,
        at=now - timedelta(days=1),
        plan_done="YES",
        supervision_question="Is it the shifts?",
    )
    client.force_login(sam)

    html = client.get(case(session)).content.decode()

    assert "Plan done 1 time in 1." in html
    assert "<b>The question:</b> Is it the shifts?" in html


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

"""Signing from the page: each path, what follows it, and where it leads."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from caseload import flagging
from caseload.models import (
    Attendance,
    CallAttempt,
    CareContact,
    ContactDraft,
    ContactState,
    ExtrasState,
    MissedFollowUp,
    PlanDone,
    RiskAsked,
    RiskReview,
)
from clinical.policy import DEFAULT
from clinical.working_days import local
from referrals.models import Patient, Referral, Status
from tests.caseload.session_forms import ITEM_NINE, RISK, ROUTINE, address, drawn
from tests.factories.caseload import (
    ContactDraftFactory,
    booked_contact,
    in_treatment,
    risk_action,
    signed_contact,
)


@pytest.fixture(autouse=True)
def _clock(clock):
    """Pages read the clock."""


@pytest.fixture
def send(client, priya, contact):
    """Sign the page as drawn, with these answers."""
    client.force_login(priya)

    def post(**answers):
        return client.post(address(contact, "sign"), {**drawn(client, contact), **answers})

    return post


def _signed(contact: CareContact) -> CareContact:
    contact.refresh_from_db()
    assert contact.state == ContactState.LOGGED
    return contact


def test_a_routine_session_is_signed_with_everything_on_it(send, contact, priya):
    response = send(**ROUTINE, supervision_question="Step up?")

    assert response.status_code == 303
    signed = _signed(contact)
    assert signed.signed_by == priya
    assert signed.minutes == 30
    assert (signed.identity_checked, signed.private_to_talk) == (True, True)
    assert signed.location == "12 Mill Lane, LS6 2AA"
    assert signed.plan_done == PlanDone.YES
    assert signed.did == "Reviewed the diary."
    assert signed.plan == "One walk a day."
    assert signed.risk_asked == RiskAsked.NOTHING_NEW
    assert signed.ending_proposed
    assert signed.extras == ExtrasState.NOT_ASKED
    assert signed.supervision_question == "Step up?"
    totals = dict(signed.sitting.scores.values_list("measure", "total"))
    assert totals == {"PHQ9": 8, "GAD7": 7}


def test_their_own_view_of_ending_is_kept_in_the_note_where_an_ending_is_proposed(
    send, client, contact
):
    response = send(**ROUTINE, own_view="Enough for now")

    assert response.status_code == 303
    assert _signed(contact).own_view == "Enough for now"
    note = client.get(address(contact)).content.decode()
    assert "Their own view of ending" in note
    assert "Enough for now" in note


def test_no_view_of_ending_is_kept_where_none_is_proposed(send, contact, now):
    next_week = (now + timedelta(days=7)).isoformat()

    send(**ROUTINE | {"next": next_week, "own_view": "Typed, then the next time was booked"})

    assert _signed(contact).own_view == ""


def test_signing_leads_to_the_next_session_of_the_day_and_says_what_was_signed(
    send, client, contact, priya, north, now
):
    later = booked_contact(in_treatment(priya, north), at=now + timedelta(hours=1))
    booked_contact(in_treatment(priya, north), at=now + timedelta(days=1))

    response = send(**ROUTINE)

    assert response.headers["Location"] == address(later)
    html = client.get(address(later)).content.decode()
    assert f"Signed 10:24. Session 2, {contact.referral.patient.full_name}." in html
    assert (
        f'<a class="app-link" href="{address(contact, "correction")}">Add a correction</a>' in html
    )


def test_after_the_last_session_of_the_day_comes_today(send):
    assert send(**ROUTINE).headers["Location"] == "/today/"


def test_one_key_books_the_same_slot_next_week(send, client, contact, now):
    fields = drawn(client, contact)
    same_slot = (now + timedelta(days=7)).isoformat()

    send(**ROUTINE | {"next": same_slot})

    booked = contact.referral.contacts.get(state=ContactState.BOOKED)
    assert fields["contact_version"] == "1"
    assert booked.starts_at == now + timedelta(days=7)


def test_a_date_and_time_of_choice_is_read_as_local_time(send, contact):
    send(**ROUTINE | {"next": "choose", "next_date": "2026-06-18", "next_time": "14:00"})

    booked = contact.referral.contacts.get(state=ContactState.BOOKED)
    assert local(booked.starts_at).strftime("%Y-%m-%d %H:%M") == "2026-06-18 14:00"


def test_a_time_taken_meanwhile_is_said_beside_the_field_and_nothing_is_kept(
    send, contact, priya, north, now
):
    booked_contact(in_treatment(priya, north), at=now + timedelta(days=7), pwp=priya)

    response = send(**ROUTINE | {"next": (now + timedelta(days=7)).isoformat()})

    html = response.content.decode()
    contact.refresh_from_db()
    assert response.status_code == 200
    assert "That time has just been taken. Choose another." in html
    assert "Reviewed the diary." in html
    assert contact.state == ContactState.BOOKED
    assert contact.sitting is None


def test_not_all_of_the_opening_check_is_recorded_as_it_was(send, contact):
    answers = {"opening": "some", "opening_identity": "yes", "opening_private": "no"}

    send(**ROUTINE | answers)

    signed = _signed(contact)
    assert (signed.identity_checked, signed.private_to_talk) == (True, False)


def test_questionnaires_not_done_need_a_reason_and_leave_no_score(send, contact):
    answers = {
        name: value for name, value in ROUTINE.items() if not name.startswith(("phq9", "gad7"))
    }

    send(**answers, not_done="Ran out of time")

    signed = _signed(contact)
    assert signed.sitting is None
    assert signed.questionnaires_not_done == "Ran out of time"


def test_a_left_out_answer_with_a_reason_is_kept_as_missing_and_never_as_zero(send, contact):
    answers = {name: value for name, value in ROUTINE.items() if name != "phq9_3"}

    send(**answers, not_done="Did not want to answer one")

    score = _signed(contact).sitting.scores.get(measure="PHQ9")
    assert score.answers[2] is None
    assert score.total is None


def test_item_nine_above_zero_is_refused_until_the_whole_risk_section_is_there(send, contact):
    response = send(**ITEM_NINE)

    html = response.content.decode()
    assert response.status_code == 200
    assert html.count("Risk: ") >= len(RISK)
    assert "risk section (13 left)" in html
    assert not RiskReview.objects.exists()

    assert send(**ITEM_NINE, **RISK).status_code == 303
    assert _signed(contact).risk_asked == RiskAsked.REVIEWED
    assert contact.risk_review.keeps_safe == "Her sister and the dog"


def test_item_nine_left_out_of_a_questionnaire_needs_the_risk_section(send):
    answers = {name: value for name, value in ROUTINE.items() if name != "phq9_9"}

    response = send(**answers, not_done="Did not want to answer it")

    assert "risk section (13 left)" in response.content.decode()


@pytest.mark.parametrize("name", sorted(RISK))
def test_no_part_of_the_risk_section_can_be_left_out(send, contact, name):
    answers = {part: value for part, value in RISK.items() if part != name}

    response = send(**ITEM_NINE, **answers)

    contact.refresh_from_db()
    assert "risk section (1 left)" in response.content.decode()
    assert contact.state == ContactState.BOOKED


def test_the_risk_section_can_be_opened_by_hand(send, contact):
    send(**ROUTINE | {"risk_asked": "REVIEWED"} | RISK)

    assert _signed(contact).risk_review.thoughts == "PASSING"


@pytest.mark.parametrize("said", ["risk_plan", "risk_intent"])
def test_a_plan_or_an_intent_goes_to_somebody_now(send, contact, duty, said):
    response = send(**ITEM_NINE, **RISK | {said: "yes"})
    assert "tell the duty senior now, or ring 999" in response.content.decode()

    send(**ITEM_NINE, **RISK | {said: "yes", "risk_outcome": "DUTY_SENIOR"})

    assert contact.referral.risk_actions.filter(owner=duty).exists()


def test_means_at_home_without_a_plan_ask_what_was_agreed_about_them(send, contact):
    response = send(**ITEM_NINE, **RISK | {"risk_means": "yes"})
    assert "say what you agreed about the means at home" in response.content.decode()

    send(**ITEM_NINE, **RISK | {"risk_means": "yes", "risk_means_agreed": "Sister keeps them"})

    assert _signed(contact).risk_review.means_agreed == "Sister keeps them"


@pytest.mark.parametrize(
    "concern", ["risk_self_neglect", "risk_from_others", "risk_to_others", "risk_children"]
)
def test_a_concern_needs_its_words(send, concern):
    response = send(**ITEM_NINE, **RISK | {concern: "yes"})

    assert "say what the concern is, and about whom" in response.content.decode()


def test_a_phq9_of_twenty_prompts_and_asking_is_enough(send, contact):
    high = {**ROUTINE, **{f"phq9_{n}": "3" for n in range(1, 8)}}

    incomplete = send(**high | {"risk_asked": ""})
    assert "PHQ-9 is 22. Ask about risk." in incomplete.content.decode()

    assert send(**high).status_code == 303


def test_a_call_that_nobody_answered_is_signed_as_missed(send, client, contact):
    client.post(address(contact, "attempt"), {**drawn(client, contact), "attempt": "NO_ANSWER"})

    response = send(attendance="DID_NOT_ATTEND", follow_up="CALL_AGAIN_TODAY")

    assert response.status_code == 303
    signed = _signed(contact)
    again = contact.referral.contacts.get(state=ContactState.BOOKED)
    assert signed.follow_up == MissedFollowUp.CALL_AGAIN_TODAY
    assert local(again.starts_at).strftime("%d %H:%M") == "09 11:30"
    assert not signed.text_asked_for


def test_a_text_is_asked_for_only_where_it_may_be_sent(send, client, contact):
    Patient.objects.update(text_ok=True)
    client.post(address(contact, "attempt"), {**drawn(client, contact), "attempt": "NO_ANSWER"})

    send(attendance="DID_NOT_ATTEND", follow_up="SAME_TIME_NEXT_WEEK")

    assert _signed(contact).text_asked_for


def test_missed_is_refused_before_a_call_was_logged(send, contact):
    response = send(attendance="DID_NOT_ATTEND", follow_up="SAME_TIME_NEXT_WEEK")

    assert "Log the call you made before you sign it as missed." in response.content.decode()
    assert not CallAttempt.objects.exists()


def test_a_cancelled_session_can_be_booked_again_at_another_time(send, contact):
    send(
        attendance="PATIENT_CANCELLED",
        follow_up="REBOOKED",
        rebook_date="2026-06-11",
        rebook_time="09:00",
    )

    assert _signed(contact).attendance == Attendance.PATIENT_CANCELLED
    booked = contact.referral.contacts.get(state=ContactState.BOOKED)
    assert local(booked.starts_at).strftime("%d %H:%M") == "11 09:00"


def test_what_we_cancelled_is_booked_again_at_once(send, contact, now):
    send(attendance="SERVICE_CANCELLED", next=(now + timedelta(days=7)).isoformat())

    assert _signed(contact).attendance == Attendance.SERVICE_CANCELLED
    assert contact.referral.contacts.filter(state=ContactState.BOOKED).count() == 1


def test_silence_with_an_open_risk_plan_is_not_routine(send, client, contact, priya, duty):
    risk_action(contact.referral, owner=priya)
    client.post(address(contact, "attempt"), {**drawn(client, contact), "attempt": "NO_ANSWER"})

    refused = send(attendance="DID_NOT_ATTEND", follow_up="SAME_TIME_NEXT_WEEK")
    assert "There is an open risk plan" in refused.content.decode()

    assert send(attendance="DID_NOT_ATTEND", follow_up="CALL_NOW").status_code == 303


def test_changed_work_or_medication_is_recorded_with_wsas(send, contact):
    send(
        **ROUTINE,
        extras="CHANGED",
        extras_note="Back at work",
        **{f"wsas_{n}": "3" for n in range(1, 6)},
    )

    signed = _signed(contact)
    assert signed.extras_note == "Back at work"
    assert signed.sitting.scores.get(measure="WSAS").total == 15


def test_wsas_without_work_is_scored_on_the_other_four(send, contact):
    send(
        **ROUTINE,
        extras="CHANGED",
        wsas_no_work="on",
        **{f"wsas_{n}": "2" for n in range(2, 6)},
    )

    assert _signed(contact).sitting.scores.get(measure="WSAS").work_not_applicable


def test_signing_takes_the_draft_away(send, contact):
    ContactDraftFactory(contact=contact)

    send(**ROUTINE)

    assert not ContactDraft.objects.exists()


def test_the_same_form_sent_twice_is_one_contact_and_leads_the_same_way(
    client, priya, contact, now
):
    client.force_login(priya)
    once = {**drawn(client, contact), **ROUTINE, "next": (now + timedelta(days=7)).isoformat()}

    first = client.post(address(contact, "sign"), once)
    second = client.post(address(contact, "sign"), once)

    assert (first.status_code, second.status_code) == (303, 303)
    assert contact.referral.contacts.filter(state=ContactState.BOOKED).count() == 1
    assert contact.referral.contacts.filter(state=ContactState.LOGGED).count() == 2


def _nothing_stored(contact, now):
    """Every flag of this referral is new."""


def _stored(contact, now):
    """Flags of today: signing clears the first session's, and opens its own."""
    flagging.refresh([contact.referral_id], now=now, policy=DEFAULT)


def _stored_of_yesterday(contact, now):
    """Flags of yesterday: signing counts a day more in their words, too."""
    signed_contact(contact.referral, at=now - timedelta(days=40), phq9=21)
    flagging.refresh([contact.referral_id], now=now - timedelta(days=1), policy=DEFAULT)


def _not_in_treatment_yet(contact, now):
    """The first treatment session moves the referral on, too."""
    Referral.objects.filter(pk=contact.referral_id).update(status=Status.ALLOCATED)


@pytest.mark.parametrize(
    "before", [_nothing_stored, _stored, _stored_of_yesterday, _not_in_treatment_yet]
)
@pytest.mark.parametrize("following", ["later", "ending", "slot"])
def test_signing_stays_within_its_queries(client, priya, contact, now, before, following):
    before(contact, now)
    client.force_login(priya)
    slot = (now + timedelta(days=7)).isoformat()
    booked = {"next": slot if following == "slot" else following}
    answers = {**drawn(client, contact), **ROUTINE, **booked}

    with CaptureQueriesContext(connection) as run:
        response = client.post(address(contact, "sign"), answers)

    assert response.status_code == 303
    assert len([one for one in run if "SAVEPOINT" not in one["sql"]]) <= 15

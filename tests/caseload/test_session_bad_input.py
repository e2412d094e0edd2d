"""Whatever arrives from the session page: a sentence beside the field or an honest page, the text
kept, nothing half-saved.
"""

import uuid
from datetime import timedelta

import pytest

from audit.models import AuditEntry
from caseload.models import CareContact, ContactDraft, ContactState, Correction
from outcomes.models import Sitting
from referrals.models import EndCode, Referral, Status
from tests.caseload.session_forms import ROUTINE, address, drawn
from tests.factories.caseload import booked_contact, in_treatment

JSON = {"Accept": "application/json"}


@pytest.fixture(autouse=True)
def _clock(clock):
    """Pages read the clock."""


@pytest.fixture
def send(client, priya, contact):
    """Sign the page as drawn, with these answers; nothing may have been saved."""
    client.force_login(priya)
    fields = drawn(client, contact)
    before = Sitting.objects.count()

    def post(part="sign", **answers):
        response = client.post(address(contact, part), {**fields, **ROUTINE, **answers})
        contact.refresh_from_db()
        assert contact.state == ContactState.BOOKED
        assert Sitting.objects.count() == before
        return response

    return post


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("phq9_3", "4", "PHQ-9 item 3: a whole number from 0 to 3."),
        ("phq9_9", "-1", "PHQ-9 item 9: a whole number from 0 to 3."),
        ("gad7_1", "x", "GAD-7 item 1: a whole number from 0 to 3."),
        ("wsas_2", "9", "WSAS item 2: a whole number from 0 to 8."),
        ("attendance", "MAYBE", "Attendance: choose one of the answers shown."),
        ("minutes", "0", "Minutes: a whole number from 1 to 480."),
        ("minutes", "half an hour", "Minutes: a whole number from 1 to 480."),
        ("risk_asked", "LOW", "Risk: choose one of the answers shown."),
        ("risk_plan", "maybe", "Plan or preparation: answer yes or no."),
        ("interventions", "MAGIC", "What you used: choose from the list."),
        ("next", "whenever", "Choose one of the times shown."),
        ("next", "2026-06-16T10:30", "Choose one of the times shown."),
        ("next", "2020-06-16T10:30:00+00:00", "Choose a time that is still to come"),
        ("next_date", "16th", "That is not a date."),
        ("next_time", "half ten", "That is not a time."),
    ],
)
def test_an_answer_that_cannot_be_is_said_beside_its_field(send, name, value, sentence):
    response = send(**{name: value})

    html = response.content.decode()
    assert response.status_code == 200
    assert html.count(sentence) >= 2  # in the summary, and beside the field
    assert "<title>Error: " in html
    assert "Reviewed the diary." in html


@pytest.mark.parametrize(
    ("name", "words", "sentence"),
    [
        ("opening", "opening check", "Confirm all three."),
        ("attendance", "attendance", "Say whether the session took place."),
        ("minutes", "minutes", "Say how many minutes"),
        ("phq9_4", "PHQ-9 (1 left)", "PHQ-9: 1 answer is missing."),
        ("risk_asked", "risk question", "Risk is asked every time"),
        ("plan_done", "last plan done?", "Say whether the last plan was done."),
        ("next", "next appointment", "Choose the next appointment."),
    ],
)
def test_a_missing_answer_is_named_at_the_top_and_in_the_foot_bar(send, name, words, sentence):
    html = send(**{name: ""}).content.decode()

    assert "You cannot sign yet" in html
    assert sentence in html
    assert f"Still needed: {words}" in html


def test_every_error_of_the_summary_links_to_something_on_the_page(send):
    html = send(attendance="", phq9_3="4", did="x" * 10_001).content.decode()

    summary = html.split('class="nhsuk-error-summary"')[1].split("</ul>")[0]
    targets = [part.split('"')[0] for part in summary.split('href="#')[1:]]
    assert len(targets) == 3
    assert all(f'id="{target}"' in html for target in targets)


@pytest.mark.parametrize("part", ["sign", "draft"])
def test_a_hundred_kilobytes_of_text_are_refused_with_both_numbers_and_kept(send, part):
    text = "word " * 20_000

    html = send(part, did=text).content.decode()

    assert "What you did: 10,000 characters at most. This has 99999." in html
    assert text.strip() in html
    assert not ContactDraft.objects.exists()


@pytest.mark.parametrize("part", ["sign", "draft", "attempt", "correction", "withdraw"])
def test_nul_is_refused_on_every_form(client, priya, contact, part):
    client.force_login(priya)

    response = client.post(address(contact, part), {"did": "a\x00b", "text": "a\x00b"})

    assert response.status_code == 400
    assert not ContactDraft.objects.exists()
    assert not Correction.objects.exists()


@pytest.mark.parametrize("part", ["sign", "draft", "attempt", "correction", "withdraw"])
def test_half_a_character_pair_breaks_no_form(client, priya, contact, part):
    client.force_login(priya)

    response = client.post(
        address(contact, part),
        b"did=half%ED%A0%BDpair&text=half%ED%A0%BDpair",
        content_type="application/x-www-form-urlencoded",
    )

    assert response.status_code < 500
    assert not ContactDraft.objects.exists()
    assert not Correction.objects.exists()


def test_a_page_of_another_patient_is_refused_and_says_so(client, priya, north, contact, now):
    other = booked_contact(in_treatment(priya, north), at=now + timedelta(hours=1))
    client.force_login(priya)
    of_other = drawn(client, other)

    response = client.post(address(contact, "sign"), {**of_other, **ROUTINE})

    html = response.content.decode()
    assert response.status_code == 409
    assert "This form was drawn for another record or another person." in html
    assert "Reviewed the diary." in html
    assert CareContact.objects.filter(did="Reviewed the diary.").count() == 0


@pytest.mark.parametrize("token", ["", "nonsense", "a:b:c"])
def test_a_forged_binding_is_refused(send, token):
    assert send(token=token).status_code == 409


def test_a_page_drawn_for_a_colleague_is_refused(client, priya, trainee, contact):
    client.force_login(priya)
    fields = drawn(client, contact)
    client.force_login(trainee)

    response = client.post(address(contact, "sign"), {**fields, **ROUTINE})

    assert response.status_code == 409


def test_a_referral_that_ended_meanwhile_keeps_every_word_on_an_honest_page(
    client, priya, contact, today
):
    client.force_login(priya)
    fields = drawn(client, contact)
    Referral.objects.update(status=Status.ENDED, ended_on=today, end_code=EndCode.COMPLETED)

    for part in ("sign", "draft", "attempt"):
        response = client.post(
            address(contact, part), {**fields, **ROUTINE, "attempt": "NO_ANSWER"}
        )
        html = response.content.decode()
        assert response.status_code == 409
        assert "Nothing more can be written on this record by you" in html
        assert "Reviewed the diary." in html
    contact.refresh_from_db()
    assert contact.state == ContactState.BOOKED


def test_a_stale_version_is_answered_with_both_and_nothing_is_overwritten(client, priya, contact):
    client.force_login(priya)
    fields = {**drawn(client, contact), **ROUTINE}
    CareContact.objects.filter(pk=contact.pk).update(version=2)

    response = client.post(address(contact, "sign"), fields)

    html = response.content.decode()
    assert response.status_code == 409
    assert "changed this at" in html
    assert "Keep both" in html
    assert "Reviewed the diary." in html


def test_what_a_colleague_signed_meanwhile_stays_and_my_words_can_stand_beside_it(
    client, priya, contact, trainee, now
):
    client.force_login(priya)
    fields = {**drawn(client, contact), **ROUTINE}
    CareContact.objects.filter(pk=contact.pk).update(
        state=ContactState.LOGGED,
        attendance="ATTENDED",
        minutes=30,
        risk_asked="NOTHING_NEW",
        did="Signed by cover",
        form_key=uuid.uuid4(),
        signed_at=now,
        signed_by=trainee,
        version=2,
    )

    response = client.post(address(contact, "sign"), fields)

    html = response.content.decode()
    assert response.status_code == 409
    assert "Tess Young signed this at 10:24. Your note is not lost." in html
    assert "What you did: Reviewed the diary." in html
    assert f'action="{address(contact, "correction")}"' in html


def test_an_expired_session_is_told_so_and_nothing_is_saved(client, priya, contact, clock):
    client.force_login(priya)
    fields = {**drawn(client, contact), **ROUTINE}
    clock.shift(timedelta(minutes=16))

    signed = client.post(address(contact, "sign"), fields)

    contact.refresh_from_db()
    assert signed.status_code == 401
    assert contact.state == ContactState.BOOKED


def test_a_draft_of_somebody_signed_out_is_refused_without_a_redirect_the_script_would_follow(
    client, priya, contact, clock
):
    client.force_login(priya)
    fields = {**drawn(client, contact), **ROUTINE}
    clock.shift(timedelta(minutes=16))

    assert client.post(address(contact, "draft"), fields, headers=JSON).status_code == 401


def test_another_teams_reference_is_no_page_for_any_form(client, tom, contact):
    client.force_login(tom)

    for part in ("sign", "draft", "attempt", "correction", "withdraw", "file-again"):
        assert client.post(address(contact, part), ROUTINE).status_code == 404
    assert AuditEntry.objects.filter(event="ACCESS_REFUSED").count() == 6


def test_keys_of_the_page_that_make_no_sense_are_refused_without_an_error_page(send):
    response = send(form_key="abc", contact_version="many", draft_version="-1")

    assert response.status_code == 200
    assert "Load the page again." in response.content.decode()


def test_an_unknown_call_attempt_is_refused(client, priya, contact):
    client.force_login(priya)
    fields = {**drawn(client, contact), "attempt": "SHOUTED"}

    response = client.post(address(contact, "attempt"), fields, headers=JSON)

    assert response.status_code == 409
    assert response.json() == {"message": "Choose what came of the call."}


def test_a_session_of_a_day_to_come_can_be_cancelled_and_not_signed_as_held(
    client, priya, referral, now
):
    ahead = booked_contact(referral, at=now + timedelta(days=7))
    client.force_login(priya)
    fields = drawn(client, ahead)

    held = client.post(address(ahead, "sign"), {**fields, **ROUTINE})
    assert "This session is on 16 June. Until then it can only be cancelled." in (
        held.content.decode()
    )

    cancelled = {**fields, "attendance": "SERVICE_CANCELLED", "next": "later"}
    assert client.post(address(ahead, "sign"), cancelled).status_code == 303

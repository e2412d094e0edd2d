"""Log a call: the form, what it refuses, what it asks once more, and what others see of it."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from caseload.models import Call, RiskAction, RiskSignal

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def typed():
    return {
        "form_key": str(uuid.uuid4()),
        "asked_again": "",
        "caller": "FAMILY",
        "caller_name": "Asha",
        "phone": "07700 900222",
        "said": "She is away until Monday.",
        "mentions_risk": "no",
        "next_step": "Ring on Monday",
    }


def address(referral):
    return f"/caseload/{referral.reference}/calls/new"


def test_a_call_is_on_the_timeline_with_what_happens_next(client, priya, referral, typed):
    client.force_login(priya)

    saved = client.post(address(referral), typed)

    assert saved.status_code == 302
    page = client.get(saved["Location"]).content.decode()
    story = page[page.index('id="timeline"') :]
    assert "Call from family or friend, Asha" in story
    assert "She is away until Monday. Next: Ring on Monday" in story
    assert "Call logged." in page


def test_a_call_that_mentions_risk_is_shown_whatever_the_filter(client, priya, referral, typed):
    client.force_login(priya)
    client.post(address(referral), {**typed, "mentions_risk": "yes"})

    story = client.get(f"/caseload/{referral.reference}/?show=referral").content.decode()

    assert "Call from family or friend, Asha" in story
    assert RiskAction.objects.filter(referral=referral).exists()


def test_was_risk_mentioned_has_no_answer_in_advance_and_must_be_answered(
    client, priya, referral, typed
):
    client.force_login(priya)

    empty = client.get(address(referral)).content.decode()
    refused = client.post(address(referral), {**typed, "mentions_risk": ""}).content.decode()

    assert " checked" not in empty[empty.index('id="call"') :]
    assert "Say whether risk was mentioned." in refused
    assert "She is away until Monday.</textarea>" in refused
    assert not Call.objects.exists()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"caller": ""}, "Say who rang."),
        ({"caller": "CAT"}, "Who rang: choose one of the answers shown."),
        ({"said": ""}, "Write what was said."),
        ({"said": "x" * 5000}, "4,000 characters at most. This has 5000."),
        ({"mentions_risk": "maybe"}, "answer yes or no"),
        ({"next_step": "x" * 300}, "200 characters at most. This has 300."),
        ({"phone": "0" * 30}, "20 characters at most. This has 30."),
        ({"phone": "ring me"}, "A phone number has 3 to 15 digits"),
        ({"phone": "1 -"}, "A phone number has 3 to 15 digits"),
        ({"form_key": "x"}, "Load the page again."),
    ],
)
def test_bad_input_is_said_beside_the_field_and_nothing_is_lost(
    client, priya, referral, typed, change, words
):
    client.force_login(priya)

    for path in (address(referral), "/calls/new"):
        response = client.post(path, {**typed, "about": "Somebody", **change})

        page = response.content.decode()
        assert response.status_code == 200
        assert words in page
        assert change.get("next_step", "Ring on Monday") in page
    assert not Call.objects.exists()


def test_no_beside_words_of_harm_is_asked_once_more_and_the_person_decides(
    client, priya, referral, typed
):
    client.force_login(priya)
    harm = {**typed, "said": "He joked that he wants to end it when United lose."}

    asked = client.post(address(referral), harm).content.decode()

    assert "The words “end it” stand in what you wrote. Was risk mentioned?" in asked
    assert 'name="asked_again" value="end it"' in asked
    assert 'value="no" data-k="n" checked' not in asked
    assert not Call.objects.exists()
    client.post(address(referral), {**harm, "asked_again": "end it"})
    assert Call.objects.get().mentions_risk is False
    assert not RiskSignal.objects.exists()


def test_words_of_harm_are_asked_about_wherever_they_stand(client, priya, referral, typed):
    client.force_login(priya)

    next_step = {**typed, "next_step": "Ring: he wants to die"}
    in_what_follows = client.post(address(referral), next_step).content.decode()
    about = {**typed, "about": "A man who took an overdose"}
    in_whom_it_is_about = client.post("/calls/new", about).content.decode()

    assert "The words “die” stand in what you wrote." in in_what_follows
    assert "The words “overdose” stand in what you wrote." in in_whom_it_is_about
    assert not Call.objects.exists()


def test_a_call_about_nobody_found_yet_says_who_finds_out(client, priya, duty, typed):
    client.force_login(priya)

    refused = client.post("/calls/new", typed).content.decode()
    saved = client.post("/calls/new", {**typed, "about": "Asha from Mill Lane"}, follow=True)

    assert "Say whom the call is about, as far as you know." in refused
    assert "Call logged. Dee Walsh finds out whose it is." in saved.content.decode()


def test_an_administrator_logs_a_message_and_sees_nothing_clinical(
    client, ada, duty, referral, typed
):
    client.force_login(ada)

    page = client.get(address(referral)).content.decode()
    harm = {**typed, "said": "Her mother says she will hurt herself.", "mentions_risk": "yes"}
    saved = client.post(address(referral), harm, follow=True).content.decode()

    for words in ("Risk plan", "Item 9", "PHQ-9", "afety plan"):
        assert words not in page, words
    assert "Call logged. The duty senior is told at once." in saved
    assert "hurt herself" not in saved
    assert RiskAction.objects.get().owner == duty


def test_the_page_costs_few_queries(client, priya, referral):
    client.force_login(priya)
    client.get(address(referral))

    with CaptureQueriesContext(connection) as asked:
        client.get(address(referral))

    assert len([one for one in asked if not one["sql"].startswith(("SAVE", "REL"))]) <= 6

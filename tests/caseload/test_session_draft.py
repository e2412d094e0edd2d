"""What is typed is kept as it is typed, by version, and a signal in it is known at once."""

from datetime import timedelta

import pytest

from caseload.models import CallAttempt, CaseFlag, ContactDraft
from tests.caseload.session_forms import ROUTINE, address, drawn, fields_of

JSON = {"Accept": "application/json"}


@pytest.fixture(autouse=True)
def _clock(clock):
    """Pages read the clock."""


@pytest.fixture
def fields(client, priya, contact):
    """Priya's page as drawn."""
    client.force_login(priya)
    return drawn(client, contact)


@pytest.fixture
def save(client, contact, fields):
    """What the script sends."""

    def post(**answers):
        return client.post(address(contact, "draft"), {**fields, **answers}, headers=JSON)

    return post


def test_saving_answers_with_the_time_and_the_version(save):
    response = save(did="Half a note")

    assert response.json() == {"version": 1, "saved": "Draft saved 10:24"}
    assert ContactDraft.objects.get().fields["did"] == "Half a note"


def test_a_draft_knows_what_is_still_needed(save):
    save(attendance="ATTENDED", phq9_1="2")

    assert ContactDraft.objects.get().missing == (
        "opening check, PHQ-9 (8 left), GAD-7 (7 left), risk question, last plan done?, "
        "next appointment"
    )


def test_the_next_save_goes_over_the_version_the_page_holds(save, clock):
    save(did="Half")
    clock.shift(timedelta(minutes=1))

    response = save(did="Half a note", draft_version="1")

    assert response.json() == {"version": 2, "saved": "Draft saved 10:25"}
    assert ContactDraft.objects.get().fields["did"] == "Half a note"


def test_the_keys_of_a_page_are_no_part_of_a_draft(save):
    save(did="Half")

    kept = ContactDraft.objects.get().fields
    assert not {"form_key", "contact_version", "draft_version", "token"} & set(kept)


def test_an_older_page_is_told_what_the_newer_one_says_and_changes_nothing(save):
    save(did="From the first window")

    response = save(did="From the second window")

    assert response.status_code == 409
    panel = response.json()["conflict"]
    assert "You, in another window changed this at 10:24." in panel
    assert "From the first window" in panel
    assert ContactDraft.objects.get().fields["did"] == "From the first window"


def test_both_can_be_kept(client, contact, fields, save):
    save(did="From the first window", phq9_1="1")

    response = client.post(
        address(contact, "draft"),
        {**fields, "did": "From the second window", "phq9_2": "2", "keep_both": "yes"},
    )

    kept = ContactDraft.objects.get().fields
    assert response.status_code == 303
    assert kept["did"] == "From the second window\nFrom the first window"
    assert (kept["phq9_1"], kept["phq9_2"]) == ("1", "2")


def test_without_script_the_conflict_is_a_page_with_both(client, contact, fields, save):
    save(did="From the first window")

    response = client.post(address(contact, "draft"), {**fields, "did": "From the second window"})

    html = response.content.decode()
    assert response.status_code == 409
    assert "From the first window" in html
    assert fields_of(html)["did"] == "From the second window"
    assert fields_of(html)["draft_version"] == "1"


def test_without_script_the_button_keeps_the_draft_and_comes_back(client, contact, fields):
    response = client.post(address(contact, "draft"), {**fields, "did": "Half"})

    assert response.status_code == 303
    assert response.headers["Location"] == address(contact)
    assert drawn(client, contact)["did"] == "Half"


def test_keep_as_draft_goes_to_today(client, contact, fields):
    response = client.post(address(contact, "draft"), {**fields, "then": "today"})

    assert response.headers["Location"] == "/today/"


def test_a_text_too_long_is_said_by_field_and_nothing_is_saved(save):
    response = save(did="x" * 10_001)

    assert response.status_code == 422
    assert response.json()["errors"]["did"].startswith("What you did: 10,000 characters at most.")
    assert not ContactDraft.objects.exists()


def test_item_nine_in_a_draft_raises_a_provisional_flag_at_once(save, contact):
    save(attendance="ATTENDED", phq9_9="2")

    flag = CaseFlag.objects.get(referral=contact.referral, reason="risk")
    assert flag.is_provisional


def test_a_call_attempt_answers_with_its_line(client, contact, fields):
    body = {"token": fields["token"], "attempt": "NO_ANSWER"}

    response = client.post(address(contact, "attempt"), body, headers=JSON)

    assert response.json() == {"line": "10:24 no answer"}
    assert CallAttempt.objects.get().contact == contact


def test_without_script_a_call_attempt_keeps_what_was_typed(client, contact, fields):
    response = client.post(
        address(contact, "attempt"), {**fields, "attempt": "NO_ANSWER", "did": "Half"}
    )

    assert response.status_code == 303
    assert CallAttempt.objects.count() == 1
    assert drawn(client, contact)["did"] == "Half"
    assert "10:24 no answer" in client.get(address(contact)).content.decode()


def test_nobody_else_reads_a_draft(client, contact, trainee, save):
    save(did="Only for its author")
    client.force_login(trainee)

    assert "Only for its author" not in client.get(address(contact)).content.decode()


def test_a_draft_after_signing_is_refused_and_offers_a_correction(client, contact, fields):
    client.post(address(contact, "sign"), {**fields, **ROUTINE})

    response = client.post(address(contact, "draft"), {**fields, "did": "Too late"})

    html = response.content.decode()
    assert response.status_code == 409
    assert "Too late" in html
    assert "Keep both" in html

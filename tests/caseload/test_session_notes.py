"""After signing: corrections beside the note, withdrawal from the wrong record, filing it again."""

import uuid

import pytest

from caseload.models import CaseFlag, ContactState, Correction
from tests.caseload.session_forms import address
from tests.factories.caseload import CorrectionFactory, in_treatment, signed_contact
from tests.factories.referrals import ended

SECRET = "Went through the activity diary."


@pytest.fixture(autouse=True)
def _clock(clock):
    """Pages read the clock."""


@pytest.fixture
def note(referral):
    """A session Priya signed."""
    return referral.contacts.get(state=ContactState.LOGGED)


@pytest.fixture
def withdrawn(client, priya, note):
    """The same note, withdrawn by its author."""
    client.force_login(priya)
    client.post(address(note, "withdraw"), {"reason": "Belongs to her sister"})
    note.refresh_from_db()
    assert note.state == ContactState.WITHDRAWN
    return note


def test_a_correction_stands_beside_the_note_with_who_and_when(client, priya, note):
    client.force_login(priya)
    key = uuid.uuid4()

    for _ in range(2):  # sent twice
        response = client.post(
            address(note, "correction"), {"form_key": key, "text": "It was Thursday."}
        )

    html = client.get(address(note)).content.decode()
    assert response.headers["Location"] == address(note)
    assert Correction.objects.count() == 1
    assert SECRET in html
    assert "It was Thursday." in html
    assert "Priya Raman, today at 10:24" in html


@pytest.mark.parametrize("text", ["", "   ", "x" * 10_001])
def test_a_correction_without_words_or_with_too_many_is_said_beside_the_field(
    client, priya, note, text
):
    client.force_login(priya)

    response = client.post(address(note, "correction"), {"form_key": uuid.uuid4(), "text": text})

    html = response.content.decode()
    assert "There is a problem" in html
    assert "<title>Error: " in html
    assert text in html
    assert not Correction.objects.exists()


def test_an_unsigned_session_has_nothing_to_correct(client, priya, contact):
    client.force_login(priya)

    response = client.get(address(contact, "correction"))

    assert response.headers["Location"] == address(contact)


def test_its_author_withdraws_a_note_with_a_reason_and_it_reads_only_as_withdrawn(
    client, priya, sam, withdrawn
):
    CorrectionFactory(contact=withdrawn, text="A later word")

    for reader in (priya, sam):
        client.force_login(reader)
        html = client.get(address(withdrawn)).content.decode()
        assert "Withdrawn today at 10:24 by Priya Raman" in html
        assert SECRET not in html
        assert "A later word" not in html


def test_withdrawing_needs_a_reason(client, priya, note):
    client.force_login(priya)

    html = client.post(address(note, "withdraw"), {"reason": " "}).content.decode()

    note.refresh_from_db()
    assert "Say why the note is withdrawn." in html
    assert note.state == ContactState.LOGGED


def test_a_senior_may_withdraw_it_and_a_colleague_may_not(client, sam, trainee, note):
    client.force_login(trainee)
    response = client.post(address(note, "withdraw"), {"reason": "Wrong person"})
    note.refresh_from_db()
    assert response.headers["Location"] == address(note)
    assert note.state == ContactState.LOGGED

    client.force_login(sam)
    client.post(address(note, "withdraw"), {"reason": "Wrong person"})

    note.refresh_from_db()
    assert note.withdrawn_by == sam


def test_the_privacy_officer_reads_what_was_withdrawn_and_why(client, petra, withdrawn):
    client.force_login(petra)

    html = client.get(address(withdrawn, "withdrawn")).content.decode()

    assert SECRET in html
    assert "Belongs to her sister" in html
    assert "12, moderate" in html


def test_nobody_else_reads_what_was_withdrawn(client, priya, sam, leah, withdrawn):
    for reader in (priya, sam, leah):
        client.force_login(reader)
        assert client.get(address(withdrawn, "withdrawn")).status_code == 404


def test_a_note_that_was_not_withdrawn_is_not_read_that_way(client, petra, note):
    client.force_login(petra)

    assert SECRET not in client.get(address(note, "withdrawn")).content.decode()


def test_it_is_filed_on_the_right_record_as_it_was_signed(client, priya, north, withdrawn):
    right = in_treatment(priya, north)
    client.force_login(priya)

    response = client.post(address(withdrawn, "file-again"), {"reference": right.reference.lower()})

    withdrawn.refresh_from_db()
    filed = withdrawn.filed_again_as
    assert response.headers["Location"] == address(filed)
    assert filed.referral == right
    assert (filed.did, filed.signed_by, filed.signed_at) == (SECRET, priya, withdrawn.signed_at)
    assert filed.sitting.scores.count() == 2


def test_the_flags_of_the_wrong_record_stay_until_a_person_decides(client, priya, north, referral):
    wrong = signed_contact(referral, at=referral.contacts.first().starts_at, ninth=2)
    right = in_treatment(priya, north)
    client.force_login(priya)

    client.post(address(wrong, "withdraw"), {"reason": "Wrong person"})
    client.post(address(wrong, "file-again"), {"reference": right.reference})

    still_open = CaseFlag.objects.filter(reason="risk", cleared_at__isnull=True)
    assert {flag.referral for flag in still_open} == {referral, right}


@pytest.mark.parametrize("reference", ["", "ZZZZZZZZ", "TOO-LONG-A-REFERENCE"])
def test_a_reference_that_is_not_open_to_me_is_said_beside_the_field(
    client, priya, withdrawn, reference
):
    client.force_login(priya)

    response = client.post(address(withdrawn, "file-again"), {"reference": reference})

    withdrawn.refresh_from_db()
    assert "There is a problem" in response.content.decode()
    assert withdrawn.filed_again_as is None


def test_it_cannot_be_filed_on_an_ended_referral_or_back_on_the_same(
    client, priya, north, withdrawn
):
    client.force_login(priya)
    for right in (ended(north), withdrawn.referral):
        response = client.post(address(withdrawn, "file-again"), {"reference": right.reference})
        assert "There is a problem" in response.content.decode()


def test_another_teams_record_is_no_place_to_file_it(client, priya, tom, south, withdrawn):
    theirs = in_treatment(tom, south)
    client.force_login(priya)

    response = client.post(address(withdrawn, "file-again"), {"reference": theirs.reference})

    assert "No record that is open to you has this reference." in response.content.decode()

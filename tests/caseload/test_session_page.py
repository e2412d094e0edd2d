"""The Log-a-session page as drawn: what is carried forward, what is offered, who sees what."""

from datetime import timedelta

import pytest

from caseload.models import Attendance, CareContact, ContactState, MissedFollowUp
from referrals.models import Medium, Patient
from tests.caseload.session_forms import address, drawn
from tests.factories.caseload import (
    ContactDraftFactory,
    answered_item_nine,
    booked_contact,
    in_treatment,
    missed_contact,
    risk_action,
    signed_contact,
)


@pytest.fixture(autouse=True)
def _clock(clock):
    """Pages read the clock."""


@pytest.fixture
def page(client, priya, contact):
    """The words of Priya's session page."""

    def words() -> str:
        client.force_login(priya)
        response = client.get(address(contact))
        assert response.status_code == 200
        return response.content.decode()

    return words


def test_it_says_which_session_this_is_and_names_nobody_in_its_title(page, contact):
    html = page()

    title = html.split("<title>")[1].split("</title>")[0]
    assert "Session 2 of 6" in html
    assert "Tuesday 9 June, 10:24, phone, 30 minutes" in html
    assert contact.referral.patient.family_name not in title


def test_last_plan_interventions_and_place_are_carried_forward_and_answers_never(
    client, priya, contact
):
    Patient.objects.update(address="12 Mill Lane", postcode="LS6 2AA")
    client.force_login(priya)

    fields = drawn(client, contact)

    assert fields["plan"] == "One walk a day."
    assert fields["interventions"] == ["BEHAVIOURAL_ACTIVATION"]
    assert fields["opening_location"] == "12 Mill Lane, LS6 2AA"
    assert fields["extras"] == "NOT_ASKED"
    assert not {"attendance", "phq9_1", "risk_asked", "plan_done", "next"} & set(fields)


def test_a_draft_comes_back_as_it_was_left(client, priya, contact):
    ContactDraftFactory(
        contact=contact,
        fields={"attendance": "ATTENDED", "phq9_1": "2", "did": "Half a note", "plan": ""},
        version=4,
    )
    client.force_login(priya)

    fields = drawn(client, contact)

    assert fields["did"] == "Half a note"
    assert fields["phq9_1"] == "2"
    assert fields["plan"] == ""
    assert fields["draft_version"] == "4"


def test_the_opening_check_is_asked_on_phone_and_video_only(client, priya, referral, now):
    face_to_face = booked_contact(referral, at=now, medium=Medium.IN_PERSON)
    client.force_login(priya)

    html = client.get(address(face_to_face)).content.decode()

    assert "Opening check" not in html


def test_a_voicemail_is_offered_only_where_it_was_agreed_to(page, contact):
    assert "Voicemail left" not in page()

    Patient.objects.update(voicemail_ok=True)

    assert "Voicemail left" in page()


def test_the_same_slot_next_week_comes_first_and_is_free(page):
    assert "Tue 16 Jun, 10:24, phone (same slot)" in page()


def test_a_taken_slot_moves_the_offer_a_week_on(page, priya, north, now):
    booked_contact(in_treatment(priya, north), at=now + timedelta(days=7), pwp=priya)

    assert "Tue 23 Jun, 10:24, phone (same slot)" in page()


def test_an_open_risk_plan_replaces_waiting_with_calling_now(page, contact, priya):
    risk_action(contact.referral, owner=priya)

    html = page()

    assert f'value="{MissedFollowUp.CALL_NOW}"' in html
    assert f'value="{MissedFollowUp.DUTY_SENIOR_TOLD}"' in html
    assert f'value="{MissedFollowUp.CALL_AGAIN_TODAY}"' not in html


def test_an_item_nine_above_0_replaces_waiting_with_calling_now_and_says_why(
    page, contact, priya, now
):
    answered_item_nine(contact.referral, at=now - timedelta(days=7), by=priya)

    group = page().split('id="id_follow_up"')[1].split("</fieldset>")[0]

    assert "Item 9 was 2 at the last contact, 2 June: silence is not routine." in group
    assert f'value="{MissedFollowUp.CALL_NOW}"' in group
    assert f'value="{MissedFollowUp.DUTY_SENIOR_TOLD}"' in group
    assert f'value="{MissedFollowUp.CALL_AGAIN_TODAY}"' not in group
    assert f'value="{MissedFollowUp.SAME_TIME_NEXT_WEEK}"' not in group


def test_a_second_miss_in_a_row_offers_writing_first(page, contact, now):
    missed_contact(contact.referral, at=now - timedelta(days=7))

    html = page()

    group = html.split('id="id_follow_up"')[1].split("</fieldset>")[0]
    assert group.index("WRITE_AND_SUPERVISION") < group.index("CALL_AGAIN_TODAY")
    assert "The last one was missed too, on 2 June." in html


def test_texting_is_said_only_where_it_was_agreed_to(page):
    assert "Text now" not in page()
    assert "No text is sent: the person asked for none." in page()

    Patient.objects.update(text_ok=True)

    assert "Text now, call again today at 11:30 (free slot)" in page()


def test_the_duty_senior_is_named_with_the_number(page, duty):
    html = page()

    assert 'href="tel:01632960100">Page Dee now</a>, ask them to join: Dee Walsh, 0163' in html


def test_without_anybody_on_duty_it_says_whom_to_ring(page):
    assert "nobody is on the rota. Ring your supervisor or service lead." in page()


def test_outside_hours_the_risk_section_says_so(client, priya, contact, clock, now):
    clock.move_to(now.replace(hour=17))
    client.force_login(priya)

    path = f"/caseload/{contact.referral.reference}/sessions/{contact.reference}/"
    section = client.get(path).content.decode().split('id="risk"')[1]

    assert "The service is closed until Wednesday 10 June at 09:00." in section


def test_the_queries_are_the_same_for_five_contacts_and_for_fifty(
    client, priya, contact, now, django_assert_num_queries
):
    client.force_login(priya)
    client.get(address(contact))  # the session notes its first use

    for so_far in (5, 50):
        for week in range(CareContact.objects.count(), so_far + 1):
            signed_contact(contact.referral, at=now - timedelta(days=7 * week))
        with django_assert_num_queries(5):
            assert client.get(address(contact)).status_code == 200


def test_another_team_sees_the_page_of_what_does_not_exist(client, tom, contact):
    client.force_login(tom)

    real = client.get(address(contact))
    unreal = client.get("/caseload/ZZZZZZZZ/sessions/ZZZZZZZZ/")

    assert real.status_code == unreal.status_code == 404


def test_a_contact_of_another_referral_is_not_found_under_this_one(
    client, priya, north, contact, now
):
    other = booked_contact(in_treatment(priya, north), at=now + timedelta(hours=1))
    client.force_login(priya)

    response = client.get(f"/caseload/{contact.referral.reference}/sessions/{other.reference}/")

    assert response.status_code == 404


def test_a_colleague_reads_that_it_is_not_signed_and_gets_no_form(client, trainee, contact):
    client.force_login(trainee)

    html = client.get(address(contact)).content.decode()

    assert "Not signed yet. Priya Raman, or who covers, writes this note" in html
    assert 'id="log"' not in html


def test_a_signed_note_is_read_in_words_and_has_no_form(client, priya, referral):
    signed = referral.contacts.get(state=ContactState.LOGGED)
    client.force_login(priya)

    html = client.get(address(signed)).content.decode()

    assert 'id="log"' not in html
    assert "Went through the activity diary." in html
    assert "12, moderate (3 3 3 3 0 0 0 0 0)" in html
    assert "Asked, nothing new" in html
    assert "Behavioural activation" in html
    assert "Add a correction" in html


def test_start_goes_to_the_session_booked_today(client, priya, contact):
    client.force_login(priya)

    response = client.get(f"/caseload/{contact.referral.reference}/sessions/new/")

    assert response.status_code == 302
    assert response.headers["Location"] == address(contact)


def test_start_with_nothing_booked_offers_one_now_and_makes_it(client, priya, referral):
    client.force_login(priya)
    path = f"/caseload/{referral.reference}/sessions/new/"

    assert "Start a session now" in client.get(path).content.decode()
    response = client.post(path, {"medium": "PHONE", "minutes": "30"})

    begun = referral.contacts.get(state=ContactState.BOOKED)
    assert response.headers["Location"] == address(begun)


def test_start_says_so_when_the_time_is_taken(client, priya, referral, north, now):
    booked_contact(in_treatment(priya, north), at=now, pwp=priya)
    client.force_login(priya)

    response = client.post(
        f"/caseload/{referral.reference}/sessions/new/", {"medium": "PHONE", "minutes": "30"}
    )

    assert "That time has just been taken" in response.content.decode()
    assert not referral.contacts.filter(state=ContactState.BOOKED).exists()


def test_a_missed_session_reads_as_missed(client, priya, referral, now):
    missed = missed_contact(referral, at=now - timedelta(days=7), follow_up=MissedFollowUp.WORRIED)
    client.force_login(priya)

    html = client.get(address(missed)).content.decode()

    assert Attendance.DID_NOT_ATTEND.label in html
    assert MissedFollowUp.WORRIED.label in html

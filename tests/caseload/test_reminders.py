"""Reminders: for oneself or a colleague, about somebody or nobody; ticked off in place."""

import uuid
from urllib.parse import urlencode

import pytest

from caseload.models import Reminder
from tests.factories.caseload import ReminderFactory, in_treatment
from tests.factories.referrals import PatientFactory
from tests.factories.staff import CoverFactory

pytestmark = pytest.mark.usefixtures("clock")

NEW = "/today/reminders/new"


def typed(whose, **changed):
    return {
        "text": "Ask about the sleep diary",
        "due_on": "2026-06-11",
        "owner": whose.pk,
        "about": "",
        "form_key": str(uuid.uuid4()),
    } | changed


def test_a_reminder_is_set_for_oneself(client, priya, today):
    client.force_login(priya)

    response = client.post(NEW, typed(priya))

    reminder = Reminder.objects.get()
    assert response.status_code == 302
    assert response["Location"] == "/today/"
    assert (reminder.owner, reminder.set_by, reminder.referral) == (priya, priya, None)
    assert reminder.due_on.isoformat() == "2026-06-11"


def test_a_reminder_is_set_for_a_colleague_about_a_patient(client, priya, sam, referral):
    client.force_login(priya)

    client.post(NEW, typed(sam, about=referral.reference, due_on="2026-06-09"))

    reminder = Reminder.objects.get()
    assert (reminder.owner, reminder.referral) == (sam, referral)
    client.force_login(sam)
    page = client.get("/today/").content.decode()
    assert "Ask about the sleep diary. From Priya Raman." in page


def test_the_record_brings_its_person_along(client, priya, referral):
    client.force_login(priya)

    page = client.get(f"{NEW}?about={referral.reference}").content.decode()

    assert f'<option value="{referral.reference}" selected>' in page


def test_the_same_form_sent_twice_is_one_reminder(client, priya):
    client.force_login(priya)
    once = typed(priya)

    client.post(NEW, once)
    client.post(NEW, once)

    assert Reminder.objects.count() == 1


@pytest.mark.parametrize("who", ["ada", "priya"])
def test_words_of_harm_are_not_left_as_a_reminder_but_logged_as_a_call(
    client, sam, who, request, clock
):
    client.force_login(request.getfixturevalue(who))

    answer = client.post(NEW, typed(sam, text="Bell rang, wants to die"))

    page = answer.content.decode()
    assert (answer.status_code, Reminder.objects.count()) == (422, 0)
    assert "The words “die” stand here. Log it as a call" in page
    assert 'value="Bell rang, wants to die"' in page


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"text": ""}, "What to remember: this is still needed."),
        ({"text": "x" * 100_000}, "200 characters at most"),
        ({"due_on": "2026-06-08"}, "Choose today or a later day."),
        ({"due_on": "soon"}, "Give the date as day, month and year."),
        ({"due_on": "9999-12-31"}, "Choose a day within the next two years."),
        ({"owner": "0"}, "For: choose somebody who works here."),
        ({"owner": "nobody"}, "For: choose somebody who works here."),
        ({"about": "NOTTHERE"}, "About: choose somebody on your caseload, or nobody."),
        ({"form_key": "not a key"}, "Enter a valid UUID."),
    ],
)
def test_what_cannot_be_a_reminder_is_said_and_what_was_typed_kept(client, priya, wrong, words):
    client.force_login(priya)

    response = client.post(NEW, typed(priya, **wrong))

    page = response.content.decode()
    assert response.status_code == 422
    assert words in page
    assert "<title>Error: New reminder" in page
    assert "Ask about the sleep diary" in page or "text" in wrong
    assert not Reminder.objects.exists()


@pytest.mark.parametrize("broken", ["%00", "nul%00inside"])
def test_text_that_no_record_can_hold_is_refused(client, priya, broken):
    client.force_login(priya)
    body = urlencode(typed(priya, text="X")).replace("text=X", f"text={broken}")

    response = client.post(NEW, body, content_type="application/x-www-form-urlencoded")

    assert response.status_code == 400
    assert not Reminder.objects.exists()


def test_another_teams_patient_cannot_be_chosen(client, priya, tom, south):
    theirs = in_treatment(tom, south)
    client.force_login(priya)

    page = client.get(f"{NEW}?about={theirs.reference}").content.decode()
    response = client.post(f"{NEW}?about={theirs.reference}", typed(priya, about=theirs.reference))

    assert theirs.reference not in page
    assert response.status_code == 422
    assert not Reminder.objects.exists()


def test_a_colleague_who_cannot_open_the_record_gets_no_name(client, priya, tom, ada, referral):
    client.force_login(priya)

    for owner in (tom, ada):
        response = client.post(NEW, typed(owner, about=referral.reference))
        assert response.status_code == 422
        assert (
            f"{owner.full_name} cannot open this person&#39;s record." in response.content.decode()
        )

    assert not Reminder.objects.exists()


def test_somebody_who_left_cannot_be_chosen(client, priya, inactive):
    client.force_login(priya)

    assert client.post(NEW, typed(inactive)).status_code == 422


def test_a_reminder_is_ticked_off_and_leaves_the_page(client, priya):
    reminder = ReminderFactory(owner=priya)
    client.force_login(priya)

    response = client.post(f"/today/reminders/{reminder.form_key}/done", follow=True)

    reminder.refresh_from_db()
    assert reminder.done_by == priya
    assert reminder.text not in response.content.decode()
    assert "Reminder done." in response.content.decode()


def test_with_script_only_the_list_is_drawn_again(client, priya):
    reminder = ReminderFactory(owner=priya)
    ReminderFactory(owner=priya, text="Order leaflets")
    client.force_login(priya)

    response = client.post(
        f"/today/reminders/{reminder.form_key}/done", headers={"HX-Request": "true"}
    )

    part = response.content.decode()
    assert "<html" not in part
    assert reminder.text not in part
    assert "Order leaflets" in part
    assert "Reminder done. 1 due today." in part
    assert "autofocus" in part


def test_ticking_off_twice_changes_nothing(client, priya, clock):
    reminder = ReminderFactory(owner=priya)
    client.force_login(priya)

    client.post(f"/today/reminders/{reminder.form_key}/done")
    first = Reminder.objects.get().done_at
    clock.shift(60)
    client.post(f"/today/reminders/{reminder.form_key}/done")

    assert Reminder.objects.get().done_at == first


def test_nobody_ticks_off_anothers_reminder_but_who_covers_them(client, priya, trainee, today):
    reminder = ReminderFactory(owner=trainee)
    client.force_login(priya)

    assert client.post(f"/today/reminders/{reminder.form_key}/done").status_code == 404
    assert client.post(f"/today/reminders/{uuid.uuid4()}/done").status_code == 404
    CoverFactory(covered=trainee, coverer=priya, starts_on=today, ends_on=today)
    assert client.post(f"/today/reminders/{reminder.form_key}/done").status_code == 302


def test_looking_changes_nothing(client, priya):
    reminder = ReminderFactory(owner=priya)
    client.force_login(priya)

    assert client.get(f"/today/reminders/{reminder.form_key}/done").status_code == 405


def test_a_reminder_about_a_record_now_out_of_reach_names_nobody(client, priya, tom, south):
    theirs = in_treatment(tom, south, patient=PatientFactory(family_name="Moved"))
    ReminderFactory(owner=priya, referral=theirs)
    client.force_login(priya)

    page = client.get("/today/").content.decode()

    assert "About someone whose record you cannot open now." in page
    assert "MOVED" not in page


def test_setting_a_reminder_costs_the_same_queries_for_a_full_caseload(
    client, priya, north, django_assert_max_num_queries
):
    for _ in range(30):
        in_treatment(priya, north)
    client.force_login(priya)
    client.get(NEW)

    with django_assert_max_num_queries(6):
        page = client.get(NEW).content.decode()

    assert page.count("ASHWORTH") == 30

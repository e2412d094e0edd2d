"""Asking anybody the equality questions, their conditions, and picking the GP practice."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.models import AuditEntry
from referrals import equality
from referrals.equality import keep
from referrals.models import (
    EmploymentStatus,
    Equality,
    EqualityAnswers,
    LongTermCondition,
    Patient,
    Practice,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def about(client, priya, referral):
    client.force_login(priya)
    return f"/caseload/{referral.reference}/about/"


@pytest.fixture
def practices():
    for code, name in (("ZZ9001", "Elm Road Surgery"), ("ZZ9002", "Elm Tree Practice")):
        Practice.objects.create(code=code, name=name, postcode="ZZ1 1AL", commissioner="ZZA")


def test_what_they_answer_is_kept_in_words_and_shown_with_what_was_not_asked(
    client, about, referral
):
    typed = {
        "shown": "0-0-0",
        "ethnicity": "J",
        "gender": "NON_BINARY",
        "disability": "YES",
        "disability_kinds": ["SIGHT"],
        "care_leaver": "NOT_SAID",
        "conditions": ["ASTHMA", "HEART"],
    }

    response = client.post(about, typed)

    counts = Equality.objects.get()
    assert response.status_code == 302
    assert (counts.ethnicity, counts.care_leaver, counts.carer) == ("J", "NOT_SAID", "")
    assert counts.long_term_condition == "YES"
    assert Patient.objects.get().gender == "NON_BINARY"
    page = client.get(response["Location"]).content.decode()
    for words in (
        "Asian: Pakistani",
        "Yes: sight",
        "Prefers not to say",
        "Asthma, Heart condition",
        "Not picked yet",
    ):
        assert words in page
    entry = AuditEntry.objects.get(event="EQUALITY_ANSWERED")
    assert "ethnicity" in entry.changes["answered"][1]
    assert "J" not in str(entry.changes)


def test_sent_twice_is_once_and_what_is_taken_off_stays_with_its_date(client, about):
    typed = {"shown": "0-0-0", "ethnicity": "A", "conditions": ["COPD"]}
    client.post(about, typed)
    client.post(about, typed)
    assert EqualityAnswers.objects.count() == 1
    assert LongTermCondition.objects.count() == 1

    client.post(about, {"shown": "1-1-0", "ethnicity": "A"})

    assert LongTermCondition.objects.get().removed_at is not None
    assert Equality.objects.get().long_term_condition == ""


def test_a_page_that_is_behind_takes_nothing_back_that_a_colleague_wrote(
    client, about, referral, now
):
    shown = equality.version(referral)
    LongTermCondition.objects.create(referral=referral, condition="COPD", recorded_at=now)

    late = client.post(about, {"shown": shown, "carer": "YES"})

    assert late.status_code == 422
    assert "Somebody changed their details meanwhile" in late.content.decode()
    assert LongTermCondition.objects.get().removed_at is None
    assert not EqualityAnswers.objects.exists()
    assert f'value="{equality.version(referral)}"' in client.get(about).content.decode()


def test_a_no_beside_a_tick_and_an_answer_that_is_none_keep_what_was_typed(client, about):
    typed = {"long_term_condition": "NO", "conditions": ["COPD"], "carer": "YES"}
    no = client.post(about, {"shown": "0-0-0", **typed})
    none = client.post(about, {"shown": "0-0-0", "ethnicity": "Q"})

    assert (no.status_code, none.status_code) == (422, 422)
    assert "take the tick off" in no.content.decode()
    assert 'value="COPD" checked' in no.content.decode()
    assert "Choose one of the answers shown." in none.content.decode()
    assert not EqualityAnswers.objects.exists()


def test_the_page_of_details_asks_as_much_for_many_answers_as_for_none(
    client, about, referral, now
):
    path = f"/caseload/{referral.reference}/details/"
    client.get(path)
    with CaptureQueriesContext(connection) as before:
        client.get(path)
    for number, condition in enumerate(("COPD", "SKIN", "HEART")):
        LongTermCondition.objects.create(referral=referral, condition=condition, recorded_at=now)
        EmploymentStatus.objects.create(
            referral=referral,
            asked_on=now.date().replace(day=number + 1),
            status="EMPLOYED",
            sick_pay="YES" if number < 2 else "NO",
            at=now,
        )
        keep(referral=referral, given={"carer": "YES"}, by=None, now=now)
    with CaptureQueriesContext(connection) as after:
        page = client.get(path).content.decode()

    assert len(after) == len(before)
    assert "Employed or self-employed, no sick pay, asked 3 Jun" in page
    assert "Employed or self-employed, on sick pay, asked 1 Jun" in page


def test_a_practice_is_found_by_a_few_letters_and_what_was_said_stays(
    client, ada, referral, practices
):
    Patient.objects.update(gp="Dr Malik, elm road")
    client.force_login(ada)
    path = f"/caseload/{referral.reference}/about/practice"
    typed = {"looked_for": "elm", "version": Patient.objects.get().version}

    shown = client.get(path).content.decode()
    found = client.post(path, typed).content.decode()
    nothing = client.post(path, typed | {"save": "yes"})
    saved = client.post(path, typed | {"save": "yes", "practice": "ZZ9002"})
    late = client.post(path, typed | {"save": "yes", "practice": "ZZ9001"})

    assert "ZZ9001" in shown
    assert "ZZ9002" not in shown
    assert "ZZ9002" in found
    assert (nothing.status_code, saved.status_code, late.status_code) == (422, 302, 422)
    assert "Choose the practice" in nothing.content.decode()
    assert "Somebody changed their details meanwhile" in late.content.decode()
    patient, referral = Patient.objects.get(), type(referral).objects.get()
    assert (patient.practice_id, patient.gp) == ("ZZ9002", "Dr Malik, elm road")
    assert referral.commissioner == "ZZA"


def test_without_a_list_the_page_says_who_loads_one(client, ada, referral):
    client.force_login(ada)

    page = client.get(f"/caseload/{referral.reference}/about/practice").content.decode()

    assert "No list of practices is loaded" in page

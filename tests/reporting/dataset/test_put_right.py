"""From the list to the page where it is put right, and back to a shorter list."""

from datetime import date

import pytest
from django.db import IntegrityError

from audit.models import AuditEntry
from clinical.errors import Refused
from referrals import data_set
from referrals.models import Commissioner, EndCode, Patient, Practice, Referral
from reporting.forms.data_set import DataSetForm
from tests.factories import referrals

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
LIST = "/returns/2026-05/quality"
NUMBER = "9434765919"


def words(response, status=200):
    assert response.status_code == status
    return " ".join(response.content.decode().split())


def address(referral, rule):
    return f"/returns/2026-05/records/{referral.reference}?rule={rule}"


def typed(referral, **facts):
    """The form as it is drawn, with these answers."""
    referral = Referral.objects.select_related("patient").get(pk=referral.pk)
    form = DataSetForm(None, referral=referral, first="")
    now = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    return {name: "" if value is None else str(value) for name, value in now.items()} | facts


def test_an_item_is_put_right_and_leaves_the_list(client, dan, north):
    Commissioner.objects.create(code="71E", name="Northbrook")
    Practice.objects.create(code="Y99001", name="Mill Lane", commissioner="71E")
    referral = referrals.waiting(north)
    client.force_login(dan)
    path = address(referral, "no-commissioner")

    assert path in words(client.get(f"{LIST}?rule=no-commissioner"))
    saved = client.post(path, typed(referral, practice="y99001", ethnicity="A", work="RETIRED"))

    assert saved.headers["Location"] == f"{LIST}?rule=no-commissioner"
    referral.refresh_from_db()
    assert referral.commissioner == "71E"
    page = words(client.get(saved.headers["Location"]))
    assert "Nobody left" in page
    assert "Ethnic group not asked" not in page
    assert referral.work.get().asked_on == date(2026, 5, 31)
    told = AuditEntry.objects.filter(event="PATIENT_DETAILS_CHANGED").latest("pk")
    assert told.changes["practice_id"] == [None, "Y99001"]
    assert told.changes["commissioner"] == ["", "71E"]


def test_a_code_of_who_pays_that_is_taken_out_follows_from_the_practice(client, dan, north):
    for code in ("71E", "72Q"):
        Commissioner.objects.create(code=code, name=code)
    practice = Practice.objects.create(code="Y99001", name="Mill Lane", commissioner="71E")
    referral = referrals.waiting(north, patient__practice=practice, commissioner="72Q")
    client.force_login(dan)

    client.post(address(referral, "no-commissioner"), typed(referral, commissioner=""))

    referral.refresh_from_db()
    assert referral.commissioner == "71E"


def test_a_problem_and_a_reason_of_an_ended_course_are_of_its_time(client, dan, north):
    referral = referrals.ended(north, on=date(2026, 5, 20))
    client.force_login(dan)
    path = address(referral, "end-contradicts")

    client.post(path, typed(referral, end_code="NOT_ASSESSED", problem="DEPRESSION"))

    referral.refresh_from_db()
    assert referral.end_code == EndCode.NOT_ASSESSED
    assert referral.problems.get().recorded_on == date(2026, 5, 20)
    told = AuditEntry.objects.get(event="PROBLEM_DESCRIPTOR_RECORDED")
    assert told.changes == {"problem": ["", "DEPRESSION"]}


def test_a_problem_that_was_recorded_later_is_said_of_the_month_too(client, dan, north):
    referral = referrals.waiting(north, received_on=date(2026, 5, 4))
    referrals.ProblemDescriptorFactory(
        referral=referral, problem="PANIC_DISORDER", recorded_on=date(2026, 6, 8)
    )
    client.force_login(dan)

    client.post(address(referral, "no-problem"), typed(referral, problem="PANIC_DISORDER"))

    of_may = referral.problems.get(recorded_on__lte=date(2026, 5, 31))
    assert of_may.problem == "PANIC_DISORDER"


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"nhs_number": "999 190 8350"}, "That is no NHS number"),
        ({"nhs_number": "taken"}, "Another record has this number"),
        ({"practice": "X00000"}, "No practice on the list has this code"),
        ({"commissioner": "X00"}, "No commissioner on the list has this code"),
        ({"received_on": "2026-06-10"}, "not after today"),
        ({"date_of_birth": "2026-04-15"}, "They were born before the referral came"),
        ({"date_of_birth": ""}, "Give the date."),
        ({"date_of_birth": "1889-12-31"}, "Nobody is over 120 years old"),
        ({"postcode": "ABCDEFGH"}, "That is no postcode"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(client, dan, north, wrong, message):
    other = referrals.PatientFactory()
    referral = referrals.waiting(north)
    client.force_login(dan)
    path = address(referral, "no-commissioner")
    facts = {name: other.nhs_number if said == "taken" else said for name, said in wrong.items()}

    page = words(client.post(path, typed(referral, **facts)), status=422)

    assert message in page
    assert "Error:" in page


def test_a_newer_change_of_somebody_else_is_not_overwritten(client, dan, north):
    referral = referrals.waiting(north)
    client.force_login(dan)
    path = address(referral, "no-postcode")
    mine = typed(referral, postcode="zz993vz")
    client.post(path, typed(referral, postcode="ZZ99 3WZ"))

    page = words(client.post(path, mine), status=422)

    assert "Somebody changed their details meanwhile" in page
    referral.patient.refresh_from_db()
    assert referral.patient.postcode == "ZZ99 3WZ"


def test_a_change_in_the_same_moment_is_not_overwritten(dan, north, now, monkeypatch):
    referral = referrals.waiting(north)
    form = DataSetForm(typed(referral, postcode="ZZ99 3VZ"), referral=referral, first="")
    assert form.is_valid()

    def meanwhile(held, *_, **__):
        Patient.objects.filter(pk=held.patient_id).update(postcode="ZZ99 3WZ", version=2)

    monkeypatch.setattr(data_set, "_save_referral", meanwhile)
    asked = {"shown": form.cleaned_data["shown"], "known_on": now.date(), "by": dan, "now": now}

    with pytest.raises(Refused):
        data_set.correct(referral=referral, entry=form.entry(referral), **asked)


def test_what_was_left_as_it_is_changes_nothing(client, dan, north):
    referral = referrals.waiting(north, patient__postcode="none")
    client.force_login(dan)
    path = address(referral, "no-gender")
    before = referral.patient.version

    client.post(path, typed(referral))

    referral.patient.refresh_from_db()
    assert referral.patient.version == before
    assert not referral.work.exists()
    assert not referral.problems.exists()
    assert not AuditEntry.objects.filter(event="PATIENT_DETAILS_CHANGED").exists()


def test_a_number_that_another_record_is_given_in_the_same_moment_is_refused_in_words(
    client, dan, north, monkeypatch
):
    referral, other = (referrals.waiting(north, patient__nhs_number=None) for _ in range(2))
    really = data_set._refuse_number

    def looked_a_moment_too_early(patient, number):
        really(patient, number)
        Patient.objects.filter(pk=other.patient_id).update(nhs_number=number)

    monkeypatch.setattr(data_set, "_refuse_number", looked_a_moment_too_early)
    client.force_login(dan)
    answered = client.post(address(referral, "no-nhs-number"), typed(referral, nhs_number=NUMBER))

    page = words(answered, 422)
    assert "Another record has this number" in page
    assert f'value="{NUMBER}"' in page
    assert Patient.objects.get(pk=referral.patient_id).nhs_number is None


def test_twin_without_a_look_at_what_the_database_refused_the_page_breaks(
    client, dan, north, monkeypatch
):
    referral = referrals.waiting(north, patient__nhs_number=None)
    referrals.waiting(north, patient__nhs_number=NUMBER)
    monkeypatch.setattr(data_set, "_refuse_number", lambda *_: None)
    client.force_login(dan)

    with pytest.raises(IntegrityError):
        client.post(address(referral, "no-nhs-number"), typed(referral, nhs_number=NUMBER))

"""Changing what stands on a record, and two people changing it at once."""

import re
from datetime import date, datetime, timedelta

import pytest
from django.http import HttpResponse
from django.test import Client

from audit.models import AuditEntry
from referrals.models import LongTermCondition, Patient, Referral
from staff.models import StaffMember, Team
from tests.factories import caseload, referrals

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
CONTACT = {"phone": "07700 900999", "text_ok": "on", "address": "1 Mill Lane", "language": "en"}
TREATMENT = {
    "problem_statement": "Low since January.",
    "treatment": "Behavioural activation",
    "goals": "Swim by July",
    "planned_sessions": "8",
    "since_when": "Since the move in March",
    "earlier_episodes": "Low at university; CBT helped",
    "alcohol_and_drugs": "None",
    "physical_health": "Migraine most weeks",
    "employment": "Cook, nights",
    "medication": "Sertraline 50 mg",
    "person_version": "1",
}

TOLD = ("since_when", "earlier_episodes", "alcohol_and_drugs", "physical_health", "medication")


def hidden(page: HttpResponse) -> dict[str, str]:
    """The versions a page sends with its form."""
    return dict(re.findall(r'name="(version|person_version)" value="(\d+)"', page.content.decode()))


def address(referral: Referral, what: str) -> str:
    return f"/caseload/{referral.reference}/details/{what}"


def test_contact_details_are_saved_with_old_and_new_on_the_trail(
    client: Client, priya: StaffMember, referral: Referral
) -> None:
    client.force_login(priya)
    version = referral.patient.version

    response = client.post(address(referral, "contact"), {**CONTACT, "version": version})

    assert response.status_code == 302
    referral.patient.refresh_from_db()
    assert referral.patient.phone == "07700 900999"
    assert referral.patient.text_ok
    entry = AuditEntry.objects.get(event="PATIENT_DETAILS_CHANGED")
    assert entry.changes["phone"] == ["07700 900123", "07700 900999"]


def test_their_language_and_the_name_they_agreed_to_are_recorded_with_old_and_new(
    client: Client, ada: StaffMember, referral: Referral
) -> None:
    client.force_login(ada)
    typed = {**CONTACT, "language": "ar", "full_name_ok": "on", "version": 1}

    client.post(address(referral, "contact"), typed)

    referral.patient.refresh_from_db()
    entry = AuditEntry.objects.get(event="PATIENT_DETAILS_CHANGED")
    assert (referral.patient.language, referral.patient.full_name_ok) == ("ar", True)
    assert entry.changes["language"] == ["en", "ar"]
    assert entry.changes["full_name_ok"] == [False, True]
    shown = client.get(f"/caseload/{referral.reference}/details/").content.decode()
    assert "In Arabic, under the service’s full name" in shown


def test_a_language_nobody_can_be_answered_in_is_refused_and_what_was_typed_stays(
    client: Client, ada: StaffMember, referral: Referral
) -> None:
    client.force_login(ada)

    page = client.post(
        address(referral, "contact"), {**CONTACT, "language": "klingon", "version": 1}
    ).content.decode()

    referral.patient.refresh_from_db()
    assert referral.patient.language == "en"
    assert "Choose one of the answers shown." in page
    assert "07700 900999" in page


def test_an_administrator_may_change_contact_details_and_not_the_treatment(
    client: Client, ada: StaffMember, referral: Referral
) -> None:
    client.force_login(ada)

    saved = client.post(address(referral, "contact"), {**CONTACT, "version": 1})

    assert saved.status_code == 302
    assert client.get(address(referral, "treatment")).status_code == 404


def test_the_treatment_summary_is_saved(
    client: Client, priya: StaffMember, referral: Referral
) -> None:
    client.force_login(priya)

    client.post(address(referral, "treatment"), {**TREATMENT, "version": referral.version})

    referral.refresh_from_db()
    assert referral.goals == "Swim by July"
    assert referral.planned_sessions == 8


def test_what_was_told_at_assessment_is_saved_and_shown(
    client: Client, priya: StaffMember, referral: Referral
) -> None:
    client.force_login(priya)
    record = f"/caseload/{referral.reference}/"
    LongTermCondition.objects.create(
        referral=referral, condition="ASTHMA", recorded_at=referral.updated_at
    )

    client.post(address(referral, "treatment"), {**TREATMENT, "version": referral.version})

    shown = re.sub(r"\s+", " ", client.get(record).content.decode())
    for label, words in (
        ("Since when", "Since the move in March"),
        ("Before", "Low at university; CBT helped"),
        ("Alcohol, drugs", "None"),
        ("Physical health", "Asthma. Migraine most weeks"),
        ("Work", "Cook, nights"),
        ("Medication", "Sertraline 50 mg"),
    ):
        assert f"<dt>{label}</dt><dd>{words}</dd>" in shown
    assert "Not recorded" not in shown
    again = client.get(address(referral, "treatment")).content.decode()
    assert all(f'value="{TREATMENT[name]}"' in again for name in TOLD)
    entry = AuditEntry.objects.get(event="PATIENT_DETAILS_CHANGED")
    assert entry.changes["medication"] == ["", "Sertraline 50 mg"]
    assert entry.changes["employment"] == ["", "Cook, nights"]


def test_what_was_not_asked_yet_is_named_once_somebody_was_seen(
    client: Client, priya: StaffMember, north: Team, now: datetime
) -> None:
    client.force_login(priya)
    referral = caseload.allocated(priya, north, alcohol_and_drugs="None")
    record = f"/caseload/{referral.reference}/"
    assert "Not recorded" not in client.get(record).content.decode()

    caseload.signed_contact(referral, at=now - timedelta(days=1), kind="ASSESSMENT")

    shown = client.get(record).content.decode()
    assert "since when, before, physical health, work, medication</dd>" in shown


def test_what_was_asked_of_the_person_goes_over_nobodys_newer_answer(
    client: Client, priya: StaffMember, sam: StaffMember, referral: Referral
) -> None:
    """Two referrals of one person are changed by different hands; the referral itself is as it
    was shown.
    """
    Patient.objects.update(medication="Citalopram 20 mg", version=2, updated_by=sam)
    client.force_login(priya)
    typed = {**TREATMENT, "version": referral.version}

    page = client.post(address(referral, "treatment"), typed)

    shown = page.content.decode()
    assert page.status_code == 409
    assert "Sam Okafor changed this at" in shown
    assert "Citalopram 20 mg" in shown
    assert "Sertraline 50 mg" in shown
    referral.refresh_from_db()
    assert (referral.since_when, referral.patient.medication) == ("", "Citalopram 20 mg")

    again = client.post(address(referral, "treatment"), {**typed, "person_version": "2"})
    referral.refresh_from_db()
    assert again.status_code == 302
    assert referral.patient.medication == "Sertraline 50 mg"


def test_neither_of_two_newer_rows_is_overwritten_unseen(
    client: Client, priya: StaffMember, sam: StaffMember, referral: Referral
) -> None:
    """The person and the referral were both changed: each is shown before it can be saved over."""
    stale = referral.version
    Patient.objects.update(medication="Citalopram 20 mg", version=2, updated_by=sam)
    Referral.objects.update(goals="Sleep through", version=stale + 1, updated_by=sam)
    client.force_login(priya)
    typed = {**TREATMENT, "version": stale}

    first = client.post(address(referral, "treatment"), typed)
    second = client.post(address(referral, "treatment"), {**typed, **hidden(first)})
    third = client.post(address(referral, "treatment"), {**typed, **hidden(second)})

    assert (first.status_code, second.status_code, third.status_code) == (409, 409, 302)
    assert "Citalopram 20 mg" in first.content.decode()
    assert "Sleep through" in second.content.decode()
    referral.refresh_from_db()
    assert (referral.goals, referral.patient.medication) == ("Swim by July", "Sertraline 50 mg")


def test_a_new_phone_number_meanwhile_is_no_conflict_where_the_answers_stand(
    client: Client, priya: StaffMember, referral: Referral
) -> None:
    Patient.objects.update(medication="Sertraline 50 mg", employment="Cook, nights", version=2)
    client.force_login(priya)

    saved = client.post(address(referral, "treatment"), {**TREATMENT, "version": referral.version})

    assert saved.status_code == 302
    assert not AuditEntry.objects.filter(event="PATIENT_DETAILS_CHANGED").exists()


@pytest.mark.parametrize(("what", "typed"), [("contact", CONTACT), ("treatment", TREATMENT)])
def test_a_stale_version_is_refused_with_both_texts_and_can_then_be_saved(
    what: str,
    typed: dict[str, str],
    client: Client,
    priya: StaffMember,
    sam: StaffMember,
    referral: Referral,
) -> None:
    holder = referral.patient if what == "contact" else referral
    stale = holder.version
    field, theirs = ("address", "2 Other Road") if what == "contact" else ("goals", "Theirs")
    type(holder).objects.filter(pk=holder.pk).update(
        **{field: theirs}, version=stale + 1, updated_by=sam
    )
    client.force_login(priya)

    response = client.post(address(referral, what), {**typed, "version": stale})

    shown = response.content.decode()
    assert response.status_code == 409
    assert "Sam Okafor changed this at 10:24." in shown
    assert theirs in shown
    assert typed[field] in shown
    holder.refresh_from_db()
    assert getattr(holder, field) == theirs

    assert f'name="version" value="{stale + 1}"' in shown
    again = client.post(address(referral, what), {**typed, "version": stale + 1})
    assert again.status_code == 302


@pytest.mark.parametrize("version", ["", "x", "0", "99999999999999999999", "-1"])
def test_a_version_that_is_none_saves_nothing(
    version: str, client: Client, priya: StaffMember, referral: Referral
) -> None:
    client.force_login(priya)

    response = client.post(address(referral, "contact"), {**CONTACT, "version": version})

    assert response.status_code == 200
    referral.patient.refresh_from_db()
    assert referral.patient.phone == "07700 900123"


@pytest.mark.parametrize(
    ("what", "field", "value", "words"),
    [
        ("contact", "phone", "ring me", "A phone number has 3 to 15 digits"),
        ("contact", "phone", "+()", "A phone number has 3 to 15 digits"),
        ("contact", "email", "nobody", "Write an email address like name@example.com."),
        ("contact", "needs", "x" * 100_000, "200 characters at most. This has 100000."),
        ("treatment", "alcohol_and_drugs", "x" * 201, "200 characters at most. This has 201."),
        ("treatment", "earlier_episodes", "x" * 301, "300 characters at most. This has 301."),
        ("treatment", "goals", "x" * 100_000, "4,000 characters at most. This has 100000."),
        ("treatment", "planned_sessions", "0", "a whole number from 1 to 40"),
        ("treatment", "planned_sessions", "six", "a whole number from 1 to 40"),
    ],
)
def test_what_cannot_be_is_said_beside_the_field_and_kept(
    what: str,
    field: str,
    value: str,
    words: str,
    client: Client,
    priya: StaffMember,
    referral: Referral,
) -> None:
    client.force_login(priya)
    typed = {**(CONTACT if what == "contact" else TREATMENT), field: value, "version": "1"}

    response = client.post(address(referral, what), typed)

    shown = response.content.decode()
    assert response.status_code == 200
    assert words in shown
    assert value in shown
    assert "<title>Error: " in shown


def test_a_problem_is_recorded_and_the_one_before_stays(
    client: Client, priya: StaffMember, referral: Referral
) -> None:
    client.force_login(priya)

    client.post(address(referral, "problem"), {"problem": "PANIC_DISORDER"})

    shown = client.get(f"/caseload/{referral.reference}/details/").content.decode()
    assert "Panic disorder, 9 June" in shown
    assert "Depressive episode, 14 April" in shown


@pytest.mark.parametrize("problem", ["", "NOT_RECORDED", "not_recorded", "x"])
def test_a_problem_that_is_none_is_refused(
    problem: str, client: Client, priya: StaffMember, referral: Referral
) -> None:
    client.force_login(priya)

    client.post(address(referral, "problem"), {"problem": problem})

    assert referral.problems.count() == 1


def test_an_ended_referral_cannot_be_changed(
    client: Client, priya: StaffMember, north: Team, today: date
) -> None:
    over = referrals.ended(north, on=today)
    client.force_login(priya)

    assert client.post(address(over, "treatment"), TREATMENT).status_code == 404


@pytest.mark.parametrize("what", ["contact", "treatment", "problem"])
def test_another_teams_record_cannot_be_changed(
    what: str, client: Client, tom: StaffMember, referral: Referral
) -> None:
    client.force_login(tom)

    assert client.get(address(referral, what)).status_code == 404
    assert client.post(address(referral, what), CONTACT | TREATMENT).status_code == 404

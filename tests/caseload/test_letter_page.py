"""The page on which staff type a referral: nothing typed is lost, nobody known is missed."""

import re
import uuid
from datetime import date, timedelta

import pytest

from audit.models import AuditEntry
from caseload.models import RiskAction, TypedReferral
from clinical import nhs_number
from referrals.models import LookAlike, Patient, Referral, ReferringOrganisation
from tests.factories import referrals
from tests.factories.policy import PolicyChangeFactory
from tests.factories.referrals import PatientFactory
from tests.personas import NOW

pytestmark = pytest.mark.django_db
PATH = "/referrals/new"
NUMBER = nhs_number.synthetic(550_001)
_JO = {"given_name": "Jo", "family_name": "Osei", "date_of_birth": "1/7/1970", "phone": ""}


@pytest.fixture(autouse=True)
def _desk(ada, duty, north, client, clock):
    """Ada types; Dee is on duty."""
    client.force_login(ada)


@pytest.fixture
def known(north):
    person = PatientFactory(
        given_name="Amira",
        family_name="Khan",
        date_of_birth=date(1988, 3, 12),
        phone="07700 900001",
        email="amira@example.com",
    )
    return referrals.ended(north, patient=person).patient


def typed(**facts):
    usual = {
        "form_key": str(uuid.uuid4()),
        "source": "GP",
        "came_by": "LETTER",
        "received_on": "8/6/2026",
        "referrer": "Dr Patel",
        "gp": "Mill Lane Surgery",
        "given_name": "Amira",
        "family_name": "Khan",
        "date_of_birth": "12/3/1988",
        "phone": "07700 900456",
        "problem": "Low and tired since the winter.",
        "mentions_harm": "NO",
        "language": "en",
    }
    return usual | facts


def test_a_letter_is_saved_and_an_administrator_sees_how_to_reach_the_person(client):
    answer = client.post(PATH, typed(nhs_number="".join(nhs_number.spaced(NUMBER))), follow=True)

    referral = Referral.objects.get()
    page = answer.content.decode()
    assert answer.redirect_chain == [(f"/caseload/{referral.reference}/", 302)]
    assert referral.patient.nhs_number == NUMBER
    assert "07700 900456" in page
    assert "Low and tired" not in page
    assert "Risk plan" not in page
    assert "decided on within a working day" in page


@pytest.mark.parametrize("facts", [{"mentions_harm": "YES"}, {"mentions_harm": "CANNOT_TELL"},
                                   {"problem": "Took an overdose in May."}])  # fmt: skip
def test_who_has_a_letter_that_mentions_harm_is_said_and_nothing_of_what_it_says(
    client, facts, duty
):
    answer = client.post(PATH, typed(**facts), follow=True)

    page = answer.content.decode()
    assert RiskAction.objects.get().owner_id == duty.pk
    assert f"{duty.full_name} is told now" in page
    assert not re.search("overdose|harm|app-chip--risk", page)


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("nhs_number", "999 123 4567", "its last digit does not fit"),
        ("nhs_number", "12345", "has ten digits"),
        ("nhs_number", "١٢٣٤٥٦٧٨٩٠", "has ten digits"),
        ("date_of_birth", "31/2/1988", "no day in the calendar"),
        ("date_of_birth", "soon", "no day in the calendar"),
        ("date_of_birth", "", "Write the date of birth"),
        ("date_of_birth", "1/1/1788", "Check the year"),
        ("date_of_birth", "12/3/2030", "Check the year"),
        ("date_of_birth", "12/3/2012", "children and young people’s mental health service"),
        ("received_on", "10/6/2026", "after today"),
        ("received_on", "10 Jun 2024", "check the year"),
        ("received_on", "31.2.2026", "no day in the calendar"),
        ("mentions_harm", "", "Say whether it mentions harm"),
        ("mentions_harm", "PERHAPS", "choose one of the answers"),
        ("source", "", "Say who refers"),
        ("source", "MOON", "Choose one of the answers"),
        ("problem", "x" * 10_000, "4,000 characters at most. This has 10000"),
        ("given_name", "x" * 10_000, "80 characters at most"),
        ("phone", "call her mum", "has 3 to 15 digits"),
        ("email", "nobody", "name@example.com"),
        ("texts", "MAYBE", "Choose one of the answers"),
        ("form_key", "x", "Load the page again"),
    ],
)
def test_what_cannot_be_taken_stays_typed_with_its_reason(client, field, value, says):
    answer = client.post(PATH, typed(**{field: value}))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert says in page
    assert "Low and tired since the winter." in page or field == "problem"
    assert value in page or field in {"source", "mentions_harm", "texts"}
    assert not Referral.objects.exists()


def test_a_surgery_that_is_only_like_a_known_one_is_asked_about_once(client, now):
    ReferringOrganisation.objects.create(name="Mill Lane Surgery", is_surgery=True, first_at=now)
    first = client.post(PATH, typed(gp="Mil Lane Surgry"))
    asked = re.search(r'name="asked" value="([^"]*)"', first.content.decode())[1]

    second = client.post(PATH, typed(gp="Mil Lane Surgry", asked=asked))

    assert "Do you mean “Mill Lane Surgery”?" in first.content.decode()
    assert second.status_code == 302
    assert client.post(PATH, typed(gp="mill lane surgery", **_JO)).status_code == 302
    assert set(Patient.objects.values_list("gp", flat=True)) == {
        "Mil Lane Surgry",
        "Mill Lane Surgery",
    }


def test_somebody_on_record_must_be_settled_before_it_is_saved(client, known, ada):
    answer = client.post(PATH, typed())

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "KHAN, Amira" in page
    assert "Same birth date, same name." in page
    assert "amira@example.com" not in page
    shown = AuditEntry.objects.get(event="LOOK_ALIKES_SHOWN")
    assert (shown.staff_id, shown.shown) == (ada.pk, [known.pk])
    assert Referral.objects.count() == 1


def test_while_typing_the_same_is_said_by_a_part_of_the_page(client, known):
    answer = client.post(f"{PATH}/known", typed(problem="", mentions_harm=""))

    page = answer.content.decode()
    assert "1 person on record may be this one" in page
    assert "<form" not in page


def test_the_same_person_fills_what_is_on_record_and_opens_a_new_referral(client, known):
    token = _same(client.post(PATH, typed()))

    chosen = client.post(PATH, typed(same=token, phone="")).content.decode()
    saved = client.post(PATH, typed(known=token, given_name="", family_name="", date_of_birth="",
                                    phone="07700 900777"))  # fmt: skip

    assert 'value="07700 900001"' in chosen
    assert 'value="amira@example.com"' in chosen
    assert "Low and tired since the winter." in chosen
    assert saved.status_code == 302
    known.refresh_from_db()
    assert (known.referrals.count(), known.phone) == (2, "07700 900777")
    assert TypedReferral.objects.get().was_known


def test_who_was_chosen_and_is_brought_together_meanwhile_is_asked_about_anew(client, known, north):
    token = _same(client.post(PATH, typed()))
    kept = referrals.waiting(north).patient
    known.referrals.update(patient=kept)
    Patient.objects.filter(pk=known.pk).update(merged_into=kept)

    answer = client.post(PATH, typed(known=token, problem=""))

    assert answer.status_code == 422
    assert 'value="Amira"' in answer.content.decode()


def test_nobody_can_put_another_person_in_place_of_a_candidate(client, known):
    forged = client.post(PATH, typed(same=f"[{known.pk}, 1]", family_name="Osei", given_name="Jo"))

    assert "amira@example.com" not in forged.content.decode()


def test_a_referral_that_is_open_is_asked_about_once(client, north):
    person = PatientFactory(given_name="Amira", family_name="Khan", date_of_birth=date(1988, 3, 12))
    referrals.waiting(north, patient=person)
    token = _same(client.post(PATH, typed()))

    first = client.post(PATH, typed(known=token))
    asked = re.search(r'name="asked" value="([^"]*)"', first.content.decode())[1]
    second = client.post(PATH, typed(known=token, asked=asked))

    assert "open already" in first.content.decode()
    assert second.status_code == 302
    assert person.referrals.count() == 2


def test_somebody_else_is_kept_as_a_look_alike_on_both_records(client, known):
    page = client.post(PATH, typed(**{"else": str(known.pk)})).content.decode()
    others = re.search(r'name="others" value="([^"]*)"', page)[1]

    saved = client.post(PATH, typed(others=others))

    assert "may be this one" not in page
    assert saved.status_code == 302
    assert LookAlike.objects.get().outcome == "SOMEBODY_ELSE"


def test_the_same_form_twice_is_one_referral(client):
    once = typed()

    first, second = client.post(PATH, once), client.post(PATH, once | {"others": ""})

    assert first.status_code == 302
    assert Referral.objects.count() == 1
    assert second.headers["Location"] == first.headers["Location"]


def _same(answer):
    return re.search(r'name="same" value="([^"]*)"', answer.content.decode())[1]


def test_whoever_looks_people_up_without_end_is_shown_nobody_and_saves_all_the_same(
    client, known, ada, leah, clock
):
    decided = {"approved_at": NOW, "approved_by": leah, "valid_from": NOW.date()}
    PolicyChangeFactory(rule="lookups_an_hour", value="60", **decided)
    for _ in range(60):
        client.post(f"{PATH}/known", typed())

    over = client.post(PATH, typed(), follow=True).content.decode()
    seen = AuditEntry.objects.filter(event="LOOK_ALIKES_SHOWN")
    client.logout()
    clock.shift(timedelta(hours=2))
    client.force_login(ada)
    later = client.post(f"{PATH}/known", typed()).content.decode()

    assert "Referral saved." in over
    assert LookAlike.objects.get().other == known
    assert seen.count() == 61
    assert "on record may be this one" in later


def test_a_practitioner_of_another_team_is_told_that_what_is_on_record_stays(
    client, known, priya, south
):
    Referral.objects.filter(patient=known).update(team=south)
    client.force_login(priya)
    shown = client.post(f"{PATH}/known", typed()).content.decode()
    token = re.search(r'name="same" value="([^"]+)"', shown)[1]

    beside = client.post(PATH, typed(same=token)).content.decode()
    client.post(PATH, typed(known=token))

    known.refresh_from_db()
    assert "the details on record stay" in beside
    assert (known.phone, known.referrals.count()) == ("07700 900001", 2)

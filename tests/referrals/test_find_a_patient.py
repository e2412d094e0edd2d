"""Find: by any word of a name or the NHS number, only among those one may see, on the trail."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from audit.events import Event
from audit.models import AuditEntry
from referrals import search
from referrals.models import Patient, Referral
from staff.models import StaffMember, Team
from tests.factories import caseload, referrals
from tests.factories.referrals import PatientFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
FIND = "/patients/find"


@pytest.fixture
def nair(priya: StaffMember, north: Team) -> Referral:
    """Priya's patient of that name."""
    return carried(priya, north, given_name="Anjali", family_name="Nair")


def carried(pwp: StaffMember, team: Team, **names: object) -> Referral:
    return caseload.allocated(pwp, team, patient=PatientFactory(**names))


def names_found(member: StaffMember, text: str, today: date) -> list[str]:
    found = search.find(text, standing=member.standing, on=today)
    return [one.name for one in found.people]


@pytest.mark.parametrize(
    "typed", ["nair", "NAI", "anj", "anjali nair", "nair anj", "  nair,  a ", "Naír"]
)
def test_any_beginning_of_any_word_in_any_order_finds_her(
    typed: str, priya: StaffMember, nair: Referral, today: date
) -> None:
    assert names_found(priya, typed, today) == ["NAIR, Anjali"]


@pytest.mark.parametrize(
    ("family", "typed"),
    [("Núñez", "nunez"), ("O'Brien", "obrien"), ("O’Brien", "o'brien"), ("Smith-Łoś", "los")],
)
def test_accents_apostrophes_and_hyphens_do_not_matter(
    family: str, typed: str, priya: StaffMember, north: Team, today: date
) -> None:
    carried(priya, north, given_name="Sam", family_name=family)

    assert names_found(priya, typed, today) == [f"{family.upper()}, Sam"]


@pytest.mark.parametrize(
    ("given", "family", "typed"),
    [
        ("Siân", "Mac Giolla-Phádraig", ["mac", "gioll", "phadraig sian", "Phá mac", "siâ g"]),
        ("D'Arcy", "O’Neill-O'Shea", ["oneill", "O'Nei oshea", "darcy", "d'arcy oshea", "o’s-dar"]),
        ("Mary Jo", "van der Berg", ["v d b", "jo van", "berg m", "VAN DER BERG", "mary, jo"]),
        ("Zoë", "Großmann", ["grossmann", "Groß", "zoe gros", "z gro"]),
        ("Nga", "Ng", ["ng n", "nga", "ng nga"]),
    ],
)
def test_every_word_of_a_long_name_finds_it(
    given: str, family: str, typed: list[str], priya: StaffMember, north: Team, today: date
) -> None:
    carried(priya, north, given_name=given, family_name=family)

    for words in typed:
        assert len(names_found(priya, words, today)) == 1, words


def test_every_word_must_be_theirs(priya: StaffMember, nair: Referral, today: date) -> None:
    assert names_found(priya, "nair anjelica", today) == []
    assert names_found(priya, "nair anjali ann", today) == []


def test_the_middle_of_a_word_does_not_match(
    priya: StaffMember, nair: Referral, today: date
) -> None:
    assert names_found(priya, "jali", today) == []


def test_an_nhs_number_is_found_with_or_without_spaces(
    priya: StaffMember, nair: Referral, today: date
) -> None:
    number = nair.patient.nhs_number or ""

    assert names_found(priya, number, today) == ["NAIR, Anjali"]
    assert names_found(priya, f"{number[:3]} {number[3:6]} {number[6:]}", today) == ["NAIR, Anjali"]


@pytest.mark.parametrize("typed", ["", "na", "n a", "%%%", "___", "---", "'''"])
def test_fewer_than_three_letters_are_not_searched_for(
    typed: str, client: Client, priya: StaffMember, nair: Referral
) -> None:
    client.force_login(priya)

    response = client.post(FIND, {"q": typed})

    assert response.status_code == 200
    assert "Type at least 3 letters" in response.content.decode()
    assert "NAIR" not in response.content.decode()


def test_half_an_nhs_number_is_not_searched_for(client: Client, priya: StaffMember) -> None:
    client.force_login(priya)

    response = client.post(FIND, {"q": "999 190"})

    assert "An NHS number has ten digits." in response.content.decode()


def test_another_teams_patient_is_not_found(tom: StaffMember, nair: Referral, today: date) -> None:
    assert names_found(tom, "nair", today) == []


def test_those_who_arrange_appointments_find_everybody(
    ada: StaffMember, petra: StaffMember, nair: Referral, today: date
) -> None:
    assert names_found(ada, "nair", today) == ["NAIR, Anjali"]
    assert names_found(petra, "nair", today) == ["NAIR, Anjali"]


def test_somebody_with_two_referrals_stands_once_with_the_open_one(
    client: Client, priya: StaffMember, north: Team, nair: Referral, today: date
) -> None:
    referrals.ended(north, patient=nair.patient, on=today)
    client.force_login(priya)

    response = client.post(FIND, {"q": "nair"})

    assert response.status_code == 303
    assert response["Location"] == f"/caseload/{nair.reference}/"


def test_several_are_listed_by_name_without_accents(
    client: Client, priya: StaffMember, north: Team
) -> None:
    for family in ("Östberg", "Oakley", "Ozturk"):
        carried(priya, north, given_name="Mia", family_name=family)
    client.force_login(priya)

    page = client.post(FIND, {"q": "mia"}).content.decode()

    places = [page.index(name) for name in ("OAKLEY", "ÖSTBERG", "OZTURK")]
    assert places == sorted(places)
    assert page.index("autofocus") < page.index("ÖSTBERG")


def test_at_most_twenty_are_shown_and_it_says_so(
    client: Client, priya: StaffMember, north: Team
) -> None:
    for number in range(22):
        carried(priya, north, given_name="Mia", family_name=f"Wood{number:02d}")
    client.force_login(priya)

    page = client.post(FIND, {"q": "wood"}).content.decode()

    assert page.count('class="app-name"') == 20
    assert "type more of the name" in page


def test_twenty_names_out_of_reach_do_not_hide_the_one_within(
    priya: StaffMember, north: Team, tom: StaffMember, south: Team, today: date
) -> None:
    for number in range(22):
        carried(tom, south, given_name="Mia", family_name=f"Wood{number:02d}")
    carried(priya, north, given_name="Mia", family_name="Woodward")

    found = search.find("wood", standing=priya.standing, on=today)

    assert [one.name for one in found.people] == ["WOODWARD, Mia"]
    assert not found.has_more


def test_while_typing_a_list_box_comes_back_even_for_one(
    client: Client, priya: StaffMember, nair: Referral
) -> None:
    client.force_login(priya)

    response = client.post(FIND, {"q": "nair"}, headers={"HX-Request": "true"})

    page = response.content.decode()
    assert response.status_code == 200
    assert f'role="option" id="found-1" data-path="/caseload/{nair.reference}/"' in page
    assert "<html" not in page


def test_nobody_found_says_what_to_try(client: Client, priya: StaffMember) -> None:
    client.force_login(priya)

    page = client.post(FIND, {"q": "zzzzz"}).content.decode()

    assert "No one that is open to you matches." in page


def test_the_page_itself_shows_an_empty_form(client: Client, priya: StaffMember) -> None:
    client.force_login(priya)

    response = client.get(FIND)

    assert response.status_code == 200
    assert "Find a patient" in response.content.decode()


def test_the_trail_holds_who_was_shown_and_no_word_that_was_typed(
    client: Client, priya: StaffMember, nair: Referral
) -> None:
    client.force_login(priya)

    client.post(FIND, {"q": "nair"})

    entry = AuditEntry.objects.get(event=Event.PATIENTS_SEARCHED)
    assert entry.shown == [nair.patient_id]
    assert entry.changes == {"searched": ["", search.fingerprint("nair")]}
    assert "nair" not in str(entry.__dict__).lower()


def test_the_same_words_leave_the_same_mark_however_they_are_spaced() -> None:
    assert search.fingerprint(" Anjali  NAIR ") == search.fingerprint("anjali nair")
    assert search.fingerprint("nair") != search.fingerprint("nairn")


def test_a_name_longer_than_any_name_is_refused_and_kept_in_the_field(
    client: Client, priya: StaffMember
) -> None:
    client.force_login(priya)

    response = client.post(FIND, {"q": "n" * 100_000})

    assert response.status_code == 200
    assert "100 characters at most" in response.content.decode()


@pytest.mark.parametrize("role", ["dan", "sid"])
def test_those_without_patients_find_nobody(
    role: str, client: Client, request: pytest.FixtureRequest
) -> None:
    client.force_login(request.getfixturevalue(role))

    assert client.post(FIND, {"q": "nair"}).status_code == 403


@pytest.mark.parametrize("people", [1, 20])
def test_a_search_costs_four_queries(
    people: int, client: Client, priya: StaffMember, north: Team
) -> None:
    for number in range(people):
        carried(priya, north, given_name="Mia", family_name=f"Wood{number}")
    client.force_login(priya)
    client.post(FIND, {"q": "wood"})

    with CaptureQueriesContext(
        connection,
    ) as asked:
        client.post(FIND, {"q": "wood"})

    assert len([one for one in asked if _counts(one["sql"])]) <= 4


def test_one_word_is_read_in_the_order_of_names_wherever_it_stands(
    priya: StaffMember, north: Team, today: date
) -> None:
    for number in range(20):
        carried(priya, north, given_name="Zoe", family_name=f"Marsh{number:02d}")
    carried(priya, north, given_name="Mary", family_name="Able")
    carried(priya, north, given_name="Jo Mary", family_name="Marsh05")
    carried(priya, north, given_name="Jo", family_name="Young-Marlow")

    found = search.find("mar", standing=priya.standing, on=today)

    assert [one.name for one in found.people][:3] == ["ABLE, Mary", "MARSH00, Zoe", "MARSH01, Zoe"]
    assert [one.name for one in found.people][6:8] == ["MARSH05, Jo Mary", "MARSH05, Zoe"]
    assert (len(found.people), found.has_more) == (20, True)


def test_a_family_name_is_read_from_the_index_that_lies_in_order(
    priya: StaffMember, today: date
) -> None:
    sql, parameters = search._people(priya.standing, today, search._WORD)
    typed = ["nair" if one == search._WORD else one for one in parameters]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
        cursor.execute(f"EXPLAIN {sql}", typed)
        plan = "\n".join(line for (line,) in cursor.fetchall())

    assert "(by_name >= 'nair'::text) AND (by_name < 'nais'::text)" in plan


def test_another_word_is_looked_up_in_the_index_of_words(priya: StaffMember) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    people = Patient.objects.filter(search._answers("anjali", mark=search._BESIDE))

    assert "referrals_name_words" in people.explain()


def _counts(sql: str) -> bool:
    return not sql.startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE"))

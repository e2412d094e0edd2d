"""Who may be on record already: facts for a person who decides; nothing is merged by itself."""

from datetime import date

import pytest

from clinical import nhs_number
from referrals import matching
from referrals.matching import Typed
from tests.factories import referrals
from tests.factories.referrals import PatientFactory

pytestmark = pytest.mark.django_db

ON = date(2026, 6, 9)
NUMBER = nhs_number.synthetic(777_001)


@pytest.fixture
def amira(north):
    """Known to the service, in treatment long ago."""
    person = PatientFactory(
        given_name="Amira",
        family_name="Khan-Ellis",
        date_of_birth=date(1988, 3, 12),
        nhs_number=NUMBER,
        phone="07700 900456",
        postcode="NB4 7QT",
    )
    return referrals.ended(north, patient=person)


def typed(**facts):
    usual = {
        "given_name": "Amira",
        "family_name": "Khan Ellis",
        "date_of_birth": date(1988, 3, 12),
    }
    return Typed(**usual | facts)


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        (typed(), "Same birth date, same name."),
        (typed(family_name="Kahn-Ellis"), "Same birth date, a name like it."),
        (typed(given_name="Ellis", family_name="Amira Khan"), "Same birth date, same name."),
        (typed(date_of_birth=date(1988, 12, 3)), "A birth date like it, same name."),
        (typed(date_of_birth=date(1989, 3, 12)), "A birth date like it, same name."),
        (typed(date_of_birth=None, phone="+44 7700 900456"), "Same phone number, same name."),
        (typed(date_of_birth=None, postcode="nb47qt"), "Same postcode, same name."),
        (typed(given_name="Zoe", family_name="Ward", nhs_number=NUMBER),
         "Same NHS number, same birth date."),
        (typed(given_name="Zoe", family_name="Ward", postcode="NB4 7QT"),
         "Same birth date, same postcode."),
        (typed(nhs_number=nhs_number.synthetic(777_002)),
         "Same birth date, same name. Another NHS number."),
    ],
)  # fmt: skip
def test_somebody_known_is_found_with_what_is_the_same(amira, entry, says):
    (found,) = matching.possible_duplicates(entry, on=ON)

    assert (found.patient_id, found.why) == (amira.patient_id, says)
    assert (found.name, found.born, found.state) == (
        "KHAN-ELLIS, Amira",
        "12-Mar-1988",
        "ended 1 June",
    )


@pytest.mark.parametrize(
    "entry",
    [
        typed(given_name="Zoe", family_name="Ward"),
        typed(date_of_birth=date(1971, 7, 30)),
        typed(given_name="Zoe", family_name="Ward", date_of_birth=None, phone="07700 900456"),
        typed(given_name="", family_name=""),
        Typed(phone="07700 900456"),
        Typed(),
    ],
)
def test_somebody_else_is_not(amira, entry):
    assert matching.possible_duplicates(entry, on=ON) == ()


def test_one_query_however_many_are_alike_and_no_more_than_ten(north, django_assert_num_queries):
    for _ in range(14):
        person = PatientFactory(
            given_name="Amira", family_name="Khan", date_of_birth=date(1988, 3, 12)
        )
        referrals.waiting(north, patient=person)

    with django_assert_num_queries(1):
        found = matching.possible_duplicates(typed(), on=ON)

    assert len(found) == matching.MOST


def test_slips_of_a_birth_date_are_real_days_and_never_the_day_itself():
    slips = set(matching.slips_of(date(1988, 3, 31)))

    assert date(1988, 3, 31) not in slips
    assert {date(1978, 3, 31), date(1998, 3, 31), date(1988, 5, 31), date(1988, 3, 1)} <= slips
    assert date(1988, 12, 3) in set(matching.slips_of(date(1988, 3, 12)))

"""The practice service has letters that staff typed, and two people who look alike."""

import pytest

from caseload.models import TypedReferral
from pwpservice.practice.rows import Ids
from pwpservice.practice.write_typed import write_typed_referrals
from referrals.models import LookAlike, Patient, ReferringOrganisation
from tests.factories import referrals
from tests.pwpservice.practice_service import order

pytestmark = pytest.mark.django_db


def test_letters_are_typed_surgeries_offered_and_one_pair_looks_alike(ada, north):
    for number in range(4):
        referrals.received(north, source="GP" if number else "HOSPITAL")
    for place, person in enumerate(Patient.objects.order_by("pk")):
        names = {
            "given_name": f"Given{place}",
            "date_of_birth": f"19{60 + place * 7}-02-0{place + 1}",
        }
        Patient.objects.filter(pk=person.pk).update(phone="", family_name=f"X{place}y", **names)

    write_typed_referrals(order(), Ids((north.pk,), (ada.pk,)))

    assert TypedReferral.objects.count() == 4
    assert ReferringOrganisation.objects.filter(is_surgery=True).exists()
    pair = LookAlike.objects.get()
    assert (pair.outcome, pair.patient.may_be_known) == ("", 1)
    assert pair.patient.family_name == pair.other.family_name

"""Several seniors place one person at once: one does, the others hear who was quicker."""

import time

import pytest
from django.db import IntegrityError

from caseload.actions import allocation, placing
from caseload.actions.placing import Placement
from caseload.models import Allocation
from clinical.errors import Refused
from clinical.policy import DEFAULT
from referrals.models import Referral
from referrals.models.referral import ReferralQuerySet
from tests.caseload.test_who_has_room import pwp
from tests.factories import referrals
from tests.race.test_double_submit import AT_ONCE, _all_at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("clock")]


@pytest.fixture
def place(sam, north, now, monkeypatch):
    """Between looking whether somebody carries the person and writing it, time passes."""
    referral = referrals.waiting(north)
    chosen = [pwp(f"Pat P{number}", north) for number in range(2)]
    allocate = allocation.allocate

    def allocate_later(**facts):
        time.sleep(0.1)
        return allocate(**facts)

    monkeypatch.setattr(allocation, "allocate", allocate_later)

    def one(number):
        entry = Placement(chosen[number % 2].pk, seen_carrier_id=None)
        try:
            placing.place(referral=referral, entry=entry, by=sam, now=now, policy=DEFAULT)
        except Refused as refusal:
            return "quicker" if "Somebody was quicker" in str(refusal) else str(refusal)
        except IntegrityError:
            return "a fault"
        return "placed"

    return one


def test_one_of_many_places_the_person_and_the_others_are_told(place):
    told = _all_at_once(place)

    assert sorted(told) == ["placed", *["quicker"] * (AT_ONCE - 1)]
    assert Allocation.objects.count() == 1


def test_twin_that_holds_no_referral_places_them_again_or_fails_for_some(place, monkeypatch):
    monkeypatch.setattr(ReferralQuerySet, "lock", lambda _all, pk: Referral.objects.get(pk=pk))

    assert _all_at_once(place).count("quicker") < AT_ONCE - 1

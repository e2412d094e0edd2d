"""Staff records of the practice service: believable, complete, and with something to act on."""

from random import Random

import pytest

from pwpservice.practice import team
from pwpservice.practice.write_staff import write_staff
from pwpservice.practice.write_staff_records import write_staff_records
from staff import expiry
from staff.agreed import effective
from staff.models import Credential, StaffMember
from staff.readiness import is_trained_to_supervise, missing
from tests.pwpservice.practice_service import TUESDAY, order

pytestmark = pytest.mark.django_db


@pytest.fixture
def everybody() -> dict[str, StaffMember]:
    """Eleven PWPs and whoever works with them, by the name they sign in by."""
    staff = team.colleagues(Random(1), 11)
    _, ids = write_staff(staff, today=TUESDAY)
    write_staff_records(staff, ids, today=TUESDAY, now=order().now)
    return {one.username: one for one in StaffMember.objects.all()}


def test_the_agency_pwp_was_inducted_before_a_first_booking_and_nobody_lacks_training(everybody):
    raj = everybody["r.tomlin"]

    assert raj.started_on < raj.cleared_on
    assert missing(raj.pk, on=TUESDAY) == ()
    assert not [
        words
        for one in everybody.values()
        for words in missing(one.pk, on=TUESDAY)
        if not words.startswith("Induction")
    ]


def test_somebody_new_is_half_inducted_and_awaits_her_first_booking(everybody):
    iris = everybody["i.moss"]

    assert iris.awaits_first_booking
    assert iris.induction.count() == 2
    assert [words.partition(":")[0] for words in missing(iris.pk, on=TUESDAY)] == ["Induction"] * 3


def test_one_registration_runs_out_soon_and_seniors_are_trained_to_supervise(everybody):
    soon = [one for one in expiry.running_out(on=TUESDAY) if one.what == "Registration"]

    assert [(one.name, one.until) for one in soon] == [("Amira Hassan", "3 July")]
    assert is_trained_to_supervise(everybody["senior"].pk)
    assert not Credential.objects.filter(checked_at=None).exists()


def test_a_champion_has_less_to_carry_and_no_trainee_more_than_was_agreed(everybody):
    numbers = {name: effective(one, on=TUESDAY) for name, one in everybody.items()}

    assert (numbers["pwp"].agreed, numbers["pwp"].number) == (75, 71)
    assert (numbers["trainee"].number, numbers["k.sidhu"].number) == (42, 35)
    assert numbers["s.pell"].words(TUESDAY).endswith("Not taking new people until 25 June")

"""The rota changed by six at once: nobody is on duty twice, a turn goes to one person."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection

from clinical.errors import Refused
from staff import actions
from staff.models import Duty
from staff.roles import Role
from tests import personas
from tests.factories.staff import DutyFactory

AT_ONCE = 6
_OFF = "ALTER TABLE staff_duty DROP CONSTRAINT staff_nobody_is_on_duty_twice_at_once"
_ON = """
ALTER TABLE staff_duty ADD CONSTRAINT staff_nobody_is_on_duty_twice_at_once
EXCLUDE USING gist (staff_id WITH =, tstzrange(starts_at, ends_at) WITH &&)
"""


def _race(act: Callable[[int], object]) -> list[str]:
    """Everybody starts together, each on a connection of their own."""
    gate = Barrier(AT_ONCE)

    def one(place: int) -> str:
        try:
            gate.wait(timeout=10)
            act(place)
        except Refused:
            return "refused"
        else:
            return "done"
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return sorted(pool.map(one, range(AT_ONCE)))


@pytest.fixture
def put(sam, leah, now):
    """Put Sam on duty tomorrow, each time for a little longer."""

    def one(place: int) -> None:
        start = now + timedelta(days=1)
        end = start + timedelta(hours=8 + place)
        actions.put_on_duty(
            staff=sam, starts_at=start, ends_at=end, phone="01632 960144", by=leah, now=now
        )

    return one


@pytest.mark.django_db(transaction=True)
def test_one_turn_is_written_however_many_put_the_same_person_on(put):
    assert _race(put) == ["done"] + ["refused"] * (AT_ONCE - 1)
    assert Duty.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_twin_without_the_constraint_the_same_person_is_on_many_times(put):
    with connection.cursor() as cursor:
        cursor.execute(_OFF)
    try:
        assert _race(put) == ["done"] * AT_ONCE
        assert Duty.objects.count() == AT_ONCE
    finally:
        Duty.objects.all().delete()
        with connection.cursor() as cursor:
            cursor.execute(_ON)


@pytest.mark.django_db(transaction=True)
def test_a_turn_that_six_people_give_away_at_once_goes_to_one(sam, leah, north, now):
    turn = DutyFactory(staff=sam, starts_at=now + timedelta(days=1))
    to = [
        personas.member(f"Senior{n} Lee", role=Role.SENIOR_PWP, team=north) for n in range(AT_ONCE)
    ]

    outcomes = _race(
        lambda place: actions.give_turn(turn=turn, held_by=sam.pk, to=to[place], by=leah, now=now)
    )

    assert outcomes == ["done"] + ["refused"] * (AT_ONCE - 1)
    assert Duty.objects.count() == 1
    assert Duty.objects.get().staff in to

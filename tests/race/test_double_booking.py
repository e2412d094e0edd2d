"""Two people book the same half hour at once: one gets it, and the other is told (promise D8)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from caseload.actions import contacts
from caseload.models import CareContact, ContactKind, ContactState
from clinical.errors import Refused
from tests.caseload import entries
from tests.factories.caseload import allocated

AT_ONCE = 6
_OFF = "ALTER TABLE caseload_carecontact DROP CONSTRAINT caseload_no_double_booking"
_ON = """
ALTER TABLE caseload_carecontact ADD CONSTRAINT caseload_no_double_booking
EXCLUDE USING gist (pwp_id WITH =, tstzrange(starts_at, ends_at) WITH &&) WHERE (state = 'BOOKED')
"""


def _race(book: Callable[[int], str]) -> list[str]:
    """Everybody starts together, each on a connection of their own."""
    gate = Barrier(AT_ONCE)

    def one(place: int) -> str:
        try:
            gate.wait(timeout=10)
            return book(place)
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(one, range(AT_ONCE)))


@pytest.fixture
def book(priya, north, now):
    """Book the same time next week, one referral each."""
    referrals = [allocated(priya, north) for _ in range(AT_ONCE)]
    slot = entries.at(now.replace(day=16))

    def one(place: int) -> str:
        try:
            contacts.book(
                referral=referrals[place],
                kind=ContactKind.TREATMENT,
                booking=slot,
                pwp_id=priya.pk,
                by=priya,
                now=now,
            )
        except Refused:
            return "refused"
        return "booked"

    return one


@pytest.mark.django_db(transaction=True)
def test_one_slot_is_booked_once_however_many_want_it(book, priya):
    outcomes = _race(book)

    assert sorted(outcomes) == ["booked"] + ["refused"] * (AT_ONCE - 1)
    assert CareContact.objects.filter(pwp=priya, state=ContactState.BOOKED).count() == 1


@pytest.mark.django_db(transaction=True)
def test_twin_without_the_constraint_the_slot_is_booked_many_times(book, priya):
    with connection.cursor() as cursor:
        cursor.execute(_OFF)
    try:
        outcomes = _race(book)
        booked = CareContact.objects.filter(pwp=priya, state=ContactState.BOOKED).count()
    finally:
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE caseload_carecontact CASCADE")
            cursor.execute(_ON)

    assert outcomes.count("booked") > 1
    assert booked > 1

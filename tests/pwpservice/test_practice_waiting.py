"""Those who wait in the practice service: pauses, one put first, and some who have not answered."""

from datetime import timedelta

import pytest

from caseload.models import OptIn, WaitingOverride
from caseload.waiting import page
from caseload.waiting.rows import Reader
from clinical.policy import DEFAULT
from pwpservice.practice.rows import Ids
from pwpservice.practice.write_waiting import write_waiting
from referrals.models import WaitPause
from tests.factories import caseload, referrals
from tests.pwpservice.practice_service import TUESDAY, order

pytestmark = pytest.mark.django_db


def test_the_list_shows_every_way_of_waiting(sam, ada, leah, priya, north, now):
    for days in range(9):
        referrals.waiting(north, received_on=TUESDAY - timedelta(days=60 - 4 * days))
    caseload.allocated(priya, north)
    staff = (sam.pk, *[leah.pk] * 2, ada.pk, *[leah.pk] * 3)

    write_waiting(order(), Ids((north.pk,), staff))

    rows = page.to_allocate(Reader(sam.standing, DEFAULT, now)).rows
    codes = [one.code for row in rows for one in row.chips]
    assert rows[0].is_put_first
    assert (codes.count("paused"), codes.count("asked"), codes.count("unanswered")) == (3, 2, 1)
    assert WaitPause.objects.count() == 4
    assert OptIn.objects.count() == 3
    assert WaitingOverride.objects.count() == 2

"""Send pressed many times at once puts one message on its way to each."""

import time

import pytest
from django.db.models import QuerySet

from clinical.policy import DEFAULT
from portal.actions import waiting_messages
from portal.models import PatientMessage
from referrals.models import Referral
from tests.factories import referrals
from tests.race.test_double_submit import AT_ONCE, _all_at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def press(north, sam, now, monkeypatch):
    """One person who waits; between looking who had it today and sending it, time passes."""
    made = referrals.waiting(north, patient__text_ok=True, patient__phone="07700 900123")
    waiting = Referral.objects.select_related("patient").get(pk=made.pk)
    wanted = waiting_messages._wanted

    def wanted_later(*args):
        time.sleep(0.1)
        return wanted(*args)

    monkeypatch.setattr(waiting_messages, "_wanted", wanted_later)

    def send(_place):
        sent = waiting_messages.tell(referrals=[waiting], by=sam, now=now, policy=DEFAULT)
        return (sent.queued, sent.had_today)

    return send


def test_a_waiting_message_sent_many_times_at_once_is_one(press):
    told = _all_at_once(press)

    assert sorted(told) == [(0, 1)] * (AT_ONCE - 1) + [(1, 0)]
    assert PatientMessage.objects.count() == 1


def test_twin_that_waits_for_nobody_sends_it_more_than_once(press, monkeypatch):
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **_: self)

    _all_at_once(press)

    assert PatientMessage.objects.count() > 1

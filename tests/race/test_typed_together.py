"""A letter whose Save is pressed many times at once is one referral, and every press is told so."""

import time
import uuid

import pytest
from django.db import IntegrityError

from caseload.actions import incoming
from caseload.models import TypedReferral
from clinical.policy import DEFAULT
from referrals.models import Patient, Referral
from tests.caseload.letters import letter
from tests.race.test_double_submit import AT_ONCE, _all_at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("duty", "north")]


@pytest.fixture
def save(priya, now, monkeypatch):
    """One form. Between looking whether it came before and receiving it, time passes."""
    person, key = incoming._person, uuid.uuid4()

    def person_later(*args, **facts):
        time.sleep(0.2)
        return person(*args, **facts)

    monkeypatch.setattr(incoming, "_person", person_later)

    def press(_place):
        try:
            return incoming.receive_typed(
                entry=letter(), form_key=key, by=priya, now=now, policy=DEFAULT
            )
        except IntegrityError:
            return None

    return press


def test_a_typed_referral_saved_many_times_at_once_is_one(save):
    told = _all_at_once(save)

    assert told == [Referral.objects.get()] * AT_ONCE
    assert [one.objects.count() for one in (Patient, TypedReferral)] == [1, 1]


def test_twin_that_takes_no_turns_answers_some_with_nothing(save, monkeypatch):
    monkeypatch.setattr(incoming, "_one_at_a_time", lambda _key: None)

    assert None in _all_at_once(save)

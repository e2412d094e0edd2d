"""One referral that comes many times at once is one: sent on the web, by another system, and asked
its questions. What decides is the row that is held, or a rule of the database.
"""

import time

import pytest
from django.db import IntegrityError, connection

from caseload import receiving
from clinical.policy import DEFAULT
from portal import first_links, link_jobs
from portal.actions import self_referrals, sent_referrals
from portal.models import PatientMessage, QuestionnaireLink, ReferralDraft
from referrals.models import Patient, Referral
from tests.portal.letters import letter, sender
from tests.portal.refer import AGREES, Person
from tests.portal.test_first_links import referred
from tests.race.test_double_submit import AT_ONCE, _all_at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("duty", "north")]
_ONCE = "portal_one_first_link_per_referral"


@pytest.fixture
def slowly(monkeypatch):
    """Between looking whether it came before and receiving it, time passes."""
    receive = receiving.receive

    def receive_later(*args, **facts):
        time.sleep(0.2)
        return receive(*args, **facts)

    monkeypatch.setattr(receiving, "receive", receive_later)


@pytest.fixture
def press_send(clock, slowly):
    """Many windows of one browser."""
    person = Person().so_far()
    cookies = person.client.cookies

    def press(_place):
        window = Person()
        window.client.cookies = cookies
        window.client.raise_request_exception = False
        return window.client.post("/refer/check", AGREES).status_code

    return press


@pytest.fixture
def send_letter(now, slowly):
    """One system, whose tries overtake each other; the second knows nothing of the first."""
    surgery, came = sender(now), letter(mentions_harm=True)

    def send(_place):
        facts = {"by": None, "now": now, "policy": DEFAULT}
        try:
            return sent_referrals.receive_sent(sender=surgery, key="letter-1", letter=came, **facts)
        except (IntegrityError, sent_referrals.Refused):
            return None

    return send


def test_a_form_that_is_sent_many_times_at_once_is_one_referral_and_everybody_is_told(press_send):
    told = _all_at_once(press_send)

    counts = [one.objects.count() for one in (Patient, Referral, PatientMessage)]
    assert (told, counts) == ([303] * AT_ONCE, [1, 1, 1])


def test_twin_that_holds_no_form_fails_for_some(press_send, monkeypatch):
    monkeypatch.setattr(
        self_referrals, "_held", lambda draft: ReferralDraft.objects.get(pk=draft.pk)
    )

    assert 500 in _all_at_once(press_send)


def test_a_letter_that_is_sent_many_times_at_once_is_answered_the_same(send_letter):
    received = _all_at_once(send_letter)

    assert set(received) == {Referral.objects.get()}
    assert Patient.objects.count() == 1


def test_twin_that_holds_no_sender_answers_some_with_nothing(send_letter, monkeypatch):
    monkeypatch.setattr(sent_referrals, "_one_at_a_time", lambda _sender: None)

    assert None in _all_at_once(send_letter)


@pytest.fixture
def plan(north, today, now, monkeypatch):
    """Every job reads who is due before any of them writes."""
    referred(north, today)
    store = link_jobs.store_and_queue

    def store_later(*args, **facts):
        time.sleep(0.3)
        return store(*args, **facts)

    monkeypatch.setattr(first_links, "store_and_queue", store_later)
    return lambda _place: first_links.plan_first_forms(now=now, policy=DEFAULT)["sent"]


def test_jobs_side_by_side_ask_each_person_once(plan):
    sent = _all_at_once(plan)

    assert (sum(sent), PatientMessage.objects.count()) == (1, 1)


def test_twin_without_the_rule_they_ask_many_times(plan):
    with connection.cursor() as cursor:
        cursor.execute(f"DROP INDEX {_ONCE}")
    try:
        assert sum(_all_at_once(plan)) == AT_ONCE
    finally:
        QuestionnaireLink.objects.update(is_first=False)
        with connection.cursor() as cursor:
            cursor.execute(
                f"CREATE UNIQUE INDEX {_ONCE} ON portal_questionnairelink (referral_id)"
                " WHERE is_first"
            )

"""Send, the sweep and the session page end one link at the same moment: one sitting, no error."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import IntegrityError, connection

from caseload.models import RiskSignal
from clinical.policy import DEFAULT
from outcomes.models import Sitting
from portal import link_jobs
from portal.actions import answers, closing
from portal.models import LinkAnswer, QuestionnaireLink
from portal.questionnaire.steps import steps_of
from tests.portal.links import NINTH, link_for, tomorrow

AT_ONCE = 6


def _all_at_once(act):
    gate = Barrier(AT_ONCE)

    def one(place):
        try:
            gate.wait(timeout=10)
            return act(place)
        except IntegrityError as clash:
            return clash
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(one, range(AT_ONCE)))


@pytest.fixture
def contact(transactional_db, referral):
    return tomorrow(referral)


@pytest.fixture
def link(contact, now):
    made = link_for(contact)
    for step in steps_of(made):
        value = 1 if step.number == NINTH else 2
        answers.answer(link=made, step=step, value=value, by=None, now=now, policy=DEFAULT)
    return made


def _ways(link, contact):
    """Every way a link ends."""
    late = contact.starts_at + timedelta(minutes=1)
    how = {"by": None, "now": late, "policy": DEFAULT}
    return (
        lambda: closing.close(link=link, **how),
        lambda: closing.close_for_contact(contact_id=contact.pk, **how),
        lambda: link_jobs.close_due_links(now=late, policy=DEFAULT),
    )


def test_ended_in_every_way_at_once_there_is_one_sitting(link, contact):
    ways = _ways(link, contact)

    ended = _all_at_once(lambda place: ways[place % len(ways)]())

    contact.refresh_from_db()
    assert not [one for one in ended if isinstance(one, IntegrityError)]
    assert [one for one in ended if isinstance(one, dict) and one["failed"]] == []
    assert Sitting.objects.filter(form_key=link.form_key).count() == 1
    assert contact.sitting == QuestionnaireLink.objects.get(pk=link.pk).sitting


def test_twin_without_the_lock_somebody_meets_an_error(link, contact, monkeypatch):
    read = Barrier(AT_ONCE)

    def unlocked(one):
        found = QuestionnaireLink.objects.select_related("referral__patient", "contact").get(
            pk=one.pk
        )
        read.wait(timeout=10)
        return found

    monkeypatch.setattr(closing, "_held", unlocked)
    ended = _all_at_once(lambda _: _ways(link, contact)[0]())

    assert [one for one in ended if isinstance(one, IntegrityError)]


def test_one_answer_tapped_many_times_at_once_is_one_answer_and_one_signal(contact, now):
    link = link_for(contact)
    ninth = steps_of(link)[NINTH - 1]

    _all_at_once(
        lambda _: answers.answer(link=link, step=ninth, value=2, by=None, now=now, policy=DEFAULT)
    )

    assert LinkAnswer.objects.filter(link=link).count() == 1
    assert RiskSignal.objects.filter(form_key=link.form_key).count() == 1


def test_links_made_at_once_for_one_session_are_one(contact):
    made = _all_at_once(lambda _: link_for(contact))

    assert len({one.pk for one in made}) == 1
    assert QuestionnaireLink.objects.count() == 1

"""The rules of pauses, of the order set aside and of opt-in, each broken once."""

from datetime import timedelta
from types import SimpleNamespace

import pytest

from caseload.models import OptIn, WaitingOverride
from referrals.models import WaitPause
from tests.constraints.breaking import Break, ids, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(referral, priya, now, today):
    return SimpleNamespace(referral=referral, by=priya, now=now, today=today)


def _pause(w, first=0, last=5, **facts):
    row = {
        "referral": w.referral,
        "reason": "AWAY",
        "from_on": w.today + timedelta(days=first),
        "until_on": w.today + timedelta(days=last),
        "set_at": w.now,
        "set_by": w.by,
    }
    return WaitPause.objects.create(**row | facts)


def _override(w, **facts):
    row = {
        "referral": w.referral,
        "kind": "PUT_FIRST",
        "why": "Exams",
        "due_on": w.today,
        "at": w.now,
        "by": w.by,
    }
    return WaitingOverride.objects.create(**row | facts)


def _asked(w, **facts):
    row = {
        "referral": w.referral,
        "asked_at": w.now,
        "asked_by": w.by,
        "again_on": w.today,
        "decide_on": w.today,
    }
    return OptIn.objects.create(**row | facts)


BREAKS = [
    Break("referrals_pause_ends_not_before_it_begins", "yesterday", lambda w: _pause(w, last=-1)),
    Break("referrals_resumed_by_somebody", "by nobody", lambda w: _pause(w, resumed_at=w.now)),
    Break("referrals_pauses_never_overlap", "on one day", lambda w: (_pause(w), _pause(w, 5, 9))),
    Break("caseload_put_first_once", "twice", lambda w: (_override(w), _override(w))),
    Break(
        "caseload_order_is_set_aside_with_a_reason", "without one", lambda w: _override(w, why="")
    ),
    Break(
        "caseload_put_first_is_ended_by_somebody",
        "by nobody",
        lambda w: _override(w, ended_at=w.now),
    ),
    Break("caseload_asked_once_at_a_time", "twice", lambda w: (_asked(w), _asked(w))),
    Break("caseload_answer_has_its_time", "without one", lambda w: _asked(w, answer="YES")),
    Break(
        "caseload_asked_again_before_it_is_decided",
        "after",
        lambda w: _asked(w, decide_on=w.today - timedelta(days=1)),
    ),
]


@pytest.mark.parametrize("broken", BREAKS, ids=ids)
def test_the_database_refuses(broken, world):
    refused(broken, world)

"""The rules of triage, screening calls and the directory, each broken once."""

from types import SimpleNamespace

import pytest
from django.db import InternalError, ProgrammingError, transaction

from referrals.models import ScreeningCall, Signposting, Triage
from tests.constraints.breaking import Break, ids, refused
from tests.factories.referrals import DirectoryEntryFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(referral, sam, now):
    return SimpleNamespace(referral=referral, by=sam, now=now)


def _triage(w, **facts):
    row = {"referral": w.referral, "number": 1, "decision": "STEP_2", "at": w.now, "by": w.by}
    return Triage.objects.create(**row | facts)


def _call(w, **facts):
    row = {
        "referral": w.referral,
        "form_key": "0" * 32,
        "outcome": "NO_ANSWER",
        "at": w.now,
        "by": w.by,
    }
    return ScreeningCall.objects.create(**row | facts)


def _signposting(w, **facts):
    row = {
        "referral": w.referral,
        "triage": _triage(w) if "triage" not in facts else facts["triage"],
        "entry": DirectoryEntryFactory() if "entry" not in facts else facts["entry"],
        "words": "Northbrook Advice",
        "consent": "BY_PHONE",
        "at": w.now,
    }
    return Signposting.objects.create(**row | facts)


def _twice_signposted(w):
    once = {"triage": _triage(w), "entry": DirectoryEntryFactory()}
    return _signposting(w, **once), _signposting(w, **once)


BREAKS = [
    Break("referrals_one_triage_at_a_time", "two first", lambda w: (_triage(w), _triage(w))),
    Break("referrals_triage_says_why", "Step 3", lambda w: _triage(w, decision="STEP_3")),
    Break("referrals_triage_says_why", "warned", lambda w: _triage(w, warned=["ptsd"])),
    Break(
        "referrals_screening_call_says_what_was_said",
        "nothing",
        lambda w: _call(w, outcome="SPOKE"),
    ),
    Break("referrals_place_can_be_reached", "no way", lambda _: DirectoryEntryFactory(phone="")),
    Break("referrals_place_can_be_reached", "no name", lambda _: DirectoryEntryFactory(name="")),
    Break(
        "referrals_place_stands_once",
        "twice",
        lambda _: (DirectoryEntryFactory(), DirectoryEntryFactory()),
    ),
    Break("referrals_signposted_once", "twice", _twice_signposted),
    Break(
        "referrals_taken_up_has_person_and_time",
        "by nobody",
        lambda w: _signposting(w, taken_up="YES"),
    ),
]


@pytest.mark.parametrize("broken", BREAKS, ids=ids)
def test_the_database_refuses(broken, world):
    refused(broken, world)


@pytest.mark.parametrize(
    ("make", "change"),
    [
        (_triage, lambda row: type(row).objects.filter(pk=row.pk).update(reason="Other words")),
        (_triage, lambda row: row.delete()),
        (_call, lambda row: type(row).objects.filter(pk=row.pk).update(said="Other words")),
        (_call, lambda row: row.delete()),
        (_signposting, lambda row: row.delete()),
    ],
    ids=[
        "triage_never_rewritten",
        "triage_never_rewritten, deleted",
        "screening_call_never_rewritten",
        "screening_call_never_rewritten, deleted",
        "signposting_never_deleted",
    ],
)
def test_what_was_decided_is_never_rewritten(make, change, world):
    made = make(world)

    with pytest.raises((InternalError, ProgrammingError)), transaction.atomic():
        change(made)

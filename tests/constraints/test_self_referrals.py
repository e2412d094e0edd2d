"""The rules of self-referrals and of what people say of themselves, each broken once."""

from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.db import InternalError, transaction

from portal.models import ReferralDraft, SelfReferral
from referrals.models import Consent, EqualityAnswers
from tests.constraints.breaking import Break, ids, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(referral, now):
    return SimpleNamespace(referral=referral, now=now)


def _draft(w, **facts):
    row = {
        "token_hash": uuid4().hex,
        "address_hash": "x",
        "started_at": w.now,
        "touched_at": w.now,
        "expires_at": w.now + timedelta(hours=1),
    }
    return ReferralDraft.objects.create(**row | facts)


def _sent(w, **facts):
    row = {
        "referral": w.referral,
        "form_key": uuid4(),
        "language": "en",
        "safe": "YES",
        "problem": "I worry",
        "mentions_harm": False,
        "sent_at": w.now,
    }
    return SelfReferral.objects.create(**row | facts)


def _consent(w, **facts):
    row = {
        "patient": w.referral.patient,
        "kind": "TEXT",
        "is_given": True,
        "method": "OWN_FORM",
        "words": "Can we send texts?",
        "at": w.now,
    }
    return Consent.objects.create(**row | facts)


def _equality(w):
    return EqualityAnswers.objects.create(referral=w.referral, gender="OTHER", at=w.now)


RULES = [
    Break(
        "portal_sent_draft_has_its_referral",
        "sent to nowhere",
        lambda w: _draft(w, sent_at=w.now),
    ),
    Break(
        "portal_sent_draft_keeps_no_words",
        "words stay behind",
        lambda w: _draft(w, sent_at=w.now, referral=w.referral, answers={"safe": {}}),
    ),
    Break(
        "portal_worrying_self_referral_has_its_signal",
        "not safe, and no signal",
        lambda w: _sent(w, safe="UNSURE"),
    ),
    Break(
        "portal_worrying_self_referral_has_its_signal",
        "harm in the words, and no signal",
        lambda w: _sent(w, mentions_harm=True),
    ),
    Break("portal_self_referral_says_something", "no words", lambda w: _sent(w, problem="")),
    Break("referrals_consent_has_its_words", "to nothing", lambda w: _consent(w, words="")),
    Break(
        "referrals_one_consent_at_a_time",
        "yes and no in one moment",
        lambda w: (_consent(w), _consent(w, is_given=False)),
    ),
]


@pytest.mark.parametrize("broken", RULES, ids=ids)
def test_the_database_refuses(broken, world):
    refused(broken, world)


@pytest.mark.parametrize(
    ("trigger", "make", "change"),
    [
        ("self_referral_never_rewritten", _sent, {"problem": "Something else"}),
        ("consent_never_rewritten", _consent, {"is_given": False}),
        ("equality_never_rewritten", _equality, {"gender": "MALE"}),
    ],
)
def test_what_people_said_is_never_rewritten(trigger, make, change, world):
    made = make(world)
    row = type(made).objects.filter(pk=made.pk)

    with pytest.raises(InternalError, match=trigger), transaction.atomic():
        row.update(**change)
    with pytest.raises(InternalError, match=trigger), transaction.atomic():
        row.delete()

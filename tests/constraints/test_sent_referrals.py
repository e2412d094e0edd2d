"""The rules of referrals that other systems send, each broken once."""

from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.db import InternalError, transaction

from portal.models import QuestionnaireLink, ReferralSender, SentReferral
from tests.constraints.breaking import Break, ids, refused
from tests.factories.referrals import waiting

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(referral, north, now):
    return SimpleNamespace(referral=referral, north=north, now=now, sender=None)


def _sender(w, **facts):
    row = {"name": "Mill Lane Surgery", "source": "GP", "token_hash": uuid4().hex, "made_at": w.now}
    return ReferralSender.objects.create(**row | facts)


def _sent(w, **facts):
    w.sender = w.sender or _sender(w)
    row = {
        "sender": w.sender,
        "key": "letter-1",
        "body_hash": "x",
        "referral": w.referral,
        "body": {"reason": "Low since spring"},
        "says_harm": False,
        "mentions_harm": False,
        "received_at": w.now,
    }
    return SentReferral.objects.create(**row | facts)


def _link(w):
    return QuestionnaireLink.objects.create(
        referral=w.referral,
        token_hash=uuid4().hex,
        is_first=True,
        made_at=w.now,
        expires_at=w.now,
    )


RULES = [
    Break("portal_sender_has_a_name", "nobody's", lambda w: _sender(w, name="")),
    Break(
        "portal_stopped_sender_has_person_and_time",
        "stopped by nobody",
        lambda w: _sender(w, stopped_at=w.now),
    ),
    Break(
        "portal_one_sent_referral_per_key",
        "two under one key",
        lambda w: (_sent(w), _sent(w, referral=waiting(w.north))),
    ),
    Break(
        "portal_sent_referral_with_harm_has_its_signal",
        "harm, and no signal",
        lambda w: _sent(w, mentions_harm=True),
    ),
    Break(
        "portal_harm_that_was_said_is_mentioned",
        "said, and not taken as said",
        lambda w: _sent(w, says_harm=True),
    ),
    Break("portal_one_first_link_per_referral", "twice", lambda w: (_link(w), _link(w))),
]


@pytest.mark.parametrize("broken", RULES, ids=ids)
def test_the_database_refuses(broken, world):
    refused(broken, world)


def test_what_was_sent_is_never_rewritten(world):
    row = SentReferral.objects.filter(pk=_sent(world).pk)

    with pytest.raises(InternalError, match="sent_referral_never_rewritten"), transaction.atomic():
        row.update(key="another")
    with pytest.raises(InternalError, match="sent_referral_never_rewritten"), transaction.atomic():
        row.delete()

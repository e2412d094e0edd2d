"""Messages and replies, as the actions leave them."""

import uuid
from datetime import UTC, datetime, timedelta

import factory
from factory.django import DjangoModelFactory

from portal import messages
from portal.models import (
    Channel,
    InboundReply,
    LocalMessage,
    Meaning,
    MessageKind,
    MessageRule,
    MessageState,
    PatientMessage,
)
from tests.factories.referrals import ReferralFactory

_NOW = datetime(2026, 6, 9, 9, 24, tzinfo=UTC)
MOBILE = "+447700900123"


class PatientMessageFactory(DjangoModelFactory):
    """A reminder by text, queued."""

    class Meta:
        model = PatientMessage

    referral = factory.SubFactory(ReferralFactory)
    patient = factory.SelfAttribute("referral.patient")
    kind = MessageKind.REMINDER
    channel = Channel.TEXT
    to = MOBILE
    key = factory.LazyFunction(uuid.uuid4)
    answer_hash = factory.LazyAttribute(lambda m: messages.hash_of(messages.token_of(m.key)))
    not_before = _NOW
    queued_at = _NOW


class InboundReplyFactory(DjangoModelFactory):
    class Meta:
        model = InboundReply

    provider_id = factory.Sequence(lambda n: f"inbound-{n}")
    channel = Channel.TEXT
    came_from = MOBILE
    words = "Can I come on Thursday instead?"
    meaning = Meaning.OTHER
    mentions_harm = False
    at = _NOW


class LocalMessageFactory(DjangoModelFactory):
    class Meta:
        model = LocalMessage

    key = factory.LazyFunction(uuid.uuid4)
    channel = Channel.TEXT
    to = MOBILE
    words = "You have an appointment."
    at = _NOW


class MessageRuleFactory(DjangoModelFactory):
    class Meta:
        model = MessageRule

    contact_kind = "TREATMENT"
    remind_hours_before = 24
    valid_from = _NOW.date()
    set_at = _NOW


def sent(contact, **facts):
    """A reminder of this appointment that was handed over an hour ago."""
    at = facts.pop("at", _NOW - timedelta(hours=1))
    return PatientMessageFactory(
        **{
            "referral": contact.referral,
            "contact": contact,
            "state": MessageState.HANDED_OVER,
            "queued_at": at,
            "handed_over_at": at,
            "provider_id": "local-1",
            **facts,
        }
    )


def failed(referral, **facts):
    """A message that could not be delivered."""
    return PatientMessageFactory(
        referral=referral,
        state=MessageState.FAILED,
        failed_at=_NOW,
        why_failed="The number on the record does not receive texts. Ask for another one.",
        **facts,
    )

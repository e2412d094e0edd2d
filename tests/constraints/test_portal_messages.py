"""Each rule that the database keeps about messages, replies and their rules, broken once."""

from types import SimpleNamespace

import pytest
from django.db import InternalError, ProgrammingError, transaction

from portal.models import InboundReply, MessageRule, PatientMessage
from referrals.models import Referral
from staff.models import StaffMember
from tests.constraints.breaking import Break, ids, refused
from tests.factories import caseload
from tests.factories.portal import (
    InboundReplyFactory,
    LocalMessageFactory,
    MessageRuleFactory,
    PatientMessageFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(referral: Referral, priya: StaffMember, now) -> SimpleNamespace:
    contact = caseload.booked_contact(referral, at=now)
    message = PatientMessageFactory(referral=referral, contact=contact)
    return SimpleNamespace(
        referral=referral, priya=priya, now=now, contact=contact, message=message
    )


def _message(**facts):
    return lambda w: PatientMessage.objects.filter(pk=w.message.pk).update(
        **{name: value(w) if callable(value) else value for name, value in facts.items()}
    )


def _reply(**facts):
    return lambda w: InboundReplyFactory(
        **{name: value(w) if callable(value) else value for name, value in facts.items()}
    )


def _now(w):
    return w.now


def _priya(w):
    return w.priya


def _referral(w):
    return w.referral


RULES = [
    Break(
        "portal_one_message_per_contact_and_kind",
        "a second reminder",
        lambda w: PatientMessageFactory(referral=w.referral, contact=w.contact),
    ),
    Break("portal_handed_over_has_its_time", "no time", _message(state="HANDED_OVER")),
    Break("portal_delivered_has_its_time", "no time", _message(state="DELIVERED")),
    Break(
        "portal_failed_has_time_and_reason", "no time", _message(state="FAILED", why_failed="No")
    ),
    Break("portal_failed_has_time_and_reason", "no why", _message(state="FAILED", failed_at=_now)),
    Break("portal_handled_has_person_time_and_words", "no person", _message(handled_at=_now)),
    Break(
        "portal_handled_has_person_time_and_words",
        "no words",
        _message(handled_at=_now, handled_by=_priya),
    ),
    Break(
        "portal_reply_that_mentions_harm_has_its_signal",
        "no signal",
        _reply(referral=_referral, mentions_harm=True),
    ),
    Break("portal_read_reply_has_person_time_and_words", "no person", _reply(read_at=_now)),
    Break(
        "portal_read_reply_has_person_time_and_words",
        "no words",
        _reply(read_at=_now, read_by=_priya),
    ),
    Break("portal_only_what_is_understood_is_acted_on", "not understood", _reply(acted_at=_now)),
    Break(
        "portal_only_what_is_understood_is_acted_on",
        "harm in it",
        _reply(acted_at=_now, meaning="CANCEL", mentions_harm=True),
    ),
    Break(
        "portal_reminder_within_bounds",
        "one hour before",
        lambda _: MessageRuleFactory(remind_hours_before=1),
    ),
    Break(
        "portal_reminder_within_bounds",
        "eight days before",
        lambda _: MessageRuleFactory(remind_hours_before=192),
    ),
    Break(
        "portal_questionnaire_within_bounds",
        "fifteen days before",
        lambda _: MessageRuleFactory(questionnaire_days_before=15),
    ),
    Break(
        "portal_patientmessage_key",
        "the same key twice",
        lambda w: PatientMessageFactory(referral=w.referral, key=w.message.key),
    ),
    Break(
        "portal_inboundreply_provider_id",
        "delivered twice",
        lambda _: [InboundReplyFactory(provider_id="one") for _ in range(2)],
    ),
    Break(
        "portal_localmessage_key",
        "the same key twice",
        lambda w: [LocalMessageFactory(key=w.message.key) for _ in range(2)],
    ),
]


@pytest.mark.parametrize("broken", RULES, ids=ids)
def test_the_database_refuses(broken: Break, world: SimpleNamespace) -> None:
    refused(broken, world)


@pytest.mark.parametrize(
    ("trigger", "do"),
    [
        ("message_never_deleted", lambda _: PatientMessage.objects.all().delete()),
        ("reply_never_deleted", lambda _: InboundReply.objects.all().delete()),
        ("message_rule_never_rewritten", lambda _: MessageRule.objects.all().delete()),
        (
            "message_rule_never_rewritten",
            lambda _: MessageRule.objects.update(remind_hours_before=2),
        ),
    ],
)
def test_what_was_sent_came_in_or_was_decided_stays(
    trigger: str, do, world: SimpleNamespace
) -> None:
    InboundReplyFactory(), MessageRuleFactory()

    with pytest.raises((InternalError, ProgrammingError), match="Cannot"), transaction.atomic():
        do(world)

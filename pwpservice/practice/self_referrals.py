"""Some of those who wait referred themselves on the web: what they wrote, agreed to and need."""

from datetime import datetime
from random import Random
from uuid import UUID

from clinical.working_days import moment
from portal.models import Safe, SelfReferral
from pwpservice.practice.generate import Order
from referrals.models import (
    Consent,
    ConsentKind,
    ConsentMethod,
    EqualityAnswers,
    Patient,
    Referral,
    ReferralSource,
    StatedNeeds,
)

_WORDS = (
    "I lie awake most nights since the spring and go over everything I did wrong at work.",
    "I have stopped seeing my friends. Everything feels like too much and I cry a lot.",
    "My heart races in shops and on the bus, so I only go out when I have to.",
    "Since my dad died in January I cannot get going in the morning.",
    "I worry about money and my kids all day. My GP said to try you.",
    "I check the door and the cooker twenty times. I am late for work because of it.",
)
_ASKED = (
    (ConsentKind.RECORD, "I agree that you get in touch with me, and keep what I wrote"),
    (ConsentKind.TEXT, "Can we send texts?"),
    (ConsentKind.VOICEMAIL, "Can we leave a voicemail?"),
)


def write_self_referrals(order: Order) -> None:
    """For the latest of them without an open flag, as their own form would have left it."""
    rng = Random(f"{order.seed}/{order.today}/self-referrals")
    waiting = list(
        Referral.objects.open()
        .filter(
            carried_by__isnull=True,
            source=ReferralSource.SELF,
            risk_open_since__isnull=True,
            patient__language="en",
        )
        .select_related("patient")
        .order_by("-received_on", "pk")[: len(_WORDS)]
    )
    told = list(zip(waiting, _WORDS, strict=False))
    for referral, words in told:
        referral.problem_statement = words
    Referral.objects.bulk_update(waiting, ["problem_statement"])
    SelfReferral.objects.bulk_create(_form(one, words, rng, order) for one, words in told)
    Consent.objects.bulk_create(row for one in waiting for row in _consents(one, order))
    StatedNeeds.objects.bulk_create(
        StatedNeeds(referral=one, language="en", at=_at(one, order)) for one in waiting
    )
    EqualityAnswers.objects.bulk_create(
        EqualityAnswers(
            referral=one,
            ethnicity=rng.choice(("A", "A", "J", "M", "NOT_SAID")),
            carer=rng.choice(("NO", "YES", "NOT_SAID")),
            at=_at(one, order),
        )
        for one in waiting
    )


def _form(referral: Referral, words: str, rng: Random, order: Order) -> SelfReferral:
    return SelfReferral(
        referral=referral,
        form_key=UUID(int=rng.getrandbits(128), version=4),
        language="en",
        safe=Safe.YES,
        problem=words,
        mentions_harm=False,
        sent_at=_at(referral, order),
    )


def _consents(referral: Referral, order: Order) -> list[Consent]:
    patient: Patient = referral.patient
    given = {ConsentKind.TEXT: patient.text_ok, ConsentKind.VOICEMAIL: patient.voicemail_ok}
    return [
        Consent(
            patient=patient,
            kind=kind,
            is_given=given.get(kind, True),
            method=ConsentMethod.OWN_FORM,
            words=words,
            at=_at(referral, order),
        )
        for kind, words in _ASKED
    ]


def _at(referral: Referral, order: Order) -> datetime:
    return min(moment(referral.received_on, "12:00"), order.now)

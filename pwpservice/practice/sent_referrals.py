"""Some of those whom a GP referred came by the systems of two surgeries, as they would have."""

import hashlib
from datetime import timedelta

from clinical.working_days import moment
from portal.models import ReferralSender, SentReferral
from pwpservice.practice.generate import Order
from referrals.models import Referral, ReferralSource

_SURGERIES = ("Mill Lane Surgery", "Elm Road Medical Centre")
_LETTERS = (
    ("Dr Ann Hale, GP", "Low mood for four months since redundancy. Sleeps badly, no appetite."),
    ("Dr Imran Qureshi, GP", "Worries about his health most days. Tests are clear. Keen to try."),
    ("Sister Mary Doyle, practice nurse", "Tearful at her diabetes review. PHQ-9 there was 12."),
    ("Dr Ann Hale, GP", "Panic on buses since an accident in the spring. Off work for two weeks."),
)


def write_sent_referrals(order: Order) -> None:
    """For the latest of them without an open flag."""
    senders = [_sender(name, order) for name in _SURGERIES]
    ReferralSender.objects.bulk_create(senders)
    waiting = list(
        Referral.objects.open()
        .filter(carried_by__isnull=True, source=ReferralSource.GP, risk_open_since__isnull=True)
        .select_related("patient")
        .order_by("-received_on", "pk")[: len(_LETTERS)]
    )
    for referral, (_who, reason) in zip(waiting, _LETTERS, strict=False):
        referral.problem_statement = reason
    Referral.objects.bulk_update(waiting, ["problem_statement"])
    SentReferral.objects.bulk_create(
        _sent(referral, senders[place % 2], *_LETTERS[place], order=order)
        for place, referral in enumerate(waiting)
    )


def _sender(name: str, order: Order) -> ReferralSender:
    """Nobody has its token: one that is to be tried is made on the page."""
    return ReferralSender(
        name=name,
        source=ReferralSource.GP,
        token_hash=hashlib.sha256(f"{order.seed}/{name}".encode()).hexdigest(),
        made_at=order.now - timedelta(days=200),
    )


def _sent(
    referral: Referral, sender: ReferralSender, who: str, reason: str, *, order: Order
) -> SentReferral:
    patient = referral.patient
    body = {
        "nhs_number": patient.nhs_number or "",
        "given_name": patient.given_name,
        "family_name": patient.family_name,
        "date_of_birth": str(patient.date_of_birth),
        "phone": patient.phone,
        "text_ok": patient.text_ok,
        "gp": sender.name,
        "referred_by": who,
        "reason": reason,
        "mentions_harm": False,
        "patient_agrees": True,
    }
    return SentReferral(
        sender=sender,
        key=f"letter-{referral.reference}",
        body_hash=hashlib.sha256(repr(body).encode()).hexdigest(),
        referral=referral,
        body=body,
        says_harm=False,
        mentions_harm=False,
        received_at=min(moment(referral.received_on, "11:00"), order.now),
    )

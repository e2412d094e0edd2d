"""By which channel, at which address, and at what hours somebody may be reached (safety H19)."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from clinical.policy import Policy
from clinical.working_days import Purpose, local, local_date, moment
from portal.models import Channel
from referrals.models import DIED, Patient, Referral

_MOBILE = re.compile(r"\+447\d{9}")
_ELSEWHERE = re.compile(r"\+(?!44)\d{8,14}")
_NOT_DIGITS = re.compile(r"[\s().\-]")


@dataclass(frozen=True, slots=True)
class Wishes:
    """What somebody said may be used, and where it leads."""

    text_ok: bool
    email_ok: bool
    phone: str
    email: str


@dataclass(frozen=True, slots=True)
class Way:
    """One channel and the address on it."""

    channel: Channel
    to: str


def has_died(patient_id: int) -> bool:
    """A referral of this person ended because they died: nobody is messaged any more. One query."""
    return Referral.objects.filter(patient=patient_id, end_code__in=DIED).exists()


def wishes_of(patient: Patient) -> Wishes:
    """The wishes as they stand on the record."""
    return Wishes(patient.text_ok, patient.email_ok, patient.phone, patient.email)


def way_to(wishes: Wishes, *, channels: Collection[Channel]) -> Way | None:
    """Text first, then email; only what was agreed to. None: this person gets no message.

    A number that takes no texts is still the way where there is no other: it fails in words, and a
    person puts it right.
    """
    number = mobile(wishes.phone)
    by_text = wishes.text_ok and bool(wishes.phone) and Channel.TEXT in channels
    by_email = wishes.email_ok and bool(wishes.email) and Channel.EMAIL in channels
    if by_text and (number or not by_email):
        return Way(Channel.TEXT, number or wishes.phone)
    return Way(Channel.EMAIL, wishes.email) if by_email else None


def sure_way_to(wishes: Wishes, *, channels: Collection[Channel]) -> Way | None:
    """The same where there is no need to try: a number that takes no texts is no way."""
    way = way_to(wishes, channels=channels)
    if way is not None and way.channel is Channel.TEXT and not mobile(way.to):
        return None
    return way


def mobile(phone: str) -> str:
    """`+447700900123` for any way of writing a number that takes texts; empty for any other."""
    digits = _NOT_DIGITS.sub("", phone)
    if digits.startswith("00"):
        digits = f"+{digits[2:]}"
    elif digits.startswith("44"):
        digits = f"+{digits}"
    elif digits.startswith("0"):
        digits = f"+44{digits[1:]}"
    digits = digits.replace("+440", "+44", 1)
    return digits if _MOBILE.fullmatch(digits) or _ELSEWHERE.fullmatch(digits) else ""


def safe_time(at: datetime, policy: Policy) -> datetime:
    """This moment, if messages may arrive now by the London clock; otherwise the next that is."""
    on = local_date(at)
    if at < _from(at, policy):
        return _from(at, policy)
    if f"{local(at):%H:%M}" < policy.texts_until:
        return at
    tomorrow = on + timedelta(days=1)
    return moment(tomorrow, policy.texts_from, purpose=Purpose.NOT_BEFORE)


def _from(at: datetime, policy: Policy) -> datetime:
    return moment(local_date(at), policy.texts_from, purpose=Purpose.NOT_BEFORE)

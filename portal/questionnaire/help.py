"""Who can be reached now, in buttons; and the truth about when this service reads and rings."""

import re
from dataclasses import dataclass
from datetime import datetime

from clinical.policy import Policy
from clinical.working_days import local_date
from policy import hours, wordings
from policy.models import WordingKey
from policy.wordings import CrisisContact

_EMERGENCY = "999"


@dataclass(frozen=True, slots=True)
class HelpLine:
    """One full-width button: ring or text."""

    label: str
    href: str
    when: str


@dataclass(frozen=True, slots=True)
class Help:
    """What every page for patients can show. The last two are empty while the service is open."""

    name: str
    lines: tuple[HelpLine, ...]
    relay: str
    phone: str
    opening_hours: str
    opens_again: str = ""
    closed: str = ""


def read(*, policy: Policy, now: datetime, language: str) -> Help:
    """The crisis contacts and the service's words of this day. One query."""
    texts = wordings.texts(on=local_date(now), language=language)
    again = hours.opens_again(policy=policy, now=now)
    contacts = wordings.contacts_in(texts[WordingKey.CRISIS_NUMBERS]) or wordings.USUAL
    return Help(
        name=texts[WordingKey.NEUTRAL_NAME],
        lines=lines(contacts),
        relay=texts[WordingKey.TEXT_RELAY],
        phone=texts[WordingKey.SERVICE_PHONE],
        opening_hours=f"{policy.opens} to {policy.closes}",
        opens_again=again,
        closed=texts[WordingKey.OUT_OF_HOURS_PATIENT] if again else "",
    )


def usual() -> Help:
    """What is true whatever the service has set: for a page drawn while something is broken."""
    return Help(
        name=wordings.DEFAULTS[WordingKey.NEUTRAL_NAME],
        lines=lines(wordings.USUAL),
        relay=wordings.DEFAULTS[WordingKey.TEXT_RELAY],
        phone="",
        opening_hours="",
    )


def lines(contacts: tuple[CrisisContact, ...]) -> tuple[HelpLine, ...]:
    """Each contact as a button, the emergency number first."""
    ordered = sorted(contacts, key=lambda one: not one.number.startswith(_EMERGENCY))
    return tuple(_line(one) for one in ordered)


def _line(contact: CrisisContact) -> HelpLine:
    number = re.sub(r"[^0-9+]", "", contact.number.split(",")[0])
    if contact.name.lower().startswith("text"):
        return HelpLine(f"{contact.name} to {contact.number}", f"sms:{number}", contact.when)
    who = "" if number == _EMERGENCY else f"{contact.name}, "
    return HelpLine(f"Call {who}{contact.number}", f"tel:{number}", contact.when)

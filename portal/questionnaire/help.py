"""Who can be reached now, in buttons; and the truth about when this service reads and rings."""

import re
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from clinical.policy import Policy
from clinical.working_days import is_open, local_date, next_opening
from policy import hours, wordings
from policy.models import WordingKey
from policy.wordings import ENGLISH, CrisisContact
from portal import phrases
from portal.spoken import Words, as_dialled, here, words

_EMERGENCY = "999"


@dataclass(frozen=True, slots=True)
class HelpLine:
    """One full-width button: ring or text."""

    label: str
    href: str
    when: Words


@dataclass(frozen=True, slots=True)
class Help:
    """What every page for patients can show. The last two are empty while the service is open."""

    name: str
    lines: tuple[HelpLine, ...]
    relay: Words
    phone: str
    opening_hours: str
    opens_again: str = ""
    closed: Words | None = None


def read(*, policy: Policy, now: datetime, language: str) -> Help:
    """The crisis contacts and the service's words of this day. One query."""
    own = wordings.spoken(on=local_date(now), language=language)
    is_closed = not is_open(now, policy.calendar)
    contacts = wordings.contacts_in(own[WordingKey.CRISIS_NUMBERS][0]) or wordings.USUAL
    return Help(
        name=_(own[WordingKey.NEUTRAL_NAME][0]),
        lines=lines(contacts, language=own[WordingKey.CRISIS_NUMBERS][1]),
        relay=_said(*own[WordingKey.TEXT_RELAY]),
        phone=own[WordingKey.SERVICE_PHONE][0],
        opening_hours=_("%(opens)s to %(closes)s")
        % {"opens": policy.opens, "closes": policy.closes},
        opens_again=_opens_again(policy=policy, now=now) if is_closed else "",
        closed=_said(*own[WordingKey.OUT_OF_HOURS_PATIENT]) if is_closed else None,
    )


def usual() -> Help:
    """What is true whatever the service has set: for a page drawn while something is broken."""
    return Help(
        name=wordings.DEFAULTS[WordingKey.NEUTRAL_NAME],
        lines=lines(wordings.USUAL),
        relay=words(wordings.DEFAULTS[WordingKey.TEXT_RELAY]),
        phone="",
        opening_hours="",
    )


def lines(contacts: tuple[CrisisContact, ...], *, language: str = ENGLISH) -> tuple[HelpLine, ...]:
    """Each contact as a button, the emergency number first."""
    ordered = sorted(contacts, key=lambda one: not one.number.startswith(_EMERGENCY))
    return tuple(_line(one, language=language) for one in ordered)


def _line(contact: CrisisContact, *, language: str) -> HelpLine:
    number = re.sub(r"[^0-9+]", "", contact.number.split(",")[0])
    facts = {"name": _(contact.name), "number": as_dialled(_(contact.number))}
    when = _said(contact.when, language)
    if contact.name.lower().startswith("text"):
        return HelpLine(_("%(name)s to %(number)s") % facts, f"sms:{number}", when)
    if number == _EMERGENCY:
        return HelpLine(_("Call %(number)s") % facts, f"tel:{number}", when)
    return HelpLine(_("Call %(name)s, %(number)s") % facts, f"tel:{number}", when)


def _said(text: str, language: str) -> Words:
    """The service's own words in the person's language, or else what the page has for the usual
    ones.
    """
    return words(text) if language == ENGLISH else Words(text, language)


def _opens_again(*, policy: Policy, now: datetime) -> str:
    if here() in phrases.LANGUAGES and here() != ENGLISH:
        return phrases.LANGUAGES[here()].when(next_opening(now, policy.calendar))
    return hours.opens_again(policy=policy, now=now)

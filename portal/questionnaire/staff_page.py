"""What staff see before they send a questionnaire: for which session, by which way, what is out."""

from dataclasses import dataclass
from datetime import datetime

from caseload.models import CareContact, ContactState
from clinical import wording
from clinical.working_days import local_date
from portal import links, providers
from portal.links import Standing, standing
from portal.models import Channel, LinkKind, QuestionnaireLink
from portal.questionnaire.steps import given_to, steps_of
from portal.reach import way_to, wishes_of
from referrals.models import Referral


@dataclass(frozen=True, slots=True)
class Outgoing:
    """The page. `way` is empty where the person agreed to none; `address` while a link is live."""

    session: str
    way: str
    state: str
    address: str
    may_send: bool


def next_session(referral: Referral, *, now: datetime) -> CareContact | None:
    """The appointment the questions would be for."""
    ahead = CareContact.objects.filter(
        referral=referral, state=ContactState.BOOKED, starts_at__gt=now
    )
    return ahead.order_by("starts_at").first()


def live_link(referral: Referral, *, now: datetime) -> QuestionnaireLink | None:
    """The link that is out for it, if one is."""
    contact = next_session(referral, now=now)
    found = links.running().filter(referral=referral, contact=contact, kind=LinkKind.MEASURES)
    link = found.select_related("referral__patient").last()
    return link if link and not standing(link, now=now).is_over else None


def read(referral: Referral, *, now: datetime) -> Outgoing:
    """The page of one person."""
    contact, link = next_session(referral, now=now), live_link(referral, now=now)
    is_live = link is not None and standing(link, now=now) is Standing.LIVE
    is_back = contact is not None and contact.sitting_id is not None
    return Outgoing(
        session=_session(contact, now=now),
        way=_way(referral),
        state="The answers are back." if is_back else _state(link, now=now),
        address=links.address_of(link) if link and is_live else "",
        may_send=referral.is_open and not is_back,
    )


def _session(contact: CareContact | None, *, now: datetime) -> str:
    if contact is None:
        return "No appointment is booked: the link is open for 7 days."
    when = wording.time_within(contact.starts_at, local_date(now))
    return f"For the appointment of {when}. The link ends when it begins."


def _way(referral: Referral) -> str:
    way = way_to(wishes_of(referral.patient), channels=providers.available())
    if way is None:
        return ""
    return f"{'text' if way.channel == Channel.TEXT else 'email'} to {way.to}"


def _state(link: QuestionnaireLink | None, *, now: datetime) -> str:
    """How far somebody is; never what they answered."""
    if link is None:
        return "Not sent yet."
    if standing(link, now=now) is Standing.LOCKED:
        return "Locked: the date of birth was wrong five times. A new link can be sent."
    made = wording.sentence_time(link.made_at, local_date(now))
    if link.opened_at is None:
        return f"Link made {made}, not opened yet."
    given = sum(value is not None for value in given_to(link).values())
    return f"Link made {made}, opened. {given} of {len(steps_of(link))} answered."

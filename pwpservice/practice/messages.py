"""Messages of the last days: reminders that arrived, one that did not, a reply to read, one that
mentions harm; and the reminders of the next two days, queued as they would be.
"""

from collections.abc import Iterable
from datetime import timedelta
from random import Random

from caseload.models import CareContact, ContactState
from clinical.policy import Policy
from portal import message_jobs
from portal.actions import messages as message_actions
from portal.actions import replies
from portal.actions.replies import Incoming
from portal.models import Channel, MessageKind, MessageState, PatientMessage
from pwpservice.practice import sent
from pwpservice.practice.generate import Order

_REMINDED = 24
_DAYS = 4
_ASKS = "Hi could we make it later in the day next time, work has changed my shifts"
_WORRYING = "cant see a way forward with any of this today sorry"
_FAILED = "The number on the record does not receive texts. Ask for another one."


def write_messages(order: Order, *, policy: Policy) -> None:
    """Written once, when everybody is there."""
    rng = Random(f"{order.seed}/{order.today}/messages")
    reminded = list(_seen_lately(order))
    if len(reminded) > 2:  # noqa: PLR2004 - one failed, one replied to
        _remind(reminded, rng=rng, order=order, policy=policy)
        _reply(reminded[0], _ASKS, "practice-reply-1", order=order, policy=policy)
        _fail(reminded[1], order=order)
        for contact in _at_risk(reminded):
            _reply(contact, _WORRYING, "practice-reply-2", order=order, policy=policy)
    message_jobs.plan_reminders(now=order.now, policy=policy)


def _seen_lately(order: Order) -> Iterable[CareContact]:
    """Signed in the last days, of people who agreed to texts, one each."""
    lately = CareContact.objects.filter(
        state=ContactState.LOGGED,
        starts_at__gte=order.now - timedelta(days=_DAYS),
        referral__ended_on__isnull=True,
        referral__patient__text_ok=True,
    ).exclude(referral__patient__phone="")
    people: set[int] = set()
    for contact in lately.select_related("referral__patient").order_by("starts_at", "pk"):
        if contact.referral_id not in people and len(people) < _REMINDED:
            people.add(contact.referral_id)
            yield contact


def _remind(contacts: list[CareContact], *, rng: Random, order: Order, policy: Policy) -> None:
    """Two days before each, at a safe hour."""
    ahead = timedelta(days=2)
    rows = [
        sent.sent(contact, MessageKind.REMINDER, at=contact.starts_at - ahead, rng=rng)
        for contact in contacts
    ]
    sent.write(rows, on=order.today, policy=policy)


def _fail(contact: CareContact, *, order: Order) -> None:
    """The last try of today did not arrive."""
    message = PatientMessage.objects.get(contact=contact, kind=MessageKind.REMINDER)
    PatientMessage.objects.filter(pk=message.pk).update(
        state=MessageState.HANDED_OVER, delivered_at=None
    )
    message_actions.note_failed(message=message, why=_FAILED, by=None, now=order.now)


def _reply(contact: CareContact, words: str, key: str, *, order: Order, policy: Policy) -> None:
    """Came in this morning, by the way every reply comes."""
    message = PatientMessage.objects.get(contact=contact, kind=MessageKind.REMINDER)
    replies.file_reply(
        reply=Incoming(key, Channel.TEXT, message.to, words),
        by=None,
        now=order.now - timedelta(minutes=35),
        policy=policy,
    )


def _at_risk(contacts: list[CareContact]) -> list[CareContact]:
    """Somebody whose risk plan is open already, so that the words join it."""
    return [one for one in contacts if one.referral.risk_open_since is not None][:1]

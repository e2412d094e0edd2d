"""Places that somebody was pointed to and asked for in a message: queued once, in the words that
were agreed on.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from clinical.policy import Policy
from portal import providers
from portal.actions import messages
from portal.models import MessageKind, PatientMessage
from portal.reach import has_died, way_to, wishes_of
from referrals.models import Referral, Signposting

# After this, an outage has made it old news: a person tells them when they ask how it went.
_FOR = timedelta(days=3)


def send_signposts(*, now: datetime, policy: Policy) -> dict[str, int]:
    """Queue one message for everybody who asked for one. Safe twice, late and beside itself."""
    waiting = list(_unsent(now).values_list("referral_id", flat=True).distinct())
    return {"queued": sum(_send(pk, now=now, policy=policy) for pk in waiting)}


def places(message: PatientMessage) -> str:
    """`Northbrook Advice, 01632 960111; Carers Northbrook, …`, as they were given."""
    given = Signposting.objects.filter(
        referral=message.referral_id, by_message=True, at__lte=message.queued_at
    )
    latest = given.order_by("triage_id").last()
    words = [] if latest is None else given.filter(triage=latest.triage_id).order_by("pk")
    return "; ".join(one.words for one in words)


@transaction.atomic
def _send(referral_id: int, *, now: datetime, policy: Policy) -> int:
    """The referral is held: of two jobs, the second finds that it is queued."""
    referral = Referral.objects.lock(referral_id)
    is_due = _unsent(now).filter(referral=referral).exists()
    way = way_to(wishes_of(referral.patient), channels=providers.available())
    if not is_due or way is None or has_died(referral.patient_id):
        return 0
    kind = MessageKind.HELP_ELSEWHERE
    return int(
        messages.queue(kind=kind, referral=referral, link=None, by=None, now=now, policy=policy)
    )


def _unsent(now: datetime) -> QuerySet[Signposting]:
    sent = PatientMessage.objects.filter(
        referral=OuterRef("referral"),
        kind=MessageKind.HELP_ELSEWHERE,
        queued_at__gte=OuterRef("at"),
    )
    return Signposting.objects.filter(by_message=True, at__gt=now - _FOR).filter(~Exists(sent))

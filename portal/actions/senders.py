"""Let another system send referrals, and stop it."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from audit import trail
from audit.events import Event
from clinical.errors import Refused
from portal import senders
from portal.links import hash_of
from portal.models import ReferralSender
from referrals.models import ReferralSource
from staff.models import StaffMember


@dataclass(frozen=True, slots=True)
class MadeSender:
    """A sender, and its token, which nobody can read again."""

    sender: ReferralSender
    token: str


@transaction.atomic
def make_sender(*, name: str, source: ReferralSource, by: StaffMember, now: datetime) -> MadeSender:
    """Let a system send referrals from now on, as this source.

    Raises Refused without a name, and for a name that is in use.
    """
    name = " ".join(name.split())
    if not name:
        raise Refused("Say whose system it is.", field="name")
    if senders.running().filter(name__iexact=name).exists():
        raise Refused(
            "A system of this name sends already. Stop it first, or give this one its own name.",
            field="name",
        )
    token = senders.new_token()
    made = ReferralSender.objects.create(
        name=name, source=source, token_hash=hash_of(token), made_at=now, made_by=by
    )
    trail.record(Event.SENDER_CHANGED, by=by, at=now, about=made, changes={"name": ("", made.name)})
    return MadeSender(made, token)


@transaction.atomic
def stop_sender(*, sender: ReferralSender, by: StaffMember, now: datetime) -> None:
    """Its token opens nothing any more. Raises Refused when it was stopped before."""
    stopped = senders.running().filter(pk=sender.pk).update(stopped_at=now, stopped_by=by)
    if not stopped:
        raise Refused("This system was stopped already.")
    trail.record(
        Event.SENDER_CHANGED, by=by, at=now, about=sender, changes={"stopped": ("", sender.name)}
    )

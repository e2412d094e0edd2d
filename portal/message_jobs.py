"""What falls due with messages: reminders, the text asked for after a missed session, and asking
again who has not answered.

Each is "all that is due", safe twice, late and beside itself; each returns counts.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from caseload.models import OptIn
from clinical.policy import Policy
from clinical.working_days import local_date
from portal import due, providers, rules
from portal.actions import messages, waiting_messages
from portal.due import Due
from portal.models import MessageKind


def plan_reminders(*, now: datetime, policy: Policy) -> dict[str, int]:
    """Queue a reminder for every appointment whose time has come. Safe twice, late, or at once."""
    in_force = rules.in_force(on=local_date(now), policy=policy)
    batches = due.reminders(now=now, rules=in_force, channels=providers.available())
    return {"queued": _plan(batches, now=now, policy=policy)}


def plan_missed(*, now: datetime, policy: Policy) -> dict[str, int]:
    """Queue the text that was asked for on the note of a missed session."""
    batches = due.missed(now=now, channels=providers.available())
    return {"queued": _plan(batches, now=now, policy=policy)}


def ask_again(*, now: datetime, policy: Policy) -> dict[str, int]:
    """Ask once more whoever has not said whether they still want help, on the day set for it."""
    due = OptIn.objects.filter(
        again_on__lte=local_date(now),
        answered_at__isnull=True,
        asked_again_at__isnull=True,
        passed_on_at__isnull=True,
        referral__ended_on__isnull=True,
    ).order_by("referral__patient", "pk")
    asked = sum(
        waiting_messages.ask_again(opt_in=one, by=None, now=now, policy=policy) for one in due
    )
    return {"queued": asked}


def _plan(batches: Iterable[Sequence[Due]], *, now: datetime, policy: Policy) -> int:
    """Each batch is a transaction of its own: what is queued stays queued if the rest fails."""
    return sum(
        messages.queue_many(wanted=[_wanted(one) for one in batch], by=None, now=now, policy=policy)
        for batch in batches
    )


def _wanted(one: Due) -> messages.Wanted:
    return messages.Wanted(
        kind=one.kind,
        patient_id=one.patient_id,
        referral_id=one.referral_id,
        contact_id=one.contact_id,
        link_id=None,
        starts_at=one.starts_at if one.kind is MessageKind.REMINDER else None,
        way=one.way,
        language=one.language,
    )

"""Messages to those who wait: how long it takes, and whether they still want help. Nobody gets the
same twice on one day, whoever sends and however often.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from caseload.actions import opt_ins
from caseload.models import OptIn
from caseload.waiting.asked import at_risk, being_asked
from caseload.waiting.source import TOLD
from clinical.policy import Policy
from clinical.working_days import local_date
from portal import providers
from portal.actions import messages
from portal.actions.messages import Wanted
from portal.models import MessageKind, PatientMessage
from portal.reach import sure_way_to, wishes_of
from portal.waiting_messages import booked_among
from referrals import actions as referral_actions
from referrals.models import Referral, TimelineKind
from staff.models import StaffMember

_ASKED = "Asked whether they still want help"


@dataclass(frozen=True, slots=True)
class Sent:
    """How many messages are on their way, who has had this one today already, who is to be rung."""

    queued: int
    had_today: int
    to_be_rung: int = 0


@transaction.atomic
def tell(*, referrals: Sequence[Referral], by: StaffMember, now: datetime, policy: Policy) -> Sent:
    """Tell people who wait how long it takes, how to change it, and where there is help at once.

    Whoever has not agreed to messages, or cannot be reached by one, gets none.
    """
    told, had = _send(referrals, MessageKind.WAITING, title=TOLD, by=by, now=now, policy=policy)
    return Sent(len(told), had)


@transaction.atomic
def ask(*, referrals: Sequence[Referral], by: StaffMember, now: datetime, policy: Policy) -> Sent:
    """Ask people who wait whether they still want help; no answer ends nothing.

    Who is being asked already is not asked by this again: the day for that is set. Who is at risk
    is rung instead, by whoever has them.
    """
    asked, rung = being_asked(referrals), at_risk(referrals)
    ring = [one for one in referrals if one.pk in rung]
    opt_ins.leave_to_ring(referrals=ring, by=None, now=now)
    fresh = [one for one in referrals if one.pk not in asked | rung]
    reached, had = _send(fresh, MessageKind.OPT_IN, title=_ASKED, by=by, now=now, policy=policy)
    opt_ins.note_asked(referrals=reached, by=by, now=now, policy=policy)
    return Sent(len(reached), had + len(asked - rung), len(ring))


@transaction.atomic
def ask_again(*, opt_in: OptIn, by: None, now: datetime, policy: Policy) -> bool:
    """Ask once more whoever has not answered. False for who cannot be reached, was asked, is at
    risk by now, or has an appointment: a plain no would be about that.
    """
    referral = Referral.objects.lock(opt_in.referral_id)
    if booked_among([referral], now=now) or at_risk([referral]):
        return False
    is_due = OptIn.objects.filter(
        pk=opt_in.pk, answered_at__isnull=True, asked_again_at__isnull=True
    ).exists()
    wanted = _wanted(referral, MessageKind.OPT_IN_AGAIN)
    if not is_due or wanted is None or not referral.is_open:
        return False
    messages.queue_many(wanted=[wanted], by=by, now=now, policy=policy)
    opt_ins.note_asked_again(opt_ins=[opt_in], by=by, now=now)
    return True


def _send(
    referrals: Sequence[Referral],
    kind: MessageKind,
    *,
    title: str,
    by: StaffMember,
    now: datetime,
    policy: Policy,
) -> tuple[list[Referral], int]:
    """Queue one each for those who have had none today; whoever sends the same waits for us."""
    held = list(
        Referral.objects.select_for_update(of=("self",), no_key=True)
        .select_related("patient")
        .filter(pk__in=[one.pk for one in referrals], ended_on__isnull=True)
        .order_by("pk")
    )
    had = set(
        PatientMessage.objects.filter(
            referral__in=held, kind=kind, queued_at__date=local_date(now)
        ).values_list("referral_id", flat=True)
    )
    found = [(one, _wanted(one, kind)) for one in held if one.pk not in had]
    wanted = [(one, message) for one, message in found if message is not None]
    messages.queue_many(wanted=[message for _, message in wanted], by=by, now=now, policy=policy)
    for one, _ in wanted:
        referral_actions.add_timeline_note(
            referral=one, kind=TimelineKind.MESSAGE, title=title, text="", by=by, now=now
        )
    return [one for one, _ in wanted], len(had)


def _wanted(referral: Referral, kind: MessageKind) -> Wanted | None:
    """The message; None for who has agreed to none, or has nothing that takes one."""
    patient = referral.patient
    way = sure_way_to(wishes_of(patient), channels=providers.available())
    if way is None:
        return None
    return Wanted(
        kind=kind,
        patient_id=patient.pk,
        referral_id=referral.pk,
        contact_id=None,
        link_id=None,
        starts_at=None,
        way=way,
        language=patient.language,
    )

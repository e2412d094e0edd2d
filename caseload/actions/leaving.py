"""A whole caseload goes to others at once: each person to somebody named, nothing of the leaver's
left without an owner. Whoever has an open risk flag is confirmed singly, never in bulk.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F, Q

from audit import trail
from audit.events import Event
from caseload import calls, notices
from caseload.actions import allocation, handovers, moved_bookings
from caseload.models import CareContact, ContactState, Reminder, RiskAction
from clinical.errors import Refused
from clinical.policy import Policy
from clinical.working_days import local_date
from referrals import actions as referral_actions
from referrals.actions import NextStepEntry
from referrals.changes import held
from referrals.models import NextStep, NextStepKind, Referral
from staff.models import Absence, StaffMember


@dataclass(frozen=True, slots=True)
class HandOver:
    """Who takes whom, by referral; whose risk was looked at one by one; who takes the rest."""

    receivers: Mapping[int, int]
    confirmed: frozenset[int]
    rest_to_id: int
    why: str


@dataclass(frozen=True, slots=True)
class HandedOver:
    """How many people went, and how many things beside them."""

    people: int
    besides: int


@transaction.atomic
def hand_over_caseload(
    *, leaver: StaffMember, entry: HandOver, by: StaffMember, now: datetime, policy: Policy
) -> HandedOver:
    """Hand over everybody somebody carries, and whatever else is theirs to do; all or nothing.

    Raises Refused without a reason, for a caseload that changed meanwhile, for receivers who have
    left or are away, and while somebody with an open risk flag is not confirmed.
    """
    if not entry.why.strip():
        raise Refused("Say why the caseload is handed over.", field="why")
    leaver = StaffMember.objects.select_for_update(no_key=True).get(pk=leaver.pk)
    carried = list(
        Referral.objects.carried_by(leaver.pk)
        .select_for_update(of=("self",))
        .select_related("patient")
        .order_by("pk")
    )
    _refuse_changed(carried, entry)
    receivers = _receivers(entry, leaver=leaver, now=now)
    with held(now=now), trail.written_last():
        for referral in carried:
            allocation.allocate(
                referral=referral,
                pwp=receivers[entry.receivers[referral.pk]],
                why=entry.why.strip()[:200],
                by=by,
                now=now,
                policy=policy,
            )
        besides = _pass_on_the_rest(
            leaver, to=receivers[entry.rest_to_id], by=by, now=now, policy=policy
        )
        trail.record(
            Event.CASELOAD_HANDED_OVER,
            by=by,
            at=now,
            about=leaver,
            changes={"people": (len(carried), 0), "besides": (besides, 0)},
        )
    return HandedOver(len(carried), besides)


def _refuse_changed(carried: list[Referral], entry: HandOver) -> None:
    if {one.pk for one in carried} != set(entry.receivers):
        raise Refused("The caseload has changed meanwhile. Look at it again; nothing was moved.")
    open_risk = {one.pk for one in carried if one.risk_open_since is not None}
    missing = len(open_risk - entry.confirmed)
    if missing:
        who = "1 person" if missing == 1 else f"{missing} people"
        raise Refused(
            f"{who} with an open risk flag not confirmed. Look at each and tick it.",
            field="confirm",
        )


def _receivers(entry: HandOver, *, leaver: StaffMember, now: datetime) -> Mapping[int, StaffMember]:
    """Everybody who takes somebody, held so that none of them leaves meanwhile."""
    wanted = {*entry.receivers.values(), entry.rest_to_id}
    if leaver.pk in wanted:
        raise Refused("Choose somebody else for everybody.", field="to")
    locked = StaffMember.objects.select_for_update(no_key=True).order_by("pk")
    found = {one.pk: one for one in locked.filter(pk__in=wanted, is_active=True)}
    if set(found) != wanted:
        raise Refused(
            "Somebody you chose no longer works here. Choose again; nothing was moved.", field="to"
        )
    away = Absence.objects.on(local_date(now)).filter(staff__in=wanted).first()
    if away is not None:
        name = found[away.staff_id].full_name
        raise Refused(f"{name} is away today. Choose somebody who is here.", field="to")
    return found


def _pass_on_the_rest(
    leaver: StaffMember, *, to: StaffMember, by: StaffMember, now: datetime, policy: Policy
) -> int:
    """What is theirs beside whom they carried, however it came to be."""
    return (
        _risk_actions(leaver, to=to, by=by, now=now)
        + _next_steps(leaver, to=to, by=by, now=now)
        + _calls(leaver, to=to, by=by, now=now)
        + _appointments(leaver, to=to, by=by, now=now, policy=policy)
        + _reminders(leaver, to=to)
    )


def _risk_actions(leaver: StaffMember, *, to: StaffMember, by: StaffMember, now: datetime) -> int:
    """Each for itself, and whoever takes it is told."""
    theirs = RiskAction.objects.filter(owner=leaver, closed_at__isnull=True)
    found = list(theirs.order_by("pk"))
    for action in found:
        handovers.hand_over(
            risk_action=action,
            to=to,
            why=f"{leaver.full_name} hands over the caseload",
            version=action.version,
            by=by,
            now=now,
        )
    return len(found)


def _next_steps(leaver: StaffMember, *, to: StaffMember, by: StaffMember, now: datetime) -> int:
    """Of people whom others carry, or nobody yet."""
    theirs = NextStep.objects.filter(owner=leaver, done_at__isnull=True)
    found = list(theirs.select_related("referral").order_by("pk"))
    for step in found:
        carrier = step.referral.carried_by_id
        referral_actions.put_next_step(
            referral=step.referral,
            entry=NextStepEntry(NextStepKind(step.kind), step.what, carrier or to.pk, step.due_by),
            by=by,
            now=now,
        )
    return len(found)


def _calls(leaver: StaffMember, *, to: StaffMember, by: StaffMember, now: datetime) -> int:
    """Calls of nobody yet."""
    found = list(calls.unsettled().select_for_update().filter(owner=leaver).order_by("pk"))
    for call in found:
        call.owner = to
        call.save(update_fields=["owner"])
        key = f"call:{call.pk}:from:{leaver.pk}:{now:%Y%m%d%H%M%S}"
        notices.tell(staff_id=to.pk, key=key, at=now)
        trail.record(
            Event.CALL_HANDED_OVER,
            by=by,
            at=now,
            about=call,
            changes={"owner": (leaver.pk, to.pk)},
        )
    return len(found)


def _appointments(
    leaver: StaffMember, *, to: StaffMember, by: StaffMember, now: datetime, policy: Policy
) -> int:
    """What is left in the diary: notes not written yet, and whoever somebody else carries. Where
    the receiver's own diary is taken at that time, they are reminded to see to it.
    """
    left = CareContact.objects.filter(pwp=leaver, state=ContactState.BOOKED)
    found = list(left.select_related("referral__carried_by").order_by("starts_at", "pk"))
    for booking in found:
        takes = booking.referral.carried_by or to
        moved_bookings.give(booking=booking, to=takes, by=by, now=now, policy=policy)
    return len(found)


def _reminders(leaver: StaffMember, *, to: StaffMember) -> int:
    """About a person to whoever carries them now, otherwise to whoever takes the rest."""
    theirs = Reminder.objects.filter(owner=leaver, done_at__isnull=True)
    about_carried = Q(referral__carried_by__isnull=False) & ~Q(referral__carried_by=leaver)
    count = 0
    for reminder in theirs.filter(about_carried).annotate(takes=F("referral__carried_by")):
        count += Reminder.objects.filter(pk=reminder.pk).update(owner=reminder.takes)
    return count + theirs.update(owner=to)

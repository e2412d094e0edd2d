"""A wait paused at the patient's wish, and taken up again: shown, and never taken off the wait."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F

from audit import trail
from audit.events import Event
from caseload.actions.heard import hear_typed
from clinical import wording
from clinical.errors import Refused
from clinical.policy import Policy
from clinical.working_days import days_between, local_date
from referrals import actions as referral_actions
from referrals.models import PauseReason, Referral, TimelineKind, WaitPause
from staff.models import StaffMember

_DAY = timedelta(days=1)


@transaction.atomic
def pause_wait(
    *,
    referral: Referral,
    reason: PauseReason,
    words: str,
    from_on: date,
    until_on: date,
    by: StaffMember,
    now: datetime,
    policy: Policy,
) -> WaitPause:
    """Note that somebody would rather not be offered anything between two days; words of harm in
    it are heard.

    Raises Refused once ended, for days that cannot be, for a pause that is too long, and where it
    overlaps another.
    """
    referral = Referral.objects.lock(referral.pk)
    if not referral.is_open:
        raise Refused("This referral has ended: there is no wait to pause.")
    _refuse_days(referral, from_on, until_on, on=local_date(now), policy=policy)
    other = WaitPause.objects.filter(
        until_on__gte=F("from_on"),  # one taken back before it began holds no day
        referral=referral,
        from_on__lte=until_on,
    ).filter(until_on__gte=from_on)
    if other.exists():
        raise Refused("There is a pause on these days already.", field="from_on")
    pause = WaitPause.objects.create(
        referral=referral,
        reason=reason,
        words=words.strip(),
        from_on=from_on,
        until_on=until_on,
        set_at=now,
        set_by=by,
    )
    hear_typed(
        referral=referral,
        words=pause.words,
        of_what="Words of a pause",
        by=by,
        now=now,
        policy=policy,
    )
    until = wording.sentence_date(until_on, local_date(now))
    _tell(pause, f"Wait paused until {until}", pause.words, by=by, now=now)
    _record(pause, by=by, now=now, until=("", until_on.isoformat()))
    return pause


@transaction.atomic
def resume_wait(*, referral: Referral, by: StaffMember, now: datetime) -> None:
    """End the pause of today, or take back the one to come: from today on they wait as before.

    Raises Refused where there is none.
    """
    Referral.objects.lock(referral.pk)
    on = local_date(now)
    pause = (
        WaitPause.objects.filter(referral=referral, until_on__gte=on, resumed_at__isnull=True)
        .order_by("from_on")
        .first()
    )
    if pause is None:
        raise Refused("There is no pause to end.")
    before = pause.until_on
    pause.until_on = max(on - _DAY, pause.from_on - _DAY)
    pause.resumed_at, pause.resumed_by = now, by
    pause.save(update_fields=["until_on", "resumed_at", "resumed_by"])
    _tell(pause, "The pause has ended", "", by=by, now=now)
    _record(pause, by=by, now=now, until=(before.isoformat(), pause.until_on.isoformat()))


def _refuse_days(
    referral: Referral, from_on: date, until_on: date, *, on: date, policy: Policy
) -> None:
    if from_on < referral.received_on:
        raise Refused("A pause begins on the day of the referral, or later.", field="from_on")
    if until_on < max(from_on, on):
        raise Refused("A pause ends today or later, and not before it begins.", field="until_on")
    if days_between(from_on, until_on) >= policy.pause_longest_days:
        raise Refused(
            f"A pause is at most {policy.pause_longest_days} days. Ring them before then, "
            "and pause again if they ask.",
            field="until_on",
        )


def _tell(pause: WaitPause, title: str, text: str, *, by: StaffMember, now: datetime) -> None:
    """A line on the record, for whoever looks there and not at the list."""
    referral_actions.add_timeline_note(
        referral=pause.referral, kind=TimelineKind.CONTACT, title=title, text=text, by=by, now=now
    )


def _record(pause: WaitPause, *, by: StaffMember, now: datetime, until: tuple[str, str]) -> None:
    trail.record(
        Event.WAIT_PAUSED,
        by=by,
        at=now,
        about=pause,
        patient_id=pause.referral.patient_id,
        referral_id=pause.referral_id,
        changes={"until_on": until},
    )

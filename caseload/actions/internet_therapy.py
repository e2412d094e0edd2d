"""Weeks of internet-enabled therapy: each is logged once, counts as a session, and is withdrawn
with a reason if it was wrong.
"""

import uuid
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from audit import trail
from audit.events import Event
from caseload.models import InternetTherapyLog
from clinical.errors import Refused
from clinical.wording import sentence_date
from clinical.working_days import local_date
from referrals import actions as referral_actions
from referrals.changes import held
from referrals.models import Referral, Status
from staff.models import StaffMember

# A week, its last day being the first of the next at most.
LONGEST = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class OnlineWeek:
    """A week in a programme, and the minutes the clinician spent on it."""

    started_on: date
    ended_on: date
    programme: str
    minutes: int


@transaction.atomic
def log_internet_therapy(
    *, referral: Referral, week: OnlineWeek, form_key: uuid.UUID, by: StaffMember, now: datetime
) -> InternetTherapyLog:
    """Keep a week of internet therapy; the first of a referral begins its treatment. The same form
    again returns the first log.

    Raises Refused once the referral has ended, for days that cannot be, for a week that is logged
    already, and for other words under a form key that was used.
    """
    referral = Referral.objects.lock(referral.pk)  # the same form twice at once is one log
    first = InternetTherapyLog.objects.filter(form_key=form_key).first()
    if first is not None:
        _refuse_other_words(first, week=week, referral=referral)
        return first
    _refuse_unless_possible(week, referral=referral, on=local_date(now))
    with held(now=now) as waiting, trail.written_last():
        logged = InternetTherapyLog.objects.create(
            referral=referral, pwp=by, form_key=form_key, at=now, by=by, **asdict(week)
        )
        if referral.status == Status.ALLOCATED:
            referral_actions.move(referral=referral, to=Status.IN_TREATMENT, by=by, now=now)
        waiting.add(referral.pk)
        _record(Event.INTERNET_THERAPY_LOGGED, logged, by=by, now=now)
    return logged


@transaction.atomic
def withdraw_internet_therapy(
    *,
    log: InternetTherapyLog,
    reason: str,
    may_withdraw_any: bool,
    by: StaffMember,
    now: datetime,
) -> None:
    """Take a week back: it stays on the timeline with the reason and counts no more.

    Raises Refused unless whoever logged it does so, or somebody who may withdraw any note, with a
    reason, and once.
    """
    if not may_withdraw_any and log.by_id != by.pk:
        raise Refused("Only whoever logged it or a senior can withdraw it.")
    if not reason.strip():
        raise Refused("Say why it is withdrawn.", field="reason")
    with held(now=now) as waiting, trail.written_last():
        withdrawn = InternetTherapyLog.objects.filter(pk=log.pk, withdrawn_at=None).update(
            withdrawn_at=now, withdrawn_by=by, withdrawn_reason=reason.strip()
        )
        if withdrawn != 1:
            raise Refused("This week has been withdrawn already.")
        waiting.add(log.referral_id)
        _record(Event.INTERNET_THERAPY_WITHDRAWN, log, by=by, now=now)


def _refuse_unless_possible(week: OnlineWeek, *, referral: Referral, on: date) -> None:
    if not referral.is_open:
        raise Refused("This referral has ended: nothing more can be written on it.")
    if week.started_on < referral.received_on:
        received = sentence_date(referral.received_on, on)
        raise Refused(f"The referral was received {received}, after this.", field="started_on")
    if not week.started_on <= week.ended_on <= week.started_on + LONGEST:
        raise Refused(
            "The last day: from the first day to 7 days after it. Log longer in weeks.",
            field="ended_on",
        )
    if week.ended_on > on:
        raise Refused("This day is still to come. Log the week when it is over.", field="ended_on")
    _refuse_overlap(week, referral=referral)


def _refuse_overlap(week: OnlineWeek, *, referral: Referral) -> None:
    """One week may end on the day on which the next begins."""
    standing = InternetTherapyLog.objects.filter(
        referral=referral, programme__iexact=week.programme, withdrawn_at=None
    )
    same = standing.filter(started_on=week.started_on)
    within = standing.filter(started_on__lt=week.ended_on, ended_on__gt=week.started_on)
    if same.exists() or within.exists():
        raise Refused("Days of this week are logged already.", field="started_on")


def _refuse_other_words(first: InternetTherapyLog, *, week: OnlineWeek, referral: Referral) -> None:
    """Other words under the same key are not the first log: they would be lost unseen."""
    said = {name: getattr(first, name) for name in OnlineWeek.__dataclass_fields__}
    if first.referral_id != referral.pk or said != asdict(week):
        raise Refused("This form was used already. Load the page again.")


def _record(event: Event, log: InternetTherapyLog, *, by: StaffMember, now: datetime) -> None:
    trail.record(
        event,
        by=by,
        at=now,
        about=log,
        patient_id=log.referral.patient_id,
        referral_id=log.referral_id,
    )

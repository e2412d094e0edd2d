"""Makes the practice service: all of it or, if anything goes wrong, nothing."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from uuid import UUID

from django.db import transaction

from audit import trail
from audit.copying import say_that_triggers_hold
from audit.events import Event
from caseload import facts, flagging
from caseload.models import Reminder
from clinical.working_days import add_working_days
from jobs import runs
from policy.current import policy_on
from pwpservice.practice.flags import write_flags
from pwpservice.practice.generate import Order, Practice
from pwpservice.practice.messages import write_messages
from pwpservice.practice.papers import write_papers
from pwpservice.practice.questionnaires import write_questionnaires
from pwpservice.practice.records import Story
from pwpservice.practice.rows import Ids
from pwpservice.practice.safety import write_safety
from pwpservice.practice.self_referrals import write_self_referrals
from pwpservice.practice.sent_referrals import write_sent_referrals
from pwpservice.practice.words.assessments import REMINDERS
from pwpservice.practice.write_amendments import write_amendments
from pwpservice.practice.write_asked_returns import ask_for_returns
from pwpservice.practice.write_check_ins import write_check_ins
from pwpservice.practice.write_decisions import write_decisions
from pwpservice.practice.write_meetings import write_meetings
from pwpservice.practice.write_places import load_places, settle_places
from pwpservice.practice.write_plans import write_plans
from pwpservice.practice.write_returns import write_returns
from pwpservice.practice.write_skills import write_skills
from pwpservice.practice.write_staff import write_staff
from pwpservice.practice.write_staff_records import write_staff_records
from pwpservice.practice.write_stories import batches, write
from pwpservice.practice.write_triage import write_triage
from pwpservice.practice.write_typed import write_typed_referrals
from pwpservice.practice.write_waiting import write_waiting
from referrals.models import Referral
from reporting import pathways, rollup
from staff.models import StaffMember

_EVENT = Event.PRACTICE_SERVICE_MADE


@dataclass(frozen=True, slots=True)
class Made:
    """What there is now."""

    referrals: int
    open: int
    staff: int


def is_empty() -> bool:
    """Nobody works here and nobody has been referred."""
    return not (StaffMember.objects.exists() or Referral.objects.exists())


@contextmanager
def _collecting_nothing() -> Iterator[None]:
    """Hundreds of thousands of rows are made and hardly one hangs in a circle: looking for circles
    among them all the time was a tenth of it. Once a batch is enough.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@_collecting_nothing()
@transaction.atomic
def make(order: Order) -> Made:
    """Write staff, stories, summaries, flags and one entry on the trail."""
    say_that_triggers_hold()
    practice = Practice(order)
    teams, staff = write_staff(practice.staff, today=order.today)
    write_staff_records(practice.staff, staff, today=order.today, now=order.now)
    ids = Ids(tuple(one.pk for one in teams), tuple(staff))
    write_decisions(practice.staff, staff, now=order.now, referrals=order.referrals)
    load_places(order)
    policy = policy_on(order.today)
    count, opened = 0, 0
    for batch in batches(practice.stories()):
        written = write(batch, ids)
        write_safety(order, ids, list(zip(batch, written, strict=True)))
        still_open = [pk for pk, story in zip(written, batch, strict=True) if not story.end_code]
        facts.refresh(written)
        flagging.refresh(still_open, now=order.now, policy=policy)
        _remind(order, ids, _carried_by_first(batch, written))
        count, opened = count + len(written), opened + len(still_open)
        gc.collect()
    write_flags(order, ids, policy=policy)
    write_messages(order, policy=policy)
    write_meetings(order, ids, practice.staff, policy=policy)
    write_amendments(order, ids)
    write_check_ins(order, ids)
    write_skills(order, ids, practice.staff, policy=policy)
    write_questionnaires(order, pwp_id=ids.staff[0], policy=policy)
    write_self_referrals(order)
    write_triage(order, ids, policy=policy)
    write_sent_referrals(order)
    write_typed_referrals(order, ids)
    write_waiting(order, ids)
    write_papers(order, ids, practice.staff, policy=policy)
    write_plans(practice.staff, ids, order, policy=policy)
    write_returns()
    settle_places()
    pathways.derive_all(now=order.now, policy=policy)
    _sum_months(order)
    ask_for_returns(order)
    trail.record(
        _EVENT, by=None, at=order.now, changes={"referrals": (0, count), "seed": ("", order.seed)}
    )
    return Made(referrals=count, open=opened, staff=len(staff))


def _sum_months(order: Order) -> None:
    """As the job does it, so that the lead's page says when its figures were counted."""
    run = runs.start(rollup.JOB, now=order.now, lease=timedelta(minutes=5))
    counts = rollup.sum_every_month(now=order.now)
    if run is not None:
        runs.finish(run, counts=counts, now=order.now)


def _carried_by_first(batch: list[Story], written: list[int]) -> list[int]:
    return [
        pk
        for pk, story in zip(written, batch, strict=True)
        if story.carrier == 0 and not story.end_code
    ]


def _remind(order: Order, ids: Ids, mine: list[int]) -> None:
    """Some things for the first PWP to remember, one of them from her supervisor."""
    if not mine or Reminder.objects.exists():
        return
    rng = Random(f"{order.seed}/{order.today}/reminders")
    due = (0, 0, 2, 4)
    Reminder.objects.bulk_create(
        Reminder(
            owner_id=ids.staff[0],
            referral_id=mine[20 + place * 5] if place and len(mine) > 40 else None,
            text=text,
            due_on=add_working_days(order.today, days) if days else order.today,
            form_key=UUID(int=rng.getrandbits(128), version=4),
            set_at=order.now,
            set_by_id=ids.staff[0 if place < 3 else -7],
        )
        for place, (text, days) in enumerate(zip(REMINDERS, due, strict=False))
    )

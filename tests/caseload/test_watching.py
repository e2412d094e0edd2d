"""What the night watches besides flags: next steps, unsigned notes, and who must be told."""

from datetime import timedelta

import pytest

from audit.events import Event
from audit.models import AuditEntry
from caseload import facts, watching
from caseload.actions import documents
from caseload.models import Reminder
from caseload.sweep import sweep_flags
from caseload.waiting import breaching
from clinical.policy import DEFAULT
from jobs.models import OutboxEntry
from referrals.models import NextStep, NextStepKind, Referral
from staff.models import Absence
from tests.factories import referrals
from tests.factories.caseload import CareContactFactory, ContactDraftFactory, allocated
from tests.factories.documents import letter

pytestmark = pytest.mark.django_db


def _told() -> set[int]:
    notices = OutboxEntry.objects.filter(kind="staff_notice")
    return {entry.ids["staff_id"] for entry in notices}


def _carried(pwp, team, *, days_ago, now):
    referral = allocated(pwp, team, since=now - timedelta(days=days_ago))
    facts.refresh([referral.pk])
    return referral


def test_an_open_referral_without_a_next_step_gets_one_for_whoever_carries_it(priya, north, now):
    referral = _carried(priya, north, days_ago=3, now=now)
    NextStep.objects.filter(referral=referral).delete()

    first = watching.mend_next_steps(now=now, policy=DEFAULT)
    second = watching.mend_next_steps(now=now, policy=DEFAULT)

    step = NextStep.objects.get(referral=referral, done_at__isnull=True)
    assert (first, second) == ({"mended": 1}, {"mended": 0})
    assert (step.kind, step.owner) == (NextStepKind.OTHER, priya)


def test_an_author_hears_of_an_old_unsigned_note_once_a_day(priya, north, now):
    contact = CareContactFactory(pwp=priya)
    ContactDraftFactory(contact=contact, author=priya, started_at=now - timedelta(days=7))

    for _ in range(2):
        watching.chase_unsigned_notes(now=now, policy=DEFAULT)

    assert [entry.ids for entry in OutboxEntry.objects.all()] == [{"staff_id": priya.pk}]


def test_a_note_of_today_is_left_alone(priya, north, now):
    contact = CareContactFactory(pwp=priya)
    ContactDraftFactory(contact=contact, author=priya, started_at=now - timedelta(hours=2))

    watching.chase_unsigned_notes(now=now, policy=DEFAULT)

    assert _told() == set()


def test_of_a_letter_nobody_reads_the_senior_hears_then_the_lead_once_a_day(
    priya, sam, leah, north, now
):
    one = letter(_carried(priya, north, days_ago=3, now=now))
    told = []
    for days in (0, 2, 3, 3, 7):
        at = now + timedelta(days=days)
        watching.chase_unread_letters(now=at, policy=DEFAULT)
        told.append(_told())

    documents.mark_read(document=one, by=priya, now=now)
    after = watching.chase_unread_letters(now=now + timedelta(days=8), policy=DEFAULT)

    seniors = {priya.pk, sam.pk}
    assert told == [set(), set(), seniors, seniors, seniors | {leah.pk}]
    assert OutboxEntry.objects.filter(kind="staff_notice").count() == 5
    assert after == {"letters": 0, "told": 0}


def test_a_letter_that_was_unread_when_the_referral_ended_goes_to_the_lead(priya, leah, north, now):
    letter(referrals.ended(north, carried_by=priya))

    watching.chase_unread_letters(now=now + timedelta(days=3), policy=DEFAULT)

    assert _told() == {leah.pk}


def test_of_an_author_who_is_away_the_supervisor_hears(priya, sam, now, today):
    contact = CareContactFactory(pwp=priya)
    ContactDraftFactory(contact=contact, author=priya, started_at=now - timedelta(days=7))
    Absence.objects.create(staff=priya, kind="SICKNESS", starts_on=today)

    watching.chase_unsigned_notes(now=now, policy=DEFAULT)

    assert _told() == {sam.pk}


def test_a_carrier_hears_once_a_day_that_something_fell_due(priya, north, now):
    _carried(priya, north, days_ago=30, now=now)
    sweep_flags(now=now, policy=DEFAULT)

    for _ in range(2):
        watching.tell_of_what_fell_due(now=now, policy=DEFAULT)

    assert OutboxEntry.objects.count() == 1
    assert _told() == {priya.pk}


def test_a_silence_of_42_days_goes_to_the_supervisor_and_of_90_to_the_lead_too(
    priya, sam, leah, north, now
):
    _carried(priya, north, days_ago=43, now=now)
    sweep_flags(now=now, policy=DEFAULT)
    watching.tell_of_what_fell_due(now=now, policy=DEFAULT)
    after_43 = _told()
    _carried(priya, north, days_ago=91, now=now)
    later = now + timedelta(days=1)
    sweep_flags(now=later, policy=DEFAULT)

    watching.tell_of_what_fell_due(now=later, policy=DEFAULT)

    assert after_43 == {priya.pk, sam.pk}
    assert _told() == {priya.pk, sam.pk, leah.pk}


def test_of_waits_about_to_breach_the_seniors_hear_once_a_week_else_the_lead(
    sam, leah, north, south, now, today
):
    referrals.waiting(north, received_on=today - timedelta(days=36))
    referrals.waiting(north, received_on=today - timedelta(days=90))
    referrals.waiting(north, received_on=today - timedelta(days=20))
    referrals.waiting(south, received_on=today - timedelta(days=50))
    for one in Referral.objects.all():
        facts.refresh([one.pk])

    for days in (0, 1, 7):
        breaching.tell_of_waits(now=now + timedelta(days=days), policy=DEFAULT)

    texts = {one.owner: one.text for one in Reminder.objects.filter(due_on=today)}
    assert texts[sam].startswith("2 people wait close to or past the last day")
    assert texts[leah].startswith("1 person waits close to")
    assert Reminder.objects.count() == 4
    assert AuditEntry.objects.filter(event=Event.REMINDER_SET).count() == 4
    assert _told() == {sam.pk, leah.pk}

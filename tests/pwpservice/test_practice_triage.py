"""The practice service has a queue to triage: risk, somebody overlooked, calls, people sent on."""

from datetime import timedelta
from random import Random

import pytest

from caseload.triage import queue
from clinical.policy import DEFAULT
from pwpservice.practice.generate import Practice
from pwpservice.practice.rows import Ids
from pwpservice.practice.waiting_stories import waiting_story
from pwpservice.practice.write_triage import write_triage
from referrals.models import (
    DirectoryEntry,
    NextStepKind,
    Referral,
    ReferralSource,
    TriageDecision,
)
from tests.factories import referrals
from tests.pwpservice.practice_service import TUESDAY, order

pytestmark = pytest.mark.django_db


def test_the_queue_shows_every_way_of_standing_in_it(sam, leah, duty, north):
    for number in range(12):
        referrals.received(
            north,
            received_on=TUESDAY - timedelta(days=6 if number == 0 else 1),
            source=ReferralSource.GP if number % 4 == 1 else ReferralSource.SELF,
        )

    write_triage(order(), Ids((north.pk,), (sam.pk, *[leah.pk] * 6)), policy=DEFAULT)

    found = queue.read(
        standing=sam.standing,
        start="",
        current="",
        total="10",
        is_clinical=True,
        now=order().now,
        policy=DEFAULT,
    )
    facts = [fact for row in found.rows for fact in row.first]
    labels = [fact.label or fact.chip for fact in facts]
    assert len(found.rows) == 10
    assert [row.has_risk for row in found.rows[:3]] == [True, True, False]
    assert labels.count("Triage late") == labels.count("No reply") == 1
    assert sum(bool(row.phq9) for row in found.rows) >= 5
    with_risk = Referral.objects.filter(risk_open_since__isnull=False)
    assert {one.source for one in with_risk} == {ReferralSource.GP}
    assert all(one.typed.signal is not None for one in with_risk)
    sent_on = Referral.objects.filter(triaged_as__in=(TriageDecision.STEP_3, "SIGNPOST"))
    kinds = {one.next_steps.get(done_at__isnull=True).kind for one in sent_on}
    assert kinds == {NextStepKind.STEP_3, NextStepKind.SIGNPOSTED}
    assert DirectoryEntry.objects.count() == 9


@pytest.mark.parametrize("referrals", [300, 5200])
def test_of_those_who_await_triage_one_was_overlooked_and_some_came_from_their_gp(referrals):
    practice = Practice(order(referrals=referrals))
    waiting = [
        waiting_story(Random(place), practice.setting, place, place=place)
        for place in range(practice.scale.waiting)
    ]

    to_triage = [one for one in waiting if one.next_step.kind == NextStepKind.TRIAGE]
    overlooked = [one for one in to_triage if one.received_on < TUESDAY - timedelta(days=4)]

    assert len(overlooked) == 1
    assert any(one.source is ReferralSource.GP for one in to_triage)

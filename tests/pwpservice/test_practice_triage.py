"""The practice service has a queue to triage: risk, somebody overlooked, calls, people sent on."""

from datetime import timedelta

import pytest

from caseload.triage import queue
from clinical.policy import DEFAULT
from pwpservice.practice.rows import Ids
from pwpservice.practice.write_triage import write_triage
from referrals.models import DirectoryEntry, NextStepKind, Referral, TriageDecision
from tests.factories import referrals
from tests.pwpservice.practice_service import TUESDAY, order

pytestmark = pytest.mark.django_db


def test_the_queue_shows_every_way_of_standing_in_it(sam, leah, duty, north):
    for number in range(12):
        referrals.received(north, received_on=TUESDAY - timedelta(days=6 if number == 0 else 1))

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
    sent_on = Referral.objects.filter(triaged_as__in=(TriageDecision.STEP_3, "SIGNPOST"))
    kinds = {one.next_steps.get(done_at__isnull=True).kind for one in sent_on}
    assert kinds == {NextStepKind.STEP_3, NextStepKind.SIGNPOSTED}
    assert DirectoryEntry.objects.count() == 9

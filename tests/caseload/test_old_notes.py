"""Notes of another system stand on the timeline; of open referrals, harm in them is heard."""

from datetime import date

import pytest

from audit.models import AuditEntry
from caseload.actions.old_notes import OldNote, bring_in_notes
from caseload.models import CaseFlag, RiskAction, RiskSignal
from clinical.policy import DEFAULT
from jobs.models import OutboxEntry
from referrals.models import TimelineNote
from tests.factories import caseload, referrals
from tests.personas import NOW

pytestmark = pytest.mark.django_db
_DAY = date(2026, 3, 3)
_HARM = OldNote(_DAY, "A Hassan", "Said she has thoughts of ending her life.")
_PLAIN = OldNote(date(2026, 2, 1), "", "Rang, no answer. =SUM(A1)")


def test_a_note_stands_on_the_timeline_of_its_day_whole_and_with_its_author(client, priya, north):
    referral = caseload.in_treatment(priya, north)
    note = OldNote(_DAY, "A Hassan", "Long. " * 800)

    bring_in_notes(notes={referral.pk: [note]}, by=None, now=NOW, policy=DEFAULT)

    client.force_login(priya)
    page = client.get(f"/caseload/{referral.reference}/").content.decode()
    assert "From the old system, A Hassan" in page
    assert TimelineNote.objects.get(referral=referral).text == note.text
    assert not RiskSignal.objects.filter(referral=referral).exists()


def test_harm_in_a_note_of_somebody_nobody_carries_is_the_duty_seniors_today(duty, north):
    referral = referrals.waiting(north)

    bring_in_notes(notes={referral.pk: [_HARM, _PLAIN]}, by=None, now=NOW, policy=DEFAULT)

    action = RiskAction.objects.get(referral=referral)
    assert action.owner == duty
    assert "1 note brought in from the old system, the latest of 3 March" in action.flag.evidence
    assert RiskSignal.objects.get(referral=referral).source == "OLD_NOTE"


def test_harm_in_further_notes_joins_the_flag_that_is_open(priya, duty, north):
    referral = caseload.in_treatment(priya, north)
    for _ in range(2):
        bring_in_notes(notes={referral.pk: [_HARM]}, by=None, now=NOW, policy=DEFAULT)

    assert CaseFlag.objects.filter(referral=referral, reason="risk").count() == 1
    assert RiskSignal.objects.filter(referral=referral).count() == 2
    assert RiskAction.objects.get(referral=referral).owner == priya


def test_a_note_of_an_ended_referral_opens_no_flag_and_tells_nobody(duty, north):
    referral = referrals.ended(north)

    bring_in_notes(notes={referral.pk: [_HARM]}, by=None, now=NOW, policy=DEFAULT)

    assert TimelineNote.objects.filter(referral=referral).exists()
    assert not CaseFlag.objects.filter(referral=referral).exists()
    assert not OutboxEntry.objects.exists()


def test_that_notes_came_in_stands_on_the_trail_without_their_words(north):
    referral = referrals.ended(north)

    bring_in_notes(notes={referral.pk: [_HARM, _PLAIN]}, by=None, now=NOW, policy=DEFAULT)

    entry = AuditEntry.objects.get(event="OLD_NOTES_BROUGHT_IN")
    assert entry.changes == {"notes": [0, 2]}
    assert entry.patient_id == referral.patient_id

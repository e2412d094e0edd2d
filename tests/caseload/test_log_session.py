"""A PWP logs a session: all of it is stored, or none."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.events import Event
from audit.models import AuditEntry
from caseload import facts
from caseload.actions import contacts, drafts
from caseload.models import (
    CareContact,
    CaseSummary,
    ContactDraft,
    ContactKind,
    ContactState,
    RiskAsked,
)
from clinical.errors import Refused
from clinical.policy import DEFAULT
from outcomes.models import MeasureScore, Sitting
from referrals.conflict import Conflict
from referrals.models import NextStep, NextStepKind, Status
from tests.caseload import entries
from tests.factories.caseload import allocated, booked_contact


def test_a_logged_session_is_signed_with_its_scores(log, contact, priya, now):
    log(entries.seen())

    kept = CareContact.objects.get(pk=contact.pk)
    totals = dict(kept.sitting.scores.values_list("measure", "total"))
    assert (kept.state, kept.signed_by, kept.signed_at) == (ContactState.LOGGED, priya, now)
    assert totals == {"PHQ9": 10, "GAD7": 8}


def test_the_summary_moves_in_the_same_transaction(log, referral):
    before = CaseSummary.objects.get(pk=referral.pk)

    log(entries.seen())

    after = CaseSummary.objects.get(pk=referral.pk)
    assert after.treatment_contacts == before.treatment_contacts + 1
    assert after.phq9 == [*before.phq9, 10]
    assert after.gad7 == [*before.gad7, 8]
    assert facts.different([referral.pk]) == []


def test_the_next_appointment_becomes_the_next_step(log, contact, referral):
    log(entries.seen(next_booking=entries.a_week_after(contact)))

    step = NextStep.objects.get(referral=referral, done_at__isnull=True)
    assert (step.kind, step.due_by) == (
        NextStepKind.APPOINTMENT,
        contact.starts_at + timedelta(days=7),
    )


def test_an_ending_that_is_proposed_becomes_the_next_step(log, referral):
    log(entries.seen(ending_proposed=True))

    step = NextStep.objects.get(referral=referral, done_at__isnull=True)
    assert step.kind == NextStepKind.END_TREATMENT


def test_without_a_booking_the_next_step_is_to_make_one(log, referral):
    log(entries.seen())

    step = NextStep.objects.get(referral=referral, done_at__isnull=True)
    assert step.kind == NextStepKind.BOOK


def test_the_first_treatment_session_moves_the_referral_into_treatment(priya, north, now):
    referral = allocated(priya, north)
    contact = booked_contact(referral, at=now, kind=ContactKind.TREATMENT)

    contacts.log_session(
        contact=contact,
        logged=entries.logged(entries.seen(), of=contact),
        by=priya,
        now=now,
        policy=DEFAULT,
    )

    referral.refresh_from_db()
    assert referral.status == Status.IN_TREATMENT
    assert referral.steps.filter(to_status=Status.IN_TREATMENT, by=priya).exists()


def test_the_same_form_twice_is_one_session(contact, priya, now):
    twice = entries.logged(entries.seen(), of=contact)
    first = contacts.log_session(contact=contact, logged=twice, by=priya, now=now, policy=DEFAULT)

    second = contacts.log_session(contact=contact, logged=twice, by=priya, now=now, policy=DEFAULT)

    assert first.pk == second.pk
    assert Sitting.objects.filter(form_key=twice.form_key).count() == 1
    assert AuditEntry.objects.filter(event=Event.SESSION_LOGGED).count() == 1


def test_a_stale_version_is_a_conflict_and_nothing_is_stored(contact, priya, now):
    stale = entries.logged(entries.seen(), of=contact, contact_version=contact.version + 1)

    with pytest.raises(Conflict):
        contacts.log_session(contact=contact, logged=stale, by=priya, now=now, policy=DEFAULT)

    assert not CareContact.objects.get(pk=contact.pk).is_signed


def test_a_note_signed_meanwhile_is_a_conflict_that_shows_its_words(log, contact, priya, now):
    log(entries.seen(plan="Ring the college."))

    with pytest.raises(Conflict) as refused:
        contacts.log_session(
            contact=contact,
            logged=entries.logged(entries.seen(), of=contact),
            by=priya,
            now=now,
            policy=DEFAULT,
        )

    assert refused.value.theirs["plan"] == "Ring the college."


def test_a_referral_that_has_ended_takes_no_session(contact, referral, priya, now):
    type(referral).objects.filter(pk=referral.pk).update(
        status=Status.ENDED, ended_on=now.date(), end_code="COMPLETED"
    )

    with pytest.raises(Refused, match="has ended"):
        contacts.log_session(
            contact=contact,
            logged=entries.logged(entries.seen(), of=contact),
            by=priya,
            now=now,
            policy=DEFAULT,
        )


def test_a_taken_slot_refuses_the_whole_session(log, contact, referral, priya, north):
    other = allocated(priya, north)
    booked_contact(other, at=contact.starts_at + timedelta(days=7, minutes=15))

    with pytest.raises(Refused, match="just been taken") as refused:
        log(entries.seen(next_booking=entries.a_week_after(contact)))

    assert refused.value.field == "next"
    assert not CareContact.objects.get(pk=contact.pk).is_signed
    assert not MeasureScore.objects.filter(sitting__form_key__isnull=False, total=8).exists()


def test_an_answer_no_questionnaire_has_is_refused(log, contact):
    with pytest.raises(Refused, match="PHQ-9"):
        log(entries.seen(phq9=(4, 0, 0, 0, 0, 0, 0, 0, 0)))

    assert not CareContact.objects.get(pk=contact.pk).is_signed


def test_signing_ends_the_authors_draft(log, contact, priya, now):
    drafts.save_draft(
        contact=contact,
        fields={"did": "Half a note"},
        version=0,
        missing="",
        by=priya,
        now=now,
        policy=DEFAULT,
    )

    log(entries.seen())

    assert not ContactDraft.objects.filter(contact=contact).exists()


def test_what_was_done_stands_on_the_patients_chain(log, contact, referral):
    log(entries.seen())

    entry = AuditEntry.objects.get(event=Event.SESSION_LOGGED)
    assert entry.chain == f"patient:{referral.patient_id}"
    assert entry.changes == {"attendance": ["", "ATTENDED"]}


def test_if_the_trail_cannot_be_written_nothing_is(log, contact, monkeypatch):
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("the trail is away")

    monkeypatch.setattr("audit.trail._insert", broken)

    with pytest.raises(RuntimeError):
        log(entries.seen())

    assert not CareContact.objects.get(pk=contact.pk).is_signed


@pytest.mark.parametrize("asked", [RiskAsked.REVIEWED])
def test_saying_the_section_is_complete_without_it_is_refused(log, asked):
    with pytest.raises(Refused, match="Complete the risk section"):
        log(entries.seen(risk_asked=asked))


def test_a_routine_session_costs_few_queries(contact, priya, now):
    one = entries.logged(
        entries.seen(next_booking=entries.a_week_after(contact)), of=contact, form_key=uuid.uuid4()
    )

    with CaptureQueriesContext(
        connection,
    ) as asked:
        contacts.log_session(contact=contact, logged=one, by=priya, now=now, policy=DEFAULT)

    kept = [
        q["sql"]
        for q in asked.captured_queries
        if not q["sql"].startswith(("SAVEPOINT", "RELEASE"))
    ]
    assert len(kept) <= 9, kept

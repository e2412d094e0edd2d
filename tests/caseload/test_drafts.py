"""What is being typed is kept, nobody overwrites it unseen, and a signal inside it is known at
once.
"""

from datetime import timedelta

import pytest

from audit.events import Event
from audit.models import AuditEntry
from caseload.actions import contacts, drafts
from caseload.models import CaseFlag, ContactDraft, RiskAction, RiskSignal, SignalSource
from clinical.errors import Refused
from clinical.policy import DEFAULT
from jobs.models import OutboxEntry
from referrals.conflict import Conflict
from tests.caseload import entries


@pytest.fixture
def save(contact, priya, now):
    """Save a draft of this morning's session."""

    def saved(fields, *, version=0, later=0):
        return drafts.save_draft(
            contact=contact,
            fields=fields,
            version=version,
            missing="plan until next time",
            by=priya,
            now=now + timedelta(seconds=later),
            policy=DEFAULT,
        )

    return saved


def test_each_save_raises_the_version(save):
    first = save({"did": "Walked"})

    second = save({"did": "Walked to the shop"}, version=first.version, later=5)

    assert (first.version, second.version) == (1, 2)
    assert second.fields == {"did": "Walked to the shop"}


def test_an_older_page_does_not_overwrite_a_newer_one(save):
    save({"did": "First"})
    save({"did": "Second"}, version=1)

    with pytest.raises(Conflict) as refused:
        save({"did": "From the other tab"}, version=1)

    assert refused.value.theirs == {"did": "Second"}
    assert ContactDraft.objects.get().fields == {"did": "Second"}


def test_two_pages_that_both_begin_a_draft_conflict(save):
    save({"did": "First tab"})

    with pytest.raises(Conflict):
        save({"did": "Second tab"})


def test_two_authors_have_two_drafts(save, contact, sam, now):
    save({"did": "Priya's"})

    drafts.save_draft(
        contact=contact,
        fields={"did": "Sam's"},
        version=0,
        missing="",
        by=sam,
        now=now,
        policy=DEFAULT,
    )

    assert ContactDraft.objects.filter(contact=contact).count() == 2


def test_a_signed_note_takes_no_draft(save, log, contact):
    log(entries.seen())
    contact.refresh_from_db()

    with pytest.raises(Refused, match="add a correction"):
        save({"did": "Too late"})


def test_starting_a_draft_stands_on_the_trail_once(save):
    save({"did": "a"})
    save({"did": "ab"}, version=1)

    assert AuditEntry.objects.filter(event=Event.DRAFT_SAVED).count() == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"phq9_9": "1"},
        {"phq9_9": "3", "did": "Half a note"},
        {"risk_thoughts": "PASSING"},
        {"risk_plan": "yes"},
        {"risk_intent": "yes"},
        {"risk_means": "yes"},
    ],
)
def test_a_signal_in_a_draft_raises_a_provisional_flag_at_once(save, referral, priya, fields):
    save(fields)

    flag = CaseFlag.objects.get(referral=referral, reason="risk")
    action = RiskAction.objects.get(flag=flag)
    assert flag.is_provisional
    assert (action.owner, action.urgency) == (priya, "same_day")


@pytest.mark.parametrize(
    "fields", [{"phq9_9": "0"}, {"phq9_9": ""}, {"phq9_9": "x"}, {"risk_plan": "no"}, {}]
)
def test_nothing_worrying_raises_nothing(save, referral, fields):
    save(fields)

    assert not CaseFlag.objects.filter(referral=referral, reason="risk").exists()


def test_saving_the_same_signal_again_does_not_double_it(save, referral):
    save({"phq9_9": "2"})
    save({"phq9_9": "2", "did": "more"}, version=1)

    assert RiskSignal.objects.filter(referral=referral, source=SignalSource.DRAFT).count() == 1
    assert RiskAction.objects.filter(referral=referral).count() == 1


def test_taking_the_answer_back_does_not_take_the_flag_back(save, referral):
    save({"phq9_9": "2"})

    save({"phq9_9": "0"}, version=1)

    assert CaseFlag.objects.get(referral=referral, reason="risk").cleared_at is None


@pytest.mark.parametrize("said", [{"risk_plan": "yes"}, {"risk_intent": "yes"}])
def test_a_plan_or_intent_tells_the_duty_senior_on_save_and_once(save, duty, said):
    save(said)
    save({**said, "did": "still typing"}, version=1)

    assert OutboxEntry.objects.filter(ids={"staff_id": duty.pk}).count() == 1


def test_signing_confirms_the_provisional_flag(save, log, referral, contact):
    save({"phq9_9": "1"})

    log(entries.seen_with_risk())

    flag = CaseFlag.objects.get(referral=referral, reason="risk")
    assert not flag.is_provisional
    assert flag.cleared_at is None


def test_the_draft_of_a_missed_session_may_still_log_attempts(save, contact, priya, now):
    save({"attendance": "DID_NOT_ATTEND"})

    attempt = contacts.log_attempt(contact=contact, outcome="VOICEMAIL", by=priya, now=now)

    assert attempt.contact_id == contact.pk


def test_signing_with_its_risk_section_is_what_the_draft_asked_for(save, log, referral, priya):
    save({"phq9_9": "1"})

    log(entries.seen_with_risk())

    finish, check = RiskAction.objects.filter(referral=referral).order_by("pk")
    assert (finish.what, finish.closed_by) == ("Finish and sign the note", priya)
    assert (check.what, check.closed_at) == ("Check again", None)


def test_signing_after_taking_the_answer_back_leaves_it_to_a_person(save, log, referral):
    save({"phq9_9": "1"})

    log(entries.seen())

    assert RiskAction.objects.get(referral=referral).closed_at is None

"""A signed note is fixed: it is corrected beside, or withdrawn from the wrong record and filed on
the right one.
"""

import uuid

import pytest
from django.db import InternalError, transaction
from django.db.utils import ProgrammingError

from caseload.actions import signed_notes
from caseload.models import (
    CareContact,
    CaseFlag,
    CaseSummary,
    ContactState,
    Correction,
    RiskReview,
    RiskSignal,
)
from clinical.errors import Refused
from clinical.policy import DEFAULT
from outcomes.models import MeasureScore
from tests.caseload import entries
from tests.factories.caseload import in_treatment

_DATABASE_REFUSES = (InternalError, ProgrammingError)


@pytest.fixture
def signed(log):
    """This morning's session, signed, with item 9 at 1."""
    return log(entries.seen_with_risk())


@pytest.fixture
def withdrawn(signed, priya, now):
    """The same, taken off this record."""
    signed_notes.withdraw(
        contact=signed, reason="Wrong Nair", may_withdraw_any=False, by=priya, now=now
    )
    return CareContact.objects.get(pk=signed.pk)


def test_the_database_refuses_to_change_a_signed_note(signed):
    with pytest.raises(_DATABASE_REFUSES, match="never changed"), transaction.atomic():
        CareContact.objects.filter(pk=signed.pk).update(did="Something else")

    assert CareContact.objects.get(pk=signed.pk).did == "Went through the activity diary."


def test_the_database_refuses_to_change_a_recorded_score(signed):
    with pytest.raises(_DATABASE_REFUSES, match="never changed"), transaction.atomic():
        MeasureScore.objects.filter(sitting=signed.sitting).update(total=0)


def test_the_database_refuses_to_change_a_risk_review(signed):
    with pytest.raises(_DATABASE_REFUSES), transaction.atomic():
        RiskReview.objects.filter(contact=signed).update(agreed="Nothing")


def test_a_correction_stands_beside_the_note(signed, priya, now):
    correction = signed_notes.correct(
        contact=signed,
        text=" Her son, not her nephew ",
        form_key=uuid.uuid4(),
        by=priya,
        now=now,
        policy=DEFAULT,
    )

    assert (correction.contact, correction.by) == (signed, priya)
    assert correction.text == "Her son, not her nephew"


def test_the_same_correction_twice_is_one(signed, priya, now):
    key = uuid.uuid4()
    for _ in range(2):
        signed_notes.correct(
            contact=signed, text="Once", form_key=key, by=priya, now=now, policy=DEFAULT
        )

    assert Correction.objects.count() == 1


def test_a_correction_that_mentions_harm_is_a_signal_also_where_the_note_is_filed_again(
    signed, priya, north, now
):
    words = {"text": "She said she took an overdose on Sunday", "form_key": uuid.uuid4()}
    for _ in range(2):
        signed_notes.correct(contact=signed, **words, by=priya, now=now, policy=DEFAULT)
    signed_notes.withdraw(
        contact=signed, reason="Wrong person", may_withdraw_any=False, by=priya, now=now
    )
    right = in_treatment(priya, north)

    signed_notes.file_again(contact=signed, referral=right, by=priya, now=now, policy=DEFAULT)

    heard = RiskSignal.objects.filter(evidence__startswith="A correction to a note")
    assert {one.referral for one in heard} == {signed.referral, right}
    assert heard.count() == 2


def test_an_empty_correction_is_refused(signed, priya, now):
    with pytest.raises(Refused):
        signed_notes.correct(
            contact=signed, text=" ", form_key=uuid.uuid4(), by=priya, now=now, policy=DEFAULT
        )


def test_an_unsigned_note_needs_no_correction(contact, priya, now):
    with pytest.raises(Refused, match="not signed"):
        signed_notes.correct(
            contact=contact, text="x", form_key=uuid.uuid4(), by=priya, now=now, policy=DEFAULT
        )


def test_a_withdrawn_note_leaves_every_count_and_its_flag_stays(withdrawn, referral):
    summary = CaseSummary.objects.get(pk=referral.pk)

    assert withdrawn.state == ContactState.WITHDRAWN
    assert summary.treatment_contacts == 1
    assert 11 not in summary.phq9
    assert CaseFlag.objects.get(referral=referral, reason="risk").cleared_at is None


def test_only_the_author_or_a_senior_withdraws(signed, tom, sam, now):
    with pytest.raises(Refused, match="Only its author"):
        signed_notes.withdraw(
            contact=signed, reason="Mine?", may_withdraw_any=False, by=tom, now=now
        )

    signed_notes.withdraw(
        contact=signed, reason="Wrong Nair", may_withdraw_any=True, by=sam, now=now
    )

    assert CareContact.objects.get(pk=signed.pk).withdrawn_by == sam


def test_withdrawing_says_why(signed, priya, now):
    with pytest.raises(Refused) as refused:
        signed_notes.withdraw(contact=signed, reason=" ", may_withdraw_any=False, by=priya, now=now)

    assert refused.value.field == "reason"


def test_a_withdrawn_note_is_filed_on_the_right_record_with_scores_and_risk(
    withdrawn, priya, north, now
):
    right = in_treatment(priya, north)

    filed = signed_notes.file_again(
        contact=withdrawn, referral=right, by=priya, now=now, policy=DEFAULT
    )

    assert (filed.referral, filed.did, filed.signed_by) == (right, withdrawn.did, priya)
    assert dict(filed.sitting.scores.values_list("measure", "total")) == {"PHQ9": 11, "GAD7": 8}
    assert CaseFlag.objects.filter(referral=right, reason="risk", cleared_at=None).count() == 1
    assert filed.risk_review.agreed == withdrawn.risk_review.agreed
    assert CareContact.objects.get(pk=withdrawn.pk).filed_again_as == filed


def test_a_note_is_filed_again_once(withdrawn, priya, north, now):
    right = in_treatment(priya, north)
    where = {"referral": right, "by": priya, "now": now, "policy": DEFAULT}
    signed_notes.file_again(contact=withdrawn, **where)
    withdrawn.refresh_from_db()

    with pytest.raises(Refused, match="another record already"):
        signed_notes.file_again(contact=withdrawn, **where)


def test_a_note_that_was_not_withdrawn_is_not_filed_elsewhere(signed, priya, north, now):
    with pytest.raises(Refused, match="Withdraw the note first"):
        signed_notes.file_again(
            contact=signed, referral=in_treatment(priya, north), by=priya, now=now, policy=DEFAULT
        )

"""Of each person the latest answer to each question counts, over all their referrals."""

from datetime import timedelta

import pytest

from referrals import equality, merging
from referrals.models import Equality, LongTermCondition, NhsNumberChoice, Patient
from tests.factories import referrals as made

pytestmark = pytest.mark.django_db


def test_the_latest_answer_counts_and_what_was_left_out_leaves_the_one_before(north, now):
    first = made.ReferralFactory(team=north)
    second = made.ReferralFactory(team=north, patient=first.patient)
    later = now + timedelta(days=90)
    equality.keep(referral=second, given={"ethnicity": "B", "carer": "YES"}, by=None, now=later)
    equality.keep(
        referral=first,
        given={
            "ethnicity": "A",
            "religion": "SIKH",
            "disability": "YES",
            "disability_kinds": ["SIGHT"],
        },
        by=None,
        now=now,
    )

    counts = Equality.objects.get()

    assert (counts.ethnicity, counts.carer, counts.religion) == ("B", "YES", "SIKH")
    assert (counts.disability_kinds, counts.at) == (["SIGHT"], later)
    equality.refresh()
    assert Equality.objects.get().ethnicity == "B"


def test_a_condition_on_record_is_a_yes_whatever_was_answered_and_nobody_else_has_a_row(north, now):
    one = made.ReferralFactory(team=north)
    made.ReferralFactory(team=north)
    equality.keep(referral=one, given={"long_term_condition": "NO"}, by=None, now=now)
    LongTermCondition.objects.create(referral=one, condition="SKIN", recorded_at=now)

    equality.refresh()

    assert Equality.objects.get().long_term_condition == "YES"


def test_kept_back_is_an_answer_and_no_gender_of_the_person(north, now):
    one = made.ReferralFactory(team=north, patient__gender="FEMALE")

    equality.keep(referral=one, given={"gender": "NOT_SAID"}, by=None, now=now)

    assert Equality.objects.get().gender == "NOT_SAID"
    assert Patient.objects.get().gender == "FEMALE"


def test_two_records_brought_together_are_one_persons_answers_and_come_apart_again(
    north, now, sam, leah
):
    kept, other = made.ReferralFactory(team=north), made.ReferralFactory(team=north)
    equality.keep(referral=other, given={"ethnicity": "M"}, by=None, now=now)
    merge = merging.propose(
        kept=kept.patient,
        other=other.patient,
        nhs_number=NhsNumberChoice.KEPT,
        why="Same",
        by=sam,
        now=now,
    )

    merging.confirm(merge=merge, by=leah, now=now)
    assert Equality.objects.get().patient_id == kept.patient_id
    merging.undo(merge=merge, why="Twins", by=leah, now=now)

    assert Equality.objects.get().patient_id == other.patient_id


def test_a_gender_answered_on_the_other_record_leaves_with_it(north, now, sam, leah):
    kept = made.ReferralFactory(team=north, patient__gender="MALE")
    other = made.ReferralFactory(team=north)
    equality.keep(referral=other, given={"gender": "FEMALE"}, by=None, now=now)
    merge = merging.propose(
        kept=kept.patient,
        other=other.patient,
        nhs_number=NhsNumberChoice.KEPT,
        why="Same",
        by=sam,
        now=now,
    )

    merging.confirm(merge=merge, by=leah, now=now)
    together = Patient.objects.get(pk=kept.patient_id).gender
    merging.undo(merge=merge, why="Twins", by=leah, now=now)

    apart = [Patient.objects.get(pk=one.patient_id).gender for one in (kept, other)]
    assert together == "FEMALE"
    assert apart == ["MALE", "FEMALE"]

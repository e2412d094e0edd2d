"""Whether a referral has a next step is kept by the database, however its steps come and go."""

import pgtrigger
import pytest

from referrals.models import EndCode, NextStep, Referral
from tests.factories.referrals import NextStepFactory, ReferralFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def has_one():
    """Whether the database says that a referral has a next step; and so do its steps."""

    def read(referral):
        marked = Referral.objects.get(pk=referral.pk).has_next_step
        assert marked == NextStep.objects.filter(referral=referral, done_at=None).exists()
        return marked

    return read


def test_the_first_step_marks_its_referral(has_one):
    """step_marks_its_referral"""
    referral = ReferralFactory()
    assert not has_one(referral)

    NextStepFactory(referral=referral)

    assert has_one(referral)


def test_only_the_last_step_takes_the_mark_away(has_one, now):
    referral = ReferralFactory()
    NextStepFactory(referral=referral, done_at=now)
    assert not has_one(referral)
    last = NextStepFactory(referral=referral)
    Referral.objects.filter(pk=referral.pk).update(
        status="ENDED", ended_on=now.date(), end_code=EndCode.COMPLETED
    )
    assert has_one(referral)

    NextStep.objects.filter(pk=last.pk).update(done_at=now)
    assert not has_one(referral)

    NextStep.objects.filter(pk=last.pk).update(done_at=None)
    assert has_one(referral)


def test_a_step_that_is_erased_takes_the_mark_with_it(has_one, now):
    referral = ReferralFactory()
    done = NextStepFactory(referral=referral, done_at=now)
    step = NextStepFactory(referral=referral)

    done.delete()
    assert has_one(referral)

    step.delete()
    assert not has_one(referral)


def test_a_step_of_another_referral_takes_the_mark_there(has_one):
    referral, other = ReferralFactory(), ReferralFactory()
    step = NextStepFactory(referral=referral)

    NextStep.objects.filter(pk=step.pk).update(referral=other)

    assert (has_one(referral), has_one(other)) == (False, True)


def test_nobody_else_writes_the_mark(has_one):
    """next_step_is_marked_by_steps"""
    read_before = ReferralFactory(has_next_step=True)
    assert not has_one(read_before)
    NextStepFactory(referral=read_before)

    read_before.has_next_step = False
    read_before.save()
    assert has_one(read_before)

    Referral.objects.update(has_next_step=False)
    assert has_one(read_before)


def test_without_its_guard_a_stale_referral_takes_the_mark_away():
    """The twin of the test above: the guard is what holds."""
    referral = ReferralFactory()
    NextStepFactory(referral=referral)

    with pgtrigger.ignore("referrals.Referral:next_step_is_marked_by_steps"):
        Referral.objects.update(has_next_step=False)

    assert not Referral.objects.get(pk=referral.pk).has_next_step

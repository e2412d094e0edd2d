"""A practice service too large for one batch: each is written with keys of its own."""

from functools import partial

import pytest
from django.db import connection
from django.db.models import Count

from caseload import facts
from caseload.models import Call, Reminder, SafetyPlan
from pwpservice.practice import make, write_stories
from referrals.models import Referral
from tests.pwpservice.practice_service import order

pytestmark = pytest.mark.slow

_REFERRALS, _SIZE = 90, 15


@pytest.fixture
def written(db, monkeypatch):
    """The ids of the referrals of each batch of a small service, written as a large one is."""
    kept = []

    def write(stories, ids):
        kept.append(write_stories.write(stories, ids))
        return kept[-1]

    monkeypatch.setattr(make, "batches", partial(write_stories.batches, size=_SIZE))
    monkeypatch.setattr(make, "write", write)
    make.make(order(referrals=_REFERRALS))
    return kept


def test_a_service_in_several_batches_obeys_every_constraint(written):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    assert [len(batch) for batch in written] == [_SIZE] * (_REFERRALS // _SIZE)
    assert Referral.objects.count() == _REFERRALS
    assert facts.different([pk for batch in written for pk in batch]) == []


def test_safety_plans_of_two_batches_have_different_keys(written):
    with_a_plan = [SafetyPlan.objects.filter(referral__in=batch).exists() for batch in written]
    people = SafetyPlan.objects.values("patient").annotate(many=Count("pk"))

    assert sum(with_a_plan) > 1
    assert {row["many"] for row in people} == {1}
    keys = SafetyPlan.objects.values_list("form_key", flat=True)
    assert len(set(keys)) == len(keys)


def test_what_a_service_has_once_is_not_written_again_with_each_batch(written):
    reminders = Reminder.objects.values_list("text", flat=True)

    assert Call.objects.filter(referral=None).count() <= 1
    assert len(set(reminders)) == len(reminders)

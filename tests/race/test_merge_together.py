"""Several people confirm a merge at once: it happens once, and one undoing restores it."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import DatabaseError, connection
from django.db.models import QuerySet

from clinical.errors import Refused
from referrals import merging
from referrals.models import Merge, MergeStep, NhsNumberChoice, Referral
from staff.roles import Role
from tests import personas
from tests.factories import referrals

AT_ONCE = 4


@pytest.fixture
def proposed(north, sam, now):
    kept, other = (referrals.waiting(north).patient for _ in range(2))
    merge = merging.propose(
        kept=kept,
        other=other,
        nhs_number=NhsNumberChoice.NEITHER,
        why="One birth date",
        by=sam,
        now=now,
    )
    names = ("Leah Morgan", "Lena Moss", "Lou March", "Lyn Marsh")[:AT_ONCE]
    leads = [personas.member(name, role=Role.SERVICE_LEAD, team=north) for name in names]
    return merge, leads


def _all_confirm(merge, leads, now):
    gate = Barrier(AT_ONCE)

    def one(lead):
        try:
            gate.wait(timeout=10)
            merging.confirm(merge=merge, by=lead, now=now)
        except Refused:
            return "refused"
        except DatabaseError as error:
            return type(error).__name__
        else:
            return "done"
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(one, leads))


@pytest.mark.django_db(transaction=True)
def test_one_of_them_does_it_and_the_others_are_told(proposed, now):
    merge, leads = proposed

    outcomes = _all_confirm(merge, leads, now)

    assert sorted(outcomes) == ["done", *["refused"] * (AT_ONCE - 1)]
    assert set(Referral.objects.values_list("patient", flat=True)) == {merge.kept_id}
    assert MergeStep.objects.filter(relation="referrals.Referral.patient").count() == 1


@pytest.mark.django_db(transaction=True)
def test_twin_without_the_lock_of_the_proposal_more_than_one_sets_out(proposed, now, monkeypatch):
    merge, leads = proposed
    real, gate, set_out = QuerySet.select_for_update, Barrier(AT_ONCE), []

    def unlocked(self, *args, **more):
        if self.model is not Merge:
            return real(self, *args, **more)
        set_out.append(self.first() is not None)
        gate.wait(timeout=10)
        return self

    monkeypatch.setattr(QuerySet, "select_for_update", unlocked)

    _all_confirm(merge, leads, now)

    assert set_out == [True] * AT_ONCE

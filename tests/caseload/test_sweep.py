"""The night: every open referral's flags by the functions of every save, and nothing twice."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from caseload import facts, flagging
from caseload.models import CaseFlag, CaseSummary
from caseload.sweep import check_summaries, sweep_flags
from clinical.policy import DEFAULT
from clinical.reason import Reason
from tests.factories.caseload import AllocationFactory

pytestmark = pytest.mark.django_db


def _carried(pwp, *, days_ago: int, now: datetime):
    allocation = AllocationFactory(pwp=pwp, starts_at=now - timedelta(days=days_ago))
    facts.refresh([allocation.referral_id])
    return allocation.referral


def _flags(referral) -> set[str]:
    standing = CaseFlag.objects.filter(referral=referral, cleared_at__isnull=True)
    return set(standing.values_list("reason", flat=True))


def test_the_night_writes_down_what_fell_due(priya, now):
    referral = _carried(priya, days_ago=30, now=now)

    counts = sweep_flags(now=now, policy=DEFAULT)

    assert counts == {"looked_at": 1, "changed": 1, "failed": 0}
    assert Reason.OVERDUE_CONTACT.value in _flags(referral)


def test_a_second_night_run_writes_nothing(priya, now):
    _carried(priya, days_ago=30, now=now)
    sweep_flags(now=now, policy=DEFAULT)

    with CaptureQueriesContext(
        connection,
    ) as queries:
        counts = sweep_flags(now=now, policy=DEFAULT)

    assert counts["changed"] == 0
    assert [q["sql"] for q in queries if not q["sql"].startswith("SELECT")] == []


def test_the_night_asks_the_same_number_of_questions_for_5_and_for_50(priya, now):
    asked = []
    for many in (5, 45):
        for _ in range(many):
            _carried(priya, days_ago=3, now=now)
        sweep_flags(now=now, policy=DEFAULT)
        with CaptureQueriesContext(connection) as queries:
            sweep_flags(now=now, policy=DEFAULT)
        asked.append(len(queries))

    assert asked[0] == asked[1]


def test_somebody_whose_facts_cannot_be_gathered_holds_up_nobody(priya, now):
    poisoned = _carried(priya, days_ago=30, now=now)
    other = _carried(priya, days_ago=30, now=now)
    CaseSummary.objects.filter(pk=poisoned.pk).update(phq9=[99, 4, -7], allocated_on=None)

    sweep_flags(now=now, policy=DEFAULT)

    assert Reason.OVERDUE_CONTACT.value in _flags(other)


def test_one_that_cannot_be_written_is_counted_and_the_others_go_on(priya, now, monkeypatch):
    from django.db import DatabaseError

    stuck = _carried(priya, days_ago=30, now=now)
    other = _carried(priya, days_ago=30, now=now)
    refresh = flagging.refresh

    def refuses_one(ids, **rest):
        if stuck.pk in ids:
            raise DatabaseError("as if")
        refresh(ids, **rest)

    monkeypatch.setattr(flagging, "refresh", refuses_one)

    counts = sweep_flags(now=now, policy=DEFAULT)

    assert counts == {"looked_at": 2, "changed": 1, "failed": 1}
    assert Reason.OVERDUE_CONTACT.value in _flags(other)


def test_a_summary_that_was_written_around_the_actions_is_found_and_repaired(priya, now):
    referral = _carried(priya, days_ago=3, now=now)
    CaseSummary.objects.filter(pk=referral.pk).update(attended=7)

    first = check_summaries(now=now, policy=DEFAULT)
    second = check_summaries(now=now, policy=DEFAULT)

    assert (first["different"], second["different"]) == (1, 0)
    assert CaseSummary.objects.get(pk=referral.pk).attended == 0

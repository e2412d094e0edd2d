"""Flags: opened and cleared by the system, risk by persons only; one bad row stops nobody else."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from caseload import facts, flag_changes, flagging
from caseload.models import CaseFlag, CaseSummary
from clinical import review
from clinical.policy import DEFAULT
from clinical.reason import Reason
from referrals.models import EndCode, Referral, Status
from tests.factories.caseload import (
    allocated,
    booked_contact,
    in_treatment,
    risk_action,
    risk_flag,
    signed_contact,
)

pytestmark = pytest.mark.django_db


def refresh(*referrals, now, policy=DEFAULT):
    flagging.refresh([referral.pk for referral in referrals], now=now, policy=policy)


def open_flags(referral):
    return {
        flag.reason: flag for flag in CaseFlag.objects.filter(referral=referral, cleared_at=None)
    }


def reasons(referral, *, now, policy=DEFAULT):
    """What a page would show this minute."""
    row = _row(referral)
    found = flagging.reasons_now(row, risk=flagging.open_risk(row), now=now, policy=policy)
    return {one.reason: one for one in found}


def _row(referral):
    summaries = CaseSummary.objects.filter(pk=referral.pk)
    columns = (*facts.FACT_COLUMNS, "open_actions", "risk_evidence")
    return flagging.with_open_risk(summaries).values(*columns).get()


def test_a_reason_opens_a_flag_with_its_evidence_and_its_beginning(referral, now):
    signed_contact(referral, at=now - timedelta(days=2), phq9=21)

    refresh(referral, now=now)

    flag = open_flags(referral)["high_scores"]
    assert (flag.evidence, flag.since) == ("PHQ-9 21, severe", (now - timedelta(days=2)).date())
    assert CaseSummary.objects.get(pk=referral.pk).flags["high_scores"] == [
        "PHQ-9 21, severe",
        flag.since.isoformat(),
        False,
        None,
    ]


def test_a_flag_whose_reason_has_gone_is_cleared_by_the_system(referral, now):
    signed_contact(referral, at=now - timedelta(days=2), phq9=21)
    refresh(referral, now=now)
    signed_contact(referral, at=now - timedelta(days=1), phq9=9)

    refresh(referral, now=now)

    cleared = CaseFlag.objects.get(referral=referral, reason="high_scores")
    assert (cleared.cleared_at, cleared.cleared_by) == (now, None)
    assert cleared.cleared_how == "The reason no longer holds."
    assert "high_scores" not in CaseSummary.objects.get(pk=referral.pk).flags


def test_running_twice_writes_no_row(priya, north, now):
    made = [in_treatment(priya, north) for _ in range(3)]
    refresh(*made, now=now)
    before = _written()

    refresh(*made, now=now)

    assert _written() == before


def test_a_flag_keeps_its_beginning_while_its_words_count_the_days(referral, now):
    refresh(referral, now=now)
    opened = open_flags(referral)["overdue_contact"]

    refresh(referral, now=now + timedelta(days=1))

    later = open_flags(referral)["overdue_contact"]
    assert (later.pk, later.since) == (opened.pk, opened.since)
    assert (opened.evidence, later.evidence) == ("41 days, limit 21", "42 days, limit 21")


def test_a_batch_takes_the_same_number_of_queries_whatever_its_length(priya, north, now):
    few = [in_treatment(priya, north) for _ in range(2)]
    many = [in_treatment(priya, north) for _ in range(9)]

    counts = []
    for made in (few, many):
        refresh(*made, now=now)
        with CaptureQueriesContext(connection) as queries:
            refresh(*made, now=now + timedelta(days=1))
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_opening_clearing_and_rewording_is_one_statement_with_the_copy(referral, now):
    signed_contact(referral, at=now - timedelta(days=40), phq9=21)
    refresh(referral, now=now)
    signed_contact(referral, at=now - timedelta(days=30), phq9=9, gad7=None)
    before = open_flags(referral)

    with CaptureQueriesContext(connection) as queries:
        refresh(referral, now=now + timedelta(days=1))

    after = open_flags(referral)
    assert "high_scores" in before.keys() - after.keys()
    assert after.keys() - before.keys()
    assert any(before[name].evidence != after[name].evidence for name in before.keys() & after)
    assert len([one for one in queries if "SAVEPOINT" not in one["sql"]]) == 2
    assert facts.different([referral.pk]) == []


def test_an_open_flag_wins_over_a_new_one_of_the_same_reason(referral, now):
    refresh(referral, now=now)
    standing = open_flags(referral)["overdue_contact"]
    new = flag_changes.Fresh(referral.pk, "overdue_contact", "9 days", now.date())

    check = flag_changes.Check([flag_changes.Held(referral.pk, None)], now.date(), "")

    flag_changes.write(opened=[new], reworded=[], gone=[], check=check, now=now)

    assert open_flags(referral)["overdue_contact"] == standing
    assert facts.different([referral.pk]) == []


def test_the_system_neither_opens_nor_clears_a_risk_flag(referral, now):
    flag = risk_flag(referral)

    refresh(referral, now=now + timedelta(days=300))

    flag.refresh_from_db()
    assert flag.cleared_at is None
    assert CaseFlag.objects.filter(referral=referral, reason="risk").count() == 1


def test_an_ended_referral_keeps_only_its_risk_flag(referral, now):
    risk_flag(referral)
    refresh(referral, now=now)
    assert len(open_flags(referral)) > 1
    Referral.objects.filter(pk=referral.pk).update(
        status=Status.ENDED, ended_on=now.date(), end_code=EndCode.COMPLETED
    )

    refresh(referral, now=now)

    assert set(open_flags(referral)) == {"risk"}


def test_stored_flags_are_what_a_page_says_this_minute(priya, north, now):
    made = [
        in_treatment(priya, north),
        allocated(priya, north),
        in_treatment(priya, north, since=now - timedelta(days=5)),
    ]
    booked_contact(made[2], at=now + timedelta(days=3))
    risk_flag(made[2])

    refresh(*made, now=now)

    for referral in made:
        said = {reason.value: one.evidence for reason, one in reasons(referral, now=now).items()}
        stored = {reason: flag.evidence for reason, flag in open_flags(referral).items()}
        assert stored == said


def test_open_risk_is_read_live_with_owner_and_time(referral, priya, now):
    risk_action(referral, owner=priya, what="Safety call", due_by=now + timedelta(hours=2))
    risk_action(referral, owner=priya, what="Ring the GP", due_by=now - timedelta(hours=2))

    live = flagging.open_risk(_row(referral))

    assert [(one.what, one.owner_name) for one in live.actions] == [
        ("Ring the GP", "Priya Raman"),
        ("Safety call", "Priya Raman"),
    ]
    assert live.signals == 1
    assert (
        "Ring the GP, overdue since today at 08:24" in reasons(referral, now=now)["risk"].evidence
    )


def test_one_broken_rule_flags_that_person_and_the_others_go_on(priya, north, now, monkeypatch):
    poisoned, well = in_treatment(priya, north), in_treatment(priya, north)
    _break_rule(monkeypatch, Reason.HIGH_SCORES, of=poisoned)

    refresh(poisoned, well, now=now)

    assert {"could_not_be_checked", "overdue_contact"} <= set(open_flags(poisoned))
    assert "could_not_be_checked" not in open_flags(well)
    assert "overdue_contact" in open_flags(well)


def test_facts_that_cannot_be_gathered_flag_that_person_and_risk_stays(
    priya, north, now, monkeypatch
):
    poisoned, well = in_treatment(priya, north), in_treatment(priya, north)
    risk_action(poisoned, owner=priya, what="Safety call", due_by=now + timedelta(hours=2))
    gather = facts.case_facts

    def broken(row, **rest):
        if row["referral_id"] == poisoned.pk:
            raise ValueError
        return gather(row, **rest)

    monkeypatch.setattr(facts, "case_facts", broken)

    refresh(poisoned, well, now=now)

    assert set(open_flags(poisoned)) == {"risk", "could_not_be_checked"}
    assert "overdue_contact" in open_flags(well)
    assert list(reasons(poisoned, now=now)) == [Reason.RISK, Reason.COULD_NOT_BE_CHECKED]


def test_since_when_somebody_could_not_be_checked_is_said_once_and_kept(referral, now, monkeypatch):
    _break_rule(monkeypatch, Reason.HIGH_SCORES, of=referral)
    refresh(referral, now=now)
    later = now + timedelta(hours=5)
    before = open_flags(referral)["could_not_be_checked"]

    refresh(referral, now=later)

    assert open_flags(referral)["could_not_be_checked"].evidence == before.evidence
    shown = reasons(referral, now=later)[Reason.COULD_NOT_BE_CHECKED]
    assert (shown.evidence, shown.since) == ("Could not be checked since 10:24", before.since)


def test_a_person_who_can_be_checked_again_loses_that_flag(referral, now, monkeypatch):
    with monkeypatch.context() as for_now:
        _break_rule(for_now, Reason.HIGH_SCORES, of=referral)
        refresh(referral, now=now)

    refresh(referral, now=now)

    assert "could_not_be_checked" not in open_flags(referral)


def _break_rule(monkeypatch, reason, *, of):
    rule = review.RULES[reason]

    def broken(case, now, policy):
        if case.referral_id == of.pk:
            raise ZeroDivisionError
        return rule(case, now, policy)

    monkeypatch.setitem(review.RULES, reason, broken)


def _written():
    """Where every flag and summary lies in its table: an update moves it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 'flag', id, ctid::text FROM caseload_caseflag UNION ALL "
            "SELECT 'summary', referral_id, ctid::text FROM caseload_casesummary ORDER BY 1, 2"
        )
        return cursor.fetchall()

"""Whom a night looks at: those whose day has come, and all who were looked at under other rules."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection

from caseload import facts, flag_changes, flag_rules, flagging
from caseload.models import CaseFlag, CaseSummary
from caseload.sweep import FULL_LOOK_DAYS, check_flags, sweep_flags
from clinical import review
from clinical.next_change import next_change
from clinical.policy import DEFAULT
from clinical.reason import Reason
from referrals.models import EndCode, Referral, Status
from tests.caseload.caseloads import quiet, unbooked
from tests.factories.caseload import booked_contact, in_treatment

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def seen(priya, north, now):
    """Somebody with nothing to look at, booked in five days, whose night was today."""
    referral = in_treatment(priya, north, since=now - timedelta(days=8))
    booked_contact(referral, at=now + timedelta(days=5))
    flagging.refresh([referral.pk], now=now, policy=DEFAULT)
    return referral


def looked_at(now, policy=DEFAULT):
    return sweep_flags(now=now, policy=policy)["looked_at"]


def open_flags(referral):
    standing = CaseFlag.objects.filter(referral=referral, cleared_at=None)
    return set(standing.values_list("reason", flat=True))


def test_nobody_is_looked_at_before_their_day(seen, now):
    assert CaseSummary.objects.get(pk=seen.pk).flags_next_change_on == (now + 6 * DAY).date()
    assert [looked_at(now + n * DAY) for n in range(6)] == [0] * 6


def test_on_their_day_their_flags_are_made_true(seen, now):
    counts = sweep_flags(now=now + 6 * DAY, policy=DEFAULT)

    assert counts == {"looked_at": 1, "changed": 1, "failed": 0}
    assert "no_next_appointment" in open_flags(seen)


def test_a_night_that_never_ran_is_made_up_by_the_next_one(seen, now):
    assert looked_at(now + 11 * DAY) == 1
    assert "no_next_appointment" in open_flags(seen)


def test_a_day_on_which_nothing_changed_after_all_is_put_off_again(seen, now):
    CaseSummary.objects.filter(pk=seen.pk).update(flags_next_change_on=now.date())

    first = sweep_flags(now=now, policy=DEFAULT)

    assert first == {"looked_at": 1, "changed": 0, "failed": 0}
    assert CaseSummary.objects.get(pk=seen.pk).flags_next_change_on == (now + 6 * DAY).date()
    assert looked_at(now) == 0


@pytest.mark.parametrize(
    "rules",
    [
        {"contact_overdue_after_days": 5},
        {"closed_days": frozenset({date(2026, 12, 24)})},
        {"high_phq9": 5},
    ],
)
def test_everybody_is_looked_at_under_other_rules_and_once(seen, now, rules):
    other = replace(DEFAULT, **rules)

    assert [looked_at(now, other), looked_at(now, other)] == [1, 0]


def test_a_rule_that_is_changed_and_changed_back_looks_at_those_saved_in_between(seen, now):
    flagging.refresh([seen.pk], now=now, policy=replace(DEFAULT, contact_overdue_after_days=90))

    assert looked_at(now + DAY) == 1


def test_everybody_is_looked_at_when_a_release_brings_other_rules(seen, now, monkeypatch):
    flag_rules._name.cache_clear()
    monkeypatch.setattr(flag_rules, "_release", lambda: "another")

    assert [looked_at(now), looked_at(now)] == [1, 0]

    flag_rules._name.cache_clear()


def test_whoever_was_looked_at_on_a_later_day_is_looked_at_when_the_clock_steps_back(seen, now):
    flagging.refresh([seen.pk], now=now + 6 * DAY, policy=DEFAULT)

    assert looked_at(now) == 1
    assert "no_next_appointment" not in open_flags(seen)


def test_a_summary_made_true_without_its_flags_is_looked_at(seen, now):
    booked_contact(seen, at=now + timedelta(days=9))
    facts.refresh([seen.pk])

    assert looked_at(now) == 1


def test_whoever_could_not_be_checked_is_tried_again_each_night(seen, now, monkeypatch):
    def broken(case, now, policy):
        raise ValueError("as if")

    with monkeypatch.context() as broke:
        broke.setattr(review, "RULES", {**review.RULES, Reason.HIGH_SCORES: broken})
        flagging.refresh([seen.pk], now=now, policy=DEFAULT)
        assert "could_not_be_checked" in open_flags(seen)
        assert looked_at(now + DAY) == 1
        assert "could_not_be_checked" in open_flags(seen)

    sweep_flags(now=now + 2 * DAY, policy=DEFAULT)

    assert "could_not_be_checked" not in open_flags(seen)


def test_facts_that_cannot_be_gathered_are_tried_again_each_night(seen, now, monkeypatch):
    def broken(row, **rest):
        raise ValueError("as if")

    with monkeypatch.context() as broke:
        broke.setattr(facts, "case_facts", broken)
        flagging.refresh([seen.pk], now=now, policy=DEFAULT)

    assert looked_at(now + DAY) == 1


def test_an_ended_referral_changes_no_more(seen, now):
    Referral.objects.filter(pk=seen.pk).update(
        status=Status.ENDED, ended_on=now.date(), end_code=EndCode.COMPLETED
    )
    flagging.refresh([seen.pk], now=now, policy=DEFAULT)

    assert CaseSummary.objects.get(pk=seen.pk).flags_next_change_on is None
    assert looked_at(now + 400 * DAY) == 0


def _look(referral, *, version, now):
    held = flag_changes.Held(referral.pk, (now + 90 * DAY).date(), version)
    flag_changes.write_held(flag_changes.Check([held], now.date(), "rules"))
    return CaseSummary.objects.get(pk=referral.pk).flags_checked_under == "rules"


def _version(referral):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT xmin::text FROM caseload_casesummary WHERE referral_id = %s", [referral.pk]
        )
        return cursor.fetchone()[0]


@pytest.mark.django_db(transaction=True)
def test_a_save_between_a_nights_look_and_its_note_wins(priya, north, now):
    referral = unbooked(priya, north, "Ahmed")
    read = _version(referral)
    flagging.refresh([referral.pk], now=now, policy=DEFAULT)

    assert not _look(referral, version=read, now=now)
    assert _look(referral, version=_version(referral), now=now)


@pytest.mark.django_db(transaction=True)
def test_twin_without_the_version_the_note_of_the_night_would_hide_the_save(priya, north, now):
    referral = unbooked(priya, north, "Ahmed")
    flagging.refresh([referral.pk], now=now, policy=DEFAULT)

    assert _look(referral, version="", now=now)


def test_twin_a_next_day_that_is_too_late_is_missed_by_the_night_and_found_by_the_check(
    seen, now, monkeypatch
):
    def late(case, **rest):
        return next_change(case, **rest) + timedelta(days=FULL_LOOK_DAYS)

    monkeypatch.setattr(flagging, "next_change", late)
    flagging.refresh([seen.pk], now=now, policy=replace(DEFAULT, high_phq9=26))
    flagging.refresh([seen.pk], now=now, policy=DEFAULT)
    found = 0
    for n in range(6, 6 + FULL_LOOK_DAYS):
        assert looked_at(now + n * DAY) == 0
        found += check_flags(now=now + n * DAY, policy=DEFAULT)["different"]

    assert found == 1
    assert "no_next_appointment" in open_flags(seen)


def test_in_28_days_the_check_looks_at_everybody_open_once(priya, north, now):
    made = [quiet(priya, north, f"Person{n}") for n in range(9)]
    sweep_flags(now=now, policy=DEFAULT)

    looks = [
        check_flags(now=now + n * DAY, policy=DEFAULT)["looked_at"] for n in range(FULL_LOOK_DAYS)
    ]

    assert sum(looks) == len(made)
    assert max(looks) == 1


def test_a_check_that_finds_all_as_it_should_be_writes_nothing(priya, north, now):
    made = [quiet(priya, north, f"Person{n}") for n in range(5)]
    sweep_flags(now=now, policy=DEFAULT)
    before = [_version(one) for one in made]

    for n in range(FULL_LOOK_DAYS):
        counts = check_flags(now=now, policy=DEFAULT)
        assert (counts["different"], counts["failed"]) == (0, 0), n

    assert [_version(one) for one in made] == before

"""Stored flags, the night's flags and what a page shows are one answer, whatever happened.

Every save evaluates with the functions of the night; a page adds what time has made true since.
"""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import rule

from caseload import facts, flagging
from caseload.actions import flags
from caseload.facts import OpenRisk
from caseload.models import CaseFlag, CaseSummary
from caseload.sweep import sweep_flags
from clinical.next_change import next_change
from clinical.policy import DEFAULT
from clinical.problems import Problem
from clinical.reason import Reason
from referrals import actions as referral_actions
from referrals.models import Referral
from tests import personas
from tests.caseload.histories import History as Rows
from tests.caseload.histories import histories
from tests.factories.caseload import booked_contact
from tests.safety import invariants
from tests.safety.history import History, Service, which
from tests.safety.running import run
from tests.safety.test_histories import service

__all__ = ["service"]

reasons = st.sampled_from(list(Reason))
# What these verbs save changes what the rules look at; taking a risk action, say, does not.
_SAVES = {
    "book", "cancel_booking", "log_session", "correct_score", "withdraw", "file_again", "allocate",
    "record_problem", "acknowledge_flag", "snooze_flag", "wake_flag",
}  # fmt: skip


class FlagHistory(History):
    """The working day, with what people do about flags; the night comes when it comes."""

    @rule(whom=which, reason=reasons, days=st.integers(0, 29))
    def put_off(self, whom: int, reason: Reason, days: int) -> None:
        until = self.now.date() + timedelta(days=days)
        self._flag(flags.snooze_flag, whom, reason, until=until, why="Exams")

    @rule(whom=which, reason=reasons)
    def wake(self, whom: int, reason: Reason) -> None:
        self._flag(flags.wake_flag, whom, reason)

    @rule(whom=which, reason=reasons)
    def see_a_flag(self, whom: int, reason: Reason) -> None:
        self._flag(flags.acknowledge_flag, whom, reason)

    @rule(whom=which, problem=st.sampled_from([Problem.PANIC_DISORDER, Problem.OCD]))
    def name_the_problem(self, whom: int, problem: Problem) -> None:
        self._try(
            referral_actions.record_problem,
            referral=self._one(Referral.objects.all(), whom),
            problem=problem,
            on=self.now.date(),
            by=self.service.senior,
        )

    @rule()
    def the_night(self) -> None:
        sweep_flags(now=self.now, policy=DEFAULT)
        assert_agree(
            *Referral.objects.filter(ended_on=None).values_list("pk", flat=True), now=self.now
        )
        again = sweep_flags(now=self.now, policy=DEFAULT)
        assert (again["changed"], again["failed"]) == (0, 0)

    def _flag(self, verb: Any, whom: int, reason: Reason, **facts: Any) -> None:
        self._try(
            verb,
            referral=self._one(Referral.objects.filter(ended_on=None), whom),
            reason=reason,
            by=self._pwp(whom),
            policy=DEFAULT,
            **facts,
        )

    def _try(self, verb: Any, *, closes_risk: bool = False, **facts: Any) -> None:
        before = invariants.look()
        super()._try(verb, closes_risk=closes_risk, **facts)
        is_saved = invariants.look() != before  # not refused, and not the same form again
        if is_saved and verb.__name__ in _SAVES:
            assert_agree(*_touched(facts), now=self.now)


def _touched(facts: dict[str, Any]) -> set[int]:
    """What is filed again is saved on the record it is put on, and changes nothing where it was."""
    if "referral" in facts:
        return {facts["referral"].pk}
    return {facts[name].referral_id for name in ("contact", "score") if name in facts}


def standing(*pks: int) -> dict[int, dict[str, str]]:
    """The stored flags but risk of each referral, by reason."""
    rows = CaseFlag.objects.filter(referral__in=pks, cleared_at=None).exclude(reason=Reason.RISK)
    found: dict[int, dict[str, str]] = {pk: {} for pk in pks}
    for pk, reason, evidence in rows.values_list("referral_id", "reason", "evidence"):
        found[pk][reason] = evidence
    return found


def shown(row: dict[str, Any], *, now: Any, with_risk: bool) -> dict[str, str]:
    """What the rules say this minute of an open referral, but risk."""
    if not row["is_open"]:
        return {}
    risk = flagging.open_risk(row) if with_risk else OpenRisk()
    found = flagging.reasons_now(row, risk=risk, now=now, policy=DEFAULT)
    return {one.reason.value: one.evidence[:300] for one in found if one.reason is not Reason.RISK}


def assert_agree(*pks: int, now: Any) -> None:
    """Stored is what the rules say; a page, which knows of open risk too, names the same flags."""
    stored = standing(*pks)
    rows = flagging.with_open_risk(CaseSummary.objects.filter(pk__in=pks)).values()
    seen = {row["referral_id"]: row for row in rows}
    assert seen.keys() == stored.keys()
    for pk, row in seen.items():
        assert stored[pk] == shown(row, now=now, with_risk=False)
        assert stored[pk].keys() == shown(row, now=now, with_risk=True).keys()


@pytest.mark.long
@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.usefixtures("duty")
def test_every_save_the_night_and_the_page_agree(service: Service) -> None:
    run(lambda: FlagHistory(service), histories=30, steps=80)


@pytest.mark.django_db
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(events=histories, later=st.integers(0, 40))
def test_whatever_rows_there_are_a_save_and_the_night_write_the_same(
    priya, sam, north, events, later
) -> None:
    with transaction.atomic():
        history = Rows(pwp=priya, other=sam, team=north)
        for event in events:
            history.add(event)
        pk, then = history.referral.pk, personas.NOW + timedelta(days=later)
        facts.refresh([pk])

        sweep_flags(now=then, policy=DEFAULT)
        by_night = standing(pk)
        flagging.refresh([pk], now=then, policy=DEFAULT)

        # A night looks at nobody whose referral has ended: their flags went with the ending.
        if "ended" not in history.done:
            assert by_night == standing(pk)
        assert_agree(pk, now=then)
        assert sweep_flags(now=then, policy=DEFAULT)["changed"] == 0
        transaction.set_rollback(True)


def _nights(pk: int, *, first: int) -> None:
    """The night of each day for six weeks, from so many days after now on; after each, all agree.

    A night may be missing now and then: the next one makes it up.
    """
    for day in range(first, 42):
        if day % 9:
            now = personas.NOW + timedelta(days=day)
            sweep_flags(now=now, policy=DEFAULT)
            assert_agree(pk, now=now)


@pytest.mark.slow
@pytest.mark.django_db
@settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(events=histories)
def test_nights_that_look_only_at_whose_day_has_come_leave_nobody_out(
    priya, sam, north, events
) -> None:
    with transaction.atomic():
        history = Rows(pwp=priya, other=sam, team=north)
        for event in events:
            history.add(event)
        pk = history.referral.pk
        flagging.refresh([pk], now=personas.NOW, policy=DEFAULT)

        _nights(pk, first=1)

        transaction.set_rollback(True)


@pytest.mark.django_db
def test_twin_a_day_stored_one_day_late_leaves_somebody_out(referral, now, monkeypatch) -> None:
    def late(case: Any, **rest: Any) -> date:
        return next_change(case, **rest) + timedelta(days=1)

    booked_contact(referral, at=now + timedelta(days=3))
    monkeypatch.setattr(flagging, "next_change", late)
    flagging.refresh([referral.pk], now=now, policy=DEFAULT)

    with pytest.raises(AssertionError):
        _nights(referral.pk, first=1)


@pytest.mark.django_db
def test_a_flag_put_off_rests_on_its_page_as_in_its_row(priya, referral, now) -> None:
    """Twin: without the copy on the summary, the page would not know."""
    until = date(2026, 6, 16)
    flags.snooze_flag(
        referral=referral,
        reason=Reason.NO_NEXT_APPOINTMENT,
        until=until,
        why="Exams",
        by=priya,
        now=now,
        policy=DEFAULT,
    )
    row = flagging.with_open_risk(CaseSummary.objects.filter(pk=referral.pk)).values().get()

    found = flagging.reasons_now(row, risk=OpenRisk(), now=now, policy=DEFAULT)
    rests = {one.reason: one.snoozed_until for one in found}
    without = flagging.reasons_now({**row, "flags": {}}, risk=OpenRisk(), now=now, policy=DEFAULT)

    assert rests[Reason.NO_NEXT_APPOINTMENT] == until
    assert {one.snoozed_until for one in without} == {None}

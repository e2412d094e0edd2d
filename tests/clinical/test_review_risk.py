"""Risk is an open obligation with its facts and due time, never a level."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from clinical.facts import RiskFact
from clinical.reason import Reason
from clinical.risk import ring_the_same_day, why_ring_the_same_day
from tests.clinical.builders import NOW, TODAY, days_ago, evidence, found


def action(what="Safety check call", **delta) -> RiskFact:
    return RiskFact(what=what, due_by=NOW + timedelta(**delta), owner_name="Amira Hassan")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, None),
        ({"last_item_nine": 3}, None),
        (
            {"open_risk_signals": 1, "last_item_nine": 2, "previous_item_nine": 1},
            "Item 9 is 2, was 1",
        ),
        (
            {"open_risk_signals": 1, "last_item_nine": 2, "previous_item_nine": None},
            "Item 9 is 2",
        ),
        ({"open_risk_signals": 1}, "1 risk signal to look at"),
        ({"open_risk_signals": 2, "last_item_nine": None}, "2 risk signals to look at"),
        (
            {"open_risk_signals": 1, "risk_evidence": "Safeguarding note, 1 June"},
            "Safeguarding note, 1 June",
        ),
        (
            {"open_risk_actions": (action(hours=5),)},
            "Safety check call, due today at 15:31",
        ),
        (
            {"open_risk_actions": (action(days=3),)},
            "Safety check call, due 12 June at 10:31",
        ),
        (
            {"open_risk_actions": (action(days=3), action("Ring GP", hours=-1))},
            "Ring GP, overdue since today at 09:31",
        ),
        (
            {"open_risk_actions": (action(),)},
            "Safety check call, overdue since today at 10:31",
        ),
        (
            {
                "open_risk_signals": 1,
                "last_item_nine": 1,
                "open_risk_actions": (action(days=1),),
                "safety_plan_review_on": days_ago(2),
            },
            "Item 9 is 1, was 0. Safety check call, due 10 June at 10:31. "
            "Safety plan review due 7 June",
        ),
        ({"safety_plan_review_on": TODAY}, "Safety plan review due 9 June"),
        ({"safety_plan_review_on": TODAY + timedelta(days=1)}, None),
    ],
)
def test_risk_is_an_open_action_an_open_signal_or_a_plan_to_review(changes, words):
    assert evidence(Reason.RISK, **changes) == words


def test_a_risk_signal_dates_from_its_answer_and_is_never_a_level():
    signal = found(Reason.RISK, open_risk_signals=1, last_item_nine=3)

    assert signal.since == date(2026, 6, 2)
    assert "named person" in signal.clears
    assert not {"low", "medium", "high"} & set(signal.evidence.lower().split())


@pytest.mark.parametrize(
    ("changes", "since"),
    [
        ({"open_risk_signals": 1, "risk_since": days_ago(9)}, days_ago(9)),
        ({"open_risk_signals": 1}, date(2026, 6, 2)),
        ({"open_risk_actions": (action(days=1),)}, None),
        (
            {"open_risk_actions": (replace(action(days=1), opened_on=days_ago(4)),)},
            days_ago(4),
        ),
        ({"safety_plan_review_on": days_ago(3)}, days_ago(3)),
        (
            {
                "open_risk_signals": 1,
                "risk_since": days_ago(2),
                "safety_plan_review_on": days_ago(3),
                "open_risk_actions": (replace(action(days=1), opened_on=days_ago(1)),),
            },
            days_ago(3),
        ),
    ],
)
def test_risk_dates_from_the_first_of_what_is_now_open(changes, since):
    assert found(Reason.RISK, **changes).since == since


@pytest.mark.parametrize("risk_is_open", [False, True])
@pytest.mark.parametrize("item_nine", [None, 0, 1, 3])
def test_after_a_miss_one_rings_the_same_day_for_open_risk_or_the_last_item_nine(
    risk_is_open, item_nine
):
    rings = ring_the_same_day(risk_is_open=risk_is_open, last_item_nine=item_nine)

    assert rings is (risk_is_open or bool(item_nine))


@pytest.mark.parametrize(
    ("risk_is_open", "item_nine", "why"),
    [
        (True, 2, "risk is open"),
        (True, None, "risk is open"),
        (False, 2, "item 9 was 2"),
        (False, 0, ""),
        (False, None, ""),
    ],
)
def test_why_one_rings_the_same_day_is_said_in_words(risk_is_open, item_nine, why):
    assert why_ring_the_same_day(risk_is_open=risk_is_open, last_item_nine=item_nine) == why


def test_risk_clears_with_every_signal_and_action_and_a_plan_in_date():
    ahead = found(Reason.RISK, open_risk_signals=1, safety_plan_review_on=TODAY + timedelta(days=5))

    assert ahead.clears == (
        "Clears when a named person has closed every signal and risk action with an outcome, "
        "and the safety plan is in date."
    )
    assert "Safety plan" not in ahead.evidence


def test_a_plan_that_is_in_date_is_not_since_when_risk_is_open():
    open_now = found(
        Reason.RISK,
        open_risk_signals=1,
        risk_since=TODAY,
        safety_plan_review_on=TODAY + timedelta(days=5),
    )
    due = found(Reason.RISK, safety_plan_review_on=days_ago(3))

    assert (open_now.since, due.since) == (TODAY, days_ago(3))


def test_a_review_of_another_year_is_named_with_its_year():
    overdue = evidence(Reason.RISK, safety_plan_review_on=date(2025, 12, 30))

    assert overdue == "Safety plan review due 30 December 2025"


def test_a_review_still_to_come_never_dates_an_open_risk():
    undated = found(
        Reason.RISK,
        open_risk_signals=1,
        last_item_nine_on=None,
        safety_plan_review_on=TODAY + timedelta(days=5),
    )

    assert undated.since is None

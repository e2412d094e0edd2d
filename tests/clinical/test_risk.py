"""When a risk review is needed, and by when somebody must act. Never a level."""

from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest

from clinical.errors import Refused
from clinical.policy import DEFAULT, Policy
from clinical.risk import (
    Need,
    ResponseUrgency,
    ask_about_means,
    due_by,
    is_signal,
    remote_due_by,
    stay_on_the_call,
    why_review,
)
from clinical.working_days import Calendar, local
from tests.walks import walked

TUESDAY = datetime(2026, 6, 9, 9, 31, tzinfo=UTC)  # 10:31 in London
CALENDAR = Calendar()


def test_the_need_for_a_review_over_every_answer_there_can_be():
    answers = product((None, 0, 1, 2, 3), (False, True), (None, *range(28)), (False, True))
    for item_nine, done, total, deteriorated in answers:
        need = why_review(
            item_nine=item_nine, questionnaire_done=done, total=total, deteriorated=deteriorated
        )

        if item_nine or (item_nine is None and done):
            expected = Need.REQUIRED
        elif (total or 0) >= 20 or deteriorated:
            expected = Need.PROMPTED
        else:
            expected = Need.ASK
        assert need.need is expected
        assert need.is_required is (expected is Need.REQUIRED)
        assert need.why.endswith(".")


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        (
            {"item_nine": 2, "previous": 1},
            "Item 9 is 2, was 1 (more than half the days). Ask now.",
        ),
        ({"item_nine": 1, "previous": None}, "Item 9 is 1 (several days). Ask now."),
        ({"item_nine": None}, "Item 9 was not answered. Ask now."),
        ({"item_nine": 0, "total": 21}, "PHQ-9 is 21. Ask about risk."),
        ({"item_nine": 0, "deteriorated": True}, "Scores are reliably worse. Ask about risk."),
        ({"item_nine": 0}, "Risk is asked every time."),
    ],
)
def test_the_reason_is_said_in_words(facts, why):
    given = {"questionnaire_done": True, "total": 12, "deteriorated": False, **facts}

    assert why_review(**given).why == why


@pytest.mark.parametrize(("answer", "signal"), [(None, False), (0, False), (1, True), (3, True)])
def test_item_nine_above_zero_is_a_signal(answer, signal):
    assert is_signal(answer) is signal


@walked("plan", [None, False, True])
@walked("means", [None, False, True])
@walked("intent", [None, False, True])
def test_a_plan_an_intent_or_means_for_a_plan_keep_one_on_the_call(plan, means, intent):
    stay = stay_on_the_call(plan=plan, means=means, intent=intent)

    if plan is True or intent is True:
        assert stay
    elif means is True:
        assert stay is (plan is None)
    else:
        assert not stay


@walked("plan", [None, False, True])
@walked("means", [None, False, True])
@walked("asks", [False, True])
def test_means_at_home_without_a_plan_ask_what_was_agreed(plan, means, asks):
    asked = ask_about_means(plan=plan, means=means, policy=Policy(means_at_home_asks=asks))

    assert asked is (asks and means is True and plan is False)


def test_the_service_asks_about_means_unless_it_decides_otherwise():
    assert ask_about_means(plan=False, means=True, policy=DEFAULT)


def at(text: str) -> datetime:
    """A London clock time as an instant."""
    return datetime.fromisoformat(text).astimezone(UTC)


@walked(
    ("urgency", "now", "due"),
    [
        ("immediate", "2026-06-09T10:31+01:00", "2026-06-09T11:31+01:00"),
        ("emergency_referral", "2026-06-09T10:31+01:00", "2026-06-09T14:31+01:00"),
        ("same_day", "2026-06-09T10:31+01:00", "2026-06-09T17:00+01:00"),
        ("same_day", "2026-06-09T16:59+01:00", "2026-06-09T17:00+01:00"),
        ("same_day", "2026-06-09T17:00+01:00", "2026-06-09T23:59+01:00"),
        ("same_day", "2026-06-13T11:00+01:00", "2026-06-13T17:00+01:00"),
        ("urgent_referral", "2026-06-09T10:31+01:00", "2026-06-16T10:31+01:00"),
        ("urgent_referral", "2026-06-13T10:31+01:00", "2026-06-20T10:31+01:00"),
        ("routine_referral", "2026-06-09T10:31+01:00", "2026-07-07T10:31+01:00"),
        ("planned", "2026-06-09T10:31+01:00", "2026-06-16T17:00+01:00"),
        ("planned", "2026-06-13T10:31+01:00", "2026-06-19T17:00+01:00"),
        ("planned", "2026-12-18T10:31+00:00", "2026-12-24T17:00+00:00"),
        ("planned", "2026-12-21T10:31+00:00", "2026-12-24T17:00+00:00"),
        # Over the night the clocks change, a week is the same clock time seven days on.
        ("urgent_referral", "2026-03-26T10:00+00:00", "2026-04-02T10:00+01:00"),
        ("urgent_referral", "2026-10-22T10:00+01:00", "2026-10-29T10:00+00:00"),
        # But an hour is an hour.
        ("immediate", "2026-10-25T01:30+01:00", "2026-10-25T01:30+00:00"),
        ("emergency_referral", "2026-03-29T00:30+00:00", "2026-03-29T05:30+01:00"),
    ],
)
def test_each_response_has_its_due_time(urgency, now, due):
    found = due_by(urgency=ResponseUrgency(urgency), now=at(now), calendar=CALENDAR)

    assert found == at(due)
    assert found.utcoffset() == timedelta(0)


def test_a_due_time_given_in_local_time_is_the_same_instant():
    for urgency in ResponseUrgency:
        if urgency.opens_action:
            once = due_by(urgency=urgency, now=TUESDAY, calendar=CALENDAR)
            again = due_by(urgency=urgency, now=local(TUESDAY), calendar=CALENDAR)

            assert once == again


def test_every_due_time_lies_ahead_at_every_hour_of_a_year():
    moments = [datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=hour) for hour in range(24 * 366)]
    for urgency in filter(lambda each: each.opens_action, ResponseUrgency):
        for now in moments:
            assert due_by(urgency=urgency, now=now, calendar=CALENDAR) > now


def test_the_service_sets_when_the_same_day_ends():
    calendar = Policy(same_day_due="16:00").calendar

    due = due_by(urgency=ResponseUrgency.SAME_DAY, now=TUESDAY, calendar=calendar)

    assert due == at("2026-06-09T16:00+01:00")


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-06-09T10:31+01:00", "2026-06-09T17:00+01:00"),
        ("2026-06-09T16:59+01:00", "2026-06-09T17:00+01:00"),
        ("2026-06-09T17:00+01:00", "2026-06-10T17:00+01:00"),
        ("2026-06-09T06:00+01:00", "2026-06-09T17:00+01:00"),
        ("2026-06-13T23:10+01:00", "2026-06-15T17:00+01:00"),
        ("2026-12-24T23:10+00:00", "2026-12-29T17:00+00:00"),
        ("2026-10-25T01:30+00:00", "2026-10-26T17:00+00:00"),
    ],
)
def test_what_comes_by_link_while_closed_is_due_by_the_end_of_the_next_working_day(now, due):
    found = remote_due_by(urgency=ResponseUrgency.SAME_DAY, now=at(now), calendar=CALENDAR)

    assert found == at(due)


@pytest.mark.parametrize(
    ("same_day_due", "due"), [("16:00", "17:00"), ("16:45", "16:45"), ("20:00", "20:00")]
)
def test_what_comes_by_link_late_in_the_day_is_due_before_closing(same_day_due, due):
    calendar = Calendar(same_day_due=same_day_due)
    half_past_four = at("2026-06-09T16:30+01:00")

    found = remote_due_by(urgency=ResponseUrgency.SAME_DAY, now=half_past_four, calendar=calendar)

    assert found == at(f"2026-06-09T{due}+01:00")


def test_only_the_same_day_goes_by_service_hours_and_immediate_is_never_delayed():
    night = at("2026-06-13T23:10+01:00")
    for urgency in ResponseUrgency:
        if urgency.opens_action and urgency is not ResponseUrgency.SAME_DAY:
            by_link = remote_due_by(urgency=urgency, now=night, calendar=CALENDAR)

            assert by_link == due_by(urgency=urgency, now=night, calendar=CALENDAR)


def test_closed_days_bring_a_promised_contact_forward():
    closed = Calendar(extra_closed=frozenset({date(2026, 6, 16)}))

    due = due_by(urgency=ResponseUrgency.PLANNED, now=TUESDAY, calendar=closed)

    assert due == at("2026-06-15T17:00+01:00")


def test_a_service_that_is_closed_all_week_owes_the_contact_on_the_seventh_day():
    days = {(TUESDAY + timedelta(days=n)).date() for n in range(9)}

    due = due_by(
        urgency=ResponseUrgency.PLANNED,
        now=TUESDAY,
        calendar=Calendar(extra_closed=frozenset(days)),
    )

    assert due == at("2026-06-16T17:00+01:00")


def test_nothing_new_has_no_due_time():
    with pytest.raises(Refused):
        due_by(urgency=ResponseUrgency.NONE_NEW, now=TUESDAY, calendar=CALENDAR)


def test_only_nothing_new_opens_no_action():
    assert [each for each in ResponseUrgency if not each.opens_action] == [ResponseUrgency.NONE_NEW]


def test_a_response_says_what_is_done_and_names_no_level():
    for urgency in ResponseUrgency:
        words = set(urgency.label.lower().replace(",", " ").replace(":", " ").split())

        assert words
        assert not words & {"low", "medium", "high", "moderate", "risk"}


def test_a_due_time_is_given_in_utc_wherever_the_machine_stands():
    for urgency in (ResponseUrgency.IMMEDIATE, ResponseUrgency.EMERGENCY_REFERRAL):
        assert due_by(urgency=urgency, now=local(TUESDAY), calendar=CALENDAR).tzinfo is UTC


def test_where_nothing_new_was_found_no_time_is_set():
    with pytest.raises(Refused, match=r"^Nothing new was found, so there is nothing to be done by"):
        due_by(urgency=ResponseUrgency.NONE_NEW, now=TUESDAY, calendar=CALENDAR)


def test_what_comes_by_link_at_the_very_time_when_the_same_day_ends_is_due_by_closing():
    calendar = Calendar(same_day_due="16:30")

    found = remote_due_by(
        urgency=ResponseUrgency.SAME_DAY, now=at("2026-06-09T16:30+01:00"), calendar=calendar
    )

    assert found == at("2026-06-09T17:00+01:00")

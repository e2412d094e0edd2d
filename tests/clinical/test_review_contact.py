"""Reasons that the calendar and the record give: contact, reviews, bookings, what is missing."""

from datetime import date, timedelta

import pytest

from clinical.reason import Reason
from tests.clinical.builders import NOW, TODAY, days_ago, evidence, found


@pytest.mark.parametrize(
    ("days", "is_overdue"), [(0, False), (20, False), (21, False), (22, True), (23, True)]
)
def test_contact_is_overdue_from_the_day_after_the_limit(days, is_overdue):
    result = found(Reason.OVERDUE_CONTACT, last_attended_on=days_ago(days), next_booked_at=None)

    assert (result is not None) is is_overdue


def test_overdue_contact_says_days_limit_and_what_was_missed():
    silence = {"last_attended_on": days_ago(23), "next_booked_at": None}

    assert evidence(Reason.OVERDUE_CONTACT, **silence) == "23 days, limit 21"
    assert (
        evidence(Reason.OVERDUE_CONTACT, missed_in_a_row=2, last_missed_on=days_ago(4), **silence)
        == "23 days, limit 21. Missed 2 sessions in a row"
    )
    assert found(Reason.OVERDUE_CONTACT, **silence).since == days_ago(1)


@pytest.mark.parametrize(
    ("days_ahead", "is_overdue"), [(-1, True), (0, False), (14, False), (15, True)]
)
def test_a_booking_within_the_horizon_keeps_contact_from_being_overdue(days_ahead, is_overdue):
    booked = NOW + timedelta(days=days_ahead)

    result = found(Reason.OVERDUE_CONTACT, last_attended_on=days_ago(30), next_booked_at=booked)

    assert (result is not None) is is_overdue


def test_without_a_session_the_silence_counts_from_allocation():
    unseen = {"last_attended_on": None, "next_booked_at": None}

    assert (
        evidence(Reason.OVERDUE_CONTACT, allocated_on=days_ago(22), **unseen)
        == "22 days since allocation, limit 21"
    )
    assert found(Reason.OVERDUE_CONTACT, allocated_on=days_ago(21), **unseen) is None
    assert found(Reason.OVERDUE_CONTACT, allocated_on=None, **unseen) is None


def test_two_missed_in_a_row_are_overdue_even_when_another_is_booked():
    missed = found(Reason.OVERDUE_CONTACT, missed_in_a_row=2, last_missed_on=days_ago(3))

    assert missed.evidence == "Missed 2 sessions in a row"
    assert missed.since == days_ago(3)
    assert missed.clears == "Clears when a session is attended."
    assert found(Reason.OVERDUE_CONTACT, missed_in_a_row=1) is None


def test_a_missed_session_stands_until_somebody_follows_it_up():
    missed = {"missed_in_a_row": 1, "last_missed_on": date(2026, 5, 26)}

    assert evidence(Reason.MISSED_SESSION, **missed) == "Missed 26 May"
    assert found(Reason.MISSED_SESSION, missed_followed_up=True, **missed) is None
    assert found(Reason.MISSED_SESSION, missed_in_a_row=0, last_missed_on=days_ago(5)) is None
    assert found(Reason.MISSED_SESSION, missed_in_a_row=1, last_missed_on=None) is None


@pytest.mark.parametrize(
    ("discussed", "assessed", "agreed", "words"),
    [
        (days_ago(27), None, None, None),
        (days_ago(28), None, None, "Last reviewed 28 days ago"),
        (days_ago(29), None, days_ago(1), "Last reviewed 29 days ago"),
        (days_ago(29), None, TODAY + timedelta(days=9), "Last reviewed 29 days ago"),
        (days_ago(10), None, days_ago(1), "Review agreed for 8 June"),
        (days_ago(10), None, TODAY, "Review agreed for 9 June"),
        (days_ago(10), None, TODAY + timedelta(days=1), None),
        (None, days_ago(27), None, None),
        (None, days_ago(28), None, "Not yet reviewed, assessed 28 days ago"),
        (None, None, TODAY, "Review agreed for 9 June"),
        (None, None, None, None),
    ],
)
def test_review_is_due_after_28_days_or_when_agreed(discussed, assessed, agreed, words):
    given = {
        "last_discussed_on": discussed,
        "assessed_on": assessed,
        "review_due_on": agreed,
    }

    assert evidence(Reason.SCHEDULED_REVIEW, **given) == words


def test_review_is_due_since_the_day_it_fell_due():
    late = found(Reason.SCHEDULED_REVIEW, last_discussed_on=days_ago(31), review_due_on=None)

    assert late.since == days_ago(3)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"next_booked_at": None}, "Nothing booked, last session 2 June"),
        ({"next_booked_at": None, "last_attended_on": None}, "Nothing booked"),
        ({"next_booked_at": NOW - timedelta(days=1)}, "Nothing booked, last session 2 June"),
        ({"next_booked_at": NOW - timedelta(hours=1)}, None),
        ({"next_booked_at": NOW + timedelta(days=60)}, None),
        ({"next_booked_at": None, "in_treatment": False}, None),
        ({"next_booked_at": None, "ending_proposed": True}, None),
    ],
)
def test_in_treatment_something_must_be_booked(changes, words):
    assert evidence(Reason.NO_NEXT_APPOINTMENT, **changes) == words


@pytest.mark.parametrize(
    ("changes", "words", "since"),
    [
        ({"treatment_contacts": 1}, None, None),
        (
            {"treatment_contacts": 0},
            "Assessed 28 April, no treatment session yet",
            date(2026, 4, 28),
        ),
        (
            {"treatment_contacts": 0, "assessed_on": None},
            "Assessment booked",
            date(2026, 4, 28),
        ),
        (
            {
                "treatment_contacts": 0,
                "assessed_on": None,
                "next_booked_at": None,
                "allocated_on": None,
            },
            "Assessment not yet booked",
            date(2026, 4, 14),
        ),
    ],
)
def test_new_is_until_the_first_treatment_session(changes, words, since):
    result = found(Reason.NEW_ASSESSMENT, **changes)

    assert (result.evidence if result else None) == words
    assert (result.since if result else None) == since


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"risk_asked_last": False}, "Risk not asked at the last session"),
        ({"last_contact_scored": False}, "No paired scores at the last session"),
        ({"has_problem_descriptor": False}, "No problem recorded"),
        (
            {
                "risk_asked_last": False,
                "last_contact_scored": False,
                "has_problem_descriptor": False,
            },
            "Risk not asked at the last session. No paired scores at the last session. "
            "No problem recorded",
        ),
        (
            {
                "risk_asked_last": False,
                "last_contact_scored": False,
                "last_attended_on": None,
            },
            None,
        ),
        ({"has_problem_descriptor": False, "assessed_on": None}, None),
    ],
)
def test_missing_data_is_named(changes, words):
    assert evidence(Reason.DATA_GAP, **changes) == words

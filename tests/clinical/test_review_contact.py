"""Reasons that the calendar and the record give: contact, reviews, bookings, what is missing."""

from datetime import UTC, date, datetime, timedelta

import pytest

from clinical.contact_rules import also_seen_by
from clinical.facts import RiskFact
from clinical.policy import DEFAULT, Policy
from clinical.reason import Reason
from clinical.review import RULES
from tests.clinical.builders import NOW, TODAY, case, days_ago, evidence, found


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


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (42, "42 days, limit 21"),
        (43, "43 days, limit 21, also on the senior's page"),
        (90, "90 days, limit 21, also on the senior's page"),
        (91, "91 days, limit 21, also on the service lead's page"),
    ],
)
def test_a_long_silence_says_who_else_sees_it(days, words):
    silence = {"last_attended_on": days_ago(days), "next_booked_at": None}

    assert evidence(Reason.OVERDUE_CONTACT, **silence) == words


def test_the_service_lead_sees_what_the_senior_sees_and_the_service_sets_from_when():
    earlier = Policy(contact_overdue_senior_days=28, contact_overdue_lead_days=60)

    assert [also_seen_by(days, DEFAULT) for days in (42, 43, 91)] == [
        (),
        ("senior",),
        ("senior", "service lead"),
    ]
    assert also_seen_by(61, earlier) == ("senior", "service lead")


def test_silence_and_misses_together_began_with_the_earlier():
    both = found(
        Reason.OVERDUE_CONTACT,
        last_attended_on=days_ago(40),
        next_booked_at=None,
        missed_in_a_row=2,
        last_missed_on=days_ago(25),
    )

    assert both.since == days_ago(25)


@pytest.mark.parametrize(
    ("risk", "words"),
    [
        ({"open_risk_signals": 1, "last_item_nine": 0}, "Missed 26 May. Ring today: risk is open"),
        (
            {"open_risk_actions": (RiskFact(what="Ring", due_by=NOW, owner_name="Amira Hassan"),)},
            "Missed 26 May. Ring today: risk is open",
        ),
        ({"last_item_nine": 2}, "Missed 26 May. Ring today: item 9 was 2"),
        ({"last_item_nine": 0}, "Missed 26 May"),
        ({"last_item_nine": None}, "Missed 26 May"),
    ],
)
def test_silence_from_somebody_at_risk_is_not_routine(risk, words):
    missed = found(
        Reason.MISSED_SESSION, missed_in_a_row=1, last_missed_on=date(2026, 5, 26), **risk
    )

    assert missed.evidence == words
    assert missed.since == date(2026, 5, 26)
    assert ("duty senior" in missed.clears) is ("Ring today" in words)


def test_a_routine_miss_is_followed_up_within_the_services_working_days():
    missed = {"missed_in_a_row": 1, "last_missed_on": date(2026, 5, 26)}
    closed = Policy(closed_days=frozenset({date(2026, 6, 1)}))

    by_default = found(Reason.MISSED_SESSION, **missed)
    with_a_closed_day = found(Reason.MISSED_SESSION, closed, **missed)

    assert by_default.clears == "Clears when the missed session has been followed up, by 2 June."
    assert with_a_closed_day.clears.endswith("by 3 June.")


def test_nothing_is_booked_since_the_last_session_attended_or_missed():
    attended = found(Reason.NO_NEXT_APPOINTMENT, next_booked_at=None)
    missed = found(Reason.NO_NEXT_APPOINTMENT, next_booked_at=None, last_missed_on=days_ago(1))
    never = found(Reason.NO_NEXT_APPOINTMENT, next_booked_at=None, last_attended_on=None)

    assert (attended.since, missed.since, never.since) == (date(2026, 6, 2), days_ago(1), None)


def test_a_gap_names_the_measure_that_the_problem_calls_for():
    without = {"own_measure": "PDSS-SR", "last_contact_scored": False}

    assert (
        evidence(Reason.DATA_GAP, **without)
        == "Not all of PHQ-9, GAD-7 and PDSS-SR at the last session"
    )
    assert evidence(Reason.DATA_GAP, own_measure="PDSS-SR") is None
    assert evidence(Reason.DATA_GAP, last_attended_on=None, **without) is None


def test_a_gap_began_with_the_contact_that_left_it():
    both = found(Reason.DATA_GAP, risk_asked_last=False, has_problem_descriptor=False)

    assert found(Reason.DATA_GAP, risk_asked_last=False).since == date(2026, 6, 2)
    assert found(Reason.DATA_GAP, has_problem_descriptor=False).since == date(2026, 4, 28)
    assert both.since == date(2026, 4, 28)


NEW_YEAR = datetime(2027, 1, 5, 10, tzinfo=UTC)


def _in_january(which, **changes):
    return RULES[which](case(**changes), NEW_YEAR, DEFAULT)


def test_a_day_of_the_year_before_is_named_with_its_year():
    before = date(2026, 12, 30)

    missed = _in_january(Reason.MISSED_SESSION, missed_in_a_row=1, last_missed_on=before)
    assert missed.evidence == "Missed 30 December 2026"
    unbooked = _in_january(Reason.NO_NEXT_APPOINTMENT, last_attended_on=before, next_booked_at=None)
    assert unbooked.evidence == "Nothing booked, last session 30 December 2026"
    new = _in_january(Reason.NEW_ASSESSMENT, treatment_contacts=0, assessed_on=before)
    assert new.evidence == "Assessed 30 December 2026, no treatment session yet"


@pytest.mark.parametrize(
    ("which", "changes", "clears"),
    [
        (
            Reason.MISSED_SESSION,
            {"missed_in_a_row": 1, "last_missed_on": days_ago(1), "last_item_nine": 1},
            "the person was reached, or the duty senior and the GP or emergency contact told.",
        ),
        (
            Reason.SCHEDULED_REVIEW,
            {"last_discussed_on": days_ago(40)},
            "the case has been discussed in supervision.",
        ),
        (
            Reason.NO_NEXT_APPOINTMENT,
            {"next_booked_at": None},
            "a session is booked or an ending is proposed.",
        ),
        (Reason.DATA_GAP, {"risk_asked_last": False}, "what is missing has been recorded."),
        (
            Reason.OVERDUE_CONTACT,
            {"missed_in_a_row": 2, "last_missed_on": days_ago(3)},
            "a session is attended.",
        ),
    ],
)
def test_each_reason_is_itself_and_says_what_clears_it(which, changes, clears):
    result = found(which, **changes)

    assert (result.reason, result.clears) == (which, f"Clears when {clears}")


def test_a_new_assessment_clears_at_the_first_session():
    result = found(Reason.NEW_ASSESSMENT, treatment_contacts=0)

    assert result.clears == "Clears at the first treatment session."


def test_two_missed_without_a_day_are_overdue_since_nobody_knows_when():
    assert found(Reason.OVERDUE_CONTACT, missed_in_a_row=2, last_missed_on=None).since is None


def test_a_silence_says_what_ends_it_and_one_earlier_miss_does_not_date_it():
    quiet = found(
        Reason.OVERDUE_CONTACT,
        last_attended_on=days_ago(23),
        next_booked_at=None,
        missed_in_a_row=1,
        last_missed_on=days_ago(10),
    )

    assert quiet.since == days_ago(1)
    assert quiet.clears == "Clears when a session is attended, or booked within 14 days."


def test_a_day_of_the_year_to_come_is_named_with_its_year():
    at_the_end = datetime(2026, 12, 31, 10, tzinfo=UTC)
    missed = case(missed_in_a_row=1, last_missed_on=date(2026, 12, 31))
    agreed = _in_january(Reason.SCHEDULED_REVIEW, review_due_on=date(2026, 12, 29))
    never_seen = _in_january(
        Reason.SCHEDULED_REVIEW,
        review_due_on=date(2026, 12, 29),
        last_discussed_on=date(2026, 12, 28),
    )

    call_again = RULES[Reason.MISSED_SESSION](missed, at_the_end, DEFAULT)

    assert call_again.clears == (
        "Clears when the missed session has been followed up, by 8 January 2027."
    )
    assert never_seen.evidence == "Review agreed for 29 December 2026"
    assert agreed.evidence.startswith("Last reviewed")


def test_news_of_an_assessment_is_filed_under_its_own_reason():
    assert found(Reason.NEW_ASSESSMENT, treatment_contacts=0).reason == Reason.NEW_ASSESSMENT

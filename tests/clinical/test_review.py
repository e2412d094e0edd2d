"""The reasons together: their order and words, and what happens when a rule breaks."""

from datetime import UTC, date, datetime

from clinical.policy import DEFAULT
from clinical.reason import Reason
from clinical.review import RULES, could_not_be_checked, reasons
from tests.clinical.builders import NOW, TODAY, case


def test_a_quiet_case_has_no_reasons():
    assert reasons(case(), now=NOW, policy=DEFAULT) == ()


def test_reasons_stand_in_the_order_of_the_caseload_with_their_words():
    assert [(reason.value, reason.label, reason.needs_action) for reason in Reason] == [
        ("risk", "Risk", True),
        ("deteriorating", "Getting worse", False),
        ("not_improving", "Not improving", False),
        ("high_scores", "High scores", False),
        ("overdue_contact", "Contact overdue", True),
        ("missed_session", "Missed session", True),
        ("scheduled_review", "Review due", False),
        ("ready_for_decision", "Ready to end", False),
        ("no_next_appointment", "No next appointment", True),
        ("new_assessment", "New", False),
        ("data_gap", "Missing data", True),
        ("could_not_be_checked", "Could not be checked", True),
    ]
    assert [reason.order for reason in Reason] == list(range(12))


def test_every_reason_but_the_last_has_a_rule_in_the_same_order():
    assert list(RULES) == list(Reason)[:-1]


def test_several_reasons_come_in_order():
    flagged = case(
        phq9=(12, 21),
        gad7=(12, 12),
        treatment_contacts=6,
        open_risk_signals=1,
        last_item_nine=1,
        next_booked_at=None,
    )

    listed = [each.reason for each in reasons(flagged, now=NOW, policy=DEFAULT)]

    assert listed == [
        Reason.RISK,
        Reason.DETERIORATING,
        Reason.NOT_IMPROVING,
        Reason.HIGH_SCORES,
        Reason.READY_FOR_DECISION,
        Reason.NO_NEXT_APPOINTMENT,
    ]


def test_one_rule_that_breaks_is_said_and_hides_no_other():
    impossible = case(phq9=(12, 99), open_risk_signals=1, last_item_nine=1)

    listed = reasons(impossible, now=NOW, policy=DEFAULT)

    assert listed[0].reason is Reason.RISK
    assert listed[-1].reason is Reason.COULD_NOT_BE_CHECKED
    assert listed[-1].evidence == "Could not be checked since 10:31"
    assert "“High scores”" in listed[-1].clears


def test_a_person_whose_facts_could_not_be_gathered_is_said_too():
    unknown = could_not_be_checked(now=NOW)

    assert unknown.since == TODAY
    assert unknown.clears == "Clears when every reason can be checked again."


def test_the_date_is_the_one_in_london():
    just_after_midnight = datetime(2026, 6, 9, 23, 30, tzinfo=UTC)  # 00:30 on the 10th
    quiet = case(last_attended_on=date(2026, 5, 19), next_booked_at=None)

    assert RULES[Reason.OVERDUE_CONTACT](quiet, NOW, DEFAULT) is None
    assert RULES[Reason.OVERDUE_CONTACT](quiet, just_after_midnight, DEFAULT) is not None


def test_facts_read_first_and_latest_scores():
    scored, unscored = case(phq9=(14, 9), gad7=(12,)), case(phq9=(), gad7=())

    assert (scored.phq9_first, scored.phq9_last) == (14, 9)
    assert (scored.gad7_first, scored.gad7_last) == (12, 12)
    assert (unscored.phq9_first, unscored.phq9_last) == (None, None)
    assert (unscored.gad7_first, unscored.gad7_last) == (None, None)


def test_several_reasons_that_could_not_be_checked_are_said_together():
    unknown = could_not_be_checked(now=NOW, failed=(Reason.RISK, Reason.HIGH_SCORES))

    assert unknown.clears == "Clears when “Risk” and “High scores” can be checked again."

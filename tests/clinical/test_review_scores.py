"""Reasons that scores give: getting worse, not improving, high scores, ready to end."""

from datetime import date

import pytest

from clinical.policy import Policy
from clinical.reason import Reason
from clinical.trajectory import build
from tests.clinical.builders import days_ago, evidence, found


@pytest.mark.parametrize(
    ("phq9", "gad7", "words"),
    [
        ((12, 18), (11, 15), "PHQ-9 12 to 18, GAD-7 11 to 15"),
        ((12, 18), (11, 14), "PHQ-9 12 to 18"),
        ((12, 17), (11, 14), None),
        ((12, 17), (11, 15), "GAD-7 11 to 15"),
        ((14, 8, 14), (11, 11, 11), "PHQ-9 8 at best, now 14"),
        ((14, 8, 13), (11, 11, 11), None),
        ((12, 18), (14, 10), "PHQ-9 12 to 18, GAD-7 improved, 14 to 10"),
        ((20, 10), (9, 5, 9), "GAD-7 5 at best, now 9, PHQ-9 improved, 20 to 10"),
        ((20, 8, 14), (9, 9, 9), "PHQ-9 8 at best, now 14"),
        ((12,), (11,), None),
        ((), (), None),
        ((), (11, 15), "GAD-7 11 to 15"),
    ],
)
def test_getting_worse_is_a_reliable_rise_from_the_first_or_the_best(phq9, gad7, words):
    assert evidence(Reason.DETERIORATING, phq9=phq9, gad7=gad7) == words


def test_every_pair_of_first_and_last_phq9_is_worse_exactly_from_six_points():
    for first in range(28):
        for last in range(28):
            result = found(Reason.DETERIORATING, phq9=(first, last), gad7=(9, 9))

            assert (result is not None) == (last - first >= 6)


def test_getting_worse_dates_from_the_latest_score():
    scored = found(Reason.DETERIORATING, phq9=(12, 18), last_scored_on=days_ago(3))
    unscored_date = found(Reason.DETERIORATING, phq9=(12, 18))

    assert scored.since == days_ago(3)
    assert unscored_date.since == date(2026, 6, 2)


@pytest.mark.parametrize(
    ("sessions", "phq9", "gad7", "words"),
    [
        (4, (14, 14), (12, 12), "No reliable change after 4 sessions"),
        (5, (14, 9), (12, 9), "No reliable change after 5 sessions"),
        (3, (14, 14), (12, 12), None),
        (4, (16, 10), (12, 12), None),
        (4, (14, 14), (12, 8), None),
        (4, (12, 9), (9, 7), None),
        (4, (12, 9), (9, 8), "No reliable change after 4 sessions"),
        (4, (12, 10), (9, 7), "No reliable change after 4 sessions"),
        (4, (12, 18), (12, 12), "No reliable improvement after 4 sessions"),
        (4, (14, 14), (12,), "No reliable change in PHQ-9 after 4 sessions"),
        (4, (14,), (12, 12), "No reliable change in GAD-7 after 4 sessions"),
        (4, (14,), (12,), None),
        (4, (), (), None),
    ],
)
def test_not_improving_needs_sessions_no_reliable_fall_and_a_threshold(sessions, phq9, gad7, words):
    given = {"treatment_contacts": sessions, "phq9": phq9, "gad7": gad7}

    assert evidence(Reason.NOT_IMPROVING, **given) == words


def test_the_service_sets_after_how_many_sessions_not_improving_is_asked():
    given = {"treatment_contacts": 4, "phq9": (14, 14), "gad7": (12, 12)}

    assert found(Reason.NOT_IMPROVING, Policy(not_improving_after_sessions=5), **given) is None
    assert found(Reason.NOT_IMPROVING, Policy(not_improving_after_sessions=4), **given)


@pytest.mark.parametrize(
    ("phq9", "gad7", "words"),
    [
        ((10, 20), (5,), "PHQ-9 20, severe"),
        ((10, 19), (5,), None),
        ((24, 19), (18, 14), None),
        ((5,), (15,), "GAD-7 15, severe"),
        ((5,), (14,), None),
        ((21,), (16,), "PHQ-9 21, severe. GAD-7 16, severe"),
        ((), (), None),
    ],
)
def test_high_scores_are_those_of_the_last_answer(phq9, gad7, words):
    assert evidence(Reason.HIGH_SCORES, phq9=phq9, gad7=gad7) == words


def test_the_service_sets_what_is_high_and_the_word_stays_the_measures_own():
    lower = Policy(high_phq9=17)

    assert evidence(Reason.HIGH_SCORES, lower, phq9=(17,)) == "PHQ-9 17, moderately severe"
    assert "below 17" in found(Reason.HIGH_SCORES, lower, phq9=(17,)).clears


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"phq9": (14, 9, 9), "gad7": (12, 7, 7)}, "Below threshold twice in a row"),
        ({"phq9": (14, 10, 9), "gad7": (12, 7, 7)}, None),
        ({"phq9": (14, 9, 9), "gad7": (12, 8, 7)}, None),
        ({"phq9": (14, 9, 10), "gad7": (12, 7, 7)}, None),
        ({"phq9": (9,), "gad7": (7,)}, None),
        ({"phq9": (9, 9), "gad7": (7,)}, None),
        ({"treatment_contacts": 6}, "6 of 6 sessions used"),
        ({"treatment_contacts": 7}, "7 of 6 sessions used"),
        ({"treatment_contacts": 5}, None),
        ({"treatment_contacts": 0, "planned_sessions": 0}, None),
        ({"ending_proposed": True}, "Ending proposed"),
        ({"proposed": "Step up"}, "Step up proposed"),
        (
            {"ending_proposed": True, "treatment_contacts": 6, "phq9": (9, 9), "gad7": (7, 7)},
            "Ending proposed. Below threshold twice in a row. 6 of 6 sessions used",
        ),
    ],
)
def test_ready_to_end_is_below_twice_planned_used_or_proposed(changes, words):
    assert evidence(Reason.READY_FOR_DECISION, **changes) == words


def test_the_service_may_ask_for_three_sessions_below_threshold():
    three = Policy(below_threshold_sessions=3)
    below = {"phq9": (9, 9, 9), "gad7": (7, 7, 7)}

    assert evidence(Reason.READY_FOR_DECISION, three, **below) == "Below threshold 3 times in a row"
    assert found(Reason.READY_FOR_DECISION, three, phq9=(10, 9, 9), gad7=(7, 7, 7)) is None


@pytest.mark.parametrize(
    ("phq9", "gad7", "words"),
    [
        (
            (18, 19, 19),
            (12, 8, 8),
            "PHQ-9 above the usual range for two sessions (simulated range)",
        ),
        ((18, 18, 19), (12, 8, 8), None),
        (
            (18, 12, 12),
            (12, 14, 14),
            "GAD-7 above the usual range for two sessions (simulated range)",
        ),
        (
            (18, 19, 19),
            (12, 14, 14),
            "PHQ-9 and GAD-7 above the usual range for two sessions (simulated range)",
        ),
    ],
)
def test_above_the_usual_range_on_either_measure_is_not_improving(phq9, gad7, words):
    assert evidence(Reason.NOT_IMPROVING, phq9=phq9, gad7=gad7) == words


def test_standing_still_and_above_the_range_are_both_said_and_both_must_clear():
    both = found(Reason.NOT_IMPROVING, phq9=(18, 19, 19), gad7=(12, 12, 12), treatment_contacts=4)

    assert both.evidence == (
        "No reliable change after 4 sessions. "
        "PHQ-9 above the usual range for two sessions (simulated range)"
    )
    assert both.clears == (
        "Clears when PHQ-9 or GAD-7 has fallen reliably, or both are below their thresholds, "
        "and the latest score is inside the usual range."
    )


def test_only_what_was_found_must_clear():
    above = found(Reason.NOT_IMPROVING, phq9=(18, 19, 19), gad7=(12, 8, 8))

    assert above.clears == "Clears when the latest score is inside the usual range."


def test_the_service_may_switch_the_range_off_or_ask_for_three_sessions():
    given = {"phq9": (18, 19, 19), "gad7": (12, 8, 8)}
    longer = {"phq9": (18, 19, 19, 19), "gad7": (12, 8, 8, 8)}
    three = Policy(above_expected_sessions=3)

    assert found(Reason.NOT_IMPROVING, Policy(expected_range_on=False), **given) is None
    assert found(Reason.NOT_IMPROVING, three, **given) is None
    assert "three sessions" in evidence(Reason.NOT_IMPROVING, three, **longer)


def test_a_range_of_the_services_own_is_not_called_simulated():
    own = build([("PHQ9", (18, 10, 10))] * 50, least=50, version=1, valid_from=date(2026, 6, 1))

    assert (
        evidence(Reason.NOT_IMPROVING, phq9=(18, 11, 11), gad7=(12, 8, 8), expected=own)
        == "PHQ-9 above the usual range for two sessions"
    )


@pytest.mark.parametrize(
    ("changes", "since"),
    [
        ({"ending_proposed": True}, date(2026, 6, 2)),
        ({"treatment_contacts": 6, "last_scored_on": date(2026, 6, 5)}, date(2026, 6, 2)),
        (
            {"phq9": (9, 9), "gad7": (7, 7), "last_scored_on": date(2026, 6, 5)},
            date(2026, 6, 5),
        ),
        ({"ending_proposed": True, "last_attended_on": None}, None),
    ],
)
def test_ready_to_end_dates_from_the_session_or_the_scores_that_made_it_so(changes, since):
    assert found(Reason.READY_FOR_DECISION, **changes).since == since


def test_each_reason_of_scores_says_in_whole_what_clears_it():
    worse = found(Reason.DETERIORATING, phq9=(10, 14, 18))
    assert worse.clears == (
        "Clears when a later score is no longer reliably worse than the first and the best."
    )

    done = found(Reason.READY_FOR_DECISION, planned_sessions=1, treatment_contacts=1)
    assert done.clears == ("Clears when supervision has decided: end, extend, step up or carry on.")


def test_an_improvement_beside_getting_worse_is_told_from_first_to_latest():
    words = evidence(Reason.DETERIORATING, phq9=(12, 15, 18), gad7=(14, 13, 10))

    assert words == "PHQ-9 12 to 18, GAD-7 improved, 14 to 10"


def test_change_is_judged_from_the_first_score_to_the_latest_not_to_the_second():
    late = found(Reason.NOT_IMPROVING, treatment_contacts=4, phq9=(20, 19, 12), gad7=(12, 12, 12))
    lost = evidence(
        Reason.NOT_IMPROVING, treatment_contacts=4, phq9=(16, 10, 15), gad7=(12, 12, 12)
    )

    assert late is None
    assert lost == "No reliable change after 4 sessions"


def test_somebody_not_improving_is_found_on_the_day_of_the_scores_and_told_what_clears_it():
    still = found(
        Reason.NOT_IMPROVING,
        treatment_contacts=4,
        phq9=(14, 14),
        gad7=(12, 12),
        last_scored_on=days_ago(3),
    )
    above = found(Reason.NOT_IMPROVING, treatment_contacts=3, phq9=(18, 19, 19), gad7=(12, 8, 8))

    assert still.since == days_ago(3)
    assert still.clears == (
        "Clears when PHQ-9 or GAD-7 has fallen reliably, or both are below their thresholds."
    )
    assert above.clears == "Clears when the latest score is inside the usual range."


def test_high_scores_are_found_on_the_day_they_were_answered():
    high = found(Reason.HIGH_SCORES, phq9=(14, 21), last_scored_on=days_ago(3))

    assert high.since == days_ago(3)

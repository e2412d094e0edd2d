"""What counts on a pathway: contacts, weeks of internet therapy and scores that are missing, late,
contradictory or on the wrong side of a date; stages; and the words that say why.
"""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from clinical.instruments import MEASURES
from clinical.pathway import derive
from clinical.pathway_words import explain
from clinical.problems import Problem
from clinical.therapies import Therapy
from tests.clinical.pathways import (
    AS_OF,
    RECEIVED,
    contact,
    day,
    facts,
    log,
    pathway,
    problem,
    score,
    scores,
)

LOW, HIGH = frozenset({Therapy.GUIDED_SELF_HELP_BOOK}), frozenset({Therapy.CBT})
SUPPORT = frozenset({Therapy.EMPLOYMENT_SUPPORT})


def _sessions(*therapies):
    """One a week, each with these therapies."""
    return tuple(contact(7 * n, therapies=one) for n, one in enumerate(therapies, start=1))


def test_contacts_before_receipt_and_after_the_end_do_not_count():
    found = pathway(ended=60, contacts=(contact(-1), contact(0), contact(60), contact(61)))

    assert (found.care_contacts, found.treatments) == (2, 2)
    assert (found.therapy_first_on, found.therapy_last_on) == (RECEIVED, day(60))
    assert found.days_to_first_treatment == 0


def test_the_day_is_the_local_one():
    late = replace(contact(0), at=datetime(2026, 6, 1, 23, 30, tzinfo=UTC))

    assert pathway(contacts=(late,)).therapy_first_on.isoformat() == "2026-06-02"


def test_only_who_was_seen_counts_and_whoever_came_unplanned():
    missed = contact(7, attendance="DID_NOT_ATTEND")
    unplanned = contact(14, attendance="DID_NOT_ATTEND", is_planned=False)
    late = contact(21, attendance="LATE_NOT_SEEN")

    found = pathway(contacts=(missed, unplanned, late))

    assert (found.care_contacts, found.treatments) == (1, 1)
    assert found.ended_bucket == "treated_once"


def test_an_assessment_with_treatment_is_the_first_of_both():
    found = pathway(contacts=(contact(9, "ASSESSMENT_AND_TREATMENT"), contact(30, "ASSESSMENT")))

    assert found.assessment_first_on == found.therapy_first_on == day(9)
    assert (found.care_contacts, found.treatments) == (2, 1)


@pytest.mark.parametrize(
    ("one", "care_contacts", "bucket"),
    [
        (contact(9, "ASSESSMENT"), 1, "seen_not_treated"),
        (contact(9, "REVIEW"), 1, "seen_not_treated"),
        (contact(9, "EMPLOYMENT_SUPPORT"), 1, "seen_not_treated"),
        (contact(9, therapies=SUPPORT), 1, "seen_not_treated"),
        (contact(9, therapies=SUPPORT | LOW), 1, "treated_once"),
        (contact(9, "FOLLOW_UP"), 0, "not_seen"),
        (contact(9, "REVIEW_AND_TREATMENT"), 1, "treated_once"),
    ],
    ids=["assessment", "review", "employment", "only employment", "both", "follow-up", "review+"],
)
def test_what_is_a_session(one, care_contacts, bucket):
    found = pathway(contacts=(one,))

    assert (found.care_contacts, found.ended_bucket) == (care_contacts, bucket)


def test_a_week_of_internet_therapy_is_a_session_on_the_day_it_ends_and_no_contact():
    found = pathway(ended=60, logs=(log(3), log(10), log(61), log(-1)))

    assert (found.care_contacts, found.treatments) == (0, 2)
    assert (found.therapy_first_on, found.therapy_second_on) == (day(3), day(10))
    assert (found.ended_bucket, found.format) == ("finished", "INTERNET")
    assert found.high_intensity_first_on is None
    assert found.first_stage == "HIGH"


@pytest.mark.parametrize(("sessions", "is_completed"), [(0, False), (1, False), (2, True)])
def test_an_ended_pathway_is_completed_from_two_sessions_on(sessions, is_completed):
    assert pathway(sessions=sessions).is_completed == is_completed
    assert not pathway(sessions=sessions, ended=None).is_completed


def test_what_ends_after_the_day_in_question_is_open_on_it():
    found = pathway(sessions=3, as_of=day(14), scores=scores("PHQ9", 20, 9, 3))

    assert (found.ended_on, found.ended_bucket, found.treatments) == (None, "open", 2)
    assert (found.phq9_first, found.phq9_last) == (20, None)


@pytest.mark.parametrize(
    ("days", "within_six", "within_eighteen"),
    [(42, True, True), (43, False, True), (126, False, True), (127, False, False)],
)
def test_waits_are_calendar_days_and_the_limit_itself_is_within(days, within_six, within_eighteen):
    found = pathway(contacts=(contact(days),)).days_to_first_treatment

    assert (found <= 42, found <= 126) == (within_six, within_eighteen)


def test_first_and_last_are_the_earliest_and_the_latest_in_range_and_in_time():
    some = (
        score(-1, "PHQ9", 27),
        score(0, "PHQ9", 28),
        score(1, "PHQ9", 20),
        score(50, "PHQ9", 11),
        score(60, "PHQ9", 4),
        score(61, "PHQ9", 0),
    )

    found = pathway(ended=60, scores=some)

    assert (found.phq9_first, found.phq9_last) == (20, 4)


def test_of_two_scores_at_one_moment_the_one_written_later_is_the_last():
    one, other = score(5, "PHQ9", 20, number=1), score(5, "PHQ9", 3, number=2)

    assert pathway(scores=(other, one)).phq9_first == 20
    assert pathway(scores=(other, one)).phq9_last == 3


def test_one_score_is_a_first_without_a_last_and_zero_is_a_score():
    found = pathway(sessions=2, scores=scores("PHQ9", 0) + scores("GAD7", 0, 0))

    assert (found.phq9_first, found.phq9_last) == (0, None)
    assert (found.gad7_first, found.gad7_last) == (0, 0)
    assert found.is_not_caseness
    assert not found.is_unchanged


@pytest.mark.parametrize(
    ("left_out", "why"),
    [
        (score(30, "PHQ9", 2, carried_by=contact(30, "FOLLOW_UP")), "at a follow-up"),
        (score(30, "PHQ9", 2, carried_by=contact(30, therapies=SUPPORT)), "employment support"),
        (
            score(30, "PHQ9", 2, carried_by=contact(30, attendance="DID_NOT_ATTEND")),
            "not attended",
        ),
        (score(30, "PHQ9", 2, version="PHQ-9 of another day"), "another version"),
        (score(30, "PHQ9", 2, is_prorated=True), "filled in"),
        (score(30, "PHQ9", None), "not finished"),
        (score(30, "PHQ9", -1), "out of range"),
        (score(201, "PHQ9", 2), "after the end"),
        (score(-3, "PHQ9", 2), "before the referral was received"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_score_that_may_not_count_is_neither_first_nor_last_and_the_words_say_why(left_out, why):
    about = facts(sessions=2, scores=(score(10, "PHQ9", 15), left_out))

    found = explain(about, as_of=AS_OF)

    assert (found.derived.phq9_first, found.derived.phq9_last) == (15, None)
    assert len(found.left_out) == 1
    assert why in found.left_out[0]


def test_a_score_at_an_assessment_is_the_first():
    at = contact(3, "ASSESSMENT")

    assert pathway(contacts=(at,), scores=(score(3, "PHQ9", 15, carried_by=at),)).phq9_first == 15


def test_a_measure_whose_reliable_change_nobody_knows_leaves_the_outcome_to_gad7():
    about = scores("PHQ9", 20, 5) + scores("GAD7", 15, 5) + scores("BIQ", 60, 20)

    found = pathway(sessions=2, which=Problem.BDD, scores=about)

    assert (found.called_for, found.called_for_last, found.anxiety_measure) == ("BIQ", 20, "GAD7")
    assert not found.is_appropriate
    assert found.is_reliably_recovered


def test_the_thresholds_handed_in_decide():
    known = MEASURES["BIQ"].with_thresholds(caseness=40, reliable_change=30)
    about = facts(
        sessions=2, which=Problem.BDD, scores=scores("PHQ9", 9, 9) + scores("BIQ", 60, 30)
    )

    found = derive(about, as_of=AS_OF, measures={**MEASURES, "BIQ": known})

    assert found.anxiety_measure == "BIQ"
    assert found.is_reliably_recovered


def test_wsas_is_read_item_by_item_and_a_left_out_one_is_no_answer():
    some = (
        score(1, "WSAS", None, answers=(None, 8, 9, 3, 0)),
        score(9, "WSAS", 12, answers=(4, 2, 2, 2, 2)),
    )

    found = pathway(scores=some)

    assert found.wsas_first == (4, 8, 2, 3, 0)
    assert found.wsas_last == (None, 2, None, 2, 2)
    assert pathway().wsas_first == ()


@pytest.mark.parametrize(
    ("therapies", "first", "on", "up", "down"),
    [
        ((LOW, LOW, HIGH, HIGH), "LOW", 7, 7, None),
        ((HIGH, LOW, LOW), "LOW", 14, None, None),
        ((LOW, HIGH, LOW, HIGH), "", None, None, None),
        ((LOW, frozenset(), LOW, HIGH, LOW, HIGH, HIGH), "LOW", 7, 21, None),
        ((HIGH, HIGH, LOW, LOW, HIGH, HIGH), "HIGH", 7, 7, 7),
        ((LOW, LOW | HIGH, HIGH), "LOW", 7, 0, None),
        ((frozenset({Therapy.COUNSELLING_FOR_DEPRESSION}),) * 3, "", None, None, None),
    ],
    ids=["up", "odd first", "none", "uncoded and odd", "down and up", "both at once", "not listed"],
)
def test_a_stage_is_two_sessions_of_one_intensity_in_a_row(therapies, first, on, up, down):
    found = pathway(contacts=_sessions(*therapies))

    assert (found.first_stage, found.step_up_days, found.step_down_days) == (first, up, down)
    assert found.first_stage_on == (None if on is None else day(on))


def test_first_days_of_intensity_are_of_contacts():
    found = pathway(contacts=_sessions(frozenset(), LOW, HIGH, LOW | HIGH), logs=(log(6),))

    assert (found.low_intensity_first_on, found.high_intensity_first_on) == (day(14), day(21))
    assert (found.low_intensity_contacts, found.high_intensity_contacts) == (2, 2)


@pytest.mark.parametrize(("days", "counts"), [(29, False), (30, True)])
def test_a_follow_up_counts_as_one_from_thirty_days_after_the_end(days, counts):
    after = contact(60 + days, "FOLLOW_UP")

    found = pathway(ended=60, contacts=(after, contact(20, "FOLLOW_UP")))

    assert found.followed_up_on == (day(60 + days) if counts else None)
    assert found.care_contacts == 0


def test_sick_pay_has_a_last_answer_only_where_there_are_two():
    said = ((day(3), "YES"), (day(90), ""), (day(100), "NO"), (day(-4), "NO"), (day(230), "YES"))

    found = pathway(sick_pay=said)

    assert (found.sick_pay_first, found.sick_pay_last) == ("YES", "NO")
    assert pathway(sick_pay=said[:1]).sick_pay_last == ""


def test_the_format_is_what_most_sessions_were():
    in_group = tuple(contact(7 * n, seen_as="GROUP") for n in (1, 2))

    assert pathway(contacts=(*in_group, contact(21))).format == "GROUP"
    assert pathway(contacts=(contact(21), *in_group[:1])).format == "GROUP"
    assert pathway().format == ""


def test_the_words_name_the_values_and_the_rule_that_decided():
    spin = scores("SPIN", 35)
    about = facts(
        sessions=2,
        which=Problem.SOCIAL_ANXIETY,
        scores=scores("PHQ9", 9, 8) + scores("GAD7", 12, 6) + spin,
    )

    found = explain(about, as_of=AS_OF)

    assert found.derived == derive(about, as_of=AS_OF)
    assert "GAD7 last 6 on 2026-03-17" in found.used
    assert (
        "SOCIAL_ANXIETY calls for SPIN, which was not scored twice: GAD7 stands in." in found.rules
    )
    assert "GAD7 12 to 6: reliable improvement (4 or more is)." in found.rules
    assert found.rules[-1].startswith("Reliable improvement, recovery")
    assert not found.left_out


@pytest.mark.parametrize(
    ("about", "words"),
    [
        ({"sessions": 1}, "Not completed: ended 2026-09-18 with 1 of at least 2 sessions."),
        ({"sessions": 5, "ended": None}, "Not completed: open, 5 of at least 2 sessions."),
        ({"sessions": 2}, "No change and no recovery is said without both pairs."),
        ({"which": Problem.IRRITABLE_BOWEL}, "which was not scored twice: GAD7 stands in."),
        (
            {"which": Problem.BDD, "scores": scores("BIQ", 60, 20)},
            "whose reliable change is not known: GAD7 stands in.",
        ),
        (
            {"which": Problem.AGORAPHOBIA, "scores": scores("MI_ALONE", Decimal("2.30"), 1)},
            "MI_ALONE first 2.30: not at caseness (above 2.3 is).",
        ),
        ({"problems": ()}, "No problem calls for GAD7."),
    ],
    ids=["once", "open", "unpaired", "called for once", "no reliable change", "mean", "no problem"],
)
def test_each_rule_has_its_words(about, words):
    found = explain(facts(**about), as_of=AS_OF)

    assert any(words in one for one in found.rules)


def test_what_stands_on_the_very_day_of_the_figures_counts():
    found = pathway(
        as_of=day(60),
        ended=60,
        sessions=2,
        problems=(problem(Problem.OCD, after=60),),
    )

    assert (found.ended_on, found.problem) == (day(60), "OCD")


def test_the_format_is_what_most_sessions_were_whatever_its_name():
    groups = tuple(contact(n, seen_as="INDIVIDUAL") for n in (7, 14))

    assert pathway(contacts=(contact(3, seen_as="COUPLE"), *groups)).format == "INDIVIDUAL"


def test_nothing_said_of_sick_pay_and_no_anxiety_score_are_empty():
    found = pathway(sessions=2, scores=scores("PHQ9", 15, 6))

    assert (found.sick_pay_first, found.sick_pay_last) == ("", "")
    assert found.anxiety_measure == ""


def test_caseness_is_said_of_a_completed_course_that_began_with_it():
    well, ill = scores("PHQ9", 4, 3) + scores("GAD7", 3, 2), scores("PHQ9", 15, 6)

    assert pathway(sessions=2, scores=ill + scores("GAD7", 12, 6)).is_caseness
    assert not pathway(sessions=1, scores=ill + scores("GAD7", 12, 6)).is_caseness
    assert not pathway(sessions=2, scores=well).is_caseness


def test_the_highest_total_of_a_measure_counts():
    assert pathway(sessions=2, scores=scores("PHQ9", 27, 6)).phq9_first == 27


def test_what_left_a_value_out_is_said_in_whole_words():
    about = facts(
        ended=60,
        contacts=(
            contact(10, attendance="DID_NOT_ATTEND"),
            contact(11, "FOLLOW_UP"),
            contact(12, "REVIEW"),
            contact(13, therapies=SUPPORT),
        ),
        scores=(score(14, "PHQ9", None),),
    )

    assert [line.rsplit(": ", 1)[1] for line in explain(about, as_of=AS_OF).left_out] == [
        "no care contact, not attended",
        "no care contact, a follow-up, which only counts as one",
        "no session, not treatment",
        "no session, employment support only",
        "not finished",
    ]

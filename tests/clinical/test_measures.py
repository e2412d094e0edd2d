"""Each questionnaire is the instrument it says it is."""

import pytest

from clinical.measures import (
    GAD7,
    MEASURES,
    PCL5,
    PHOBIA,
    PHQ9,
    PHQ15,
    WSAS,
    AnswersOutOfRange,
    anxiety_measure_for,
    anxiety_measure_name,
    is_case,
    score,
    severity,
    threshold_words,
)
from clinical.problems import Problem

PHQ9_AS_PUBLISHED = [
    "Little interest or pleasure in doing things?",
    "Feeling down, depressed, or hopeless?",
    "Trouble falling or staying asleep, or sleeping too much?",
    "Feeling tired or having little energy?",
    "Poor appetite or overeating?",
    "Feeling bad about yourself, or that you are a failure or have let yourself or your family "
    "down?",
    "Trouble concentrating on things, such as reading the newspaper or watching television?",
    "Moving or speaking so slowly that other people could have noticed? Or the opposite, being so "
    "fidgety or restless that you have been moving around a lot more than usual?",
    "Thoughts that you would be better off dead or of hurting yourself in some way?",
]
GAD7_AS_PUBLISHED = [
    "Feeling nervous, anxious or on edge?",
    "Not being able to stop or control worrying?",
    "Worrying too much about different things?",
    "Trouble relaxing?",
    "Being so restless that it is hard to sit still?",
    "Becoming easily annoyed or irritable?",
    "Feeling afraid as if something awful might happen?",
]


@pytest.mark.parametrize(
    ("measure", "wording"), [(PHQ9, PHQ9_AS_PUBLISHED), (GAD7, GAD7_AS_PUBLISHED)]
)
def test_the_questions_are_read_out_word_for_word(measure, wording):
    assert [item.wording for item in measure.items] == wording
    assert measure.recall == "Over the last 2 weeks, how often have you been bothered by"


def test_the_lowest_answer_is_not_at_all():
    expected = ("not at all", "several days", "more than half the days", "nearly every day")

    assert PHQ9.options == GAD7.options == expected


def test_no_wording_of_wsas_is_shipped():
    assert {item.wording for item in WSAS.items} == {""}
    assert [item.short for item in WSAS.items] == [
        "Work",
        "Home management",
        "Social leisure",
        "Private leisure",
        "Close relationships",
    ]
    assert not WSAS.verified


@pytest.mark.parametrize("measure", MEASURES.values(), ids=lambda measure: measure.code)
def test_a_definition_agrees_with_itself(measure):
    assert [item.number for item in measure.items] == list(range(1, len(measure.items) + 1))
    assert measure.total_highest in {0, len(measure.items) * measure.item_highest}
    assert len(measure.options) == measure.item_highest + 1
    assert [band.lowest for band in measure.bands][:1] == ([0] if measure.is_totalled else [])
    assert [band.lowest for band in measure.bands] == sorted(
        {band.lowest for band in measure.bands}
    )
    assert all(item.short for item in measure.items)
    assert measure.source
    assert measure.licence


def test_measures_are_found_by_code():
    assert MEASURES == {
        "PHQ9": PHQ9,
        "GAD7": GAD7,
        "WSAS": WSAS,
        "PCL5": PCL5,
        "PHQ15": PHQ15,
        "PHOBIA": PHOBIA,
    }


def test_the_thresholds_and_reliable_changes_are_the_published_ones():
    assert (PHQ9.caseness, PHQ9.reliable_change, PHQ9.verified) == (10, 6, True)
    assert (GAD7.caseness, GAD7.reliable_change, GAD7.verified) == (8, 4, True)


@pytest.mark.parametrize(
    ("problem", "name", "code"),
    [
        (Problem.DEPRESSION, "GAD-7", "GAD7"),
        (Problem.RECURRENT_DEPRESSION, "GAD-7", "GAD7"),
        (Problem.GENERALISED_ANXIETY, "GAD-7", "GAD7"),
        (Problem.MIXED_ANXIETY_DEPRESSION, "GAD-7", "GAD7"),
        (Problem.SPECIFIC_PHOBIA, "GAD-7", "GAD7"),
        (Problem.OTHER_ANXIETY, "GAD-7", "GAD7"),
        (Problem.OTHER, "GAD-7", "GAD7"),
        (Problem.NOT_RECORDED, "GAD-7", "GAD7"),
        (Problem.AGORAPHOBIA, "MI", None),
        (Problem.SOCIAL_ANXIETY, "SPIN", None),
        (Problem.PANIC_DISORDER, "PDSS-SR", None),
        (Problem.OCD, "OCI", None),
        (Problem.PTSD, "PCL-5", "PCL5"),
        (Problem.HEALTH_ANXIETY, "HAI", None),
        (Problem.BDD, "BIQ", None),
        (Problem.CHRONIC_FATIGUE, "CFQ", None),
        (Problem.IRRITABLE_BOWEL, "IBS-SSS", None),
        (Problem.UNEXPLAINED_SYMPTOMS, "PHQ-15", "PHQ15"),
    ],
)
def test_each_problem_has_its_anxiety_measure_and_a_code_where_it_is_defined(problem, name, code):
    assert anxiety_measure_name(problem) == name
    assert anxiety_measure_for(problem) == code


@pytest.mark.parametrize("problem", Problem)
def test_the_code_for_any_problem_is_one_that_can_be_asked(problem):
    assert anxiety_measure_for(problem) in {*MEASURES, None}


def test_the_measures_of_single_problems_have_their_ranges_and_thresholds_marked_unverified():
    assert (len(PCL5.items), PCL5.item_highest, PCL5.total_highest) == (20, 4, 80)
    assert (PCL5.caseness, PCL5.reliable_change, PCL5.verified) == (32, 10, False)
    assert (len(PHQ15.items), PHQ15.item_highest, PHQ15.total_highest) == (15, 2, 30)
    assert (PHQ15.caseness, PHQ15.reliable_change, PHQ15.verified) == (10, None, False)


@pytest.mark.parametrize("measure", [PCL5, PHQ15], ids=lambda measure: measure.code)
def test_every_item_of_a_free_measure_has_its_words_and_none_twice(measure):
    assert all(item.wording for item in measure.items)
    assert len({item.wording for item in measure.items}) == len(measure.items)
    assert len({item.short for item in measure.items}) == len(measure.items)


@pytest.mark.parametrize("measure", [PCL5, PHQ15], ids=lambda measure: measure.code)
def test_every_total_is_a_case_from_its_threshold_on_and_its_word_says_so(measure):
    for total in range(measure.total_highest + 1):
        expected = total >= measure.caseness

        assert is_case(measure=measure, total=total) is expected
        assert severity(measure=measure, total=total).word == (
            "at or above the threshold" if expected else "below the threshold"
        )


@pytest.mark.parametrize("measure", [PCL5, PHQ15], ids=lambda measure: measure.code)
def test_an_item_left_out_is_never_filled_in(measure):
    answers = [1] * (len(measure.items) - 1) + [None]

    assert score(measure=measure, answers=answers, prorate=True).total is None


def test_the_phobia_scales_are_three_single_answers_that_are_never_added_up():
    scored = score(measure=PHOBIA, answers=[8, 4, 0])

    assert {item.wording for item in PHOBIA.items} == {""}
    assert (scored.total, scored.highest, scored.answered) == (None, 0, 3)
    with pytest.raises(AnswersOutOfRange, match="has no total"):
        is_case(measure=PHOBIA, total=0)
    with pytest.raises(AnswersOutOfRange, match="has no total"):
        severity(measure=PHOBIA, total=0)


@pytest.mark.parametrize(
    ("measure", "words"),
    [
        (PHQ9, "Threshold 10, reliable change 6."),
        (WSAS, "Reliable change 8. Unverified."),
        (PCL5, "Threshold 32, reliable change 10. Unverified."),
        (PHQ15, "Threshold 10. Unverified."),
        (PHOBIA, "4 or more on any one item is clinical."),
    ],
    ids=lambda one: getattr(one, "code", ""),
)
def test_a_number_that_no_source_confirmed_is_never_said_without_unverified(measure, words):
    assert threshold_words(measure) == words


def test_every_problem_has_a_label_and_a_short_one_no_two_alike():
    labels = {problem.label for problem in Problem}
    shorts = {problem.short for problem in Problem}

    assert len(labels) == len(shorts) == len(Problem)
    assert Problem.GENERALISED_ANXIETY.short == "Generalised anxiety"
    assert Problem.MIXED_ANXIETY_DEPRESSION.short == "Anxiety and depression"


def test_only_not_recorded_is_not_a_recorded_problem():
    assert [problem for problem in Problem if not problem.is_recorded] == [Problem.NOT_RECORDED]

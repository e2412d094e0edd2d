"""PHQ-9, GAD-7 and WSAS are the instruments they say they are."""

import pytest

from clinical.measures import GAD7, MEASURES, PHQ9, WSAS, anxiety_measure_for
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
    assert measure.total_highest == len(measure.items) * measure.item_highest
    assert len(measure.options) == measure.item_highest + 1
    assert measure.bands[0].lowest == 0
    assert [band.lowest for band in measure.bands] == sorted(
        {band.lowest for band in measure.bands}
    )
    assert all(item.short for item in measure.items)
    assert measure.source
    assert measure.licence


def test_measures_are_found_by_code():
    assert MEASURES == {"PHQ9": PHQ9, "GAD7": GAD7, "WSAS": WSAS}


def test_the_thresholds_and_reliable_changes_are_the_published_ones():
    assert (PHQ9.caseness, PHQ9.reliable_change, PHQ9.verified) == (10, 6, True)
    assert (GAD7.caseness, GAD7.reliable_change, GAD7.verified) == (8, 4, True)


@pytest.mark.parametrize(
    ("problem", "code"),
    [
        (Problem.DEPRESSION, "GAD7"),
        (Problem.RECURRENT_DEPRESSION, "GAD7"),
        (Problem.GENERALISED_ANXIETY, "GAD7"),
        (Problem.MIXED_ANXIETY_DEPRESSION, "GAD7"),
        (Problem.SPECIFIC_PHOBIA, "GAD7"),
        (Problem.OTHER_ANXIETY, "GAD7"),
        (Problem.OTHER, "GAD7"),
        (Problem.NOT_RECORDED, "GAD7"),
        (Problem.AGORAPHOBIA, "MI"),
        (Problem.SOCIAL_ANXIETY, "SPIN"),
        (Problem.PANIC_DISORDER, "PDSS-SR"),
        (Problem.OCD, "OCI"),
        (Problem.PTSD, "PCL-5"),
        (Problem.HEALTH_ANXIETY, "HAI"),
        (Problem.BDD, "BIQ"),
        (Problem.CHRONIC_FATIGUE, "CFQ"),
        (Problem.IRRITABLE_BOWEL, "IBS-SSS"),
        (Problem.UNEXPLAINED_SYMPTOMS, "PHQ-15"),
    ],
)
def test_each_problem_has_its_anxiety_measure(problem, code):
    assert anxiety_measure_for(problem) == code


def test_every_problem_has_a_label_and_a_short_one_no_two_alike():
    labels = {problem.label for problem in Problem}
    shorts = {problem.short for problem in Problem}

    assert len(labels) == len(shorts) == len(Problem)
    assert Problem.GENERALISED_ANXIETY.short == "Generalised anxiety"
    assert Problem.MIXED_ANXIETY_DEPRESSION.short == "Anxiety and depression"


def test_only_not_recorded_is_not_a_recorded_problem():
    assert [problem for problem in Problem if not problem.is_recorded] == [Problem.NOT_RECORDED]

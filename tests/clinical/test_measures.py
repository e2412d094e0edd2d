"""Each questionnaire is the instrument it says it is."""

from dataclasses import replace
from decimal import Decimal

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
    is_case,
    read_total,
    score,
    severity,
    threshold_words,
    typed_total,
    written,
)
from clinical.problems import Problem
from clinical.specific_measures import IBS, MI_ALONE, PSWQ, SPIN
from tests.walks import walked

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


@walked("measure", MEASURES.values(), ids=lambda measure: measure.code)
def test_a_definition_agrees_with_itself(measure):
    assert [item.number for item in measure.items] == list(range(1, len(measure.items) + 1))
    items = len(measure.items)
    if items and measure.is_totalled:
        assert measure.total_lowest == items * measure.item_lowest
        assert measure.total_highest == items * measure.item_highest
    if items:
        assert len(measure.options) == measure.item_highest - measure.item_lowest + 1
    assert [band.lowest for band in measure.bands][:1] == (
        [measure.total_lowest] if measure.is_totalled else []
    )
    assert len(measure.version) <= 20
    assert measure.made_of
    assert measure.full_name
    assert [band.lowest for band in measure.bands] == sorted(
        {band.lowest for band in measure.bands}
    )
    assert all(item.short for item in measure.items)
    assert measure.source
    assert measure.licence


def test_measures_are_found_by_code():
    assert [*MEASURES] == [measure.code for measure in MEASURES.values()]
    assert {*MEASURES} == {
        "PHQ9", "GAD7", "WSAS", "PCL5", "PHQ15", "PHOBIA", "SPIN", "PDSS", "OCI", "IESR", "HAI",
        "MI_ALONE", "PSWQ", "BIQ", "CFQ", "IBS",
    }  # fmt: skip


# code, lowest, highest, threshold, reliable change: as the clinical reference has them.
AS_REFERRED = """
SPIN 0 68 19 10
PDSS 0 28 8 5
OCI 0 168 40 32
PCL5 0 80 32 10
IESR 0 88 33 9
HAI 0 54 18 4
MI_ALONE 1 5 2.3 0.73
PSWQ 16 80 45 None
BIQ 0 72 40 None
CFQ 0 33 19 None
IBS 0 500 75 None
PHQ15 0 30 10 None
"""


@walked("line", AS_REFERRED.strip().splitlines(), ids=lambda line: line.split()[0])
def test_a_measure_of_a_single_problem_has_the_numbers_of_the_reference(line):
    code, *numbers = line.split()
    measure = MEASURES[code]

    assert [
        str(one)
        for one in (
            measure.total_lowest,
            measure.total_highest,
            measure.caseness,
            measure.reliable_change,
        )
    ] == numbers
    assert not measure.verified
    assert threshold_words(measure).endswith("Unverified.")


def test_words_are_shipped_only_where_the_licence_allows():
    assert {code for code, measure in MEASURES.items() if measure.may_show_items} == {
        "PHQ9", "GAD7", "PHQ15", "PSWQ", "PCL5",
    }  # fmt: skip


def test_only_a_measure_whose_answers_need_not_be_seen_may_be_typed_as_a_total():
    assert {code for code, one in MEASURES.items() if not one.total_may_be_typed} == {
        "PHQ9", "GAD7", "WSAS", "PHOBIA",
    }  # fmt: skip
    for code in ("PHQ9", "GAD7", "WSAS", "PHOBIA"):
        with pytest.raises(AnswersOutOfRange, match="needs its answers"):
            typed_total(measure=MEASURES[code], total=5)


@walked("code", [code for code, one in MEASURES.items() if one.total_may_be_typed])
def test_a_typed_total_is_within_the_range_or_refused(code):
    measure = MEASURES[code]

    for total in (measure.total_lowest, measure.total_highest):
        assert typed_total(measure=measure, total=total).total == total
    for total in (measure.total_lowest - 1, measure.total_highest + 1, True, 1.5, "3", None):
        with pytest.raises(AnswersOutOfRange):
            typed_total(measure=measure, total=total)


def test_a_mean_has_two_decimals_and_is_a_case_only_above_its_threshold():
    assert not is_case(measure=MI_ALONE, total=Decimal("2.30"))
    assert is_case(measure=MI_ALONE, total=Decimal("2.31"))
    assert severity(measure=MI_ALONE, total=Decimal("2.30")).word == "not above the threshold"
    assert severity(measure=MI_ALONE, total=Decimal("2.31")).word == "above the threshold"
    assert written(MI_ALONE, Decimal("2.3")) == "2.30"
    assert written(SPIN, Decimal("12.00")) == "12"
    for total in (Decimal("2.305"), Decimal("NaN"), 2.5):
        with pytest.raises(AnswersOutOfRange, match="number with 2 decimals from 1 to 5"):
            is_case(measure=MI_ALONE, total=total)
    with pytest.raises(AnswersOutOfRange):
        is_case(measure=SPIN, total=Decimal("12.5"))


def test_five_items_of_pswq_count_from_the_other_end():
    assert score(measure=PSWQ, answers=[1] * 16).total == 11 * 1 + 5 * 5
    assert score(measure=PSWQ, answers=[5] * 16).total == 11 * 5 + 5 * 1
    calmest = [5 if item in {1, 3, 8, 10, 11} else 1 for item in range(1, 17)]
    assert score(measure=PSWQ, answers=calmest).total == 16
    assert score(measure=PSWQ, answers=[6 - one for one in calmest]).total == 80
    with pytest.raises(AnswersOutOfRange, match="item 1 is a whole number from 1 to 5"):
        score(measure=PSWQ, answers=[0] * 16)


def test_a_measure_known_by_its_total_alone_has_no_answers_to_score():
    for measure in (MI_ALONE, IBS):
        assert score(measure=measure, answers=[]).total is None


def test_a_service_that_sets_a_threshold_moves_the_words_with_it():
    moved = SPIN.with_thresholds(caseness=21, reliable_change=None)

    assert severity(measure=moved, total=20).word == "below the threshold"
    assert severity(measure=moved, total=21).word == "at or above the threshold"
    assert threshold_words(moved) == "Threshold 21. Unverified."
    assert PHQ9.with_thresholds(caseness=11, reliable_change=6).bands == PHQ9.bands
    without = SPIN.with_thresholds(caseness=None, reliable_change=10)
    assert not is_case(measure=without, total=68)


def test_the_thresholds_and_reliable_changes_are_the_published_ones():
    assert (PHQ9.caseness, PHQ9.reliable_change, PHQ9.verified) == (10, 6, True)
    assert (GAD7.caseness, GAD7.reliable_change, GAD7.verified) == (8, 4, True)


@walked(
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
        (Problem.AGORAPHOBIA, "MI_ALONE"),
        (Problem.SOCIAL_ANXIETY, "SPIN"),
        (Problem.PANIC_DISORDER, "PDSS"),
        (Problem.OCD, "OCI"),
        (Problem.PTSD, "PCL5"),
        (Problem.HEALTH_ANXIETY, "HAI"),
        (Problem.BDD, "BIQ"),
        (Problem.CHRONIC_FATIGUE, "CFQ"),
        (Problem.IRRITABLE_BOWEL, "IBS"),
        (Problem.UNEXPLAINED_SYMPTOMS, "PHQ15"),
    ],
)
def test_each_problem_has_its_anxiety_measure(problem, code):
    assert anxiety_measure_for(problem) == code
    assert code in MEASURES


def test_the_measures_of_single_problems_have_their_ranges_and_thresholds_marked_unverified():
    assert (len(PCL5.items), PCL5.item_highest, PCL5.total_highest) == (20, 4, 80)
    assert (PCL5.caseness, PCL5.reliable_change, PCL5.verified) == (32, 10, False)
    assert (len(PHQ15.items), PHQ15.item_highest, PHQ15.total_highest) == (15, 2, 30)
    assert (PHQ15.caseness, PHQ15.reliable_change, PHQ15.verified) == (10, None, False)


@pytest.mark.parametrize("measure", [PCL5, PHQ15, PSWQ], ids=lambda measure: measure.code)
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
        (MI_ALONE, "Threshold above 2.3, reliable change 0.73. Unverified."),
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


def test_a_total_is_read_as_somebody_types_it():
    assert repr(read_total(SPIN, " 24 ")) == "24"
    assert repr(read_total(MI_ALONE, "2.51")) == "Decimal('2.51')"
    for text in ("", "twelve", "1e1", "12.5", "69", "-1"):
        with pytest.raises(AnswersOutOfRange, match="SPIN total is a whole number from 0 to 68"):
            read_total(SPIN, text)


def test_a_typed_total_stands_for_no_answers_and_is_not_filled_in():
    found = typed_total(measure=SPIN, total=24)

    assert (found.total, found.answered, found.missing) == (24, 0, ())
    assert (found.is_prorated, found.highest) == (False, 68)


def test_a_total_is_written_without_a_point_and_a_mean_with_two_places():
    assert written(SPIN, 12) == "12"
    assert written(MI_ALONE, 2) == "2.00"


def test_the_words_of_a_threshold_say_on_which_side_a_case_is():
    assert threshold_words(SPIN).startswith("Threshold 19, ")
    assert threshold_words(MI_ALONE).startswith("Threshold above 2.3")
    bare = replace(PSWQ, caseness=None, bands=PSWQ.bands[:1])
    assert threshold_words(bare) == ""


def test_a_threshold_that_is_moved_keeps_its_side_its_places_and_the_lowest_total():
    mean = MI_ALONE.with_thresholds(caseness=Decimal("2.50"), reliable_change=Decimal("0.70"))
    assert [(band.lowest, band.word) for band in mean.bands] == [
        (1, "not above the threshold"),
        (Decimal("2.51"), "above the threshold"),
    ]

    worry = PSWQ.with_thresholds(caseness=50, reliable_change=None)
    assert [(band.lowest, band.word) for band in worry.bands] == [
        (16, "below the threshold"),
        (50, "at or above the threshold"),
    ]


def test_an_item_whose_wording_is_not_ours_has_a_number_and_no_words():
    assert (SPIN.items[0].number, SPIN.items[0].wording, SPIN.items[0].short) == (1, "", "Item 1")


def test_only_wsas_has_a_work_item_to_leave_out():
    with pytest.raises(AnswersOutOfRange, match=r"^PHQ-9 has no work item to leave out\.$"):
        score(measure=PHQ9, answers=[None] * 9, work_not_applicable=True)


def test_the_answers_of_a_measure_without_words_of_ours_are_its_numbers():
    assert SPIN.options == ("0", "1", "2", "3", "4")


def test_a_work_item_that_is_answered_and_does_not_apply_is_named():
    said = "WSAS item 1 is answered and marked as not applicable."

    with pytest.raises(AnswersOutOfRange) as refused:
        score(measure=MEASURES["WSAS"], answers=[3, 1, 1, 1, 1], work_not_applicable=True)

    assert (str(refused.value), refused.value.item) == (said, 1)


def test_three_questions_that_are_read_alone_are_never_filled_in():
    found = score(measure=MEASURES["PHOBIA"], answers=[8, None, 0], prorate=True)

    assert (found.total, found.is_prorated) == (None, False)

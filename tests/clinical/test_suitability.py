"""Prompts before Step 2: figures with their source, never a decision."""

from dataclasses import replace

import pytest

from clinical.icd10 import named
from clinical.problems import Problem
from clinical.suitability import SEVERE_PHQ9, WEAK_EVIDENCE, Known, against, prompts
from tests.walks import walked

ADULT = Known(age=35)


def test_nothing_known_against_step_2_prompts_nothing():
    assert prompts(ADULT) == ()
    assert against(ADULT, problem=Problem.GENERALISED_ANXIETY) == ()


@pytest.mark.parametrize(
    ("problem", "figure"),
    [(Problem.PTSD, "9.3%"), (Problem.SOCIAL_ANXIETY, "17.5%"), (Problem.OCD, "24.9%")],
)
def test_weak_evidence_is_said_with_its_figure_and_asks_why(problem, figure):
    (prompt,) = against(ADULT, problem=problem)

    assert figure in prompt.words
    assert "2024 to 2025" in prompt.source
    assert prompt.asks_why


@walked("total", range(28))
def test_a_severe_phq9_asks_why_from_20_on(total):
    found = against(replace(ADULT, phq9=total), problem=None)

    assert bool(found) is (total >= SEVERE_PHQ9)


def test_age_and_needs_are_thought_about_and_ask_for_no_reason():
    young = Known(age=17, needs_adjustment=True)

    assert [one.code for one in prompts(young)] == ["under_18", "adjustments"]
    assert against(young, problem=None) == ()


def test_an_open_risk_plan_asks_why():
    assert [one.code for one in against(replace(ADULT, risk_is_open=True), problem=None)] == [
        "open_risk"
    ]


def test_a_problem_is_named_with_its_code_and_the_measure_it_calls_for():
    assert named(Problem.SOCIAL_ANXIETY) == (
        "Social anxiety disorder (ICD-10 F40.1): PHQ-9 and SPIN"
    )
    assert named(Problem.OTHER) == "Other problem: PHQ-9 and GAD-7"
    assert set(WEAK_EVIDENCE) <= set(Problem)


def test_every_prompt_says_what_to_think_about_and_where_it_is_from():
    known = Known(age=17, phq9=22, risk_is_open=True, needs_adjustment=True)

    assert [(one.code, one.words, one.source, one.asks_why) for one in prompts(known)] == [
        (
            "open_risk",
            "A risk plan is open. Step 2 needs risk that is manageable between contacts.",
            "clinical reference 4.3, after step two guidance of services",
            True,
        ),
        (
            "severe_depression",
            "PHQ-9 is 22. From 20 on, high intensity from the outset is usual.",
            "NHS Talking Therapies manual 7.1",
            True,
        ),
        (
            "under_18",
            "17 years old. Some services begin at 16; is there one for young people?",
            "NHS Talking Therapies manual 7.1",
            False,
        ),
        (
            "adjustments",
            "Step 2 works with written material: with an interpreter or help with reading it "
            "needs more time, not another step.",
            "clinical reference 4.3, after service pages",
            False,
        ),
    ]


def test_whoever_is_18_is_an_adult():
    assert prompts(Known(age=18)) == ()

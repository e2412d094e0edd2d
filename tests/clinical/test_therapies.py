"""Which therapy a treatment's name stands for, and how intensive each therapy is."""

import pytest

from clinical.therapies import (
    Intensity,
    Therapy,
    carried_on,
    in_words,
    intensity_of,
    named_in,
    usual_for,
)
from tests.walks import walked


@walked(
    ("treatment", "therapy"),
    [
        ("Behavioural activation", Therapy.GUIDED_SELF_HELP_BOOK),
        ("Worry management, workbook", Therapy.GUIDED_SELF_HELP_BOOK),
        ("cCBT with support", Therapy.GUIDED_SELF_HELP_COMPUTER),
        ("Online programme for worry", Therapy.GUIDED_SELF_HELP_COMPUTER),
        ("Stress control course, online", Therapy.PSYCHOEDUCATION),
        ("Sleep workshop", Therapy.PSYCHOEDUCATION),
        ("Exposure and response prevention", Therapy.GUIDED_SELF_HELP_BOOK),
        ("Structured physical activity", Therapy.PHYSICAL_ACTIVITY),
        ("Employment adviser", Therapy.EMPLOYMENT_SUPPORT),
        ("CBT, ten sessions", Therapy.CBT),
        ("Medication support", Therapy.OTHER_LOW_INTENSITY),
        ("", Therapy.OTHER_LOW_INTENSITY),
    ],
)
def test_a_treatment_gives_its_usual_therapy(treatment, therapy):
    assert usual_for(treatment) is therapy


def test_words_that_leave_it_open_name_no_therapy():
    assert named_in("Behavioural activation") is None
    assert named_in("Psychoeducation group") is Therapy.PSYCHOEDUCATION


def test_every_label_names_its_own_therapy():
    """The suggestions of the treatment form are these labels."""
    assert {one: usual_for(one.label) for one in Therapy} == {one: one for one in Therapy}


def test_each_therapy_has_one_intensity_and_a_label_of_its_own():
    by_intensity = {one: intensity_of(one) for one in Therapy}

    assert sum(one is Intensity.LOW for one in by_intensity.values()) == 8
    assert sum(one is Intensity.HIGH for one in by_intensity.values()) == 10
    assert intensity_of(Therapy.EMPLOYMENT_SUPPORT) is Intensity.NEITHER
    assert len({one.label for one in Therapy}) == len(Therapy)


def test_stored_names_are_said_in_the_order_of_the_list():
    assert in_words(["CBT", "PSYCHOEDUCATION"]) == (
        "Psychoeducation, group or course; Cognitive behavioural therapy"
    )
    assert in_words([]) == ""


@pytest.mark.parametrize(
    ("treatment", "before", "therapy"),
    [
        ("Sleep workshop", ["CBT"], Therapy.PSYCHOEDUCATION),
        (
            "Behavioural activation",
            ["GUIDED_SELF_HELP_COMPUTER", "CBT"],
            "GUIDED_SELF_HELP_COMPUTER",
        ),
        ("Behavioural activation", ["EMPLOYMENT_SUPPORT", "CBT"], Therapy.CBT),
        ("Behavioural activation", ["EMPLOYMENT_SUPPORT"], Therapy.GUIDED_SELF_HELP_BOOK),
        ("Medication support", [], Therapy.OTHER_LOW_INTENSITY),
    ],
)
def test_the_next_session_gives_what_its_words_name_else_what_was_given_last(
    treatment, before, therapy
):
    assert carried_on(treatment=treatment, before=before) == therapy

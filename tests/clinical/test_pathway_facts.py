"""Why a contact or a score is left out of a pathway, in the whole words of the rule."""

from dataclasses import replace

import pytest

from clinical.instruments import MEASURES
from clinical.pathway import derive
from clinical.pathway_facts import Window, score_left_out
from clinical.pathway_words import explain
from clinical.policy import DEFAULT
from clinical.therapies import Therapy
from clinical.thresholds import measures_under
from tests.clinical.pathways import AS_OF, RECEIVED, contact, day, facts, pathway, score

_WINDOW = Window(RECEIVED, day(60))
_EMPLOYMENT = frozenset({Therapy.EMPLOYMENT_SUPPORT})


@pytest.mark.parametrize(
    ("one", "why"),
    [
        (score(-1, "PHQ9", 12), "before the referral was received"),
        (score(61, "PHQ9", 12), "after the end"),
        (
            score(9, "PHQ9", 12, carried_by=contact(9, attendance="DID_NOT_ATTEND")),
            "for an appointment that was not attended",
        ),
        (score(9, "PHQ9", 12, carried_by=contact(9, "FOLLOW_UP")), "at a follow-up"),
        (
            score(9, "PHQ9", 12, carried_by=contact(9, therapies=_EMPLOYMENT)),
            "at employment support",
        ),
        (score(9, "PHQ9", 12, version="another"), "of another version of the questionnaire"),
        (score(9, "PHQ9", None), "not finished"),
        (score(9, "PHQ9", 12, is_prorated=True), "filled in where answers were missing"),
        (score(9, "PHQ9", 28), "out of range"),
        (score(0, "PHQ9", 0), ""),
        (score(60, "PHQ9", 27, carried_by=contact(60)), ""),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_clinician_reads_in_whole_words_why_a_score_did_not_count(one, why):
    assert score_left_out(one, _WINDOW, MEASURES) == why


def test_a_score_counts_by_the_definitions_handed_in_and_so_do_the_words():
    revised = MEASURES | {"PHQ9": replace(MEASURES["PHQ9"], version="PHQ-9, revised")}
    about = facts(
        sessions=2,
        scores=(
            score(2, "PHQ9", 20, version="PHQ-9, revised"),
            score(9, "PHQ9", 15),
            score(16, "PHQ9", 8, version="PHQ-9, revised"),
        ),
    )

    found = derive(about, as_of=AS_OF, measures=revised)
    told = explain(about, as_of=AS_OF, measures=revised)

    assert (found.phq9_first, found.phq9_last) == (20, 8)
    assert [line for line in told.used if line.startswith("PHQ9")] == [
        "PHQ9 first 20 on 2026-03-04",
        "PHQ9 last 8 on 2026-03-18",
    ]
    assert told.left_out == ("PHQ9 15 on 2026-03-11: of another version of the questionnaire",)


def test_somebody_without_work_has_no_answer_to_the_work_item_at_either_end():
    without_work = (
        score(1, "WSAS", 14, answers=(None, 5, 4, 3, 2)),
        score(9, "WSAS", 9, answers=(None, 3, 3, 2, 1)),
        score(17, "WSAS", 4, answers=(None, 1, 1, 1, 1)),
    )

    found = pathway(scores=without_work)

    assert found.wsas_first == (None, 5, 4, 3, 2)
    assert found.wsas_last == (None, 1, 1, 1, 1)


def test_of_three_answers_about_sick_pay_the_latest_is_the_last():
    said = ((day(3), "YES"), (day(40), "YES"), (day(100), "NO"))

    found = pathway(sick_pay=said)

    assert (found.sick_pay_first, found.sick_pay_last) == ("YES", "NO")


def test_a_follow_up_on_the_very_day_of_the_figures_has_taken_place():
    after = contact(100, "FOLLOW_UP")

    assert pathway(ended=60, contacts=(after,), as_of=day(100)).followed_up_on == day(100)
    assert pathway(ended=60, contacts=(after,), as_of=day(99)).followed_up_on is None


def test_a_total_that_was_filled_in_counts_where_the_service_opts_in():
    one = score(9, "PHQ9", 12, is_prorated=True)
    opted_in = measures_under(replace(DEFAULT, prorated_in_pairs=True))

    assert score_left_out(one, _WINDOW, measures_under(DEFAULT)) == (
        "filled in where answers were missing"
    )
    assert score_left_out(one, _WINDOW, opted_in) == ""
    assert {code for code, one in opted_in.items() if one.counts_prorated} == {"PHQ9", "GAD7"}
    assert opted_in["GAD7"] == replace(MEASURES["GAD7"], counts_prorated=True)

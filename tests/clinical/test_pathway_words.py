"""How a pathway is explained: each value used, each rule that decided, and what was left out."""

from clinical.instruments import MEASURES
from clinical.pathway_words import explain
from clinical.problems import Problem
from tests.clinical.pathways import AS_OF, contact, facts, log, score, scores

WINDOW = "Counted from 2026-03-02 to"


def test_every_value_that_was_used_is_named_with_its_day():
    about = facts(
        ended=60,
        which=Problem.SOCIAL_ANXIETY,
        contacts=(contact(3, "ASSESSMENT"), contact(10), contact(17, is_planned=False)),
        logs=(log(30),),
        scores=scores("PHQ9", 15, 12, 6) + scores("GAD7", 12) + scores("SPIN", 40, 30),
    )

    assert explain(about, as_of=AS_OF).used == (
        f"{WINDOW} 2026-05-01, both included.",
        "2026-03-05 ASSESSMENT, ATTENDED: care contact",
        "2026-03-12 TREATMENT, ATTENDED: care contact and session",
        "2026-03-19 TREATMENT, ATTENDED, unplanned: care contact and session",
        "2026-04-01 internet therapy since 2026-03-26: session",
        "PHQ9 first 15 on 2026-03-03",
        "PHQ9 last 6 on 2026-03-31",
        "SPIN first 40 on 2026-03-03",
        "SPIN last 30 on 2026-03-17",
    )


def test_one_score_is_a_first_and_no_last():
    about = facts(sessions=2, scores=scores("PHQ9", 15))

    assert explain(about, as_of=AS_OF).used[-1] == "PHQ9 first 15 on 2026-03-03"


def test_what_was_left_out_is_named_with_its_reason():
    about = facts(
        ended=60,
        contacts=(
            contact(10),
            contact(11, attendance="DID_NOT_ATTEND"),
            contact(12, "ASSESSMENT"),
            contact(70),
        ),
        logs=(log(30), log(90)),
        scores=(score(13, "PHQ9", None),),
    )

    found = explain(about, as_of=AS_OF).left_out

    assert found[0].startswith("2026-03-13 TREATMENT, DID_NOT_ATTEND: no care contact, ")
    assert found[1].startswith("2026-03-14 ASSESSMENT, ATTENDED: no session, ")
    assert found[2].startswith("2026-05-11 TREATMENT, ATTENDED: no care contact, ")
    assert found[3].startswith("2026-05-31 internet therapy: ")
    assert found[4].startswith("PHQ9 without a total on 2026-03-15: ")
    assert len(found) == 5


def test_somebody_well_at_the_start_has_no_recovery_and_the_thresholds_say_so():
    about = facts(sessions=2, scores=scores("PHQ9", 9, 8) + scores("GAD7", 7, 6))

    assert explain(about, as_of=AS_OF).rules[2:] == (
        "PHQ9 first 9: not at caseness (at or above 10 is).",
        "GAD7 first 7: not at caseness (at or above 8 is).",
        "PHQ9 9 to 8: no reliable change (6 or more is).",
        "GAD7 7 to 6: no reliable change (4 or more is).",
        "No reliable change, not at caseness at the start, so no recovery.",
    )


def test_somebody_who_recovered_reliably_is_said_to_have():
    about = facts(sessions=2, scores=scores("PHQ9", 18, 6) + scores("GAD7", 15, 5))

    assert explain(about, as_of=AS_OF).rules[2:] == (
        "PHQ9 first 18: at caseness (at or above 10 is).",
        "GAD7 first 15: at caseness (at or above 8 is).",
        "PHQ9 18 to 6: reliable improvement (6 or more is).",
        "GAD7 15 to 5: reliable improvement (4 or more is).",
        "Reliable improvement, recovery, both last scores below the threshold, reliable recovery.",
    )


def test_an_outcome_needs_a_completed_course_and_both_pairs():
    once = explain(facts(sessions=1, scores=scores("PHQ9", 18, 6)), as_of=AS_OF)
    assert once.rules[-1] == "No outcome: it is said of completed pathways only."

    for one_pair in ("PHQ9", "GAD7"):
        unpaired = explain(facts(sessions=2, scores=scores(one_pair, 18, 6)), as_of=AS_OF)
        assert unpaired.rules[-1] == "No change and no recovery is said without both pairs."


def test_the_words_go_by_the_thresholds_handed_in():
    own = MEASURES["SPIN"].with_thresholds(caseness=25, reliable_change=10)
    about = facts(
        sessions=2,
        which=Problem.SOCIAL_ANXIETY,
        scores=scores("PHQ9", 9, 8) + scores("SPIN", 22, 20),
    )

    found = explain(about, as_of=AS_OF, measures=MEASURES | {"SPIN": own})

    assert "SPIN first 22: not at caseness (at or above 25 is)." in found.rules
    assert found.derived.is_not_caseness

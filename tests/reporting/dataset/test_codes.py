"""National codes: one for each word, each a code that checks out."""

import pytest

from clinical.instruments import MEASURES
from clinical.problems import Problem
from clinical.therapies import Therapy
from reporting.dataset import codes, values
from reporting.dataset.codes import THERAPIES, THERAPY_OF
from reporting.dataset.codes.experience import EXPERIENCE_TOOLS, experience_code, experience_of
from reporting.dataset.tools import TOOLS, WSAS, Shape
from tests.walks import walked


def test_every_therapy_has_one_code_and_every_code_leads_back():
    assert set(THERAPIES) == set(Therapy)
    assert all(THERAPY_OF[code] is therapy for therapy, code in THERAPIES.items())


@walked(
    "code",
    [
        *THERAPY_OF,
        *TOOLS,
        *sorted(codes.RELIGION.listing.codes),
        *sorted(codes.ORIENTATION.listing.codes),
        *sorted(codes.CONDITION.listing.codes),
        *sorted(codes.PERINATAL),
    ],
)
def test_every_code_is_a_concept_whose_last_digit_checks_the_others(code):
    assert values.is_snomed(code)
    wrong = str((int(code[-1]) + 1) % 10)
    assert not values.is_snomed(code[:-1] + wrong)


def test_every_tool_is_within_the_range_of_its_measure():
    for tool in TOOLS.values():
        if tool.measure and not tool.item and tool.measure != "MI_ALONE":
            assert tool.highest == MEASURES[tool.measure].total_highest, tool.name
    assert len(WSAS) == 5


@pytest.mark.parametrize(
    ("code", "said", "shaped", "within"),
    [
        ("720433000", "27", True, True),
        ("720433000", "28", True, False),
        ("720433000", "-1", False, False),
        ("720433000", "2.5", False, False),
        ("473354003", "2.30", True, True),
        ("473354003", "3", False, False),
        ("446517006", "15", True, False),
        ("748161000000109", "Y", True, True),
        ("748161000000109", "1", False, False),
        ("747881000000109", "NA", True, True),
        ("932621000000100", "9", True, True),
        ("932581000000100", "9", True, False),
    ],
)
def test_a_score_has_the_shape_and_the_range_of_its_tool(code, said, shaped, within):
    tool = TOOLS[code]

    assert (tool.is_shaped(said), tool.is_shaped(said) and tool.is_within(said)) == (shaped, within)
    assert isinstance(tool.shape, Shape)


def test_a_code_is_read_however_a_system_writes_it():
    assert {codes.ATTENDANCE.of_code(said) for said in ("5", "05", " 5", "5 ")} == {"ATTENDED"}
    assert {codes.KIND.of_code(said) for said in ("3", "03", " 3")} == {"ASSESSMENT_AND_TREATMENT"}
    assert codes.SOURCE.of_code("b1") == "SELF"


def test_a_code_without_a_word_of_its_own_leads_to_the_nearest_and_says_what_is_lost():
    assert codes.SOURCE.of_code("E3") == "JUSTICE"
    assert codes.SOURCE.lost("E3") == "that it was the probation service"
    assert codes.SOURCE.lost("B1") == ""
    assert codes.MEDIUM.of_code("04") == "PHONE"


def test_a_code_that_nobody_knows_leads_to_the_stated_default():
    assert codes.SOURCE.of_code("Y7") == "OTHER"
    assert codes.SOURCE.lost("Y7") == codes.NOT_IN_LIST
    assert codes.END_CODE.of_code("77") == ""
    assert codes.ATTENDANCE.of_code("9") == "NOT_KNOWN"
    assert codes.ATTENDANCE.to_code("NOT_KNOWN") == ""
    with pytest.raises(KeyError):
        codes.SOURCE.to_code("NO_SUCH_WORD")


def test_what_somebody_calls_themselves_is_read_before_the_stated_gender():
    assert codes.gender_of("9", "3") == "NON_BINARY"
    assert codes.gender_of("2", "Z") == "FEMALE"
    assert codes.gender_of("9", "") == "OTHER"
    assert codes.gender_of("X", "X") == "NOT_KNOWN"


def test_disabilities_are_rows_and_the_rows_are_an_answer():
    assert codes.disability_codes("YES", ["HEARING", "SIGHT"]) == ["02", "09"]
    assert codes.disability_codes("YES", []) == ["XX"]
    assert codes.disability_of(["2", "NN", "09"]) == ("YES", ["HEARING", "SIGHT"])
    for answer in ("NO", "NOT_SAID", ""):
        assert codes.disability_of(codes.disability_codes(answer, [])) == (answer, [])


def test_a_problem_is_known_by_the_longest_beginning_of_its_code():
    assert codes.problem_of("F32.1") is Problem.DEPRESSION
    assert codes.problem_of("F41.9") is Problem.OTHER_ANXIETY
    assert codes.problem_of("F41.1") is Problem.GENERALISED_ANXIETY
    assert codes.problem_of("47505003") is Problem.PTSD
    assert codes.problem_of("Z63.0") is Problem.OTHER
    assert codes.problem_of("") is None
    assert codes.problem_lost("F32.1") == "the finer code of the problem"
    assert codes.problem_lost("F41.1") == ""
    for problem, (_, code) in codes.PROBLEMS.items():
        assert codes.problem_of(code) is problem


def test_long_term_conditions_come_in_either_terminology():
    assert codes.condition_of("195967001") == codes.condition_of("J45.9") == "ASTHMA"
    assert codes.condition_of("Z99") == ""
    assert codes.says_no_condition("748031000000103")
    assert codes.condition_of("748031000000103") == ""


def test_religion_and_orientation_share_a_column():
    assert codes.circumstance_of("366740002") == ("religion", "SIKH")
    assert codes.circumstance_of("89217008") == ("orientation", "GAY_OR_LESBIAN")
    assert codes.circumstance_of("440583007") == ("orientation", "")
    assert codes.circumstance_of("160933000") is None


def test_a_trainee_has_the_qualification_planned_and_others_have_it():
    assert codes.grade_of("10", awarded=True) == "PWP"
    assert codes.grade_of("10", awarded=False) == "TRAINEE_PWP"
    assert codes.grade_of("11", awarded=True) == "OTHER"


def test_an_experience_is_sent_under_its_questions_code_and_comes_back():
    assert len(EXPERIENCE_TOOLS) == 11
    assert experience_code("ASSESSMENT1", 1) == ("747861000000100", "Y")
    assert experience_code("ASSESSMENT3", 2) == ("747881000000109", "NA")
    assert experience_code("TREATMENT6", 4) == ("747951000000108", "4")
    for question in EXPERIENCE_TOOLS:
        assert experience_of(*experience_code(question, 1)) == (question, 1)
    with pytest.raises(ValueError, match="question 1"):
        experience_of("747861000000100", "NA")

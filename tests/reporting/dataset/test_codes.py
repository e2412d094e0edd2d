"""National codes: one for each word, each a code that checks out."""

import pytest

from clinical.instruments import MEASURES
from clinical.therapies import Therapy
from reporting.dataset import values
from reporting.dataset.codes import THERAPIES, THERAPY_OF
from reporting.dataset.tools import TOOLS, WSAS, Shape


def test_every_therapy_has_one_code_and_every_code_leads_back():
    assert set(THERAPIES) == set(Therapy)
    assert all(THERAPY_OF[code] is therapy for therapy, code in THERAPIES.items())


@pytest.mark.parametrize("code", [*THERAPY_OF, *TOOLS])
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

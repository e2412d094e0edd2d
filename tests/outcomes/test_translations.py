"""A licensed translation is loaded from a file that fits its questionnaire, or not at all."""

import json

import pytest
from django.core.management import CommandError, call_command

from audit.models import AuditEntry
from outcomes.models import MeasureTranslation

pytestmark = pytest.mark.django_db

GAD7 = {
    "measure": "GAD7",
    "language": "ar",
    "language_name": "Arabic",
    "right_to_left": True,
    "lead_in": "Lead-in",
    "items": [f"Item {n}" for n in range(1, 8)],
    "options": ["0", "1", "2", "3"],
    "licence": "Public domain, translated by this service's own interpreters",
}


@pytest.fixture
def load(tmp_path):
    def loaded(data):
        path = tmp_path / "words.json"
        path.write_text(data if isinstance(data, str) else json.dumps(data))
        call_command("load_translation", str(path))

    return loaded


def test_it_is_kept_with_its_licence_and_stands_on_the_trail(load):
    load(GAD7)

    kept = MeasureTranslation.objects.get()
    assert (kept.measure, kept.language, kept.is_right_to_left) == ("GAD7", "ar", True)
    assert kept.items == GAD7["items"]
    assert kept.licence == GAD7["licence"]
    assert AuditEntry.objects.filter(event="TRANSLATION_LOADED").count() == 1


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"items": ["only one"]}, "GAD-7 has 7 items, not 1"),
        ({"options": ["0", "1"]}, "GAD-7 has 4 answers, not 2"),
        ({"licence": " "}, "by whose leave"),
        ({"measure": "CD-RISC"}, "“measure” is one of"),
        ({"measure": "MI_ALONE"}, "“measure” is one of"),
        ({"measure": "PSWQ", "items": ["one"] * 16}, "PSWQ has 5 answers, not 4"),
        ({"language": "klingon!"}, "“language” is a code"),
        ({"right_to_left": "yes"}, "true or false"),
        ({"items": [""] * 7}, "“items 1” is missing"),
        ({"items": "seven"}, "list of texts"),
        ({"lead_in": None}, "“lead_in” is missing"),
        ({"options": ["x" * 121, "1", "2", "3"]}, "120 characters at most, not 121"),
    ],
)
def test_what_does_not_fit_is_refused_whole_and_says_why(load, change, why):
    with pytest.raises(CommandError, match=why):
        load(GAD7 | change)

    assert not MeasureTranslation.objects.exists()


@pytest.mark.parametrize("data", ["", "[]", "{", '"words"'])
def test_a_file_that_is_none_is_refused(load, data):
    with pytest.raises(CommandError, match="Nothing was loaded"):
        load(data)

"""Every stored choice has a national code or is declared local."""

from django.apps import apps
from django.db.models import Field

from reporting.dataset.codes import NOT_IN_LIST
from reporting.dataset.codes.stored import CODED, CODED_OTHERWISE, LOCAL
from tests.architecture.tower import TOWER


def test_every_stored_choice_has_a_national_code_or_is_declared_local() -> None:
    undeclared = sorted(set(_fields()) - set(CODED) - set(CODED_OTHERWISE) - LOCAL)

    assert undeclared == []


def test_nothing_is_declared_that_is_not_stored() -> None:
    declared = [*CODED, *CODED_OTHERWISE, *LOCAL]

    assert sorted(set(declared) - set(_fields())) == []
    assert len(declared) == len(set(declared))


def test_every_value_of_a_coded_field_has_its_code() -> None:
    fields = _fields()

    for name, words in (CODED_OTHERWISE | {name: one.words for name, one in CODED.items()}).items():
        assert set(words) == {value for value, _ in fields[name].flatchoices}, name


def test_every_code_stands_in_its_list_and_leads_back_to_its_word() -> None:
    for name, codes in CODED.items():
        for word, code in codes.words.items():
            assert not code or code in codes.listing, (name, word)
            if list(codes.words.values()).count(code) == 1 and code:
                assert codes.of_code(code) == word, (name, word)


def test_every_code_of_a_list_is_read_as_a_word_that_is_stored_or_as_nothing() -> None:
    for name, codes in CODED.items():
        read = {codes.of_code(code) for code in codes.listing.codes}
        assert read <= {*codes.words, ""}, name
        assert NOT_IN_LIST not in {codes.lost(code) for code in codes.listing.codes}, name


def _fields() -> dict[str, Field]:
    found = {}
    for model in apps.get_models():
        if model._meta.app_label in TOWER:
            for field in model._meta.concrete_fields:
                inner = getattr(field, "base_field", field)
                if inner.flatchoices:
                    found[f"{model._meta.label}.{field.name}"] = inner
    return found

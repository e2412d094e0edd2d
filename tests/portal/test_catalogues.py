"""The words that ship in other languages: whole, compiled as written, with the same facts."""

import ast
import re
from pathlib import Path

import pytest
from django.template import engines
from django.utils.translation import gettext, override

from policy import wordings
from policy.models import WordingKey
from portal import catalogue
from portal.spoken import SHIPPED
from referrals.models import Medium
from tests.architecture.tower import ROOT

CATALOGUES = sorted(SHIPPED.glob("*/LC_MESSAGES/django.po"))
_IN_TEMPLATES = ("_", "gettext", "plain")
_IN_PYTHON = {"_", "gettext", "gettext_lazy", "gettext_noop", "words"}
_FACT = re.compile(r"%\(\w+\)[sd]")
_NUMBERS = re.compile(r"\b(?:999|111|18000|18001)\b")
each = pytest.mark.parametrize("po", CATALOGUES, ids=lambda po: po.parent.parent.name)


def test_polish_and_arabic_ship_with_the_service():
    assert [po.parent.parent.name for po in CATALOGUES] == ["ar", "pl"]


@each
def test_every_sentence_for_patients_is_in_it_and_none_that_nobody_says(po):
    there = set(catalogue.read(po)) - {""}

    assert sentences() - there == set()
    assert there - sentences() == set()


@each
def test_no_sentence_in_it_is_empty_or_still_english(po):
    same = {key for key, said in catalogue.read(po).items() if not said or said == key}

    assert same == set()


@each
def test_facts_and_numbers_to_ring_are_the_same_as_in_english(po):
    for english, said in catalogue.read(po).items():
        assert sorted(_FACT.findall(english)) == sorted(_FACT.findall(said)), english
        assert sorted(_NUMBERS.findall(english)) == sorted(_NUMBERS.findall(said)), english


@each
def test_the_compiled_file_says_what_the_written_one_says(po):
    assert po.with_suffix(".mo").read_bytes() == catalogue.compiled(catalogue.read(po))


@each
def test_pages_read_the_compiled_file(po):
    words = catalogue.read(po)

    with override(po.parent.parent.name):
        assert gettext("Need help now?") == words["Need help now?"]


@each
def test_it_says_that_nobody_who_speaks_the_language_has_read_it_yet(po):
    assert "Not yet checked by a native-speaking clinician" in po.read_text()


def sentences() -> set[str]:
    """Every sentence that a page for patients can show, in English."""
    return {*_of_templates(), *_of_python(), *_usual()}


def _of_templates() -> set[str]:
    env = engines.all()[0].env
    theirs = [*(ROOT / "templates/portal").glob("*.html"), ROOT / "templates/portal_base.html"]
    return {
        message[0] if isinstance(message, tuple) else message
        for path in theirs
        for _, _, message in env.extract_translations(path.read_text(), _IN_TEMPLATES)
    }


def _of_python() -> set[str]:
    found = set()
    for path in Path(ROOT / "portal").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in _IN_PYTHON:
                found |= {one.value for one in node.args[:1] if isinstance(one, ast.Constant)}
    return found


def _usual() -> set[str]:
    """The words of a service that has approved none of its own."""
    keys = (WordingKey.NEUTRAL_NAME, WordingKey.TEXT_RELAY, WordingKey.OUT_OF_HOURS_PATIENT)
    contacts = {
        words
        for one in wordings.USUAL
        for words in (one.name, one.number, one.when)
        if re.search(r"[a-z]", words)
    }
    said = {wordings.DEFAULTS[key] for key in keys}
    return said | contacts | {str(one) for one in Medium.labels}

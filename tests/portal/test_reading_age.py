"""Whoever reads as a nine-year-old does can refer themselves: the English words of the form, by the
Flesch-Kincaid grade.

grade = 0.39 x words a sentence + 11.8 x syllables a word - 15.59; a reading age is the grade and 5.
Syllables are counted by groups of vowels, which is right for about nine words in ten.
"""

import ast
import re
from collections.abc import Iterator

import pytest
from django.template import engines

from tests.architecture.tower import ROOT

_PYTHON = [ROOT / f"portal/referring/{name}.py" for name in ("choices", "forms", "steps")]
_PAGES = sorted((ROOT / "templates/portal").glob("refer_*.html"))
_SHARED = [ROOT / f"templates/portal/{name}.html" for name in ("help_now", "hours")]
_OLDEST, _OLDEST_SENTENCE = 9, 13
# Fewer are a label or a button, of which the formula knows nothing.
_A_SENTENCE = 6
_VOWELS = re.compile("[aeiouy]+")
_SILENT = re.compile("(?<![lt])e$|(?<![tdscgzx])e[ds]$")


def test_the_form_as_a_whole_reads_at_nine():
    assert reading_age(_sentences()) <= _OLDEST


def test_no_sentence_of_it_is_hard():
    hard = {one: round(reading_age([one]), 1) for one in _sentences()}

    assert {one: age for one, age in hard.items() if age > _OLDEST_SENTENCE} == {}


def test_the_measure_knows_a_hard_sentence():
    """The usual example of this formula: grade 11.3."""
    platypus = "The Australian platypus is seemingly a hybrid of a mammal and reptilian creature."

    assert reading_age([platypus]) - 5 == pytest.approx(11.3, abs=0.1)


def reading_age(sentences: list[str]) -> float:
    words = [word for one in sentences for word in _words(one)]
    syllables = sum(_syllables(word) for word in words)
    return 0.39 * len(words) / len(sentences) + 11.8 * syllables / len(words) - 15.59 + 5


def _sentences() -> list[str]:
    parts = (part for text in _texts() for part in re.split(r"[.?!:]+(?:\s|$)", text))
    return [part for part in parts if len(_words(part)) >= _A_SENTENCE]


def _texts() -> Iterator[str]:
    env = engines.all()[0].env
    for page in (*_PAGES, *_SHARED):
        for _, _, text in env.extract_translations(page.read_text(), ("_", "plain")):
            yield text[0] if isinstance(text, tuple) else text
    for path in _PYTHON:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func).startswith(("_", "gettext")):
                yield from (one.value for one in node.args[:1] if isinstance(one, ast.Constant))


def _words(sentence: str) -> list[str]:
    return re.findall(r"[A-Za-z][A-Za-z'’-]*", re.sub(r"%\(\w+\)[sd]", "", sentence))


def _syllables(word: str) -> int:
    letters = re.sub("[^a-z]", "", word.lower())
    return max(1, len(_VOWELS.findall(_SILENT.sub("", letters))))

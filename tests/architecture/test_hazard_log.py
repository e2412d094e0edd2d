"""The hazard log names tests and modules that exist, for every hazard this code touches."""

import ast
import re
from functools import cache

from tests.architecture.tower import ROOT
from tests.walks import walked

_TEXT = (ROOT / "docs/hazard-log.md").read_text(encoding="utf-8")
_BEGUN, _LATER = _TEXT.split("## Not begun")
_SECTIONS = {
    section[:3]: section for section in re.split(r"^## (?=H\d\d )", _BEGUN, flags=re.MULTILINE)[1:]
}
_ALL = {f"H{number:02}" for number in range(1, 38)}
every_hazard = walked("hazard", sorted(_SECTIONS))


def test_every_hazard_stands_there_once() -> None:
    later = re.findall(r"^- (H\d\d) ", _LATER, flags=re.MULTILINE)

    assert sorted([*_SECTIONS, *later]) == sorted(_ALL)


@every_hazard
def test_each_test_it_names_exists(hazard: str) -> None:
    named = re.findall(r"`(tests/[^`]+)::(\w+)`", _SECTIONS[hazard])

    assert named
    assert [f"{path}::{name}" for path, name in named if name not in _tests_in(path)] == []


@every_hazard
def test_each_place_it_names_exists(hazard: str) -> None:
    where = re.search(r"\*\*Where\*\*: (.+)", _SECTIONS[hazard])

    assert where
    places = re.findall(r"`([^`]+)`", where[1])
    assert places
    assert [place for place in places if not (ROOT / place).exists()] == []


@every_hazard
def test_its_state_promises_no_more_than_is_there(hazard: str) -> None:
    state = re.search(r"\*\*State\*\*: (.+)", _SECTIONS[hazard])

    assert state
    assert state[1] == "covered" or state[1].startswith("partly: rest comes with ")


def test_nothing_is_called_compliant_or_certified() -> None:
    assert not re.search(r"complian|certif|\bDCB\b", _TEXT, flags=re.IGNORECASE)


@cache
def _tests_in(path: str) -> frozenset[str]:
    """The tests that a file would collect, read without running it."""
    file = ROOT / path
    if not file.is_file():
        return frozenset()
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return frozenset(
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    )

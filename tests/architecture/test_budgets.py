"""Budgets of the reader's comfort: files, functions, templates. Complexity is ruff's."""

import ast
from pathlib import Path

from tests.architecture.tower import ROOT, modules, named, tracked, tree
from tests.walks import walked

_LINES_OF_A_FILE = 400
_LINES_OF_A_FUNCTION = 50
_LINES_OF_A_TEMPLATE = 120
# Ruling 14: a limit that would make the code worse gives way, with its reason.
_LONGER_FUNCTIONS: dict[str, str] = {}
_LONGER_FILES: dict[str, str] = {}
_PYTHON = [path for path in tracked() if path.suffix == ".py" and "migrations" not in path.parts]
_TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


def test_no_python_file_is_longer_than_400_lines() -> None:
    long = {named(path): _lines(path) for path in _PYTHON if _lines(path) > _LINES_OF_A_FILE}

    assert set(long) == set(_LONGER_FILES), long


def test_no_function_is_longer_than_50_lines() -> None:
    long = {
        f"{named(path)}: {function.name}": (function.end_lineno or 0) - function.lineno + 1
        for path in modules()
        for function in ast.walk(tree(path))
        if isinstance(function, ast.FunctionDef)
        if (function.end_lineno or 0) - function.lineno + 1 > _LINES_OF_A_FUNCTION
    }

    assert set(long) == set(_LONGER_FUNCTIONS), long


def test_no_template_is_longer_than_120_lines() -> None:
    long = {named(path): _lines(path) for path in _TEMPLATES if _lines(path) > _LINES_OF_A_TEMPLATE}

    assert long == {}


@walked("path", modules(), ids=named)
def test_a_module_begins_by_saying_what_it_is_for(path: Path) -> None:
    assert ast.get_docstring(tree(path)) or not path.read_text(encoding="utf-8").strip()


def _lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())

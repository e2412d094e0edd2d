"""Edge modules reach records only through `open_record` or `visible_to`, and never write."""

import ast
from functools import cache
from pathlib import Path

from django.apps import apps

from tests.architecture.tower import edge_modules, named, tree
from tests.walks import walked

_WRITES = {
    "save",
    "create",
    "get_or_create",
    "update_or_create",
    "update",
    "delete",
    "bulk_create",
    "bulk_update",
    "force_insert",
}
# `update` and `delete` of things that are no rows.
_NO_ROWS = {"messages", "session", "headers", "context", "data", "facts", "dict", "initial"}
_CLINICAL = {"referrals", "outcomes", "caseload", "portal"}
# A reminder is its owner's, with or without a patient: it is fetched by owner.
_OWNED = {"Reminder"}
# The door of pages for people without an account.
_BY_LINK = {"by_link", "by_known_person", "from_provider", "by_anyone", "by_draft"}


@walked("path", edge_modules(), ids=named)
def test_the_edge_never_writes(path: Path) -> None:
    written = [
        f"line {node.lineno}: {ast.unparse(node.func)}"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and _is_write(node.func)
    ]

    assert written == [], f"{named(path)} writes; call an action instead"


@walked("path", edge_modules(), ids=named)
def test_the_edge_reaches_records_only_through_the_door(path: Path) -> None:
    models = _clinical_models()
    reached = [
        f"line {node.lineno}: {ast.unparse(node)}"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and node.attr in {"objects", "_default_manager"}
        if isinstance(node.value, ast.Name) and node.value.id in models
    ]
    unscoped = [line for line in reached if not _is_scoped(path, line)]

    assert unscoped == [], f"{named(path)}: use open_record for one record, visible_to for many"


@walked("path", edge_modules(), ids=named)
def test_the_edge_never_uses_shortcuts_that_fetch_unscoped(path: Path) -> None:
    names = {node.id for node in ast.walk(tree(path)) if isinstance(node, ast.Name)}

    assert not names & {"get_object_or_404", "get_list_or_404"}


@walked("path", edge_modules(), ids=named)
def test_the_edge_writes_no_sql(path: Path) -> None:
    """SQL in a view would walk around the door, the actions and the trail."""
    called = {node.attr for node in ast.walk(tree(path)) if isinstance(node, ast.Attribute)}

    assert not called & {"raw", "cursor", "executemany"}


def test_every_view_opens_a_record_or_names_the_right_it_needs() -> None:
    """There is no third kind of page for staff (architecture 7); the exceptions are pages about
    oneself. Patients come through the door of their link.
    """
    about_oneself = {
        "staff/views/account.py: keys",
        "staff/views/account.py: stay",
        "staff/views/own_record.py: own",
        "staff/views/own_record.py: add",
        "staff/views/own_record.py: take_back",
        "staff/views/own_record.py: remove_reflection",
        "staff/views/own_record.py: copy",
        "staff/views/own_record.py: copy_csv",
        "staff/views/own_record.py: copy_json",
        "caseload/views/landing.py: account",
    }

    unguarded = {
        f"{named(path)}: {function.name}"
        for path in edge_modules()
        for function in tree(path).body
        if isinstance(function, ast.FunctionDef) and _is_view(function)
        if not _names(function) & ({"open_record", "requires"} | _BY_LINK | _doors())
    }

    assert unguarded <= about_oneself


def _is_write(function: ast.expr) -> bool:
    if not isinstance(function, ast.Attribute) or function.attr not in _WRITES:
        return False
    owner = ast.unparse(function.value)
    if owner.startswith("super()"):  # Django admin's own writing, which staff/admin.py records
        return False
    return owner.split(".")[-1] not in _NO_ROWS and "actions" not in owner


def _is_scoped(path: Path, line: str) -> bool:
    number = int(line.split(":", maxsplit=1)[0].removeprefix("line "))
    statement = next(
        node
        for node in ast.walk(tree(path))
        if isinstance(node, ast.stmt)
        and node.lineno <= number <= (node.end_lineno or 0)
        and not isinstance(node, ast.FunctionDef | ast.ClassDef)
    )
    return ".visible_to(" in ast.unparse(statement)


def _clinical_models() -> set[str]:
    clinical = {m.__name__ for m in apps.get_models() if m._meta.app_label in _CLINICAL}
    return clinical - _OWNED


def _is_view(function: ast.FunctionDef) -> bool:
    """It answers a request: it says which methods it knows."""
    return any(ast.unparse(one).startswith("require_") for one in function.decorator_list)


def _names(function: ast.FunctionDef) -> set[str]:
    return {node.id for node in ast.walk(function) if isinstance(node, ast.Name)}


@cache
def _doors() -> frozenset[str]:
    """Functions of edge modules that open the record for a view, `open_session` for one."""
    functions = [
        function
        for path in edge_modules()
        for function in tree(path).body
        if isinstance(function, ast.FunctionDef) and not _is_view(function)
    ]
    return frozenset(one.name for one in functions if "open_record" in _names(one))

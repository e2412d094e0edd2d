"""Every public action is keyword-only, takes `by` and `now`, is atomic, writes the trail, and says
what it does."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.tower import ROOT, action_modules, named, tree
from tests.walks import walked

# Called only inside an action, whose transaction and whose line on the trail hold for them too.
_CALLEES = {
    "referrals/actions.py: put_next_step": "part of a larger verb, which stands on the trail",
    "referrals/details.py: keep_what_follows": "part of changing details; that verb is recorded",
    "referrals/actions.py: set_carrier": "caseload's allocation is the verb and the history",
    "referrals/actions.py: note_triage": "caseload's triage stands on the trail",
    "referrals/actions.py: note_open_risk": "caseload's risk verbs stand on the trail",
    "referrals/actions.py: add_timeline_note": "a line of the story told by another verb",
    "outcomes/actions.py: withdraw_sitting": "part of withdrawing a note, which is recorded",
    "caseload/actions/risk.py: duty_senior_id": "a question, asked while a risk action is opened",
    "caseload/actions/risk.py: senior_id": "a question, asked while a risk action is opened",
    "caseload/actions/escalation.py: tell_at_once": "part of opening a risk action",
    "caseload/actions/escalation.py: tell_of_call": "part of logging a call of nobody yet",
    "portal/actions/comments.py: mention_harm": "a question, asked by a page",
    "portal/actions/replies.py: key_of": "a question: which line on Today belongs to a reply",
    "caseload/actions/handovers.py: to_new_carrier": "part of allocating; writes the trail itself",
    "caseload/actions/placing.py: too_late": "a question, asked by a page",
    "caseload/actions/discussed.py: act_on_risk": "part of deciding; open_action writes the trail",
    "caseload/actions/by_link.py: is_call_asked_for": "a question, asked by a page",
    "caseload/actions/risk.py: open_action": "part of raising a flag; writes the trail itself",
    "caseload/actions/risk.py: fulfil_what_was_asked": "part of signing a session",
    "caseload/actions/risk.py: confirm_provisional_flag": "part of signing a session",
}
# Modules under actions/ that hold only parts of a verb, called by the verb beside them.
_PARTS = {
    "caseload/actions/session_risk.py": "the risk part of log_session",
    "caseload/actions/missed_sessions.py": "the missed path of log_session",
    "caseload/actions/linked_answers.py": "the questionnaires of log_session that came by link",
    "caseload/actions/moved_bookings.py": "part of allocating, which stands on the trail",
    "caseload/actions/moved_in.py": "what an import takes in, which it records person by person",
    "caseload/actions/noted_by_messages.py": "part of sending a message, which the portal records",
}


def _public() -> list[tuple[Path, ast.FunctionDef]]:
    return [
        (path, function)
        for path in sorted(action_modules())
        if named(path) not in _PARTS
        for function in tree(path).body
        if isinstance(function, ast.FunctionDef) and not function.name.startswith("_")
    ]


_ACTIONS = [
    pytest.param(path, function, id=f"{named(path)}: {function.name}")
    for path, function in _public()
]
_VERBS = [param for param in _ACTIONS if param.id not in _CALLEES]


@walked(("path", "action"), _ACTIONS)
def test_an_action_is_keyword_only(path: Path, action: ast.FunctionDef) -> None:
    assert action.args.args == []
    assert action.args.posonlyargs == []
    assert action.args.kwonlyargs


@walked(("path", "action"), _ACTIONS)
def test_an_action_says_what_it_does(path: Path, action: ast.FunctionDef) -> None:
    assert ast.get_docstring(action)


@walked(("path", "action"), _VERBS)
def test_an_action_is_told_who_and_when(path: Path, action: ast.FunctionDef) -> None:
    names = {argument.arg for argument in action.args.kwonlyargs}

    assert {"by", "now"} <= names


@walked(("path", "action"), _VERBS)
def test_an_action_is_one_transaction(path: Path, action: ast.FunctionDef) -> None:
    decorators = {ast.unparse(decorator) for decorator in action.decorator_list}

    assert "transaction.atomic" in decorators


@walked(("path", "action"), _VERBS)
def test_an_action_stands_on_the_trail(path: Path, action: ast.FunctionDef) -> None:
    """Itself, or through another action that it calls."""
    assert _records(action, path, seen=frozenset())


def test_every_exception_still_exists() -> None:
    known = {param.id for param in _ACTIONS}

    assert set(_CALLEES) <= known
    assert set(_PARTS) <= {named(path) for path in action_modules()}


def _records(action: ast.FunctionDef, path: Path, *, seen: frozenset[str]) -> bool:
    called = {ast.unparse(node.func) for node in ast.walk(action) if isinstance(node, ast.Call)}
    if called & {"trail.record", "trail.record_view"}:
        return True
    return any(
        _records(function, where, seen=seen | {name})
        for name, where, function in _callable_from(path)
        if name in called - seen
    )


def _callable_from(path: Path) -> Iterator[tuple[str, Path, ast.FunctionDef]]:
    """Functions of the same module, and of action modules it imports, under the names used here."""
    for function in _functions(path):
        yield function.name, path, function
    for node in tree(path).body:
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                where = ROOT / node.module.replace(".", "/") / f"{alias.name}.py"
                if where in action_modules():
                    for function in _functions(where):
                        yield f"{alias.asname or alias.name}.{function.name}", where, function


def _functions(path: Path) -> list[ast.FunctionDef]:
    return [node for node in tree(path).body if isinstance(node, ast.FunctionDef)]

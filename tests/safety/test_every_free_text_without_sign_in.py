"""Whatever somebody without an account can write has a channel, or is nothing they could say
(safety B1). A text that nobody listed here fails: a form field, or a name read off a request.
"""

import ast
import importlib
import inspect
from collections.abc import Iterator
from types import ModuleType

import pytest
from django import forms
from django.urls import URLPattern, URLResolver, get_resolver
from rest_framework import serializers

from tests.safety.channels import CHANNELS

# Where accounts are kept; nothing typed there is stored but who signs in.
_SIGN_IN = {"allauth.account.views", "django.contrib.admin.sites"}
_A_DATE, _A_CHOICE, _A_TOKEN = "part of a date", "one of fixed values", "what a machine calls it"
# A box that people do not see, and words that are shown once more because they are not kept.
_NOT_KEPT = "kept nowhere"
_REFERRAL = "self-referral"
_SENT = "referral by another system"
# Each text, and the channel that hears what is said in it, or why nothing can be said in it.
LISTED = {
    "portal.forms.BirthDate.d": _A_DATE,
    "portal.forms.BirthDate.m": _A_DATE,
    "portal.forms.BirthDate.y": _A_DATE,
    "portal.forms.Comments.comments": "comments on the service",
    "portal.referring.forms.Start.language": _A_CHOICE,
    "portal.referring.forms.Start.website": _NOT_KEPT,
    "portal.referring.forms.AboutYou.given_name": _REFERRAL,
    "portal.referring.forms.AboutYou.family_name": _REFERRAL,
    "portal.referring.forms.AboutYou.d": _A_DATE,
    "portal.referring.forms.AboutYou.m": _A_DATE,
    "portal.referring.forms.AboutYou.y": _A_DATE,
    "portal.referring.forms.AboutYou.postcode": _REFERRAL,
    "portal.referring.forms.AboutYou.gp": _REFERRAL,
    "portal.referring.forms.Problem.problem": _REFERRAL,
    "portal.referring.forms.Contact.phone": _A_TOKEN,
    "portal.referring.forms.Contact.email": _REFERRAL,
    "portal.referring.forms.Contact.best_time": _REFERRAL,
    "portal.referring.forms.Contact.say_who": _REFERRAL,
    "portal.referring.forms.NeedsStep.other": _REFERRAL,
    "portal.letter_form.LetterForm.nhs_number": _A_TOKEN,
    "portal.letter_form.LetterForm.given_name": _SENT,
    "portal.letter_form.LetterForm.family_name": _SENT,
    "portal.letter_form.LetterForm.address": _SENT,
    "portal.letter_form.LetterForm.postcode": _SENT,
    "portal.letter_form.LetterForm.phone": _A_TOKEN,
    "portal.letter_form.LetterForm.email": _SENT,
    "portal.letter_form.LetterForm.best_time": _SENT,
    "portal.letter_form.LetterForm.say_who": _SENT,
    "portal.letter_form.LetterForm.needs_other": _SENT,
    "portal.letter_form.LetterForm.gp": _SENT,
    "portal.letter_form.LetterForm.referred_by": _SENT,
    "portal.letter_form.LetterForm.reason": _SENT,
    "portal.views.questionnaire:a": _A_CHOICE,
    "portal.views.answers:answer": _A_CHOICE,
    "portal.views.provider:id": _A_TOKEN,
    "portal.views.provider:reference": _A_TOKEN,
    "portal.views.provider:status": _A_CHOICE,
    "portal.views.provider:source_number": _A_TOKEN,
    "portal.views.provider:message": "reply",
}


def test_every_free_text_without_sign_in_is_listed_with_its_channel():
    found = {name for module in _modules() for name in _texts(module)}

    assert found == set(LISTED)


def test_every_channel_named_there_is_pushed_through():
    reasons = {_A_DATE, _A_CHOICE, _A_TOKEN, _NOT_KEPT}
    named = set(LISTED.values()) - reasons

    assert named <= {channel.name for channel in CHANNELS}
    assert named == {"comments on the service", "reply", "self-referral", _SENT}


def test_the_views_without_sign_in_are_found():
    assert {"portal.views.questionnaire", "portal.views.answers", "portal.views.provider"} <= {
        module.__name__ for module in _modules()
    }


@pytest.mark.parametrize(
    "source",
    [
        "def say(request):\n    return request.POST.get('story')\n",
        "def say(request):\n    return request.POST['story']\n",
        "def say(told):\n    return (told.get(name) for name in ('story',))\n",
    ],
)
def test_a_text_nobody_listed_would_be_found(source):
    assert list(_names_read(ast.parse(source))) == ["story"]


def test_a_form_nobody_listed_would_be_found():
    class Story(forms.Form):
        words = forms.CharField()
        chosen = forms.BooleanField()

    assert [name.rpartition(".")[2] for name in _fields(Story)] == ["words"]


def _modules() -> set[ModuleType]:
    """The modules of our own views that answer without sign-in, and that somebody can send to."""
    names = {
        view.__module__
        for view in _views(get_resolver())
        if not getattr(view, "login_required", True)
    }
    return {importlib.import_module(name) for name in names - _SIGN_IN}


def _views(resolver: URLResolver) -> Iterator[object]:
    for one in resolver.url_patterns:
        if isinstance(one, URLPattern):
            yield one.callback
        else:
            yield from _views(one)


def _texts(module: ModuleType) -> Iterator[str]:
    """Fields of the forms it uses, and what it reads off a request by name."""
    for value in vars(module).values():
        if inspect.isclass(value) and issubclass(value, forms.Form):
            yield from _fields(value)
        if inspect.isclass(value) and issubclass(value, serializers.Serializer):
            yield from _fields_by_api(value)
    for name in _names_read(ast.parse(inspect.getsource(module))):
        yield f"{module.__name__}:{name}"


def _fields(form: type[forms.Form]) -> Iterator[str]:
    for name, field in form.base_fields.items():
        if isinstance(field, forms.CharField | forms.FileField | forms.JSONField):
            yield f"{form.__module__}.{form.__name__}.{name}"


def _fields_by_api(form: type[serializers.Serializer]) -> Iterator[str]:
    for name, field in form().fields.items():
        if isinstance(field, serializers.CharField | serializers.JSONField):
            yield f"{form.__module__}.{form.__name__}.{name}"


def _names_read(tree: ast.AST) -> Iterator[str]:
    """`POST.get("x")`, `POST["x"]`, and the same of what a provider tells."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _is_from_outside(getattr(node.func, "value", None)):
            yield from _constants(node.args[:1])
        elif isinstance(node, ast.Subscript) and _is_from_outside(node.value):
            yield from _constants([node.slice])
        elif isinstance(node, ast.GeneratorExp) and any(
            isinstance(one, ast.Call) and _is_from_outside(getattr(one.func, "value", None))
            for one in ast.walk(node.elt)
        ):
            yield from _constants(getattr(node.generators[0].iter, "elts", []))


def _is_from_outside(node: ast.AST | None) -> bool:
    return node is not None and ast.unparse(node).rpartition(".")[2] in {"POST", "FILES", "told"}


def _constants(nodes: list[ast.expr]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Constant):
            yield str(node.value)

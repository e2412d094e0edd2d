"""The form renderer: what an NHS.UK field needs to know, read from any Django field.

Label, hint, error and their wiring are right everywhere, or wrong in one place. The markup is the
macros of nhsuk-frontend-jinja, placed by templates/components/form.html.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from django import forms
from django.forms import BaseForm
from django.forms.boundfield import BoundField
from django.utils.html import format_html
from django.utils.safestring import SafeString

# Most special first: a select of many is also a select.
_KINDS: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.CheckboxSelectMultiple, "checkboxes"),
    (forms.RadioSelect, "radios"),
    (forms.CheckboxInput, "checkbox"),
    (forms.Select, "select"),
    (forms.Textarea, "textarea"),
    (forms.PasswordInput, "password"),
    (forms.HiddenInput, "hidden"),
    (forms.widgets.Input, "input"),
)
# These the macros take by name; every other attribute of the widget is passed on as it is.
_NAMED = {"autocomplete", "class", "inputmode", "rows", "spellcheck"}


def parts(field: BoundField, **more: Any) -> dict[str, Any]:
    """Everything its macro needs to draw this field; `more` adds to it or replaces it."""
    widget = field.field.widget
    kind, attributes = _kind(widget), dict(widget.attrs)
    options = list(_options(field))
    found: dict[str, Any] = {
        "kind": kind,
        "id": field.id_for_label or field.auto_id,
        "name": field.html_name,
        "value": field.value(),
        "label": str(field.label),
        "hint": str(field.help_text),
        "error": " ".join(_messages(field)),
        "type": getattr(widget, "input_type", "text"),
        "classes": attributes.get("class", ""),
        "options": options,
        "option_list": _option_list(options) if kind == "select" else "",
        "attributes": {k: v for k, v in attributes.items() if k not in _NAMED},
    }
    found.update({name: attributes[name] for name in _NAMED - {"class"} if name in attributes})
    return found | more


def summary(*form_list: BaseForm) -> list[dict[str, str]]:
    """What stands in the way, in the order of the page, each with a link to its field."""
    found = []
    for form in form_list:
        found += [{"text": str(error), "href": ""} for error in form.non_field_errors()]
        for field in form:
            href = f"#{_first_id(field)}"
            found += [{"text": message, "href": href} for message in _messages(field)]
    return found


def _messages(field: BoundField) -> list[str]:
    """The field's errors; Django's "This field is required." says which answer is needed."""
    standard = str(forms.Field.default_error_messages["required"])
    return [
        f"{field.label}: this is still needed." if str(error) == standard else str(error)
        for error in field.errors
    ]


def _first_id(field: BoundField) -> str:
    """Where a link to the field lands: for a group, its first choice."""
    if _kind(field.field.widget) in {"radios", "checkboxes"}:
        return field.auto_id
    return field.id_for_label or field.auto_id


def _kind(widget: forms.Widget) -> str:
    return next(kind for known, kind in _KINDS if isinstance(widget, known))


def _option_list(options: Iterable[Mapping[str, Any]]) -> SafeString:
    """Of a drop-down: made here, as a template looks up each part of each of its lines anew."""
    return SafeString(
        "".join(_option(one["value"], one["text"], is_given=one["selected"]) for one in options)
    )


# An escaped text is not the same as one that is yet to be escaped, though they are equal.
@lru_cache(maxsize=4096, typed=True)
def _option(value: str, text: str, *, is_given: bool) -> SafeString:
    selected = SafeString(" selected" if is_given else "")
    return format_html('<option value="{}"{}>{}</option>\n', value, selected, text)


def _options(field: BoundField) -> Iterator[dict[str, Any]]:
    """The choices of a group or drop-down, the ones given marked."""
    choices = getattr(field.field, "choices", ())
    chosen = field.value()
    given = {str(each) for each in (chosen if isinstance(chosen, list | tuple) else [chosen])}
    for value, label in choices:
        stored = "" if value is None else str(value)
        is_given = stored in given and chosen is not None
        yield {
            "value": stored,
            "text": label if isinstance(label, SafeString) else str(label),
            "checked": is_given,
            "selected": is_given,
        }

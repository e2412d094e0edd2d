"""The few kinds of field the session form is made of, with messages that say what to do."""

from collections.abc import Container, Mapping
from typing import Any

from django import forms
from django.db.models import TextChoices

from clinical.measures import Measure

LONGEST = 10_000
_YES_NO = {"yes": True, "no": False}


def choice(
    options: type[TextChoices], label: str, *, but: Container[str] = ()
) -> forms.TypedChoiceField:
    """One of the answers shown, as its enumeration; None until chosen."""
    return forms.TypedChoiceField(
        choices=[(value, words) for value, words in options.choices if value not in but],
        coerce=options,
        empty_value=None,
        required=False,
        label=label,
        error_messages={"invalid_choice": f"{label}: choose one of the answers shown."},
    )


def yes_no(label: str) -> forms.TypedChoiceField:
    """Yes or no; None until answered."""
    return forms.TypedChoiceField(
        choices=[(value, value) for value in _YES_NO],
        coerce=_YES_NO.__getitem__,
        empty_value=None,
        required=False,
        label=label,
        error_messages={"invalid_choice": f"{label}: answer yes or no."},
    )


def count(label: str, *, highest: int) -> forms.IntegerField:
    """How many; None until said."""
    words = f"{label}: a whole number from 1 to {highest}."
    return forms.IntegerField(
        required=False,
        label=label,
        min_value=1,
        max_value=highest,
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), words),
    )


def text(label: str, *, longest: int = LONGEST) -> forms.CharField:
    """Words; too long is said with both numbers, and nothing is cut off."""
    return forms.CharField(
        required=False,
        label=label,
        max_length=longest,
        error_messages={
            "max_length": f"{label}: {longest:,} characters at most. "
            "This has %(show_value)s. Shorten it; nothing was cut off."
        },
    )


def answer(measure: Measure, number: int) -> forms.TypedChoiceField:
    """The answer to one item; None is an item left out, never 0."""
    highest = measure.item_highest
    label = f"{measure.name} item {number}"
    return forms.TypedChoiceField(
        choices=[(str(value), str(value)) for value in range(highest + 1)],
        coerce=int,
        empty_value=None,
        required=False,
        label=label,
        error_messages={"invalid_choice": f"{label}: a whole number from 0 to {highest}."},
    )


def total() -> forms.CharField:
    """A total that was added up on paper; the measure says which numbers it can be."""
    return forms.CharField(
        required=False,
        max_length=12,
        error_messages={"max_length": "The total is a number, such as 24."},
    )


def item_names(measure: Measure) -> list[str]:
    """`phq9_1` to `phq9_9`."""
    return [f"{measure.code.lower()}_{item.number}" for item in measure.items]


def answers(given: Mapping[str, Any], measure: Measure) -> tuple[int | None, ...]:
    """One answer per item, in order."""
    return tuple(given.get(name) for name in item_names(measure))

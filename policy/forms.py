"""What somebody types when they propose a rule or a wording, or close the service for a day."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from clinical import policy
from clinical.policy import Rule
from policy.wordings import ENGLISH, LANGUAGES

_NOT_A_DATE = "Give the date as day, month and year."


def _day(label: str) -> forms.DateField:
    return forms.DateField(
        label=label,
        error_messages={"invalid": _NOT_A_DATE},
        widget=forms.DateInput(
            format="%Y-%m-%d", attrs={"type": "date", "class": "nhsuk-input--width-10"}
        ),
    )


def _line(label: str, longest: int) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=longest,
        error_messages={
            "max_length": f"{label}: {longest} characters at most. "
            "This has %(show_value)s. Shorten it; nothing was cut off."
        },
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class RuleForm(forms.Form):
    """A new value of one rule, from when, and why. Bounds are refused by the rule itself."""

    value = forms.CharField(label="New value", max_length=60)
    valid_from = _day("From")
    why = _line("Why", 400)

    def __init__(self, *args: Any, rule: Rule, now_is: str, **more: Any) -> None:
        super().__init__(*args, **more)
        hint = f"{bounds(rule)} Now {now_is}."
        if rule.type is bool:
            self.fields["value"] = forms.ChoiceField(
                label="New value",
                choices=[("yes", "Yes"), ("no", "No")],
                widget=forms.RadioSelect,
                help_text=f"Now {now_is}.",
                error_messages={"invalid_choice": "Choose yes or no."},
            )
        else:
            self.fields["value"].help_text = hint
            self.fields["value"].widget.attrs |= {
                "class": "nhsuk-input--width-5",
                "autocomplete": "off",
            } | _KEYBOARDS.get(rule.type, {})


_KEYBOARDS: Mapping[type, dict[str, str]] = {
    int: {"inputmode": "numeric"},
    Decimal: {"inputmode": "decimal"},
}


class WordingForm(forms.Form):
    """New words in one language, from when, and why."""

    language = forms.ChoiceField(label="Language", choices=list(LANGUAGES.items()))
    text = forms.CharField(
        label="Words", max_length=4000, widget=forms.Textarea(attrs={"rows": 6}), strip=False
    )
    valid_from = _day("From")
    why = _line("Why", 400)

    def __init__(self, *args: Any, is_one_line: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["language"].initial = ENGLISH
        if is_one_line:
            self.fields["text"].widget = forms.TextInput(attrs={"autocomplete": "off"})


class ClosedDayForm(forms.Form):
    """A day, and what it is called."""

    on = _day("Day")
    name = _line("What it is called", 80)


def bounds(rule: Rule) -> str:
    """`Between 7 and 28 days.`"""
    if rule.type is bool:
        return "Yes or no."
    lowest, highest = (policy.written(rule.name, bound) for bound in (rule.lowest, rule.highest))
    return f"Between {lowest} and {highest} {rule.unit}".rstrip() + "."


def today_first(on: date) -> dict[str, date]:
    """What a form begins with: changes hold from today unless told otherwise."""
    return {"valid_from": on}

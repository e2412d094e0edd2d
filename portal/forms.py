"""What a person without an account types: their birth date, and words about the service."""

import re
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

_NUMBER = re.compile(r"[0-9]{1,4}")


class BirthDate(forms.Form):
    """Day, month and year in three boxes. What is no date at all is no try."""

    d = forms.CharField(required=False, max_length=10, label=gettext_lazy("Day"))
    m = forms.CharField(required=False, max_length=10, label=gettext_lazy("Month"))
    y = forms.CharField(required=False, max_length=10, label=gettext_lazy("Year"))

    def clean(self) -> dict[str, Any]:
        parts = [str(self.cleaned_data.get(name, "")).strip() for name in ("y", "m", "d")]
        if not all(_NUMBER.fullmatch(part) for part in parts) or len(parts[0]) != 4:
            raise forms.ValidationError(
                _("Enter your date of birth in numbers, for example 31 3 1980.")
            )
        try:
            self.cleaned_data["birth_date"] = date(*(int(part) for part in parts))
        except ValueError as wrong:
            raise forms.ValidationError(
                _("That day is not in the calendar. Check day and month.")
            ) from wrong
        return self.cleaned_data


class Comments(forms.Form):
    """Anything somebody wants to say about the service itself."""

    comments = forms.CharField(
        required=False,
        max_length=2000,
        widget=forms.Textarea,
        label=gettext_lazy("Is there anything you want to tell us about the service?"),
        help_text=gettext_lazy(
            "People who work here read it on a working day, not at once; the person you worked "
            "with may be one of them. If you need help now, use the numbers on this page instead."
        ),
        error_messages={
            "max_length": gettext_lazy(
                "2,000 characters at most. This has %(show_value)s. Nothing was cut off."
            )
        },
    )

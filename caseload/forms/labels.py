"""Labels and kept views as somebody types them."""

from collections.abc import Sequence

from django import forms

_LONGEST_LABEL, _LONGEST_WORDS, _LONGEST_VIEW = 30, 200, 40


def _line(label: str, longest: int, *, hint: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=longest,
        help_text=hint,
        widget=forms.TextInput({"autocomplete": "off", "class": "nhsuk-input--width-20"}),
        error_messages={
            "max_length": f"{label}: {longest} characters at most. This has %(show_value)s."
        },
    )


class DefineLabelForm(forms.Form):
    """A label the service wants to see and filter by."""

    name = _line("Name", _LONGEST_LABEL, hint="Short, such as perinatal, veteran, research.")
    describes = _line("What it means, and when to put it on", _LONGEST_WORDS)


class LabelsForm(forms.Form):
    """Which labels stand on a referral."""

    labels = forms.TypedMultipleChoiceField(
        label="Labels",
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Choose from the labels shown."},
    )

    def __init__(self, *args: object, offered: Sequence[tuple[int, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["labels"].choices = offered  # type: ignore[attr-defined]


class KeepViewForm(forms.Form):
    """A name for a view of the caseload."""

    name = _line("Keep this view as", _LONGEST_VIEW)

"""Lines, paragraphs and days of the record's forms, with messages that name both lengths."""

from django import forms
from django.core.validators import RegexValidator

LONGEST = 4_000
# Of what a page carries along, whatever is wrong with it.
AGAIN = dict.fromkeys(("required", "invalid", "min_value", "max_value"), "Load the page again.")
CHOOSE = "Choose one of the answers shown."
# As people write them, from the short numbers of helplines to those from abroad.
A_PHONE_NUMBER = RegexValidator(
    r"^(?=(?:\D*\d){3,15}\D*$)\(?\+?[0-9() -]*$",
    "A phone number has 3 to 15 digits; beside them spaces, brackets and a + in front.",
)


def line(label: str, longest: int, *, hint: str = "", **attributes: str) -> forms.CharField:
    """One line of text; too long is said with both numbers."""
    return forms.CharField(
        label=label,
        required=False,
        max_length=longest,
        help_text=hint,
        widget=forms.TextInput({"autocomplete": "off", **attributes}),
        error_messages={
            "max_length": f"{label}: {longest} characters at most. This has %(show_value)s."
        },
    )


def calendar_day(label: str, *, hint: str = "", needed: str = "Choose a day.") -> forms.DateField:
    """A day from the browser's calendar."""
    return forms.DateField(
        label=label,
        help_text=hint,
        widget=forms.DateInput({"type": "date", "class": "nhsuk-input--width-10"}, "%Y-%m-%d"),
        error_messages={"required": needed, "invalid": "Give the date as day, month and year."},
    )


def words(label: str, *, longest: int = LONGEST, rows: int = 4, hint: str = "") -> forms.CharField:
    """Several lines of text; nothing is ever cut off."""
    return forms.CharField(
        label=label,
        required=False,
        max_length=longest,
        help_text=hint,
        widget=forms.Textarea({"rows": rows}),
        error_messages={
            "max_length": f"{label}: {longest:,} characters at most. "
            "This has %(show_value)s. Shorten it; nothing was cut off."
        },
    )

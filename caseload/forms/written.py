"""Lines and paragraphs of the record's forms, with messages that name both lengths."""

from django import forms
from django.core.validators import RegexValidator

LONGEST = 4_000
CHOOSE = "Choose one of the answers shown."
A_PHONE_NUMBER = RegexValidator(
    r"^[0-9+() -]*$", "A phone number has digits, spaces, + and brackets only."
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

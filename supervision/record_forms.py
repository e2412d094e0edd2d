"""What came of what was agreed, as somebody types it on the record."""

from django import forms

_LONGEST = 200


class OutcomeForm(forms.Form):
    """What came of one agreed action."""

    outcome = forms.CharField(
        label="What came of it",
        max_length=_LONGEST,
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={
            "required": "Say what came of it.",
            "max_length": f"What came of it: {_LONGEST} characters at most. "
            "This has %(show_value)s. Shorten it; nothing was cut off.",
        },
    )

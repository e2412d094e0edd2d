"""What came of what was agreed, as somebody types it on the record."""

from django import forms

from supervision.models.lengths import OUTCOME


class OutcomeForm(forms.Form):
    """What came of one agreed action."""

    outcome = forms.CharField(
        label="What came of it",
        max_length=OUTCOME,
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={
            "required": "Say what came of it.",
            "max_length": f"What came of it: {OUTCOME} characters at most. "
            "This has %(show_value)s. Shorten it; nothing was cut off.",
        },
    )

"""Putting a flag off, as somebody types it: until when, and why."""

from datetime import date

from django import forms

from caseload.forms.written import calendar_day
from clinical.wording import sentence_date

_LONGEST_WHY = 200


class SnoozeForm(forms.Form):
    """The latest day is the service's rule, said in the hint and checked by the action."""

    until = calendar_day("Put off until")
    why = forms.CharField(
        label="Why",
        required=False,
        max_length=_LONGEST_WHY,
        help_text="Whoever opens the record reads this.",
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={
            "max_length": f"Why: {_LONGEST_WHY} characters at most. "
            "This has %(show_value)s. Shorten it; nothing was cut off."
        },
    )

    def __init__(self, *args: object, on: date, latest: date, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["until"].help_text = (
            f"{sentence_date(latest, on)} at the latest. It comes back by itself that day, "
            "or earlier if it gets worse."
        )

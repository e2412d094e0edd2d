"""A week of internet-enabled therapy, as it is logged and as it is taken back."""

import uuid
from datetime import date, timedelta

from django import forms

from caseload.actions.internet_therapy import OnlineWeek
from caseload.forms.written import AGAIN, calendar_day, line
from caseload.models import InternetTherapyLog

_LONGEST_NAME = 20
_MINUTES = "Minutes: a whole number from 0 to 2,400."


class InternetTherapyForm(forms.Form):
    """Which days, in which programme, and how long the clinician spent on it."""

    form_key = forms.UUIDField(widget=forms.HiddenInput, error_messages=AGAIN)
    started_on = calendar_day("First day", needed="Choose the first day.")
    ended_on = calendar_day(
        "Last day", hint="Up to 7 days after the first.", needed="Choose the last day."
    )
    programme = line("Programme", _LONGEST_NAME, hint="Its name, 20 characters at most.")
    minutes = forms.IntegerField(
        label="Your minutes on it",
        help_text="Reading, writing back and ringing, all together.",
        min_value=0,
        max_value=2400,
        widget=forms.NumberInput({"class": "nhsuk-input--width-3"}),
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), _MINUTES),
    )

    def clean_programme(self) -> str:
        """The return names each programme."""
        name: str = " ".join(self.cleaned_data["programme"].split())
        if not name:
            raise forms.ValidationError("Name the programme.")
        return name

    def week(self) -> OnlineWeek:
        """What the action takes."""
        names = OnlineWeek.__dataclass_fields__
        return OnlineWeek(**{name: self.cleaned_data[name] for name in names})


class WithdrawWeekForm(forms.Form):
    """Why a week does not count after all."""

    reason = line("Why it is withdrawn", 400)


def fresh(*, last: InternetTherapyLog | None, on: date) -> dict[str, object]:
    """What a new form carries: the week that ends today, or the one after the last, in the same
    programme.
    """
    first = on - timedelta(days=7) if last is None else min(last.ended_on, on)
    return {
        "form_key": uuid.uuid4(),
        "started_on": first,
        "ended_on": min(first + timedelta(days=7), on),
        "programme": "" if last is None else last.programme,
    }

"""Forms about open risk: give a risk action away, end a referral, agree to an ending."""

from collections.abc import Sequence
from datetime import date

from django import forms

from caseload.actions.endings import Ending
from caseload.forms.record import VersionedForm
from caseload.forms.written import CHOOSE, calendar_day, line, words
from referrals.models import EndCode
from staff.confirming import ConfirmingForm


class GiveForm(VersionedForm):
    """To whom, and why."""

    to = forms.TypedChoiceField(
        label="Who does it now",
        coerce=int,
        error_messages={"required": "Choose who does it now.", "invalid_choice": CHOOSE},
    )
    why = line("Why", 200)

    def __init__(self, *args: object, owners: Sequence[tuple[int, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["to"].choices = [("", "Choose"), *owners]  # type: ignore[attr-defined]


class EndForm(forms.Form):
    """When a referral ends, how, and why."""

    on = calendar_day("Last day", needed="Say on which day it ends.")
    code = forms.TypedChoiceField(
        label="How it ends",
        choices=[("", "Choose"), *EndCode.choices],
        coerce=EndCode,
        error_messages={"required": "Choose how it ends.", "invalid_choice": CHOOSE},
    )
    why = words("Why", rows=3)

    def __init__(self, *args: object, today: date, asks: bool, **kwargs: object) -> None:
        super().__init__(*args, initial={"on": today}, **kwargs)  # type: ignore[arg-type,misc]
        if asks:
            self.fields["why"].label = "Why it ends now, and what the plan is"

    def ending(self) -> Ending:
        """What the action takes."""
        given = self.cleaned_data
        return Ending(code=given["code"], on=given["on"], why=given["why"])


class AgreeForm(ConfirmingForm):
    """The words of the second person, which close each risk plan."""

    agreed_why = words("Why you agree, and what happens now", rows=3)

"""Forms about somebody's wait: a pause, being put first, and whether they still want help."""

from django import forms

from caseload.forms.written import CHOOSE, calendar_day, line, words
from caseload.models import OptInAnswer
from referrals.models import PauseReason


class PauseForm(forms.Form):
    """A pause somebody asked for."""

    reason = forms.TypedChoiceField(
        label="Why they would rather wait",
        choices=PauseReason.choices,
        coerce=PauseReason,
        widget=forms.RadioSelect,
        error_messages={"required": CHOOSE, "invalid_choice": CHOOSE},
    )
    words = line("In their words", 200)
    from_on = calendar_day("From")
    until_on = calendar_day(
        "Until, the last day", hint="The day after, they are offered a place again."
    )


class PutFirstForm(forms.Form):
    """Why somebody is offered a place before others."""

    why = words(
        "Why before others who have waited longer",
        longest=200,
        rows=2,
        hint="Others who lead read this.",
    )


class OptInForm(forms.Form):
    """What somebody said when they were asked whether they still want help."""

    answer = forms.TypedChoiceField(
        label="What they said",
        choices=OptInAnswer.choices,
        coerce=OptInAnswer,
        widget=forms.RadioSelect,
        error_messages={"required": CHOOSE, "invalid_choice": CHOOSE},
    )

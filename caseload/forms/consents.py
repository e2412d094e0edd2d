"""What a person agrees to, or takes back, as somebody writes it down."""

from django import forms

from caseload.forms.written import CHOOSE, line
from caseload.session.choices import Option
from referrals.details import ConsentEntry
from referrals.models import ConsentKind, ConsentMethod

_LONGEST_WORDS = 400
# Their own form is what they fill in themselves.
_METHODS = [one for one in ConsentMethod if one is not ConsentMethod.OWN_FORM]
YES_NO = (Option("yes", "Yes", ""), Option("no", "No", ""))


class ConsentForm(forms.Form):
    """What was asked, in which words, how, and the answer. No answer is given in advance."""

    kind = forms.TypedChoiceField(
        label="What they were asked about",
        choices=[("", "Choose"), *ConsentKind.choices],
        coerce=ConsentKind,
        error_messages={"required": "Choose what they were asked about.", "invalid_choice": CHOOSE},
    )
    words = line("The words that were asked, or theirs", _LONGEST_WORDS)
    is_given = forms.TypedChoiceField(
        label="Do they agree?",
        choices=[("yes", "Yes"), ("no", "No")],
        coerce=lambda value: value == "yes",
        error_messages={"required": "Say whether they agree.", "invalid_choice": CHOOSE},
    )
    method = forms.TypedChoiceField(
        label="How they said so",
        choices=[("", "Choose"), *((one.value, one.label) for one in _METHODS)],
        coerce=ConsentMethod,
        error_messages={"required": "Choose how they said so.", "invalid_choice": CHOOSE},
    )

    def entry(self) -> ConsentEntry:
        """What the action takes."""
        given = self.cleaned_data
        return ConsentEntry(given["kind"], given["is_given"], given["method"], given["words"])

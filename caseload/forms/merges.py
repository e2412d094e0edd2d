"""Saying that two records are one person, and why they are two after all."""

from collections.abc import Sequence

from django import forms

from caseload.forms.written import CHOOSE, words
from referrals.models import NhsNumberChoice

_LONGEST = 400
_THIS, _OTHER = "this", "other"


class ProposeForm(forms.Form):
    """Which record it is one with, which of the two is kept, which number is right, and why."""

    other = forms.ChoiceField(
        label="Which record is the same person?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the other record.", "invalid_choice": CHOOSE},
    )
    keep = forms.ChoiceField(
        label="Which record is kept?",
        widget=forms.RadioSelect,
        choices=[(_THIS, "This one"), (_OTHER, "The other one")],
        error_messages={"required": "Say which record is kept.", "invalid_choice": CHOOSE},
    )
    nhs_number = forms.TypedChoiceField(
        label="If the NHS numbers differ, which is right?",
        choices=NhsNumberChoice.choices,
        coerce=NhsNumberChoice,
        initial=NhsNumberChoice.SAME,
        error_messages={"required": CHOOSE, "invalid_choice": CHOOSE},
    )
    why = words("What tells you that this is one person", longest=_LONGEST, rows=3)

    def __init__(self, *args: object, people: Sequence[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["other"].choices = list(people)  # type: ignore[attr-defined]

    @property
    def keeps_this(self) -> bool:
        """Whether the record one comes from is kept."""
        return bool(self.cleaned_data["keep"] == _THIS)


class UndoForm(forms.Form):
    """Why these are two people after all."""

    why = words("Why these are two people after all", longest=_LONGEST, rows=2)

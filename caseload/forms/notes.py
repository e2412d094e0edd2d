"""Small forms around a note: start one unbooked, correct it, withdraw it, file it again."""

import uuid

from django import forms

from caseload.forms.fields import text
from referrals.models import Medium


class UnbookedForm(forms.Form):
    """A session that nobody booked."""

    medium = forms.ChoiceField(
        choices=Medium.choices, widget=forms.RadioSelect, label="How you meet"
    )
    minutes = forms.IntegerField(
        min_value=5,
        max_value=240,
        label="Planned minutes",
        widget=forms.NumberInput({"class": "nhsuk-input--width-3"}),
    )


class CorrectionForm(forms.Form):
    """Words to stand beside a signed note."""

    form_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    text = text("Correction")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["text"]
        field.required = True
        field.widget = forms.Textarea({"rows": 5})
        field.help_text = (
            "The note stays as it was signed. This stands beside it, with your name and the time."
        )
        field.error_messages["required"] = "Write what is to be corrected."


class WithdrawForm(forms.Form):
    """Why a note is taken off this record."""

    reason = text("Why this note is on the wrong record", longest=400)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["reason"]
        field.required = True
        field.widget = forms.Textarea({"rows": 3})
        field.error_messages["required"] = "Say why the note is withdrawn."


class FileAgainForm(forms.Form):
    """Whose note it really is."""

    reference = forms.CharField(
        max_length=8,
        label="Reference of the right person's referral",
        help_text="Eight letters and digits, in the address of their record.",
        widget=forms.TextInput(
            {"class": "nhsuk-input--width-10", "autocomplete": "off", "spellcheck": "false"}
        ),
        error_messages={
            "required": "Give the reference of the right person's referral.",
            "max_length": "A reference has eight letters and digits.",
        },
    )

    def clean_reference(self) -> str:
        return str(self.cleaned_data["reference"]).upper()

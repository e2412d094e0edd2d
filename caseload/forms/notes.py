"""Small forms around a note: start one unbooked, correct it, withdraw it, file it again."""

import uuid
from collections.abc import Iterable
from typing import Any

from django import forms

from caseload.forms import fields
from caseload.forms.fields import text
from clinical.measures import MEASURES, AnswersOutOfRange, read_total, written
from outcomes.models import MeasureScore
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


class TotalForm(forms.Form):
    """The right total in place of one that was typed in wrongly, and why."""

    score = forms.TypedChoiceField(
        coerce=int,
        label="Which total",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose the total that is wrong.",
            # Somebody else's correction, or this form sent twice.
            "invalid_choice": "That total has been corrected meanwhile. This is what stands now.",
        },
    )
    total = fields.total()
    reason = text("Why", longest=200)

    def __init__(self, data: Any, *, typed: Iterable[MeasureScore]) -> None:
        self._typed = {one.pk: one for one in typed}
        super().__init__(data)
        self.wrong: MeasureScore | None = None
        choices = [(one.pk, _as_it_stands(one)) for one in self._typed.values()]
        self.fields["score"].choices = choices  # type: ignore[attr-defined]
        if len(choices) == 1:
            self.fields["score"].initial = choices[0][0]
        self.fields["total"].label = "Right total"
        self.fields["total"].widget = forms.TextInput(
            {"class": "nhsuk-input--width-3", "autocomplete": "off"}
        )
        self.fields["reason"].required = True
        self.fields["reason"].help_text = "The wrong total stays readable beside the note."
        self.fields["reason"].error_messages["required"] = "Say why the total is corrected."

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        self.wrong = self._typed.get(given.get("score") or 0)
        if self.wrong is not None and "total" in given:
            self._read_total(self.wrong, given["total"])
        return given

    def _read_total(self, wrong: MeasureScore, typed: str) -> None:
        try:
            self.cleaned_data["total"] = right = read_total(MEASURES[wrong.measure], typed)
        except AnswersOutOfRange as mistake:
            self.add_error("total", str(mistake))
        else:
            if right == wrong.value:
                self.add_error("total", "This is the total that stands already.")


def _as_it_stands(score: MeasureScore) -> str:
    """`SPIN, 35`."""
    measure = MEASURES[score.measure]
    return (
        measure.name if score.value is None else f"{measure.name}, {written(measure, score.value)}"
    )


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

"""A letter or scan to be attached, and why one is taken off a record."""

from datetime import date

from django import forms

from caseload.actions.documents import DocumentEntry
from caseload.forms.written import AGAIN, CHOOSE, line
from caseload.models import DocumentKind, MentionsHarm
from caseload.session.choices import Option

HARM = tuple(Option(one.value, one.label, "") for one in MentionsHarm)
# What any file may be called; its name is never kept.
_LONGEST_NAME = 1_000


class AttachForm(forms.Form):
    """What came, the day on it, whether it mentions harm. Nothing is answered in advance."""

    form_key = forms.UUIDField(widget=forms.HiddenInput, error_messages=AGAIN)
    file = forms.FileField(
        label="File: PDF, PNG or JPEG",
        max_length=_LONGEST_NAME,
        widget=forms.FileInput({"accept": ".pdf,.png,.jpg,.jpeg", "class": "nhsuk-file-upload"}),
        error_messages={
            "required": "Choose the file.",
            "empty": "This file is empty. Scan it again, or choose another.",
            "invalid": "Choose the file.",
            "missing": "This file has no name. Choose it again.",
        },
    )
    kind = forms.TypedChoiceField(
        label="What it is",
        choices=[("", "Choose"), *DocumentKind.choices],
        coerce=DocumentKind,
        error_messages={"required": "Say what it is.", "invalid_choice": CHOOSE},
    )
    dated_on = forms.DateField(
        label="Day on it",
        widget=forms.DateInput({"type": "date", "class": "nhsuk-input--width-10"}, "%Y-%m-%d"),
        error_messages={"required": "Give the day that stands on it.", "invalid": "No such day."},
    )
    mentions_harm = forms.TypedChoiceField(
        label="Does it mention harm?",
        choices=MentionsHarm.choices,
        coerce=MentionsHarm,
        error_messages={
            "required": "Say whether it mentions harm, or that you cannot tell.",
            "invalid_choice": CHOOSE,
        },
    )

    def __init__(self, *args: object, on: date, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self._on = on

    def clean_dated_on(self) -> date:
        """A day that has been, in living memory."""
        day: date = self.cleaned_data["dated_on"]
        if day > self._on:
            raise forms.ValidationError("The day on it cannot be after today.")
        if day.year < self._on.year - 100:  # noqa: PLR2004 - a lifetime
            raise forms.ValidationError("Check the year.")
        return day

    def entry(self) -> DocumentEntry:
        """What the action takes; the name of the file is left behind."""
        given = self.cleaned_data
        return DocumentEntry(
            kind=given["kind"],
            dated_on=given["dated_on"],
            mentions_harm=given["mentions_harm"],
            content=given["file"].read(),
        )


class TakeOffForm(forms.Form):
    """Why a document does not belong on this record."""

    why = line("Why it does not belong here", 200)

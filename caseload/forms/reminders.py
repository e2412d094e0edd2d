"""A reminder as somebody types it: what, when, for whom, about whom."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms

from clinical import wording
from clinical.harm_words import mention_of_harm
from referrals.models import Referral
from staff.models import StaffMember

_LONGEST = 200
_NOT_A_DATE = "Give the date as day, month and year."


@dataclass(frozen=True, slots=True)
class ReminderEntry:
    """What was typed, checked."""

    text: str
    due_on: date
    owner: StaffMember
    referral: Referral | None
    form_key: uuid.UUID


class ReminderForm(forms.Form):
    """Choices come from the colleagues and people this reader may choose, and from nowhere else."""

    text = forms.CharField(
        label="What to remember",
        max_length=_LONGEST,
        error_messages={
            "max_length": f"What to remember: {_LONGEST} characters at most. "
            "This has %(show_value)s. Shorten it; nothing was cut off."
        },
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    due_on = forms.DateField(
        label="On",
        error_messages={"invalid": _NOT_A_DATE},
        widget=forms.DateInput(
            format="%Y-%m-%d", attrs={"type": "date", "class": "nhsuk-input--width-10"}
        ),
    )
    owner = forms.TypedChoiceField(
        label="For",
        coerce=int,
        error_messages={"invalid_choice": "For: choose somebody who works here."},
    )
    about = forms.ChoiceField(
        label="About",
        required=False,
        error_messages={"invalid_choice": "About: choose somebody on your caseload, or nobody."},
    )
    form_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        colleagues: Sequence[StaffMember],
        people: Sequence[Referral],
        reader: StaffMember,
        on: date,
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        self._colleagues = {member.pk: member for member in colleagues}
        self._people = {referral.reference: referral for referral in people}
        self._on = on
        _offer(
            self.fields["owner"], [(pk, _called(m, reader)) for pk, m in self._colleagues.items()]
        )
        _offer(
            self.fields["about"],
            [("", "Nobody in particular"), *((ref, _listed(r)) for ref, r in self._people.items())],
        )

    def clean_text(self) -> str:
        """Harm is not left for somebody to come across: a call has an owner and a time."""
        text: str = self.cleaned_data["text"]
        if found := mention_of_harm(text):
            raise forms.ValidationError(
                f"The words “{found}” stand here. Log it as a call, so that somebody has it at "
                "once: a reminder waits until it is read."
            )
        return text

    def clean_due_on(self) -> date:
        """A reminder for yesterday reminds nobody."""
        due_on: date = self.cleaned_data["due_on"]
        if due_on < self._on:
            raise forms.ValidationError("Choose today or a later day.")
        if due_on.year > self._on.year + 2:
            raise forms.ValidationError("Choose a day within the next two years.")
        return due_on

    def entry(self) -> ReminderEntry:
        """What was typed, once valid."""
        return ReminderEntry(
            text=self.cleaned_data["text"],
            due_on=self.cleaned_data["due_on"],
            owner=self._colleagues[self.cleaned_data["owner"]],
            referral=self._people.get(self.cleaned_data["about"]),
            form_key=self.cleaned_data["form_key"],
        )


def _offer(field: forms.Field, choices: list[tuple[Any, str]]) -> None:
    if isinstance(field, forms.ChoiceField):
        field.choices = choices


def _called(member: StaffMember, reader: StaffMember) -> str:
    return "Me" if member.pk == reader.pk else member.full_name


def _listed(referral: Referral) -> str:
    patient = referral.patient
    return wording.listed_name(patient.family_name, patient.given_name)

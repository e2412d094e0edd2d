"""A turn on the duty rota as somebody types it, and whom a turn is given to."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django import forms

from clinical.working_days import Purpose, moment
from staff.models import StaffMember

_CHOOSE = "Choose somebody from the list."
_NUMBER = re.compile(r"\+?[0-9][0-9 ]{4,18}")
_NOT_A_DATE = "Give the date as day, month and year."
_NOT_A_TIME = "Give the time like 17:00."


@dataclass(frozen=True, slots=True)
class TurnEntry:
    """A turn as it was typed, checked."""

    staff: StaffMember
    starts_at: datetime
    ends_at: datetime
    phone: str


def _day(label: str) -> forms.DateField:
    return forms.DateField(
        label=label,
        error_messages={"invalid": f"{label}: {_NOT_A_DATE.lower()}"},
        widget=forms.DateInput(
            format="%Y-%m-%d", attrs={"type": "date", "class": "nhsuk-input--width-10"}
        ),
    )


def _clock(label: str) -> forms.TimeField:
    return forms.TimeField(
        label=label,
        error_messages={"invalid": f"{label}: {_NOT_A_TIME.lower()}"},
        # Plain text: a browser's own time field shows am and pm where the clinic says 17:00.
        widget=forms.TimeInput(
            format="%H:%M", attrs={"autocomplete": "off", "class": "nhsuk-input--width-5"}
        ),
    )


class TurnForm(forms.Form):
    """Who, from when to when, on which number."""

    staff = forms.TypedChoiceField(
        label="Who", coerce=int, error_messages={"invalid_choice": _CHOOSE}
    )
    starts_on = _day("From, day")
    starts_at = _clock("From, time")
    ends_on = _day("Until, day")
    ends_at = _clock("Until, time")
    phone = forms.CharField(
        label="Number",
        max_length=20,
        widget=forms.TextInput(
            attrs={"type": "tel", "autocomplete": "off", "class": "nhsuk-input--width-10"}
        ),
    )

    def __init__(self, *args: Any, people: Sequence[StaffMember], **more: Any) -> None:
        super().__init__(*args, **more)
        self._people = {member.pk: member for member in people}
        _offer(self, "staff", people)

    def clean_starts_on(self) -> date:
        """A year that can be meant."""
        return _believable(self.cleaned_data["starts_on"])

    def clean_ends_on(self) -> date:
        """A year that can be meant."""
        return _believable(self.cleaned_data["ends_on"])

    def clean_phone(self) -> str:
        """A number that can be rung."""
        phone = " ".join(str(self.cleaned_data["phone"]).split())
        if not _NUMBER.fullmatch(phone):
            raise forms.ValidationError("Give a phone number, digits and spaces only.")
        return phone

    def entry(self) -> TurnEntry:
        """What was typed, once valid. Local times, as on the wall."""
        given = self.cleaned_data
        return TurnEntry(
            staff=self._people[given["staff"]],
            starts_at=_at(given["starts_on"], given["starts_at"], purpose=Purpose.NOT_BEFORE),
            ends_at=_at(given["ends_on"], given["ends_at"], purpose=Purpose.DUE_BY),
            phone=given["phone"],
        )


class GiveTurnForm(forms.Form):
    """Whom a turn is given to, and with whom the page showed it."""

    to = forms.TypedChoiceField(
        label="Give to", coerce=int, error_messages={"invalid_choice": _CHOOSE}
    )
    held_by = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(self, *args: Any, people: Sequence[StaffMember], turn: int, **more: Any) -> None:
        super().__init__(*args, auto_id=f"turn-{turn}-%s", **more)  # type: ignore[misc]
        self._people = {member.pk: member for member in people}
        held = self.initial.get("held_by") or self.data.get("held_by")
        _offer(self, "to", [one for one in people if str(one.pk) != str(held)])

    def chosen(self) -> StaffMember:
        """Whom, once valid."""
        return self._people[self.cleaned_data["to"]]


class RemoveTurnForm(forms.Form):
    """With whom the page showed the turn that is taken off."""

    held_by = forms.IntegerField(min_value=1)


def _offer(form: forms.Form, name: str, people: Sequence[StaffMember]) -> None:
    field = form.fields[name]
    if isinstance(field, forms.ChoiceField):
        field.choices = [("", "Choose"), *((one.pk, one.full_name) for one in people)]


def _at(day: date, clock: time, *, purpose: Purpose) -> datetime:
    return moment(day, f"{clock:%H:%M}", purpose=purpose)


def _believable(day: date) -> date:
    if not 2000 <= day.year <= 2100:  # noqa: PLR2004 - years somebody can mean
        raise forms.ValidationError("Check the year.")
    return day

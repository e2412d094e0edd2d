"""Why a meeting was not held; who meets whom, and when."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from django import forms

from clinical.working_days import Purpose, moment
from staff.models import StaffMember, Weekday
from supervision.models import Side
from supervision.planning.meeting_times import MeetingTime

_CHOOSE = "Choose somebody from the list."
# In place of a supervisor: supervision ends, and nobody follows.
_NOBODY = 0
_WHEN = ("weekday", "meets_at", "minutes")
# Short enough for a telephone.
_SIDES = (
    (Side.SUPERVISOR.value, "Supervisor"),
    (Side.SUPERVISEE.value, "Person supervised"),
    (Side.SERVICE.value, "Neither"),
)


class NotHeldForm(forms.Form):
    """Through whom, and why: beside the meeting it is about."""

    side = forms.ChoiceField(
        label="Who could not",
        choices=[("", "Choose"), *_SIDES],
        error_messages={"required": "Say who could not.", "invalid_choice": "Say who could not."},
    )
    why = forms.CharField(
        label="Why it was not held",
        max_length=200,
        error_messages={"required": "Say why it was not held."},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, meeting: str, **more: Any) -> None:
        super().__init__(*args, auto_id=f"meeting-{meeting}-%s", **more)  # type: ignore[misc]


class WhenForm(forms.Form):
    """The day and the time of one meeting; its length too, where it is a new one."""

    day = forms.DateField(
        label="Day",
        error_messages={
            "required": "Give the day.",
            "invalid": "Give the date as day, month and year.",
        },
        widget=forms.DateInput(
            format="%Y-%m-%d", attrs={"type": "date", "class": "nhsuk-input--width-10"}
        ),
    )
    clock = forms.TimeField(
        label="Time",
        input_formats=["%H:%M"],
        error_messages={
            "required": "Give a time like 09:00.",
            "invalid": "Give the time like 09:00.",
        },
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "nhsuk-input--width-5"}),
    )
    minutes = forms.IntegerField(
        label="Minutes",
        min_value=15,
        max_value=180,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), "Give 15 to 180 minutes."
        ),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "nhsuk-input--width-3"}),
    )

    def __init__(self, *args: Any, asks_minutes: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        if not asks_minutes:
            del self.fields["minutes"]

    def starts_at(self) -> datetime:
        """The instant, once valid; by the clock on the wall."""
        given = self.cleaned_data
        return moment(given["day"], f"{given['clock']:%H:%M}", purpose=Purpose.NOT_BEFORE)


class PairingForm(forms.Form):
    """Who supervises, on which day, at what local time, for how long, from when on."""

    supervisor = forms.TypedChoiceField(
        label="Supervisor", coerce=int, error_messages={"invalid_choice": _CHOOSE}
    )
    weekday = forms.TypedChoiceField(
        label="Day",
        coerce=int,
        choices=[("", "Choose"), *Weekday.choices],
        error_messages={"required": "Choose a day.", "invalid_choice": "Choose a day."},
    )
    meets_at = forms.TimeField(
        label="Time",
        input_formats=["%H:%M"],
        error_messages={
            "required": "Give a time like 09:00.",
            "invalid": "Give the time like 09:00.",
        },
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "nhsuk-input--width-5"}),
    )
    minutes = forms.IntegerField(
        label="Minutes",
        min_value=15,
        max_value=180,
        error_messages={
            "required": "Give 15 to 180 minutes.",
            "invalid": "Give 15 to 180 minutes.",
            "min_value": "Give 15 to 180 minutes.",
            "max_value": "Give 15 to 180 minutes.",
        },
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "nhsuk-input--width-3"}),
    )
    begins_on = forms.DateField(
        label="From",
        error_messages={
            "required": "Give the day from which this holds.",
            "invalid": "Give the date as day, month and year.",
        },
        widget=forms.DateInput(
            format="%Y-%m-%d", attrs={"type": "date", "class": "nhsuk-input--width-10"}
        ),
    )

    def __init__(
        self, *args: Any, people: Sequence[StaffMember], may_end: bool = False, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self._people = {member.pk: member for member in people}
        field = self.fields["supervisor"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", "Choose"), *((one.pk, one.full_name) for one in people)]
            if may_end:
                field.choices = [*field.choices, (_NOBODY, "Nobody: supervision ends")]

    def full_clean(self) -> None:
        """Where supervision ends, no time is asked for."""
        ends = self.data.get(self.add_prefix("supervisor")) == str(_NOBODY)
        for name in _WHEN:
            self.fields[name].required = not ends
        super().full_clean()

    @property
    def ends(self) -> bool:
        """Once valid: nobody supervises them from that day on."""
        return self.cleaned_data["supervisor"] == _NOBODY

    def chosen(self) -> StaffMember:
        """Who supervises, once valid."""
        return self._people[self.cleaned_data["supervisor"]]

    def meets(self) -> MeetingTime:
        """When, once valid."""
        given = self.cleaned_data
        at: time = given["meets_at"]
        return MeetingTime(weekday=given["weekday"], meets_at=at, minutes=given["minutes"])

    def begins(self) -> date:
        """From which day on, once valid."""
        day: date = self.cleaned_data["begins_on"]
        return day

"""Who meets for clinical skills and when; what was held; what moves it, and what puts it right."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time
from itertools import groupby
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from staff.models import StaffMember
from supervision.actions.skills import Came, Held
from supervision.actions.skills_groups import Arranged
from supervision.models import (
    Attended,
    EveryWeeks,
    HowPractised,
    SkillsForm,
    SkillsKind,
)
from supervision.skills.sheets import Sheet

_MINUTES = "Give 15 to 240 minutes."
_DATE = "Give the date as day, month and year."
_TIME = "Give the time like 14:00."
_LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Option:
    """One choice drawn as a button; none of these has a key of its own."""

    value: str
    label: str
    key: str = ""


_CAME = tuple(Option(*one) for one in Attended.choices)


def _minutes(label: str = "Minutes", *, least: int = 15, words: str = _MINUTES) -> Any:
    return forms.IntegerField(
        label=label,
        min_value=least,
        max_value=240,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), words),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "nhsuk-input--width-3"}),
    )


def _day(label: str, **more: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        error_messages={"required": _DATE, "invalid": _DATE},
        widget=forms.DateInput({"type": "date", "class": "nhsuk-input--width-10"}, "%Y-%m-%d"),
        **more,
    )


def _clock(label: str) -> forms.TimeField:
    return forms.TimeField(
        label=label,
        input_formats=["%H:%M"],
        error_messages={"required": _TIME, "invalid": _TIME},
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "nhsuk-input--width-5"}),
    )


def _why(label: str, needed: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=200,
        error_messages={"required": needed},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class SkillsGroupForm(forms.Form):
    """Who with whom, for what, from which day on, how often."""

    kind = forms.ChoiceField(label="What it is", choices=SkillsKind.choices)
    form = forms.ChoiceField(
        label="Individual or group", choices=SkillsForm.choices, widget=forms.RadioSelect
    )
    supervisor = forms.TypedChoiceField(
        label="Supervisor",
        coerce=int,
        error_messages={"invalid_choice": "Choose somebody from the list."},
    )
    people = forms.TypedMultipleChoiceField(
        label="Who is supervised",
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Choose who is supervised.",
            "invalid_choice": "Choose from the people shown.",
        },
    )
    starts_on = _day("First session", help_text="From then on at this rhythm.")
    every_weeks = forms.TypedChoiceField(label="How often", coerce=int, choices=EveryWeeks.choices)
    meets_at = _clock("Time")
    minutes = _minutes()

    def __init__(
        self,
        *args: Any,
        supervisors: Sequence[StaffMember],
        people: Sequence[StaffMember],
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        self._everybody = {one.pk: one for one in (*supervisors, *people)}
        self.fields["supervisor"].choices = [  # type: ignore[attr-defined]
            (one.pk, one.full_name) for one in supervisors
        ]
        self.fields["people"].choices = [  # type: ignore[attr-defined]
            (one.pk, one.full_name) for one in people
        ]

    @property
    def everybody(self) -> list[Option]:
        """Whoever may be chosen, as buttons."""
        return [Option(str(pk), name) for pk, name in self.fields["people"].choices]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> list[str]:
        """Who is chosen, as it was posted or as it stands."""
        return [str(pk) for pk in self["people"].value() or ()]

    def arranged(self) -> Arranged:
        """What the action is given, once valid."""
        given = self.cleaned_data
        starts_on: date = given["starts_on"]
        meets_at: time = given["meets_at"]
        return Arranged(
            kind=SkillsKind(given["kind"]),
            form=SkillsForm(given["form"]),
            supervisor=self._everybody[given["supervisor"]],
            people=tuple(self._everybody[pk] for pk in given["people"]),
            starts_on=starts_on,
            every_weeks=given["every_weeks"],
            meets_at=meets_at,
            minutes=given["minutes"],
        )


class EndGroupForm(forms.Form):
    """The last day of a group."""

    ends_on = _day("Last day")


class HeldForm(forms.Form):
    """What was held: two fields for each person, what was discussed, and words where needed."""

    minutes = _minutes("Minutes held")
    competences = forms.MultipleChoiceField(
        label="What was discussed",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Choose from the list shown."},
    )
    consent_noted = forms.BooleanField(
        label="Each patient whose session was looked at agreed, and it is noted on their record",
        required=False,
    )
    words = forms.CharField(
        label="Your words",
        required=False,
        max_length=_LONGEST,
        help_text="Read by whoever had a place that day. No patient’s name.",
        widget=forms.Textarea({"rows": 3, "autocomplete": "off"}),
        error_messages={
            "max_length": f"{_LONGEST} characters at most. This has %(show_value)s. Shorten it; "
            "nothing was cut off."
        },
    )

    def __init__(self, *args: Any, sheet: Sheet, **more: Any) -> None:
        super().__init__(*args, **more)
        self._people, self._listed = sheet.people, sheet.listed
        self.fields["minutes"].initial = sheet.group.minutes
        self.fields["competences"].choices = [  # type: ignore[attr-defined]
            (one.code, one.label) for one in sheet.listed
        ]
        for one in sheet.people:
            self.fields[f"came_{one.pk}"] = forms.ChoiceField(
                label=one.full_name,
                choices=Attended.choices,
                initial=Attended.ATTENDED,
                widget=forms.RadioSelect,
                error_messages={"required": f"Say whether {one.full_name} came."},
            )
            self.fields[f"how_{one.pk}"] = forms.ChoiceField(
                label=f"Work looked at: {one.full_name}",
                choices=[("", "None"), *HowPractised.choices],
                required=False,
            )

    @property
    def areas(self) -> list[tuple[str, list[Option]]]:
        """What may have been discussed, under its headings."""
        return [
            (area, [Option(one.code, one.label) for one in found])
            for area, found in groupby(self._listed, key=lambda one: one.area)
        ]

    @property
    def rows(self) -> Iterator[tuple[BoundField, tuple[Option, ...], BoundField]]:
        """For each person whether they came, and how their work was looked at."""
        for one in self._people:
            yield self[f"came_{one.pk}"], _CAME, self[f"how_{one.pk}"]

    def held(self) -> Held:
        """What the action is given, once valid."""
        given = self.cleaned_data
        return Held(
            minutes=given["minutes"],
            came=tuple(
                Came(one.pk, Attended(given[f"came_{one.pk}"]), given[f"how_{one.pk}"])
                for one in self._people
            ),
            competences=tuple(given["competences"]),
            words=given["words"],
            consent_noted=given["consent_noted"],
        )


class MoveForm(forms.Form):
    """Another day or time for one session."""

    to = _day("Another day")
    at = _clock("Time")


class NotHeldForm(forms.Form):
    """Why a session is not held."""

    why = _why("Why it is not held", "Say why it is not held.")


class StandInForm(forms.Form):
    """Who leads one session."""

    leader = forms.TypedChoiceField(
        label="Who leads it",
        coerce=int,
        error_messages={"invalid_choice": "Choose somebody from the list."},
    )

    def __init__(self, *args: Any, leaders: Sequence[StaffMember], **more: Any) -> None:
        super().__init__(*args, **more)
        self._leaders = {one.pk: one for one in leaders}
        self.fields["leader"].choices = [  # type: ignore[attr-defined]
            (one.pk, one.full_name) for one in leaders
        ]

    def who(self) -> StaffMember:
        """Whoever was chosen, once valid."""
        return self._leaders[self.cleaned_data["leader"]]


class CorrectionForm(forms.Form):
    """What is put right about one person."""

    person = forms.TypedChoiceField(
        label="Who", coerce=int, error_messages={"invalid_choice": "Choose one of those shown."}
    )
    attended = forms.ChoiceField(label="Did they come", choices=Attended.choices)
    minutes = _minutes("Minutes they were there", least=1, words="Give 1 to 240 minutes.")
    why = _why("Why it is put right", "Say why it is put right.")

    def __init__(self, *args: Any, sheet: Sheet, **more: Any) -> None:
        super().__init__(*args, auto_id="put-right-%s", **more)  # type: ignore[misc]
        self.fields["minutes"].required = False
        self.fields["person"].choices = [  # type: ignore[attr-defined]
            (one.person_id, one.name) for one in sheet.attendance
        ]


class PeriodForm(forms.Form):
    """From which day to which day a record is read."""

    first = _day("From")
    last = _day("Until")

    def clean(self) -> dict[str, Any]:
        """The first day is not after the last."""
        given = super().clean() or {}
        first, last = given.get("first"), given.get("last")
        if first and last and first > last:
            self.add_error("last", "Choose a day that is not before the first.")
        return given

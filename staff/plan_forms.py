"""What is typed for an agreed week."""

from collections.abc import Mapping

from django import forms
from django.core.validators import RegexValidator

from staff.entries import JobPlanEntry
from staff.models import AskedGender, Interest, JobPlan, StaffMember, Weekday

_DAYS = "Choose the days of the week."
# A name would match nobody's language.
_CODES = RegexValidator(
    r"^\s*[A-Za-z]{2,3}(?:\s+[A-Za-z]{2,3})*\s*$",
    "Write codes of two or three letters with spaces between, such as: ur pl",
)


def _clock(label: str) -> forms.TimeField:
    return forms.TimeField(
        label=label,
        error_messages=dict.fromkeys(("required", "invalid"), "Give a time such as 09:00."),
        widget=forms.TimeInput(
            format="%H:%M", attrs={"type": "time", "class": "nhsuk-input--width-5"}
        ),
    )


class JobPlanForm(forms.Form):
    """Days, hours, appointments; and what patients may ask for."""

    starts_on = forms.DateField(
        label="From",
        error_messages=dict.fromkeys(("required", "invalid"), "Give the first day."),
        widget=forms.DateInput(
            format="%Y-%m-%d", attrs={"type": "date", "class": "nhsuk-input--width-10"}
        ),
    )
    weekdays = forms.TypedMultipleChoiceField(
        label="Days",
        choices=Weekday.choices,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages=dict.fromkeys(("required", "invalid_choice"), _DAYS),
    )
    begins_at = _clock("Appointments from")
    ends_at = _clock("Appointments until")
    hours_a_week = forms.DecimalField(
        label="Hours a week",
        min_value=1,
        max_value=50,
        max_digits=4,
        decimal_places=2,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), "Give hours from 1 to 50."
        ),
        widget=forms.TextInput(
            attrs={"inputmode": "decimal", "autocomplete": "off", "class": "nhsuk-input--width-5"}
        ),
    )
    slots_a_week = forms.IntegerField(
        label="Appointments a week",
        help_text="Assessments and sessions together, on a full week.",
        min_value=0,
        max_value=60,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), "Give a number from 0 to 60."
        ),
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "class": "nhsuk-input--width-3"}
        ),
    )
    languages = forms.CharField(
        label="Languages besides English",
        required=False,
        max_length=60,
        help_text="Codes with spaces between, such as: ur pl",
        validators=[_CODES],
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    gender = forms.ChoiceField(
        label="For patients who ask for a woman or a man",
        required=False,
        choices=[("", "Not said"), *AskedGender.choices],
        widget=forms.RadioSelect,
    )
    interests = forms.MultipleChoiceField(
        label="Works with",
        required=False,
        choices=Interest.choices,
        widget=forms.CheckboxSelectMultiple,
    )

    def entry(self) -> JobPlanEntry:
        """As the action takes it."""
        said = dict(self.cleaned_data)
        said["languages"] = tuple(dict.fromkeys(said["languages"].lower().split()))
        said["weekdays"] = tuple(sorted(said["weekdays"]))
        said["interests"] = tuple(said["interests"])
        return JobPlanEntry(**said)


def begins_with(member: StaffMember) -> Mapping[str, object]:
    """The week that holds, to change; a usual one where none was agreed. One query."""
    plan = JobPlan.objects.filter(staff=member, ends_on__isnull=True).first()
    if plan is None:
        return {"weekdays": [0, 1, 2, 3, 4], "begins_at": "09:00", "ends_at": "17:00"}
    names = ("weekdays", "begins_at", "ends_at", "hours_a_week", "slots_a_week", "gender")
    kept = {name: getattr(plan, name) for name in (*names, "interests")}
    return {**kept, "languages": " ".join(plan.languages)}

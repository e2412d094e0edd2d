"""What the return says of somebody, as a data manager puts it right."""

from typing import Any

from django import forms

from clinical import nhs_number
from clinical.problems import Problem
from referrals import data_set, equality
from referrals.data_set import DataSetFields
from referrals.models import EndCode, Ethnicity, GivenGender, Referral, WorkStatus
from reporting.dataset import values

_CHOOSE = {"invalid_choice": "Choose one of the answers shown."}
_DATE = {"invalid": "Give the date as day, month and year.", "required": "Give the date."}


def _text(label: str, longest: int, hint: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=longest,
        help_text=hint,
        widget=forms.TextInput({"autocomplete": "off", "class": "nhsuk-input--width-10"}),
        error_messages={"max_length": f"{label}: {longest} characters at most."},
    )


def _day(label: str) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.DateInput({"type": "date", "class": "nhsuk-input--width-10"}, "%Y-%m-%d"),
        error_messages=_DATE,
    )


def _choice(label: str, choices: Any, hint: str = "") -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        required=False,
        help_text=hint,
        choices=[("", "Leave as it is"), *choices],
        error_messages=_CHOOSE,
    )


class DataSetForm(forms.Form):
    """One page for what the national rules ask of a person and a referral."""

    shown = forms.CharField(max_length=60, widget=forms.HiddenInput)
    nhs_number = _text("NHS number", 14, "Ten digits. Empty where nobody knows it.")
    date_of_birth = _day("Birth date")
    gender = _choice("Gender", GivenGender.choices)
    postcode = _text("Postcode", 8)
    practice = _text("Code of the GP practice", 6, "Six letters and digits, such as Y99001.")
    commissioner = _text(
        "Code of who pays", 6, "Empty: it follows from the practice, or from the postcode."
    )
    ethnicity = _choice("Ethnic group", Ethnicity.choices)
    problem = _choice("Main problem", [(one.name, one.label) for one in Problem if one.is_recorded])
    work = _choice("Work", WorkStatus.choices)
    received_on = _day("Referral came")
    end_code = _choice("Why it ended", EndCode.choices)

    def __init__(self, data: Any, *, referral: Referral, first: str) -> None:
        super().__init__(data, initial=_initial(referral))
        if referral.ended_on is None:
            del self.fields["end_code"]
        if said := referral.patient.gp:
            self.fields["practice"].help_text = f"Six letters and digits. They said: {said}."
        if first in self.fields:
            self.order_fields([first, *(name for name in self.fields if name != first)])
            self.fields[first].widget.attrs["autofocus"] = True

    def clean_nhs_number(self) -> str:
        """As it is kept: without spaces."""
        return nhs_number.digits(self.cleaned_data["nhs_number"])

    def clean_postcode(self) -> str:
        """In capitals, one space before the last three. One that is none rejects the whole file;
        what stood there already may stay beside a correction of something else.
        """
        typed = str(self.cleaned_data["postcode"])
        said = "".join(typed.upper().split())
        if typed == self.initial["postcode"] or not said:
            return typed
        whole = f"{said[:-3]} {said[-3:]}"
        if not values.is_postcode(whole):
            raise forms.ValidationError("That is no postcode: check its letters and digits.")
        return whole

    def clean_practice(self) -> str:
        """In capitals."""
        return str(self.cleaned_data["practice"]).strip().upper()

    def clean_commissioner(self) -> str:
        """In capitals."""
        return str(self.cleaned_data["commissioner"]).strip().upper()

    def entry(self, referral: Referral) -> DataSetFields:
        """What the action takes."""
        told = {
            name: self.cleaned_data.get(name, "") for name in DataSetFields.__dataclass_fields__
        }
        told["end_code"] = told["end_code"] or referral.end_code
        return DataSetFields(**told)


def _initial(referral: Referral) -> dict[str, object]:
    patient = referral.patient
    answers = equality.latest(patient.pk)
    return {
        "shown": data_set.version(referral),
        "nhs_number": nhs_number.spaced(patient.nhs_number) if patient.nhs_number else "",
        "date_of_birth": patient.date_of_birth,
        "postcode": patient.postcode,
        "practice": patient.practice_id or "",
        "commissioner": referral.commissioner,
        "received_on": referral.received_on,
        "end_code": referral.end_code,
        "gender": answers.gender,
        "ethnicity": answers.ethnicity,
    }

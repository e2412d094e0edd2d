"""Forms of the record: contact details, the "Now" panel, the problem, a booking, a risk action."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django import forms

from caseload.entries import Booking
from caseload.forms.written import A_PHONE_NUMBER, AGAIN, CHOOSE, line, words
from caseload.models import ContactKind
from caseload.risk_signals import Response
from clinical.problems import Problem
from clinical.risk import ResponseUrgency
from clinical.working_days import LONDON
from policy.wordings import LANGUAGES
from referrals.actions import TreatmentSummary
from referrals.details import ContactDetails, WorkAndMedication
from referrals.models import Medium
from staff.confirming import ConfirmingForm

_FURTHEST = timedelta(days=365)
_URGENCIES = [(one.value, one.label) for one in ResponseUrgency if one.opens_action]


def _always(message: str) -> dict[str, str]:
    """The same words whatever is wrong with a number."""
    return dict.fromkeys(("required", "invalid", "min_value", "max_value"), message)


class VersionedForm(forms.Form):
    """Carries the version that was shown, so that nobody's newer text is overwritten unseen."""

    version = forms.IntegerField(
        min_value=1,
        max_value=2**31 - 1,
        widget=forms.HiddenInput,
        error_messages=AGAIN,
    )


class ContactDetailsForm(VersionedForm):
    """How to reach the person safely."""

    phone = line("Phone", 20, **{"class": "nhsuk-input--width-20", "inputmode": "tel"})
    voicemail_ok = forms.BooleanField(label="Voicemail may be left", required=False)
    text_ok = forms.BooleanField(label="Text messages may be sent", required=False)
    email = forms.EmailField(
        label="Email",
        required=False,
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"invalid": "Write an email address like name@example.com."},
    )
    email_ok = forms.BooleanField(label="Email may be sent", required=False)
    address = line("Address", 200)
    postcode = line("Postcode", 8, **{"class": "nhsuk-input--width-10"})
    letter_ok = forms.BooleanField(label="Letters may be sent home", required=False)
    language = forms.ChoiceField(
        label="Language of messages and forms",
        choices=tuple(LANGUAGES.items()),
        help_text="What they read best. Where the service has no words in it, English is sent.",
        error_messages={"required": CHOOSE, "invalid_choice": CHOOSE},
    )
    full_name_ok = forms.BooleanField(
        label="Messages may carry the service’s full name",
        required=False,
        help_text="Only if they agreed: others may see their screen. Without it, the neutral name.",
    )
    best_time = line("Best time to ring", 60, **{"class": "nhsuk-input--width-20"})
    say_who = line("If somebody else answers, say we are", 60, **{"class": "nhsuk-input--width-20"})
    needs = line("Needs: interpreter, hearing, access", 200)
    gp = line("GP and surgery", 120)
    share_with_gp = forms.BooleanField(label="Letters may be shared with the GP", required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["phone"].validators.append(A_PHONE_NUMBER)

    def given(self) -> dict[str, Any]:
        """What the action takes."""
        names = ContactDetails.__dataclass_fields__
        entry = ContactDetails(**{name: self.cleaned_data[name] for name in names})
        return {"entry": entry, "version": self.cleaned_data["version"]}


class TreatmentForm(VersionedForm):
    """The "Now" panel, with what is asked at assessment: a line each, filled in once."""

    person_version = forms.IntegerField(
        min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput, error_messages=AGAIN
    )
    problem_statement = words("Problem, in the person's words")
    since_when = line("Since when", 200, hint="When it began, and what happened then.")
    earlier_episodes = line("Before", 300, hint="Earlier episodes, and what treatment helped.")
    alcohol_and_drugs = line("Alcohol, drugs", 200, hint="“None” is an answer too.")
    physical_health = line(
        "Physical health", 200, hint="Beside the conditions ticked under “About them”."
    )
    employment = line("Work", 120)
    medication = line("Medication", 200, hint="And other treatment now, from the GP or others.")
    treatment = line(
        "Treatment",
        80,
        hint="Each session is recorded as the therapy this names: a group, an online programme, "
        "another therapy; else as guided self-help.",
    )
    goals = words("Goals", rows=3, hint="One on each line.")
    planned_sessions = forms.IntegerField(
        label="Planned sessions",
        min_value=1,
        max_value=40,
        widget=forms.NumberInput({"class": "nhsuk-input--width-3"}),
        error_messages=_always("Planned sessions: a whole number from 1 to 40."),
    )

    def given(self) -> dict[str, Any]:
        """What the action takes."""
        given = self.cleaned_data
        return {
            "entry": TreatmentSummary(
                **{name: given[name] for name in TreatmentSummary.__dataclass_fields__}
            ),
            "version": given["version"],
            "person": WorkAndMedication(
                given["employment"], given["medication"], shown=given["person_version"]
            ),
        }


class ProblemForm(forms.Form):
    """The problem descriptor that guides measures and treatment."""

    problem = forms.ChoiceField(
        label="Main problem",
        choices=[("", "Choose"), *((one.name, one.label) for one in Problem if one.is_recorded)],
        error_messages={"required": "Choose the main problem.", "invalid_choice": CHOOSE},
    )


class BookingForm(forms.Form):
    """An appointment to be made."""

    day = forms.DateField(
        label="Day",
        widget=forms.DateInput({"type": "date", "class": "nhsuk-input--width-10"}, "%Y-%m-%d"),
        error_messages={"required": "Choose a day.", "invalid": "That is not a date."},
    )
    time = forms.TimeField(
        label="Time",
        widget=forms.TimeInput({"type": "time", "class": "nhsuk-input--width-5"}, "%H:%M"),
        error_messages={"required": "Choose a time.", "invalid": "That is not a time."},
    )
    minutes = forms.IntegerField(
        label="Minutes",
        min_value=5,
        max_value=240,
        widget=forms.NumberInput({"class": "nhsuk-input--width-3"}),
        error_messages=_always("Minutes: a whole number from 5 to 240."),
    )
    medium = forms.ChoiceField(
        label="How you meet", choices=Medium.choices, error_messages={"invalid_choice": CHOOSE}
    )
    kind = forms.ChoiceField(
        label="What for", choices=ContactKind.choices, error_messages={"invalid_choice": CHOOSE}
    )

    def __init__(self, *args: object, now: datetime, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self._now = now

    def clean(self) -> None:
        """A time that is still to come, within a year."""
        day, time = self.cleaned_data.get("day"), self.cleaned_data.get("time")
        if day is None or time is None:
            return
        at = datetime.combine(day, time, tzinfo=LONDON)
        if at < self._now:
            self.add_error("day", "Choose a time that is still to come.")
        elif at > self._now + _FURTHEST:
            self.add_error("day", "Choose a day within a year from now.")
        self.cleaned_data["starts_at"] = at

    def booking(self) -> Booking:
        """What the action takes."""
        given = self.cleaned_data
        return Booking(given["starts_at"], given["minutes"], Medium(given["medium"]))


class CancelBookingForm(forms.Form):
    """Why an appointment is taken out of the diary."""

    reason = line("Why it is cancelled", 400)


class CloseRiskActionForm(ConfirmingForm):
    """What was done about a risk action, and what must happen next if anything. When nothing must,
    the flag closes with it.
    """

    version = forms.IntegerField(
        required=False, min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput
    )
    outcome = words("What was done, and what came of it", rows=3)
    next_what = line("What must happen next", 300)
    next_owner = forms.TypedChoiceField(
        label="Who does it",
        coerce=int,
        empty_value=None,
        required=False,
        error_messages={"invalid_choice": CHOOSE},
    )
    next_urgency = forms.TypedChoiceField(
        label="By when",
        choices=[
            ("", "Choose"),
            *((one.value, one.label) for one in ResponseUrgency if one.opens_action),
        ],
        coerce=ResponseUrgency,
        empty_value=None,
        required=False,
        error_messages={"invalid_choice": CHOOSE},
    )

    def __init__(
        self, *args: object, owners: Sequence[tuple[int, str]], ids: str, **kwargs: object
    ) -> None:
        super().__init__(*args, auto_id=f"{ids}_%s", **kwargs)  # type: ignore[arg-type,misc]
        self.fields["next_owner"].choices = [("", "Choose"), *owners]  # type: ignore[attr-defined]

    def clean(self) -> None:
        """A next action is whole or absent: nobody owns half a sentence."""
        asked = {
            "next_what": "Say what must happen next.",
            "next_owner": "Say who does it.",
            "next_urgency": "Say by when.",
        }
        if any(self.cleaned_data.get(name) for name in asked):
            for name, message in asked.items():
                if not self.cleaned_data.get(name) and name not in self.errors:
                    self.add_error(name, message)

    def then(self) -> Response | None:
        """What must happen next; None when nothing must."""
        given = self.cleaned_data
        if not given["next_what"]:
            return None
        return Response(
            what=given["next_what"], owner_id=given["next_owner"], urgency=given["next_urgency"]
        )

"""What is typed into a staff record; each form hands over what its action takes."""

from uuid import UUID, uuid4

from django import forms

from staff.entries import CpdLine, CredentialEntry, OffsetEntry
from staff.models import ROLES, Competency, CredentialKind, Induction, OffsetKind

_YES_NO = [("yes", "Yes"), ("no", "No")]


def _day(label: str, *, needed: str = "", hint: str = "") -> forms.DateField:
    """A day; without `needed` it may stay empty."""
    return forms.DateField(
        label=label,
        help_text=hint,
        required=bool(needed),
        error_messages={"required": needed, "invalid": "Give the date as day, month and year."},
        widget=forms.DateInput(
            format="%Y-%m-%d", attrs={"type": "date", "class": "nhsuk-input--width-10"}
        ),
    )


def _words(label: str, *, most: int, needed: str = "", hint: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=most,
        required=bool(needed),
        error_messages={"required": needed},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


def _number(label: str, *, most: int, needed: str, hint: str = "") -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        help_text=hint,
        min_value=0,
        max_value=most,
        error_messages={"required": needed, "invalid": needed},
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "class": "nhsuk-input--width-3"}
        ),
    )


class CredentialForm(forms.Form):
    """A registration, accreditation or training as it stands on its certificate."""

    kind = forms.ChoiceField(
        label="What",
        choices=[("", "Choose"), *CredentialKind.choices],
        error_messages={"required": "Choose what it is.", "invalid_choice": "Choose what it is."},
    )
    body = _words(
        "Who gave it", most=80, hint="For a registration or accreditation, such as a register."
    )
    number = _words("Number", most=40, hint="If it has one.")
    obtained_on = _day("Given on", needed="Give the day on the certificate.")
    expires_on = _day("Holds until", hint="An accreditation may have no end.")

    def entry(self) -> CredentialEntry:
        """As the action takes it. Training is the same wherever it was taken."""
        said = self.cleaned_data
        kind = CredentialKind(said["kind"])
        return CredentialEntry(
            kind=kind,
            body="" if kind.is_training else said["body"].strip(),
            number=said["number"].strip(),
            obtained_on=said["obtained_on"],
            expires_on=said["expires_on"],
        )


class CpdForm(forms.Form):
    """Something learnt."""

    on = _day("Day", needed="Give the day.")
    what = _words("What it was", most=120, needed="Write what it was.", hint="No patient’s name.")
    minutes = _number("Minutes", most=600, needed="Give the minutes, from 5 to 600.")
    was_protected = forms.ChoiceField(
        label="Was the time protected?",
        choices=_YES_NO,
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether the time was protected."},
    )
    form_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def entry(self) -> CpdLine:
        """As the action takes it."""
        said = self.cleaned_data
        return CpdLine(
            on=said["on"],
            what=said["what"],
            minutes=said["minutes"],
            was_protected=said["was_protected"] == "yes",
        )

    def key(self) -> UUID:
        """Which form this was, so that the same twice is one."""
        return UUID(str(self.cleaned_data["form_key"]))


class ReflectionForm(forms.Form):
    """A note for one's own eyes."""

    text = forms.CharField(
        label="Reflection",
        help_text="Nobody else can read it, and the trail keeps no word of it. No patient’s name.",
        max_length=4000,
        error_messages={"required": "Write something first."},
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    form_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def key(self) -> UUID:
        """Which form this was, so that the same twice is one."""
        return UUID(str(self.cleaned_data["form_key"]))


class InterestsForm(forms.Form):
    """What one would like to do more of."""

    words = _words(
        "Special interests", most=200, hint="Your supervisor and the service lead see this."
    )


class InductionForm(forms.Form):
    """A step of the checklist, and when it was done."""

    what = forms.ChoiceField(
        label="Step",
        choices=Induction.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a step."},
    )
    on = _day("Done on", needed="Give the day.")

    def step(self) -> Induction:
        """The step chosen."""
        return Induction(self.cleaned_data["what"])


class CompetencyForm(forms.Form):
    """What somebody was seen to do, and when."""

    what = forms.ChoiceField(
        label="Competency",
        choices=[("", "Choose"), *Competency.choices],
        error_messages={"required": "Choose a competency."},
    )
    on = _day("Seen on", needed="Give the day.")

    def competency(self) -> Competency:
        """The competency chosen."""
        return Competency(self.cleaned_data["what"])


class _OffsetForm(forms.Form):
    """From a day to a day."""

    kind: OffsetKind

    def entry(self) -> OffsetEntry:
        """As the action takes it."""
        said = dict(self.cleaned_data)
        kind = OffsetKind(said.pop("kind", None) or self.kind)
        said["topic"] = said.get("topic", "").strip()
        return OffsetEntry(kind=kind, **said)


class RoleForm(_OffsetForm):
    """A role beside the caseload, with the hours and the people it takes off."""

    kind = forms.ChoiceField(  # type: ignore[assignment]
        label="Role",
        choices=[(one.value, one.label) for one in OffsetKind if one in ROLES],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a role."},
    )
    topic = _words("What of", most=60, hint="Such as perinatal, or long-term conditions.")
    hours_a_week = forms.DecimalField(
        label="Hours a week",
        max_digits=4,
        decimal_places=2,
        error_messages={
            "required": "Give the hours a week that the role takes.",
            "invalid": "Give the hours a week, such as 3.75.",
        },
        widget=forms.TextInput(
            attrs={"inputmode": "decimal", "autocomplete": "off", "class": "nhsuk-input--width-5"}
        ),
    )
    taken_off = _number(
        "People taken off the agreed number",
        most=200,
        needed="Give how many people are taken off: no role comes on top.",
        hint="At least the share these hours have of a 37.5-hour week.",
    )
    starts_on = _day("From", needed="Give the first day.")
    ends_on = _day("Until", hint="Empty: until it is ended.")


class PhasedReturnForm(_OffsetForm):
    """How many people at most, for a time."""

    kind = OffsetKind.PHASED_RETURN
    cap = _number("People at most", most=200, needed="Give how many people at most.")
    starts_on = _day("From", needed="Give the first day.")
    ends_on = _day("Last day", needed="Give the last day. It can be ended earlier.")


class PauseForm(_OffsetForm):
    """Nobody new, for a time."""

    kind = OffsetKind.PAUSE
    starts_on = _day("From", needed="Give the first day.")
    ends_on = _day("Last day", needed="Give the last day. It can be ended earlier.")

"""What is decided about a referral, and a call made before that, as somebody types them."""

import uuid
from dataclasses import dataclass

from django import forms

from caseload.forms.fields import choice
from caseload.forms.written import AGAIN, words
from caseload.triage.entry import HelpElsewhere, TriageEntry
from clinical.problems import Problem
from referrals.models import ConsentMethod, ScreeningOutcome, TriageDecision
from referrals.models.triage import LONGEST_REASON


@dataclass(frozen=True, slots=True)
class Choice:
    """One decision as a button: its key and its word."""

    value: str
    key: str
    label: str


CHOICES = tuple(
    Choice(one.value, str(number), one.label) for number, one in enumerate(TriageDecision, start=1)
)


class TriageForm(forms.Form):
    """Nothing is chosen in advance. What each decision asks for is the action's rule."""

    decision = forms.TypedChoiceField(
        choices=TriageDecision.choices,
        coerce=TriageDecision,
        widget=forms.RadioSelect,
        label="Triage",
        error_messages={
            "required": "Choose how this referral is taken on.",
            "invalid_choice": "Choose one of the decisions shown.",
        },
    )
    problem = forms.ChoiceField(
        label="Main problem, as far as known",
        required=False,
        choices=[(one.name, one.label) for one in Problem if one.is_recorded],
        error_messages={"invalid_choice": "Choose one of the problems shown."},
    )
    reason = words("Reason", longest=LONGEST_REASON, rows=2)
    places = forms.TypedMultipleChoiceField(
        label="Places",
        required=False,
        coerce=int,
        error_messages={"invalid_choice": "One of these places is no longer in the directory."},
    )
    consent = choice(ConsentMethod, "How they agreed")
    by_message = forms.BooleanField(label="Send them these in a message", required=False)
    ask_on = forms.DateField(
        label="Ask how it went, on",
        required=False,
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
        error_messages={"invalid": "Give the date as day, month and year."},
    )
    ends = forms.BooleanField(label="End the referral: signposted by agreement", required=False)
    later = forms.BooleanField(label="Leave on the list to allocate", required=False)
    # How many decisions the page showed.
    decided = forms.IntegerField(
        min_value=0, max_value=30_000, widget=forms.HiddenInput, error_messages=AGAIN
    )

    def __init__(self, *args: object, places: tuple[int, ...], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["places"].choices = [(str(pk), str(pk)) for pk in places]  # type: ignore[attr-defined]

    def entry(self) -> TriageEntry:
        """As the action takes it."""
        said = self.cleaned_data
        return TriageEntry(
            decision=said["decision"],
            seen=said["decided"],
            reason=said["reason"],
            problem=Problem[said["problem"]] if said["problem"] else None,
            elsewhere=HelpElsewhere(
                places=tuple(said["places"]),
                consent=said["consent"],
                by_message=said["by_message"],
                ask_on=said["ask_on"],
                ends=said["ends"],
            ),
        )


class ScreeningCallForm(forms.Form):
    """One attempt to ring somebody before it is decided."""

    form_key = forms.UUIDField(widget=forms.HiddenInput, error_messages=AGAIN)
    outcome = forms.TypedChoiceField(
        choices=ScreeningOutcome.choices,
        coerce=ScreeningOutcome,
        widget=forms.RadioSelect,
        label="How the call went",
        error_messages={
            "required": "Say how the call went.",
            "invalid_choice": "Choose one of the answers shown.",
        },
    )
    said = words("What was said", longest=LONGEST_REASON, rows=2)


def new_call() -> dict[str, uuid.UUID]:
    """What a call's form begins with."""
    return {"form_key": uuid.uuid4()}

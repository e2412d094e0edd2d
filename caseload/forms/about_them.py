"""Equality questions, long-term conditions, and the GP practice, as staff ask and write them."""

from collections.abc import Sequence
from typing import Any

from django import forms

from caseload.about_them import LABELS, choices_of
from caseload.forms.record import VersionedForm
from caseload.forms.written import AGAIN, CHOOSE, line
from caseload.session.choices import Option
from referrals.equality import QUESTIONS, Given
from referrals.models import Condition, DisabilityKind, Equality, Practice

NOT_LISTED = "none"
KINDS = tuple(Option(one.value, one.label) for one in DisabilityKind)
CONDITIONS = tuple(Option(one.value, one.label) for one in Condition)


class AboutThemForm(forms.Form):
    """Each question may be left unasked, or kept back; what was answered is not unasked again."""

    # What was shown, so that nobody's newer answer is written over unseen.
    shown = forms.CharField(max_length=40, widget=forms.HiddenInput, error_messages=AGAIN)

    def __init__(
        self, *args: Any, answers: Equality, conditions: Sequence[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for name in QUESTIONS:
            self.fields[name] = _question(name, getattr(answers, name))
            if name == "disability":
                self.fields["disability_kinds"] = _ticks(
                    "If yes, of what kind", DisabilityKind.choices, answers.disability_kinds
                )
            if name == "long_term_condition":
                self.fields["conditions"] = _ticks(
                    "Which, if they named any", Condition.choices, conditions
                )

    def given(self) -> Given:
        """What the action takes."""
        return {name: self.cleaned_data[name] for name in (*QUESTIONS, "disability_kinds")}


def _question(name: str, now: str) -> forms.ChoiceField:
    # "Not asked" is offered until there is an answer: nothing is taken back by a slip.
    return forms.ChoiceField(
        label=LABELS[name],
        choices=[*([] if now else [("", "Not asked")]), *choices_of(name).choices],
        initial=now,
        required=False,
        error_messages={"invalid_choice": CHOOSE},
    )


def _ticks(
    label: str, choices: Sequence[tuple[str, Any]], now: Sequence[str]
) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        choices=choices,
        initial=list(now),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": CHOOSE},
    )


class PracticeForm(VersionedForm):
    """A few letters to look for, then one of those found."""

    looked_for = line(
        "GP practice", 120, hint="A few letters of its name, its code or postcode, then Find."
    )
    practice = forms.ChoiceField(
        label="Which of these?",
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": CHOOSE},
    )

    def __init__(self, *args: Any, found: Sequence[Practice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["practice"].choices = [  # type: ignore[attr-defined]
            *((one.code, f"{one.name}, {one.postcode} ({one.code})") for one in found),
            (NOT_LISTED, "None of these, or not on the list"),
        ]

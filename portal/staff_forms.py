"""What staff type about messages: what was done, and the rules for each type of contact; and which
system may send referrals.
"""

from typing import Any

from django import forms

from caseload.models import ContactKind
from portal.actions.rules import RuleEntry
from referrals.models import Medium, ReferralSource

_LONGEST = 400
# With "Referred by" before it, the title of a line on the timeline.
_LONGEST_NAME = 100
# People, who have no system.
_NO_SYSTEM = {ReferralSource.SELF, ReferralSource.CARER}
_WIDTH = {"class": "nhsuk-input--width-4", "inputmode": "numeric"}
_WHOLE = "{}: write a whole number, or leave it empty."


class DoneForm(forms.Form):
    """What was done about a reply, or about a message that failed."""

    how = forms.CharField(
        label="What was done",
        max_length=_LONGEST,
        error_messages={
            "required": "Say what was done.",
            "max_length": f"What was done: {_LONGEST} characters at most. "
            "This has %(show_value)s. Shorten it; nothing was cut off.",
        },
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class RuleForm(forms.Form):
    """One rule, from a day on."""

    contact_kind = forms.ChoiceField(label="Type of contact", choices=ContactKind.choices)
    medium = forms.ChoiceField(
        label="By",
        required=False,
        choices=[("", "Any way"), *Medium.choices],
    )
    remind_hours_before = forms.IntegerField(
        label="Remind this many hours before",
        required=False,
        help_text="2 to 168. Empty: no reminder.",
        error_messages={"invalid": _WHOLE.format("Remind")},
        widget=forms.TextInput(attrs=_WIDTH),
    )
    may_confirm = forms.BooleanField(label="They may confirm by answering", required=False)
    may_cancel = forms.BooleanField(label="They may cancel by answering", required=False)
    questionnaire_days_before = forms.IntegerField(
        label="Send the questionnaire this many days before",
        required=False,
        help_text="0 to 14. Empty: not sent by itself.",
        error_messages={"invalid": _WHOLE.format("Questionnaire")},
        widget=forms.TextInput(attrs=_WIDTH),
    )
    nudge_hours_before = forms.IntegerField(
        label="Ask again this many hours before",
        required=False,
        help_text="1 to 168. Empty: not asked again.",
        error_messages={"invalid": _WHOLE.format("Ask again")},
        widget=forms.TextInput(attrs=_WIDTH),
    )
    valid_from = forms.DateField(
        label="From",
        error_messages={
            "required": "Give the day from which it holds.",
            "invalid": "Give the date as day, month and year.",
        },
        widget=forms.DateInput(
            format="%Y-%m-%d", attrs={"type": "date", "class": "nhsuk-input--width-10"}
        ),
    )

    def entry(self) -> RuleEntry:
        """What was typed, once valid."""
        typed: dict[str, Any] = self.cleaned_data
        return RuleEntry(
            contact_kind=ContactKind(typed["contact_kind"]),
            medium=Medium(typed["medium"]) if typed["medium"] else None,
            remind_hours_before=typed["remind_hours_before"],
            may_confirm=typed["may_confirm"],
            may_cancel=typed["may_cancel"],
            questionnaire_days_before=typed["questionnaire_days_before"],
            nudge_hours_before=typed["nudge_hours_before"],
            valid_from=typed["valid_from"],
        )


class SenderForm(forms.Form):
    """One more system that may send referrals."""

    name = forms.CharField(
        label="Whose system it is",
        max_length=_LONGEST_NAME,
        help_text="As it stands on the timeline of each referral, for example: Mill Lane Surgery.",
        error_messages={
            "required": "Say whose system it is.",
            "max_length": f"{_LONGEST_NAME} characters at most. This has %(show_value)s. "
            "Nothing was cut off.",
        },
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    source = forms.ChoiceField(
        label="Its referrals count as",
        choices=[one for one in ReferralSource.choices if one[0] not in _NO_SYSTEM],
        initial=ReferralSource.GP,
        error_messages={"required": "Choose a source.", "invalid_choice": "Choose a source."},
    )

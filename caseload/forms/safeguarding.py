"""A safeguarding referral as it is written down."""

import uuid
from collections.abc import Sequence

from django import forms

from caseload.actions.safeguarding import SafeguardingEntry
from caseload.forms.written import AGAIN, CHOOSE, line, words
from caseload.models import AboutWhom
from clinical.risk import ResponseUrgency

_CONSENT = {"yes": True, "no": False}
_BY_WHEN = [
    (ResponseUrgency.SAME_DAY.value, "Today"),
    (ResponseUrgency.PLANNED.value, "Within 7 days"),
    (ResponseUrgency.ROUTINE_REFERRAL.value, "Within 28 days"),
]


class SafeguardingForm(forms.Form):
    """Nothing is chosen in advance but who follows it up."""

    form_key = forms.UUIDField(widget=forms.HiddenInput, error_messages=AGAIN, initial=uuid.uuid4)
    about = forms.TypedChoiceField(
        label="Whom it is about",
        choices=AboutWhom.choices,
        coerce=AboutWhom,
        widget=forms.RadioSelect,
        error_messages={"required": "Say whom it is about.", "invalid_choice": CHOOSE},
    )
    concern = words("What the concern is")
    recipient = line("Who the referral goes to", 200)
    how_sent = line("How it was sent", 120, hint="For instance by phone and by secure e-mail.")
    has_consent = forms.TypedChoiceField(
        label="Did the person agree?",
        choices=[("yes", "Yes"), ("no", "No, or not asked")],
        coerce=_CONSENT.__getitem__,
        empty_value=None,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Say whether the person agreed.",
            "invalid_choice": CHOOSE,
        },
    )
    why_without_consent = line("If not: why it was passed on all the same", 400)
    their_reference = line("Their reference, if there is one yet", 60)
    owner = forms.TypedChoiceField(
        label="Who follows it up",
        coerce=int,
        error_messages={"required": CHOOSE, "invalid_choice": CHOOSE},
    )
    urgency = forms.TypedChoiceField(
        label="By when",
        choices=[("", "Choose"), *_BY_WHEN],
        coerce=ResponseUrgency,
        error_messages={"required": "Say by when.", "invalid_choice": CHOOSE},
    )

    def __init__(self, *args: object, owners: Sequence[tuple[int, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["owner"].choices = list(owners)  # type: ignore[attr-defined]

    def entry(self) -> SafeguardingEntry:
        """What the action takes."""
        return SafeguardingEntry(
            **{name: self.cleaned_data[name] for name in SafeguardingEntry.__dataclass_fields__}
        )

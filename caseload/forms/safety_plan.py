"""The safety plan as it is written down with somebody."""

import uuid
from datetime import date

from django import forms

from caseload.actions.safety_plans import PlanEntry
from caseload.forms.written import AGAIN, line, words
from caseload.models import SafetyPlan
from caseload.safety.parts import PARTS
from caseload.safety.plan import latest_review
from clinical.policy import Policy


class SafetyPlanForm(forms.Form):
    """One field a part, in the order of the plan; then the review and who has it."""

    over = forms.IntegerField(
        min_value=0,
        max_value=30_000,
        widget=forms.HiddenInput,
        error_messages=AGAIN,
    )
    form_key = forms.UUIDField(widget=forms.HiddenInput, error_messages=AGAIN)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        for part in PARTS:
            self.fields[part.name] = words(part.heading, rows=3, hint=part.hint)
        self.fields["review_on"] = forms.DateField(
            label="Look at it again on",
            widget=forms.DateInput(
                {"type": "date", "class": "nhsuk-input--width-10"}, format="%Y-%m-%d"
            ),
            error_messages={"invalid": "That is not a date."},
        )
        self.fields["copy_given"] = line("Copy given, and how", 120, hint="Or “not yet”.")
        self.fields["who_else_has_it"] = line("Who else has a copy", 200)

    def entry(self) -> PlanEntry:
        """What the action takes."""
        return PlanEntry(
            **{name: self.cleaned_data[name] for name in PlanEntry.__dataclass_fields__}
        )


def unbound(plan: SafetyPlan | None, *, on: date, policy: Policy) -> SafetyPlanForm:
    """The form with the current version in it. A new version has been given to nobody yet."""
    before = {} if plan is None else {part.name: getattr(plan, part.name) for part in PARTS}
    return SafetyPlanForm(
        initial={
            **before,
            "who_else_has_it": "" if plan is None else plan.who_else_has_it,
            "review_on": latest_review(on=on, policy=policy),
            "over": 0 if plan is None else plan.number,
            "form_key": uuid.uuid4(),
        }
    )

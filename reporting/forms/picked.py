"""What the links of a page of figures say in its address: a breakdown, a measure, some people."""

from collections.abc import Collection, Mapping
from typing import Any

from django import forms

from reporting.forms.asked import NOT_YOUR_TEAM

# Said where the links are, and at the top.
_REFUSALS = {
    "by": "There is no such breakdown: choose one from the list.",
    "fair": "Fairness is not shown of such a measure: choose one from the list.",
    "print": "There is no such print of this page: choose Print.",
    "which": "This number has no such people: choose one of the tabs.",
    "team": NOT_YOUR_TEAM,
    "week": "There is no such week here: choose a week earlier or later.",
}


class PickedForm(forms.Form):
    """Which of the values `offered` by name the address picks; each may be left out. Anything else
    is refused, and the page is what it is without it.
    """

    def __init__(self, asked: Mapping[str, Any], **offered: Collection[str]) -> None:
        super().__init__({name: asked.get(name, "") for name in offered})
        for name, values in offered.items():
            self.fields[name] = forms.ChoiceField(
                required=False,
                choices=[(one, one) for one in values],
                error_messages={"invalid_choice": _REFUSALS[name]},
            )

    def picked(self, name: str) -> str:
        """What it names, and well; empty otherwise."""
        self.is_valid()
        return str(self.cleaned_data.get(name, ""))

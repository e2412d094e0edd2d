"""The five numbers that a lead may change."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django import forms

from reporting.what_if.arithmetic import Assumptions

_PERCENT = 100


class AssumptionsForm(forms.Form):
    """Whatever is left out stays as it is now. Nothing here is stored."""

    def __init__(self, asked: Mapping[str, Any], *, now: Assumptions) -> None:
        self._now, self._as_it_is = now, _said(now)
        super().__init__({name: asked.get(name) or said for name, said in self._as_it_is.items()})
        self.fields["starters"] = _number("People starting a week", 0, 2000)
        self.fields["missed"] = _number("Did not attend, %", 0, 90)
        self.fields["sessions"] = _number("Sessions for each person", 1, 30)
        self.fields["pwps"] = _number("PWPs with a diary", 0.1, 2000)
        self.fields["first_to_second"] = _number("Days, first to second session", 0, 365)

    def assumed(self) -> Assumptions:
        """As the sums take them. A number left as it is stays what it really is, not as rounded in
        its field: nothing else would move nothing.
        """
        said = {name: float(value) for name, value in self.cleaned_data.items()}
        said["missed"] /= _PERCENT
        changed = {
            name: value
            for name, value in said.items()
            if self.data[name].strip() != self._as_it_is[name]
        }
        return replace(self._now, **changed)


def _said(now: Assumptions) -> dict[str, str]:
    """The numbers as somebody would type them."""
    return {
        "starters": f"{now.starters:.1f}",
        "missed": f"{now.missed * _PERCENT:.1f}",
        "sessions": f"{now.sessions:.1f}",
        "pwps": f"{now.pwps:g}",
        "first_to_second": f"{now.first_to_second:.0f}",
    }


def _number(label: str, lowest: float, highest: float) -> forms.DecimalField:
    # Some of these messages are filled in with % and some are not: none has one of its own.
    name = label.removesuffix(", %")
    between = f"{name}: a number from {lowest:g} to {highest:g}."
    return forms.DecimalField(
        label=label,
        min_value=lowest,
        max_value=highest,
        max_digits=6,
        decimal_places=2,
        widget=forms.TextInput(
            {"inputmode": "decimal", "autocomplete": "off", "class": "nhsuk-input--width-4"}
        ),
        error_messages=dict.fromkeys(
            (
                "required", "invalid", "min_value", "max_value", "max_digits",
                "max_decimal_places", "max_whole_digits",
            ),
            between,
        ),
    )  # fmt: skip

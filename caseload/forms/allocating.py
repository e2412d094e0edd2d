"""What a senior chooses in "Who has room": whom, whether the time shown is offered, and why."""

from datetime import datetime

from django import forms
from django.utils.dateparse import parse_datetime

from caseload.actions.placing import Placement
from caseload.forms.written import line
from referrals.models import PartOfDay
from staff.models import AskedGender, Interest

_CHOOSE = "Choose who carries this person."
_BEYOND = 2**31 - 1


class PlaceForm(forms.Form):
    """Each row of the table carries the time it shows; that of the row chosen is meant."""

    pwp = forms.IntegerField(
        label="PWP",
        min_value=1,
        max_value=_BEYOND,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), _CHOOSE),
    )
    offer = forms.BooleanField(label="Offer the first free time shown", required=False)
    why = line("Reason", 200, hint="Needed over the agreed number, and for a transfer.")
    seen = forms.IntegerField(required=False, min_value=0, max_value=_BEYOND)

    def placement(self) -> Placement:
        """As the action takes it; a time that nobody can read is no offer."""
        said = self.cleaned_data
        return Placement(
            pwp_id=said["pwp"],
            seen_carrier_id=said["seen"] or None,
            starts_at=self._shown(said["pwp"]) if said["offer"] else None,
            why=said["why"],
        )

    def _shown(self, pwp: int) -> datetime | None:
        try:
            found = parse_datetime(str(self.data.get(f"at_{pwp}", "")))
        except ValueError:
            return None
        return found if found is not None and found.tzinfo is not None else None


class WishesForm(forms.Form):
    """What somebody asks for in who helps them, and when they can come."""

    gender = forms.ChoiceField(
        label="Asked for",
        required=False,
        choices=[("", "No wish"), *((one.value, f"{one.label} PWP") for one in AskedGender)],
        widget=forms.RadioSelect,
    )
    times = forms.MultipleChoiceField(
        label="Can come",
        required=False,
        choices=PartOfDay.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    groups = forms.MultipleChoiceField(
        label="Belongs to",
        required=False,
        choices=Interest.choices,
        widget=forms.CheckboxSelectMultiple,
    )

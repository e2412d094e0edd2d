"""To whom somebody shows signs of their own overtime."""

from collections.abc import Mapping, Sequence

from django import forms

from staff.models import StaffMember


class ShareForm(forms.Form):
    """One named person."""

    shared_with = forms.TypedChoiceField(
        label="Show them to",
        coerce=int,
        empty_value=None,
        error_messages={
            "required": "Choose a person.",
            "invalid_choice": "Choose one of the people shown.",
        },
    )

    def __init__(
        self, posted: Mapping[str, str] | None = None, *, people: Sequence[StaffMember]
    ) -> None:
        super().__init__(posted)
        self._people = {person.pk: person for person in people}
        names = [(str(pk), person.full_name) for pk, person in self._people.items()]
        choices = [("", "Choose a person"), *names]
        self.fields["shared_with"].choices = choices  # type: ignore[attr-defined]

    def chosen(self) -> StaffMember:
        """The person."""
        return self._people[self.cleaned_data["shared_with"]]

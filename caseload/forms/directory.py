"""A place of the directory, as somebody types it."""

from django import forms

from caseload.actions.directory import PlaceEntry
from caseload.forms.written import A_PHONE_NUMBER, line
from referrals.models import DirectoryEntry, HelpArea


class PlaceForm(forms.Form):
    """What it helps with, what it is called, how it is reached."""

    area = forms.ChoiceField(
        label="Helps with",
        choices=HelpArea.choices,
        error_messages={"required": "Choose what it helps with."},
    )
    name = line("Name", 80)
    phone = line("Phone", 20)
    web = line("Web address", 100)
    what = line("What they do, and for whom", 200)
    version = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["name"].required = True
        self.fields["name"].error_messages["required"] = "Give its name."
        self.fields["phone"].validators.append(A_PHONE_NUMBER)

    def entry(self) -> PlaceEntry:
        """As the action takes it."""
        said = self.cleaned_data
        return PlaceEntry(said["area"], said["name"], said["phone"], said["web"], said["what"])


def shown(place: DirectoryEntry) -> dict[str, object]:
    """What the form of a place begins with."""
    return {name: getattr(place, name) for name in PlaceForm.base_fields}

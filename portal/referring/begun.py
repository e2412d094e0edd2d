"""A self-referral that was begun for somebody: found by the token of its link, and its form."""

from datetime import datetime
from typing import Any

from django import forms

from caseload.forms.written import A_PHONE_NUMBER, line
from policy.wordings import LANGUAGES
from portal.links import hash_of
from portal.models import BegunReferral
from portal.models.begun import MOST_TRIES
from portal.referring import told
from portal.referring.forms import AboutYou

# What is filled in of later steps, for the person to go over; no step is answered by it.
BEGUN = "begun"


class BeginForm(AboutYou):
    """Who the person is, how to reach them, and who helps them."""

    organisation = line("Who helps them: charity, job centre, our own desk", 120)
    phone = line("Phone", 20, inputmode="tel")
    email = forms.EmailField(
        label="Email",
        required=False,
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"invalid": "Write an email address like name@example.com."},
    )
    language = forms.ChoiceField(label="Language they read best", choices=tuple(LANGUAGES.items()))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["postcode"].label = "Postcode"
        self.fields["gp"].label = "GP surgery"
        self.fields["gp"].help_text = "Its name or street, if they know it."
        self.fields["phone"].validators.append(A_PHONE_NUMBER)

    def clean(self) -> dict[str, Any]:
        super().clean()
        if not self.cleaned_data.get("organisation") and "organisation" not in self.errors:
            self.add_error("organisation", "Say who helps them.")
        return self.cleaned_data

    def answers(self) -> dict[str, Any]:
        """As the steps of the form keep them: who they are is answered, the rest is filled in."""
        about = {name: said for name, said in self.typed().items() if name in AboutYou.base_fields}
        said = self.cleaned_data
        contact = {"phone": said["phone"], "email": said["email"]}
        return {told.ABOUT: about, BEGUN: {told.CONTACT: contact}}


def find(token: str, *, now: datetime) -> BegunReferral | None:
    """The beginning behind a token, while it can be opened."""
    return BegunReferral.objects.filter(
        token_hash=hash_of(token),
        expires_at__gt=now,
        opened_at__isnull=True,
        wrong_birth_dates__lt=MOST_TRIES,
    ).first()

"""The steps of a self-referral, a form each. What cannot be taken stays typed, with its reason."""

import re
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.forms import BirthDate
from portal.models import Safe
from portal.referring import choices
from portal.referring.ages import OLDEST, age_on
from portal.referring.choices import Said

_PHONE = re.compile(r"[0-9+() -]{9,20}")


class Step(forms.Form):
    """One page of the form. `on` is the day on which it is filled in; `youngest` is the age from
    which the service is for somebody.
    """

    def __init__(self, *args: Any, on: date, youngest: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = on
        self.youngest = youngest

    def typed(self) -> dict[str, Any]:
        """What is kept of it."""
        return {name: self._kept(name) for name in self.fields}

    def _kept(self, name: str) -> Any:
        said = self.cleaned_data.get(name, "")
        if isinstance(self.fields[name].widget, forms.Textarea) or not isinstance(said, str):
            return said
        return " ".join(said.split())  # one line, whatever was pasted


def _line(
    label: Said, longest: int, *, hint: Said = "", needed: Said = "", **attributes: str
) -> forms.CharField:
    errors: dict[str, Any] = {
        "max_length": gettext_lazy(
            "%(limit_value)d characters at most. This has %(show_value)d. Nothing was cut off."
        )
    }
    return forms.CharField(
        label=label,
        help_text=hint,
        required=bool(needed),
        max_length=longest,
        error_messages=errors | ({"required": needed} if needed else {}),
        widget=forms.TextInput(attributes),
    )


def _one_of(
    label: Said, options: choices.Options, *, hint: Said = "", needed: Said = ""
) -> forms.ChoiceField:
    choose = needed or gettext_lazy("Choose one of the answers.")
    return forms.ChoiceField(
        label=label,
        help_text=hint,
        choices=options,
        required=bool(needed),
        widget=forms.RadioSelect,
        error_messages={"required": choose, "invalid_choice": choose},
    )


def _from_list(label: Said, options: choices.Options) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=(("", gettext_lazy("Choose, or leave it out")), *options),
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Choose one of the answers.")},
    )


class Start(forms.Form):
    """Which language; and a box that people do not see and robots fill in."""

    language = forms.CharField(required=False, max_length=10, widget=forms.HiddenInput)
    website = forms.CharField(required=False, max_length=0)


class SafeNow(Step):
    """Asked of everybody, before anything else."""

    safe = forms.ChoiceField(
        label=gettext_lazy("Are you safe right now?"),
        help_text=gettext_lazy(
            "We ask everyone. This form is not read straight away, so we want you to get the right "
            "help today."
        ),
        choices=choices.SAFE,
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Choose how you are right now"),
            "invalid_choice": gettext_lazy("Choose how you are right now"),
        },
    )

    def worries(self) -> bool:
        """Help comes before the next question."""
        return self.cleaned_data["safe"] != Safe.YES


class AboutYou(Step):
    """Who somebody is, and their surgery."""

    given_name = _line(
        gettext_lazy("First name"),
        80,
        needed=gettext_lazy("Enter your first name"),
        autocomplete="given-name",
    )
    family_name = _line(
        gettext_lazy("Last name"),
        80,
        needed=gettext_lazy("Enter your last name"),
        autocomplete="family-name",
    )
    d = forms.CharField(required=False, max_length=10, label=gettext_lazy("Day"))
    m = forms.CharField(required=False, max_length=10, label=gettext_lazy("Month"))
    y = forms.CharField(required=False, max_length=10, label=gettext_lazy("Year"))
    postcode = _line(
        gettext_lazy("Postcode, if you have one"),
        8,
        autocomplete="postal-code",
        **{"class": "nhsuk-input--width-10"},
    )
    gp = _line(
        gettext_lazy("Your GP surgery"),
        120,
        hint=gettext_lazy("Its name or street. Leave it empty if you have none or are not sure."),
    )

    def clean(self) -> dict[str, Any]:
        wrong = self._wrong_birth_date()
        if wrong:
            self.add_error("d", wrong)
        return self.cleaned_data

    def _wrong_birth_date(self) -> str:
        typed = BirthDate({name: self.data.get(name, "") for name in ("d", "m", "y")})
        if not typed.is_valid():
            return " ".join(str(one) for errors in typed.errors.values() for one in errors)
        born = typed.cleaned_data["birth_date"]
        age = age_on(born, on=self.on)
        if not 0 <= age <= OLDEST:
            return _("Check the year you were born.")
        if age < self.youngest:
            return _(
                "This service is for people aged %(age)s or over. If you are younger, talk to your "
                "GP, or ring Childline on 0800 1111, day or night."
            ) % {"age": self.youngest}
        return ""


class Problem(Step):
    """In the person's own words."""

    problem = forms.CharField(
        label=gettext_lazy("What is wrong, in your own words?"),
        help_text=gettext_lazy(
            "What is hard at the moment, and since when? A few words are enough. We ask the rest "
            "when we talk."
        ),
        max_length=4000,
        widget=forms.Textarea({"rows": 8}),
        error_messages={
            "required": gettext_lazy("Write a few words about what is wrong"),
            "max_length": gettext_lazy(
                "%(limit_value)d characters at most. This has %(show_value)d. Nothing was cut off."
            ),
        },
    )


class Contact(Step):
    """How it is safe to reach somebody."""

    phone = _line(
        gettext_lazy("Phone number"),
        20,
        hint=gettext_lazy("Mobile or landline. Our calls show as a private number."),
        autocomplete="tel",
        inputmode="tel",
    )
    voicemail = _one_of(gettext_lazy("Can we leave a voicemail?"), choices.YES_OR_NO)
    texts = _one_of(
        gettext_lazy("Can we send texts?"),
        choices.YES_OR_NO,
        hint=gettext_lazy("We use them for questionnaires and reminders."),
    )
    email = forms.EmailField(
        label=gettext_lazy("Email"),
        required=False,
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "email", "spellcheck": "false"}),
        error_messages={
            "invalid": gettext_lazy("Enter an email address like name@example.com"),
            "max_length": gettext_lazy(
                "%(limit_value)d characters at most. This has %(show_value)d. Nothing was cut off."
            ),
        },
    )
    emails = _one_of(gettext_lazy("Can we send you emails?"), choices.YES_OR_NO)
    best_time = _line(
        gettext_lazy("When is it safe to ring you?"),
        60,
        hint=gettext_lazy("For example: after 5, not on Sundays. Leave it empty for any time."),
    )
    say_who = _line(
        gettext_lazy("If someone else answers, who shall we say is ringing?"),
        60,
        hint=gettext_lazy("Leave it empty and we give a first name only."),
    )

    def clean_phone(self) -> str:
        phone = " ".join(str(self.cleaned_data["phone"]).split())
        if phone and not _PHONE.fullmatch(phone):
            raise forms.ValidationError(
                _("Enter a phone number with its area code, for example 07700 900 123")
            )
        return phone

    def clean(self) -> dict[str, Any]:
        told = self.cleaned_data
        if not told.get("phone") and not told.get("email") and not self.errors:
            self.add_error("phone", _("Enter a phone number or an email address"))
        if told.get("phone") and not told.get("voicemail"):
            self.add_error("voicemail", _("Choose if we can leave a voicemail"))
        if told.get("phone") and not told.get("texts"):
            self.add_error("texts", _("Choose if we can send texts"))
        if told.get("email") and not told.get("emails"):
            self.add_error("emails", _("Choose if we can send you emails"))
        return told


class NeedsStep(Step):
    """What makes it possible to take part."""

    language = forms.ChoiceField(
        label=gettext_lazy("Which language do you read best?"),
        choices=choices.LANGUAGES,
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Choose one of the answers.")},
    )
    needs = forms.MultipleChoiceField(
        label=gettext_lazy("What do you need from us?"),
        help_text=gettext_lazy("Tick all that fit, or none."),
        choices=choices.NEEDS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": gettext_lazy("Choose one of the answers.")},
    )
    other = _line(
        gettext_lazy("Anything else that would help"),
        100,
        hint=gettext_lazy("For example: British Sign Language, a woman to talk to."),
    )


class Equality(Step):
    """Asked of everybody to see that the service is fair; each may be left out."""

    gender = _one_of(gettext_lazy("Your gender"), choices.GENDER)
    same_as_at_birth = _one_of(
        gettext_lazy("Is your gender the same as at birth?"), choices.YES_NO_NOT_SAID
    )
    ethnicity = _from_list(gettext_lazy("Your ethnic group"), choices.ETHNICITY)
    religion = _from_list(gettext_lazy("Your religion or belief"), choices.RELIGION)
    orientation = _from_list(gettext_lazy("Your sexual orientation"), choices.ORIENTATION)
    disability = _one_of(gettext_lazy("Do you have a disability?"), choices.YES_NO_NOT_SAID)
    long_term_condition = _one_of(
        gettext_lazy("Do you have a long-term illness, such as diabetes or asthma?"),
        choices.YES_NO_NOT_SAID,
    )
    perinatal = _one_of(
        gettext_lazy("Are you pregnant, or do you have a child under 2?"), choices.YES_NO_NOT_SAID
    )
    armed_forces = _one_of(
        gettext_lazy("Have you ever served in the armed forces?"), choices.YES_NO_NOT_SAID
    )
    carer = _one_of(gettext_lazy("Do you look after someone who is ill?"), choices.YES_NO_NOT_SAID)


class Agree(forms.Form):
    """What somebody agrees to when they send."""

    gp = _one_of(
        choices.GP_WORDS,
        choices.YES_OR_NO,
        needed=gettext_lazy("Choose if we may write to your GP"),
    )
    record = forms.BooleanField(
        label=choices.RECORD_WORDS,
        error_messages={"required": gettext_lazy("Tick the box to agree, or ring us instead")},
    )

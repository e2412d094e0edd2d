"""A referral as somebody types it: where it comes from, whom it is about, what it says."""

import difflib
import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from caseload.forms.fields import choice
from caseload.forms.written import A_PHONE_NUMBER, AGAIN, CHOOSE, line, words
from caseload.incoming import days
from caseload.incoming.entry import Known, TypedEntry
from caseload.models import CameBy, MentionsHarm
from clinical import nhs_number
from policy.wordings import LANGUAGES
from referrals.matching import Typed
from referrals.models import ConsentKind, ReferralSource
from referrals.registering import Agreed, Needs, NewPatient

_YES, _NO = "yes", "no"
_LONGEST = 4_000
# What may be said of contact, and the words that are kept with each answer.
CONSENTS = (
    (ConsentKind.RECORD, "agrees", "Agrees to be referred"),
    (ConsentKind.VOICEMAIL, "voicemail", "Voicemail may be left"),
    (ConsentKind.TEXT, "texts", "Texts may be sent"),
    (ConsentKind.EMAIL, "emails", "Emails may be sent"),
    (ConsentKind.SHARE_WITH_GP, "share_with_gp", "Letters may go to the GP"),
)
NEEDS = (
    ("interpreter", "Interpreter"),
    ("hearing", "Hearing"),
    ("sight", "Sight"),
    ("mobility", "Getting about"),
    ("reading", "Reading"),
)
_NEW = "“{name}” has not referred before. Do you mean “{like}”? Save again to keep what you typed."
_ALIKE_ENOUGH = 0.75
_WHO = ("given_name", "family_name", "date_of_birth")
_SAID_ONCE = ("phone", "email", "address", "postcode", "best_time", "say_who", "gp", "language")


def _list(label: str, options: type[ReferralSource] | type[CameBy], *, needed: str) -> Any:
    return forms.TypedChoiceField(
        label=label,
        choices=[("", "Choose"), *options.choices],
        coerce=options,
        error_messages={"required": needed, "invalid_choice": CHOOSE},
    )


class LetterForm(forms.Form):
    """One page for every referral that staff type. `on` is the day on which it is typed."""

    form_key = forms.UUIDField(widget=forms.HiddenInput, error_messages=AGAIN)
    # What the page has asked about once; the answer after that stands.
    asked = forms.CharField(required=False, max_length=1_000, widget=forms.HiddenInput)
    source = _list("Who refers", ReferralSource, needed="Say who refers.")
    came_by = _list("How it came", CameBy, needed="Say how it came.")
    referrer = line("Referrer’s name", 120)
    gp = line("GP surgery", 120, list="surgeries")
    organisation = line("Organisation, if not the surgery", 120, list="organisations")
    received_on = line("Received on", 20, hint="Today, unless you change it")
    nhs_number = line("NHS number", 20, inputmode="numeric", **{"class": "nhsuk-input--width-10"})
    given_name = line("First name", 80)
    family_name = line("Last name", 80)
    date_of_birth = line(
        "Date of birth", 20, hint="Such as 12/3/1988", **{"class": "nhsuk-input--width-10"}
    )
    postcode = line("Postcode", 8, **{"class": "nhsuk-input--width-10"})
    phone = line("Phone", 20, inputmode="tel", **{"class": "nhsuk-input--width-10"})
    email = forms.EmailField(
        label="Email",
        required=False,
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "off", "spellcheck": "false"}),
        error_messages={
            "invalid": "Write an email address like name@example.com.",
            "max_length": "Email: 254 characters at most. This has %(show_value)s.",
        },
    )
    address = line("Address", 200)
    problem = words("What the problem is, in the words of the referral", longest=_LONGEST, rows=6)
    mentions_harm = choice(MentionsHarm, "Does it mention harm")
    best_time = line("When it is safe to ring", 60)
    say_who = line("If somebody else answers, we say we are", 60)
    language = forms.ChoiceField(
        label="Language they read best",
        choices=tuple(LANGUAGES.items()),
        initial="en",
        error_messages={"required": CHOOSE, "invalid_choice": CHOOSE},
    )
    needs = forms.MultipleChoiceField(
        label="What they need",
        choices=NEEDS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": CHOOSE},
    )
    other = line("Anything else that helps", 100)

    def __init__(
        self,
        *args: Any,
        on: date,
        youngest: int,
        surgeries: Sequence[str] = (),
        known: Known | None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.on, self.known, self._surgeries = on, known, surgeries
        self._youngest = youngest
        self.fields["phone"].validators.append(A_PHONE_NUMBER)
        for kind, name, label in CONSENTS:
            del kind
            self.fields[name] = forms.ChoiceField(
                label=label,
                required=False,
                choices=[(_YES, "Yes"), (_NO, "No"), ("", "Not said")],
                error_messages={"invalid_choice": CHOOSE},
            )

    def clean_received_on(self) -> date:
        """A day up to today, and not so long ago that the year must be wrong."""
        try:
            return days.received(self.cleaned_data["received_on"], on=self.on)
        except ValueError as wrong:
            raise forms.ValidationError(str(wrong)) from wrong

    def clean_nhs_number(self) -> str:
        """Ten digits with a right check digit, or nothing."""
        digits = nhs_number.digits(self.cleaned_data["nhs_number"])
        if digits and not (len(digits) == 10 and digits.isascii() and digits.isdigit()):
            raise forms.ValidationError("An NHS number has ten digits. Leave it empty if in doubt.")
        if digits and not nhs_number.is_valid(digits):
            raise forms.ValidationError(
                "This is no NHS number: its last digit does not fit the others. "
                "Read it again, or leave it empty."
            )
        return digits

    def clean_date_of_birth(self) -> date | None:
        """A day in the calendar, of somebody who is old enough for this service."""
        typed = self.cleaned_data["date_of_birth"]
        if self.known is not None:
            return None
        try:
            return days.birth_date(typed, on=self.on, youngest=self._youngest)
        except ValueError as wrong:
            raise forms.ValidationError(str(wrong)) from wrong

    def clean(self) -> dict[str, Any]:
        """What is missing is said; a surgery nobody knows is asked about once."""
        given = self.cleaned_data
        if self.known is None:
            self._need("given_name", "Write the first name.")
            self._need("family_name", "Write the last name.")
        self._need("problem", "Write what the problem is: a few words are enough.")
        if given.get("mentions_harm") is None and "mentions_harm" not in self.errors:
            self.add_error(
                "mentions_harm", "Say whether it mentions harm: yes, no, or I cannot tell."
            )
        if "gp" not in self.errors:
            self._check_surgery(given.get("gp", ""))
        return given

    def ask(self, about: str, *, field: str | None, words: str) -> bool:
        """Ask once: the second time the same answer stands."""
        if about in self._asked():
            return False
        self.add_error(field, words)
        return True

    @property
    def asked_now(self) -> str:
        """Everything the page has asked about, for the form to carry."""
        asked = self._asked()
        if self.errors.get("gp") and self.data.get("gp"):
            asked.append(f"gp:{self.data['gp'].strip()}")
        if self.known is not None:
            asked.append(f"open:{self.known.patient_id}")
        return "\n".join(dict.fromkeys(one for one in asked if one))

    @property
    def typed(self) -> Typed:
        """What is there to look somebody up by, whether or not the form is whole."""
        said = self.cleaned_data
        return Typed(
            given_name=said.get("given_name", ""),
            family_name=said.get("family_name", ""),
            date_of_birth=said.get("date_of_birth"),
            nhs_number=said.get("nhs_number", ""),
            phone=said.get("phone", ""),
            postcode=said.get("postcode", ""),
        )

    def entry(self, *, others: tuple[int, ...]) -> TypedEntry:
        """What the action takes."""
        said = self.cleaned_data
        is_gp = said["source"] == ReferralSource.GP
        return TypedEntry(
            source=said["source"],
            came_by=said["came_by"],
            received_on=said["received_on"],
            referrer=said["referrer"],
            organisation=said["organisation"] or (said["gp"] if is_gp else ""),
            problem=said["problem"],
            mentions_harm=said["mentions_harm"],
            person=self._person(),
            needs=Needs(
                language=said["language"],
                other=said["other"],
                **dict.fromkeys(said["needs"], True),
            ),
            agreed=tuple(
                Agreed(kind, said[name] == _YES, f"{label}: as said in the referral")
                for kind, name, label in CONSENTS
                if said[name]
            ),
            known=self.known,
            others=others,
        )

    def _person(self) -> NewPatient:
        said = self.cleaned_data
        born = said["date_of_birth"] or self.on  # of somebody known it is on record
        return NewPatient(
            given_name=said["given_name"],
            family_name=said["family_name"],
            date_of_birth=born,
            nhs_number=said["nhs_number"] or None,
            voicemail_ok=said["voicemail"] == _YES,
            text_ok=said["texts"] == _YES,
            email_ok=said["emails"] == _YES,
            share_with_gp=said["share_with_gp"] == _YES,
            **{name: said[name] for name in _SAID_ONCE},
        )

    def _need(self, name: str, message: str) -> None:
        if not self.cleaned_data.get(name) and name not in self.errors:
            self.add_error(name, message)

    def _check_surgery(self, name: str) -> None:
        """As it was written before, where it is the same; asked about where it is only like it."""
        known = {one.casefold(): one for one in self._surgeries}
        if not name or name.casefold() in known:
            self.cleaned_data["gp"] = known.get(name.casefold(), name)
            return
        like = difflib.get_close_matches(name.casefold(), known, n=1, cutoff=_ALIKE_ENOUGH)
        if like:
            self.ask(f"gp:{name}", field="gp", words=_NEW.format(name=name, like=known[like[0]]))

    def _asked(self) -> list[str]:
        return str(self.data.get("asked", "")).split("\n") if self.is_bound else []


def fresh(*, on: date) -> dict[str, object]:
    """What a new form carries."""
    return {"form_key": uuid.uuid4(), "received_on": days.written(on), "language": "en"}

"""The fields of a referral by API: each is checked, and what is wrong is said beside the field,
without repeating what was sent.
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from rest_framework import serializers

from clinical import nhs_number
from policy.wordings import LANGUAGES
from portal.referring.ages import OLDEST, age_on
from portal.referring.choices import NEEDS

_LONGEST_REASON = 8000
_LONGEST_NAME = 60
_PHONE = re.compile(r"[0-9+() -]{9,20}")
_NEEDED = "This is needed."
_UNKNOWN = "There is no such field."
_ALL_NEEDS = [name for name, _label in NEEDS]
_ONE_TEXT: dict[str, Any] = {
    "required": _NEEDED,
    "null": _NEEDED,
    "blank": _NEEDED,
    "invalid": "Send a text.",
}


def _text(longest: int, *, is_needed: bool = False) -> serializers.CharField:
    said = _ONE_TEXT | {"max_length": f"{longest} characters at most. Nothing was cut off."}
    if is_needed:
        return _OnlyText(max_length=longest, error_messages=said)
    return _OnlyText(
        max_length=longest, required=False, allow_blank=True, default="", error_messages=said
    )


def _answerable(name: str) -> str:
    """The name of a field as it can be written back: half a character pair becomes a mark."""
    return name[:_LONGEST_NAME].encode(errors="replace").decode()


def _yes_or_no(said: str = _NEEDED, **options: Any) -> "_OnlyTrueOrFalse":
    wrong: dict[str, Any] = {"invalid": "Send true or false.", "null": said, "required": said}
    return _OnlyTrueOrFalse(error_messages=wrong, **options)


class _OnlyText(serializers.CharField):
    """A number is no text: 07700 as a number has lost its nought."""

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return str(super().to_internal_value(data))


class _OnlyTrueOrFalse(serializers.BooleanField):
    """`"no"` and 0 are no answer to a question about harm."""

    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            self.fail("invalid", input="")
        return data


class LetterForm(serializers.Serializer[Any]):
    """One referral. The context has `on`, the day, and `youngest`, whom the service is for."""

    nhs_number = _text(20)
    given_name = _text(80, is_needed=True)
    family_name = _text(80, is_needed=True)
    date_of_birth = serializers.DateField(
        input_formats=["%Y-%m-%d"],
        error_messages={
            "required": _NEEDED,
            "null": _NEEDED,
            "invalid": "Send a day of the calendar as YYYY-MM-DD.",
            "datetime": "Send a day of the calendar as YYYY-MM-DD.",
        },
    )
    address = _text(200)
    postcode = _text(8)
    phone = _text(20)
    email = serializers.EmailField(
        max_length=254,
        required=False,
        allow_blank=True,
        default="",
        error_messages={"invalid": "Send an email address like name@example.com.", "null": _NEEDED},
    )
    voicemail_ok = _yes_or_no(default=False)
    text_ok = _yes_or_no(default=False)
    email_ok = _yes_or_no(default=False)
    best_time = _text(60)
    say_who = _text(60)
    language = serializers.ChoiceField(
        choices=list(LANGUAGES),
        default="en",
        error_messages={"invalid_choice": f"Send one of: {', '.join(LANGUAGES)}."},
    )
    needs = serializers.ListField(
        child=serializers.ChoiceField(
            choices=_ALL_NEEDS,
            error_messages={"invalid_choice": f"Send some of: {', '.join(_ALL_NEEDS)}."},
        ),
        max_length=len(NEEDS),
        default=list,
    )
    needs_other = _text(100)
    gp = _text(120)
    share_with_gp = _yes_or_no(default=False)
    referred_by = _text(120, is_needed=True)
    reason = _text(_LONGEST_REASON, is_needed=True)
    mentions_harm = _yes_or_no(
        "Say true or false: is anything known about harm, to themselves, by or to others?"
    )
    patient_agrees = _yes_or_no()

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        if not isinstance(data, Mapping):
            raise serializers.ValidationError({"body": ["Send one JSON object."]})
        unknown = sorted(_answerable(name) for name in set(data) - set(self.fields))
        if unknown:
            raise serializers.ValidationError({name: [_UNKNOWN] for name in unknown})
        told: dict[str, Any] = super().to_internal_value(data)
        return told

    def validate_nhs_number(self, typed: str) -> str:
        number = nhs_number.digits(typed)
        if number and not nhs_number.is_valid(number):
            raise serializers.ValidationError(
                "This is no NHS number: ten digits, of which the last checks the others. Leave it "
                "out if it is not known."
            )
        return number

    def validate_date_of_birth(self, born: date) -> date:
        age = age_on(born, on=self.context["on"])
        if not 0 <= age <= OLDEST:
            raise serializers.ValidationError("Check the year of birth.")
        if age < self.context["youngest"]:
            raise serializers.ValidationError(
                f"The service is for people aged {self.context['youngest']} or over. For somebody "
                "younger, refer to the mental health service for children and young people."
            )
        return born

    def validate_phone(self, typed: str) -> str:
        if typed and not _PHONE.fullmatch(typed):
            raise serializers.ValidationError("Send a phone number with its area code.")
        return typed

    def validate_patient_agrees(self, agrees: bool) -> bool:  # noqa: FBT001 - as the framework calls it
        if not agrees:
            raise serializers.ValidationError(
                "Nobody is referred who does not agree. If you fear for them, ring the service, or "
                "999."
            )
        return agrees

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if not any(attrs[way] for way in ("phone", "email", "address")):
            raise serializers.ValidationError(
                {"phone": ["Send a phone number, an email address or an address."]}
            )
        return attrs

"""What the service's own words must satisfy before anybody can propose them."""

import re

from clinical.errors import Refused
from policy.models import WordingKey
from policy.wordings import LANGUAGES, contacts_in

_K = WordingKey
_ONE_LINE = {_K.SERVICE_NAME: 60, _K.NEUTRAL_NAME: 40, _K.SERVICE_PHONE: 20, _K.TEXT_RELAY: 200}
_LONGEST = 2000
_PHONE = re.compile(r"\+?[0-9][0-9 ]{2,18}")
# Somebody else may read the neutral name on a screen: it says nothing about health.
_TELLING = (
    "anxi", "clinic", "counsel", "depress", "doctor", "health", "hospital", "iapt", "mental",
    "mind", "nhs", "patient", "psych", "pwp", "talking", "therap", "treatment", "wellbeing",
)  # fmt: skip


def checked(key: WordingKey, text: str) -> str:
    """The text as it is kept. Raises Refused, saying what to change."""
    text = "\n".join(line.rstrip() for line in text.strip().splitlines())
    if not text:
        raise Refused("Write the words.", field="text")
    longest = _ONE_LINE.get(key, _LONGEST)
    if len(text) > longest:
        raise Refused(
            f"{longest} characters at most; this has {len(text)}. Nothing was cut off.",
            field="text",
        )
    if key in _ONE_LINE and "\n" in text:
        raise Refused("One line only.", field="text")
    _refuse_by_key(key, text)
    return text


def refuse_unknown_language(language: str) -> None:
    """Only languages that a person's record can name. Raises Refused."""
    if language not in LANGUAGES:
        raise Refused("Choose a language from the list.", field="language")


def _refuse_by_key(key: WordingKey, text: str) -> None:
    if key is _K.NEUTRAL_NAME:
        _refuse_telling(text)
    elif key is _K.SERVICE_PHONE and not _PHONE.fullmatch(text):
        raise Refused("Give a phone number, digits and spaces only.", field="text")
    elif key is _K.CRISIS_NUMBERS:
        _refuse_broken_lines(text)


def _refuse_telling(text: str) -> None:
    words = re.findall(r"[a-z]+", text.lower())
    found = next((word for word in words if word.startswith(_TELLING)), None)
    if found is not None:
        raise Refused(
            f"“{found}” says what kind of service this is. Somebody else may read this name.",
            field="text",
        )


def _refuse_broken_lines(text: str) -> None:
    """A crisis contact that cannot be read would be left out of the page: better said here."""
    lines = [line for line in text.splitlines() if line.strip()]
    for number, line in enumerate(lines, start=1):
        contacts = contacts_in(line)
        if not contacts or not re.search(r"[0-9]{3}", contacts[0].number):
            raise Refused(
                f"Line {number}: write it as name | number | when. The number has digits.",
                field="text",
            )
    if not any(contact.number.startswith("999") for contact in contacts_in(text)):
        raise Refused("Keep 999 among them.", field="text")

"""A questionnaire in another language, or words the service is licensed to show: read from a file
and held against the questionnaire's own definition.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from clinical.errors import Refused
from clinical.measures import MEASURES, Measure

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z]{2,4})?")
_NO_LICENCE = "“licence” is missing: say by whose leave these words are shown."
_LONGEST = {"language_name": 40, "licence": 300, "option": 120, "text": 2000}


@dataclass(frozen=True, slots=True)
class Translation:
    """The words of one questionnaire, one per item and one per answer, and whose leave it is."""

    measure: str
    language: str
    language_name: str
    is_right_to_left: bool
    lead_in: str
    items: tuple[str, ...]
    options: tuple[str, ...]
    licence: str


def read(data: object) -> Translation:
    """A translation as its file has it. Raises Refused, saying what is wrong."""
    if not isinstance(data, Mapping):
        raise Refused("A translation is one object with named parts.")
    asked = {code: measure for code, measure in MEASURES.items() if measure.items}
    measure = asked.get(str(data.get("measure", "")))
    if measure is None:
        raise Refused(f"“measure” is one of {', '.join(asked)}.")
    language = str(data.get("language", ""))
    if not _LANGUAGE.fullmatch(language):
        raise Refused("“language” is a code such as pl, ar or pt-BR.")
    return Translation(
        measure=measure.code,
        language=language,
        language_name=_text(data, "language_name", longest=_LONGEST["language_name"]),
        is_right_to_left=_yes_or_no(data, "right_to_left"),
        lead_in=_text(data, "lead_in", longest=_LONGEST["text"]),
        items=_items(data, measure),
        options=_options(data, measure),
        licence=_text(data, "licence", longest=_LONGEST["licence"]),
    )


def _items(data: Mapping[str, object], measure: Measure) -> tuple[str, ...]:
    found = _texts(data, "items", longest=_LONGEST["text"])
    if len(found) != len(measure.items):
        raise Refused(f"{measure.name} has {len(measure.items)} items, not {len(found)}.")
    return found


def _options(data: Mapping[str, object], measure: Measure) -> tuple[str, ...]:
    found = _texts(data, "options", longest=_LONGEST["option"])
    answers = measure.item_highest - measure.item_lowest + 1
    if len(found) != answers:
        raise Refused(f"{measure.name} has {answers} answers, not {len(found)}.")
    return found


def _text(data: Mapping[str, object], name: str, *, longest: int) -> str:
    text = data.get(name)
    if not isinstance(text, str) or not text.strip():
        raise Refused(f"“{name}” is missing." if name != "licence" else _NO_LICENCE)
    if len(text) > longest:
        raise Refused(f"“{name}”: {longest} characters at most, not {len(text)}.")
    return text.strip()


def _texts(data: Mapping[str, object], name: str, *, longest: int) -> tuple[str, ...]:
    found = data.get(name)
    if not isinstance(found, list):
        raise Refused(f"“{name}” is a list of texts.")
    return tuple(
        _text({f"{name} {place}": one}, f"{name} {place}", longest=longest)
        for place, one in enumerate(found, start=1)
    )


def _yes_or_no(data: Mapping[str, object], name: str) -> bool:
    found = data.get(name, False)
    if not isinstance(found, bool):
        raise Refused(f"“{name}” is true or false.")
    return found

"""What the service says in its own words on a day, with safe words until it has approved its own;
who can be reached in a crisis.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import QuerySet

from policy.models import Wording, WordingKey

ENGLISH = "en"
# In which languages the service may word things; whatever it has not worded is in English.
LANGUAGES: Mapping[str, str] = MappingProxyType(
    {
        ENGLISH: "English",
        "ar": "Arabic",
        "bn": "Bengali",
        "cy": "Welsh",
        "fa": "Persian",
        "pa": "Punjabi",
        "pl": "Polish",
        "ro": "Romanian",
        "so": "Somali",
        "uk": "Ukrainian",
        "ur": "Urdu",
    }
)
_K = WordingKey
# Stands in the built query for the day; no wording begins then.
_DAY = date(1901, 1, 4)


@dataclass(frozen=True, slots=True)
class CrisisContact:
    """Somebody who can be reached in a crisis, on which number, and when."""

    name: str
    number: str
    when: str


# What holds until the service has approved a wording of its own.
USUAL = (
    CrisisContact("Samaritans", "116 123", "day and night, free"),
    CrisisContact("NHS mental health crisis line", "111, then option 2", "day and night"),
    CrisisContact("Text SHOUT", "85258", "day and night, by text"),
    CrisisContact("Emergency", "999", "if somebody may be hurt soon"),
)
# The neutral name says nothing about health: somebody else may read it on a screen.
DEFAULTS: Mapping[str, str] = MappingProxyType(
    {
        _K.SERVICE_NAME: settings.SERVICE_NAME,
        _K.NEUTRAL_NAME: "Your appointments team",
        # Nothing is better than a number that is not ours: pages leave the line out.
        _K.SERVICE_PHONE: "",
        _K.CRISIS_NUMBERS: "\n".join(f"{c.name} | {c.number} | {c.when}" for c in USUAL),
        # 18000 is the emergency number of the text relay; ours is closed when it matters most.
        _K.TEXT_RELAY: "If you cannot hear or speak on the phone: in an emergency, call 18000 by "
        "text relay. For any other number here, call 18001 and then that number.",
        _K.OUT_OF_HOURS_STAFF: "Somebody in danger now: 999, or the crisis team. Write down what "
        "was said and what was done: whoever is on duty next sees it first.",
        _K.OUT_OF_HOURS_PATIENT: "Nobody reads what you send us until then. If you need help "
        "before, use the numbers on this page. In an emergency, call 999.",
    }
)


def text(key: WordingKey, *, on: date, language: str = ENGLISH) -> str:
    """One wording that holds on this day, in this language or else in English. One query."""
    return texts(on=on, language=language, keys=(key,))[key]


def texts(
    *, on: date, language: str = ENGLISH, keys: tuple[WordingKey, ...] = tuple(WordingKey)
) -> dict[WordingKey, str]:
    """The wordings that hold on this day. One query."""
    return {key: said for key, (said, _) in spoken(on=on, language=language, keys=keys).items()}


def spoken(
    *, on: date, language: str, keys: tuple[WordingKey, ...] = tuple(WordingKey)
) -> dict[WordingKey, tuple[str, str]]:
    """The wordings that hold on this day, each with the language it is in. One query.

    The latest that has begun and was approved holds, in the language if there is one, otherwise in
    English, otherwise the usual words.
    """
    sql, parameters = _statement(keys, language)
    with connection.cursor() as cursor:
        cursor.execute(sql, [on if one == _DAY else one for one in parameters])
        found = {(key, said_in): words for key, said_in, words in cursor.fetchall()}
    return {
        key: (found[key, language], language)
        if found.get((key, language))
        else (found.get((key, ENGLISH)) or DEFAULTS[key], ENGLISH)
        for key in keys
    }


@lru_cache(maxsize=64)
def _statement(keys: tuple[WordingKey, ...], language: str) -> tuple[str, tuple[Any, ...]]:
    """The query about a day, built once: building it costs more than running it."""
    return (
        in_force(on=_DAY)
        .filter(key__in=keys, language__in={language, ENGLISH})
        .values_list("key", "language", "text")
        .query.sql_with_params()
    )


def in_force(*, on: date) -> QuerySet[Wording]:
    """Approved wordings that have begun, the one that holds last."""
    return Wording.objects.filter(approved_at__isnull=False, valid_from__lte=on).order_by(
        "valid_from", "id"
    )


def crisis_contacts(on: date, language: str = ENGLISH) -> tuple[CrisisContact, ...]:
    """The crisis contacts that hold on this day. One query."""
    return contacts_in(text(_K.CRISIS_NUMBERS, on=on, language=language)) or USUAL


def contacts_in(words: str) -> tuple[CrisisContact, ...]:
    """One a line, `name | number | when`; a line that is none is left out."""
    return tuple(_read(words))


def _read(words: str) -> Iterator[CrisisContact]:
    for line in words.splitlines():
        parts = [part.strip() for part in line.split("|")]
        if len(parts) == 3 and all(parts[:2]):  # noqa: PLR2004 - name, number, when
            yield CrisisContact(*parts)

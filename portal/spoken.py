"""Which language a page for patients speaks: its own words where they are translated, English
otherwise; the questions themselves may be in another.
"""

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.conf.locale import LANG_INFO
from django.utils.translation import to_locale

ENGLISH = "en"


@dataclass(frozen=True, slots=True)
class Spoken:
    """What stands in the page's html element."""

    language: str
    direction: str


def interface(language: str) -> str:
    """The language of the page's own words: the person's, if the service has them in it."""
    has_words = any(
        (Path(place) / to_locale(language) / "LC_MESSAGES" / "django.mo").exists()
        for place in settings.LOCALE_PATHS
    )
    return language if has_words else ENGLISH


def of(language: str) -> Spoken:
    """Language and direction of the page around the questions."""
    shown = interface(language)
    is_right_to_left = LANG_INFO.get(shown, {}).get("bidi", False)
    return Spoken("en-GB" if shown == ENGLISH else shown, "rtl" if is_right_to_left else "ltr")

"""Which language a page for patients speaks: its own words where they are translated, English
otherwise, sentence by sentence; the questions themselves may be in another.
"""

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.conf.locale import LANG_INFO
from django.utils.translation import get_language, gettext, to_locale

ENGLISH = "en"
# What is between them is read from the left, whatever stands around it.
_ISOLATED, _END = "\u2066", "\u2069"
# Shipped with the service; a service's own stand in LOCALE_PATHS and win.
SHIPPED = Path(__file__).parent / "locale"


@dataclass(frozen=True, slots=True)
class Spoken:
    """What stands in the page's html element."""

    language: str
    direction: str


@dataclass(frozen=True, slots=True)
class Words:
    """Words that need not be in the page's language."""

    text: str
    language: str

    @property
    def direction(self) -> str:
        """From which side they are read."""
        return _direction(self.language)


def interface(language: str) -> str:
    """The language of the page's own words: the person's, if the service has them in it."""
    places = [Path(place) for place in settings.LOCALE_PATHS] + [SHIPPED]
    file = Path(to_locale(language)) / "LC_MESSAGES" / "django.mo"
    return language if any((place / file).exists() for place in places) else ENGLISH


def offered() -> tuple[tuple[str, str], ...]:
    """The languages in which pages speak, each by its own name for itself; English first."""
    places = [*map(Path, settings.LOCALE_PATHS), SHIPPED]
    found = {one.parent.parent.name for at in places for one in at.glob("*/LC_MESSAGES/django.mo")}
    codes = (ENGLISH, *sorted(found - {ENGLISH}))
    return tuple((code, LANG_INFO.get(code, {}).get("name_local", code)) for code in codes)


def of(language: str) -> Spoken:
    """Language and direction of the page around the questions."""
    shown = interface(language)
    return Spoken("en-GB" if shown == ENGLISH else shown, _direction(shown))


def here() -> str:
    """The language this page speaks."""
    return (get_language() or ENGLISH).partition("-")[0]


def words(english: str) -> Words:
    """English words in the language of this page, if it has them."""
    said = gettext(english)
    return Words(said, here() if said != english else ENGLISH)


def sentence(english: str) -> str:
    """A sentence of a template; one that nobody has translated says that it is English."""
    said = gettext(english)
    if said != english or here() == ENGLISH:
        return said
    return f'<span lang="en" dir="ltr">{english}</span>'


def plain(english: str, **facts: object) -> str:
    """The same where no element may stand: in a title, or in an attribute."""
    return gettext(english) % facts if facts else gettext(english)


def as_dialled(number: str) -> str:
    """A number whose groups stay in the order in which they are dialled, also right to left."""
    is_digits = all(one.isdigit() or one in "+ " for one in number)
    return f"{_ISOLATED}{number}{_END}" if is_digits and of(here()).direction == "rtl" else number


def _direction(language: str) -> str:
    return "rtl" if LANG_INFO.get(language, {}).get("bidi", False) else "ltr"
